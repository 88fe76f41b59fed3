"""Score the answers of a running server against gold files, and print every miss with its reason.

A gold file is a tab-separated table with a header and one question per row: search.tsv, similar.tsv,
coverage.tsv, conditions.tsv, replaced.tsv, notes.tsv. Exits with 1 if a share is below its target.
"""

import argparse
import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path

from gold.asking import NoAnswer, Row, Score, Server
from gold.codes import replaced, search, similar
from gold.conditions import conditions
from gold.coverage import coverage
from gold.notes import notes

SCORERS: dict[str, Callable[[Server, Row], Score]] = {
    "search": search,
    "similar": similar,
    "coverage": coverage,
    "conditions": conditions,
    "replaced": replaced,
    "notes": notes,
}
WANTED = {
    **{f"{name}.answered": 1.0 for name in SCORERS},
    "search.top3": 0.90,
    "search.code5": 0.95,
    "similar.must": 0.90,
    "similar.must_not": 1.0,
    "coverage.right": 0.97,
    "coverage.not_dangerous": 1.0,
    "conditions.must": 0.95,
    "conditions.must_not": 1.0,
    "replaced.yes": 1.0,
    "replaced.no": 1.0,
    "notes.on_code": 0.98,
}
"""The target of each part: the share that must be correct."""


def rows(path: Path) -> list[Row]:
    """The rows of a gold file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def score(server: Server, name: str, table: list[Row]) -> dict[str, object]:
    """The scores of one file, printed as they arrive: correct rows, parts, and every miss."""
    right, parts, misses = 0, dict[str, list[int]](), dict[str, str]()
    for row in table:
        ident = row.get("id") or row["key"]
        try:
            found = SCORERS[name](server, row)
        except NoAnswer as error:
            found = Score(False, {"answered": False}, f"no answer: {error}")
        right += found.right
        for part, value in found.parts.items():
            tally = parts.setdefault(f"{name}.{part}", [0, 0])
            tally[0] += value
            tally[1] += 1
        if not found.right:
            misses[ident] = found.reason
            print(f"  {name} {ident} {row.get('query', '')}: {found.reason}", flush=True)
    print(
        f"{name:<10} {right:3d} / {len(table):3d}  "
        + "  ".join(f"{p} {n}/{of}" for p, (n, of) in parts.items())
    )
    return {"right": right, "total": len(table), "parts": parts, "misses": misses}


def short(results: dict[str, dict[str, object]]) -> list[str]:
    """The parts below their targets."""
    found = []
    for result in results.values():
        for part, (right, of) in result["parts"].items():  # type: ignore[attr-defined]
            if part in WANTED and right < WANTED[part] * of:
                found.append(f"{part} {right / of:.1%}, target {WANTED[part]:.0%}")
    return found


def main() -> int:
    """Score, and report parts below their targets."""
    parser = argparse.ArgumentParser(prog="bench/answers", description=__doc__)
    parser.add_argument("url", help="the GraphQL address: http://127.0.0.1:8000/graphql")
    parser.add_argument("folder", type=Path, help="the folder with the gold files")
    parser.add_argument(
        "only",
        nargs="*",
        choices=[*SCORERS, []],
        metavar="FILE",
        help=f"which files ({', '.join(SCORERS)}); all by default",
    )
    parser.add_argument("--json", type=Path, help="write the scores and misses to this file too")
    given = parser.parse_args()
    server = Server(given.url)
    try:
        server.ask("{ __typename }")
    except NoAnswer as error:
        sys.exit(f"no server answers at {given.url}: {error}")
    results = {
        name: score(server, name, rows(path))
        for name in given.only or SCORERS
        if (path := given.folder / f"{name}.tsv").exists()
    }
    if not results:
        parser.error(f"{given.folder} has no gold files")
    print(f"{server.requests} requests, {server.seconds:.0f} s")
    if given.json:
        given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    below = short(results)
    for line in below:
        print("below target:", line)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
