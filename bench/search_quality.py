"""Measures search: on random synonyms and code texts, unchanged and with one slip; and its cost.

A synonym is found if a condition with that synonym or name is among the first three; a code's text if a code
with exactly that text is first. The time of a search is compared with that of a bare full-text index call
with the same words, in turn.

With `--gold FILE` the searches are those of a gold file: a correct hit must be among the first three hits, a
correct code among the first five codes.
"""

import argparse
import csv
import random
import re
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from medcodegraph.cli.running.session import on_graph
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.library.words.typed_text import plain

SYNONYMS = """
MATCH (c:Condition) WHERE c.key STARTS WITH 'MONDO:'
UNWIND c.synonyms AS text RETURN text, c.key AS key"""
NAMES = "MATCH (c:Condition) WHERE c.name IS NOT NULL RETURN c.name AS text, c.key AS key"
CODES = "MATCH (c:Code) WHERE c.display IS NOT NULL RETURN c.display AS text, c.key AS key"
BARE = """
CALL db.index.fulltext.queryNodes('search_stems', $words, {limit: 10}) YIELD node RETURN node.key AS key"""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PATIENT = 120.0


@dataclass
class Tally:
    """How many texts were found, which were not, and the time of each search and each bare call."""

    name: str
    wanted: float
    found: int = 0
    asked: int = 0
    missed: list[str] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share that was found."""
        return self.found / self.asked


def slip(text: str, chance: random.Random) -> str:
    """The text with one letter substituted, inserted, deleted, or swapped with the next one."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    at = chance.choice(places)
    new = chance.choice([letter for letter in LETTERS if letter != text[at].lower()])
    swaps = [at for at in places if at + 1 in places and text[at].lower() != text[at + 1].lower()]
    kinds = ["substitute", "insert", "leave out"] + (["swap"] if swaps else [])
    match chance.choice(kinds):
        case "substitute":
            return text[:at] + new + text[at + 1 :]
        case "insert":
            return text[:at] + new + text[at:]
        case "leave out":
            return text[:at] + text[at + 1 :]
        case _:
            at = chance.choice(swaps)
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


async def owners(graph: Graph, *statements: str) -> dict[str, set[str]]:
    """The keys with each text, ignoring case."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        for row in await graph.read(statement, timeout=PATIENT):
            found.setdefault(row["text"].lower(), set()).add(row["key"])
    return found


async def ask(
    graph: Graph, tally: Tally, text: str, right: set[str], first: int, kinds: Sequence[str] = ()
) -> None:
    """Run one search, then one bare call with the same words; count whether a correct key is near the top."""
    query = find("search")
    began = time.perf_counter()
    rows = await graph.read(*query.sent({"text": text, "limit": 10, "kinds": list(kinds)}))
    searched = time.perf_counter()
    words = " ".join(f'"{word}"' for word in re.findall(r"\w+", plain(text))) or '""'
    again = time.perf_counter()
    await graph.read(BARE, {"words": words})
    tally.times.append((searched - began, time.perf_counter() - again))
    tally.asked += 1
    if right & {row["node"]["key"] for row in rows[:first]}:
        tally.found += 1
    else:
        best = f"{rows[0]['reason']} {rows[0]['node']['key']}" if rows else "nothing"
        tally.missed.append(f"{text!r} is {min(right)}; found {best}")


async def measure(graph: Graph, sample: int, seed: int) -> list[Tally]:
    """Every tally: synonyms, codes, and both with a slip."""
    chance = random.Random(seed)
    synonyms = await owners(graph, SYNONYMS)
    conditions = await owners(graph, SYNONYMS, NAMES)
    codes = await owners(graph, CODES)
    if not synonyms or not codes:
        sys.exit("there are no MONDO synonyms or no codes in the graph: load mondo and icd10cm first")
    tallies = []
    for name, texts, every, first, wanted in (
        ("synonyms, right condition in the first three", synonyms, conditions, 3, (0.99, 0.90)),
        ("texts of codes, right code first", codes, codes, 1, (0.99, 0.90)),
    ):
        drawn = chance.sample(sorted(t for t in texts if any(map(str.isalpha, t))), min(sample, len(texts)))
        exact, slipped = Tally(name, wanted[0]), Tally(f"{name}, one slip", wanted[1])
        for number, text in enumerate(drawn, start=1):
            await ask(graph, exact, text, every[text], first)
            await ask(graph, slipped, slip(text, chance), every[text], first)
            if number % 250 == 0:
                print(f"  {name}: {number} of {len(drawn)}", file=sys.stderr)
        tallies += [exact, slipped]
    return tallies


async def gold(graph: Graph, file: Path) -> list[Tally]:
    """Run the searches of a gold file: correct hits in the first three, correct codes in the first five."""
    things = Tally("gold, a right thing in the first three", 0.90)
    codes = Tally("gold, a right code in the first five codes", 0.95)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            await ask(graph, things, row["query"], set(row["want"].split()), 3)
            if row["want_code"]:
                await ask(graph, codes, row["query"], set(row["want_code"].split()), 5, kinds=["Code"])
    return [things, codes]


def ratio(times: Iterable[tuple[float, float]]) -> str:
    """The median time of a search and of a bare call, the median of their ratios, and the 95th percentile."""
    searches, bare = zip(*times, strict=True)
    ratios = sorted(search / call for search, call in zip(searches, bare, strict=True))
    most = ratios[min(len(ratios) - 1, int(0.95 * len(ratios)))]
    return (
        f"{statistics.median(searches) * 1e3:.2f} ms, bare call {statistics.median(bare) * 1e3:.2f} ms, "
        f"median ratio {statistics.median(ratios):.2f}, 95% below {most:.2f}"
    )


def report(tallies: Iterable[Tally], show: int) -> bool:
    """Print everything; returns whether all targets were reached."""
    tallies = list(tallies)
    for tally in tallies:
        met = "reached" if tally.share >= tally.wanted else "NOT REACHED"
        print(f"{tally.name}: {tally.found} of {tally.asked} = {tally.share:.2%}; {tally.wanted:.0%}: {met}")
        print(f"  time {ratio(tally.times)}")
        for miss in tally.missed[:show]:
            print(f"  missed {miss}")
    print(f"all: {ratio(pair for tally in tallies for pair in tally.times)}")
    return all(tally.share >= tally.wanted for tally in tallies)


def arguments() -> argparse.Namespace:
    """The command line's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=2000, help="how many of each to draw (2000)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw and the slips (1)")
    parser.add_argument("--show", type=int, default=10, help="how many misses of each to print (10)")
    parser.add_argument("--gold", type=Path, help="a file of searches and right answers, instead of samples")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()

    async def work(graph: Graph) -> list[Tally]:
        """Measure on the graph configured in the environment."""
        if given.gold is not None:
            return await gold(graph, given.gold)
        return await measure(graph, given.sample, given.seed)

    sys.exit(0 if report(on_graph(work), given.show) else 1)
