"""How well similar codes agree with categories held out of the evidence.

For a sample of codes: of the ten most similar codes of the same system that have a category, how many share
one with it. ICD-10-CM against the clinical categories of CCSR, HCPCS against the BETOS types of service.
ICD-10-PCS has no such category to hold out (its tables group an esophagectomy with an appendectomy): a gold
file covers it. Half of the sample was used to choose the weights; the other half is used here, unless
`--tuning` selects the first. Codes that have become headings are skipped. Baselines are TF-IDF with cosine
similarity and BM25, over all words of all codes. `--gold FILE` also evaluates a gold file.
"""

import argparse
import asyncio
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import load_workbook
from scipy import sparse
from similarity_gold import GoldRow, read_gold, report

from medcodegraph.cli.running.session import connect
from medcodegraph.config import Settings
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.similarity.evidence import evidence
from medcodegraph.graph.similarity.reading import all_code_rows, other_rows
from medcodegraph.graph.similarity.scores import Similarity
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from medcodegraph.graph.similarity.wording.columns import CodeColumns
from medcodegraph.graph.similarity.wording.tokens import WORD

FIRST = 10
HALF = 500  # codes of each system for choosing weights, and the same number for the report
DEEP = 100  # how many are ranked, so that ten with a category are among them
Row = dict[str, Any]
Categories = Mapping[str, set[str]]
Ranking = Callable[[int], Iterable[int]]


@dataclass(frozen=True)
class Task:
    """A code system, the categories of its codes, and its evidence without them."""

    title: str
    rows: list[list[Row]]
    categories: Categories
    held_out: str = ""  # the kind of evidence that is the category itself

    def sample(self, size: int, tuning: bool) -> list[int]:
        """The indices of a fixed sample of codes with a category, from either half."""
        places = [place for place, row in enumerate(self.rows[0]) if row["key"] in self.categories]
        both = random.Random(7).sample(places, min(2 * HALF, len(places)))
        headings = {up for row in self.rows[0] for up in row["above"]}
        asked = (both[:HALF] if tuning else both[HALF:])[:size]
        return [place for place in asked if self.rows[0][place]["key"] not in headings]

    def precision(self, codes: Sequence[int], rank: Ranking) -> float:
        """The mean share of the first ten that have a category in common with the code."""
        keys = [row["key"] for row in self.rows[0]]
        hits = 0
        for code in codes:
            judged = [keys[other] for other in rank(code) if keys[other] in self.categories][:FIRST]
            hits += sum(bool(self.categories[keys[code]] & self.categories[other]) for other in judged)
        return hits / FIRST / len(codes)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sample", type=int, default=HALF, help=f"how many codes of a system ({HALF} at most)"
    )
    parser.add_argument("--system", choices=("ICD10CM", "HCPCS"), help="only this one")
    parser.add_argument("--tuning", action="store_true", help="ask the half for choosing weights")
    parser.add_argument("--ccsr", type=Path, help="CCSR reference file (ccsr/*.xlsx in MEDCODEGRAPH_DATA)")
    parser.add_argument("--weights", help="others to try, in 32nds: hierarchy=8,text=4")
    parser.add_argument("--gold", type=Path, help="a gold file (key, must, must_not) to ask on all evidence")
    given = parser.parse_args()
    weights = dict(SIMILAR_WEIGHTS)
    for word in given.weights.split(",") if given.weights else ():
        kind, _, value = word.partition("=")
        weights[kind] = int(value) / 32
    settings = Settings.from_environment()
    with connect(settings) as connection:
        rows = asyncio.run(_read(connection))
    if given.gold:
        _gold(rows, read_gold(given.gold), weights)
    made = False
    tasks = {
        "ICD10CM": partial(_diagnoses, rows, given.ccsr or _ccsr(settings)),
        "HCPCS": partial(_supplies, rows),
    }
    for system, prepare in tasks.items():
        if given.system in (None, system) and (task := prepare()) is not None:
            made = True
            _report(task, weights, task.sample(given.sample, given.tuning))
    if not made:
        print("no codes to measure: load icd10cm, hcpcs or icd10pcs first", file=sys.stderr)
    return not made


async def _read(connection: Connection) -> list[list[Row]]:
    async with Graph.open(connection) as graph:
        codes = [row async for row in all_code_rows(graph)]
        return [codes, *await other_rows(graph)]


def _ccsr(settings: Settings) -> Path | None:
    folder = settings.data or Path(__file__).parents[2] / "shared" / "data"
    return next(iter(sorted(folder.glob("ccsr/*.xlsx"))), None)


def _diagnoses(rows: list[list[Row]], file: Path | None) -> Task | None:
    if file is None:
        print("no CCSR reference file: ICD-10-CM is left out; give one with --ccsr", file=sys.stderr)
        return None
    categories: dict[str, set[str]] = defaultdict(set)
    sheet = load_workbook(file, read_only=True)["DX_to_CCSR_Mapping"]
    for code, _, category, *_ in sheet.iter_rows(min_row=3, values_only=True):
        if code and category:
            text = str(code)
            categories[f"ICD10CM:{text[:3]}.{text[3:]}".rstrip(".")].add(str(category))
    held = [[row | {"maps": []} for row in _of("ICD10CM", rows)[0]], *_of("ICD10CM", rows)[1:]]
    return _task("ICD-10-CM against CCSR", held, categories)


def _supplies(rows: list[list[Row]]) -> Task | None:
    own = _of("HCPCS", rows)
    categories = {row["key"]: set(row["classes"]) for row in own[0] if row["classes"]}
    return _task("HCPCS against BETOS", [[row | {"classes": []} for row in own[0]], *own[1:]], categories)


def _task(title: str, rows: list[list[Row]], categories: Categories, held_out: str = "") -> Task | None:
    known = {row["key"] for row in rows[0]}
    judged = {key: found for key, found in categories.items() if key in known}
    return Task(title, rows, judged, held_out) if judged else None


def _of(system: str, rows: list[list[Row]]) -> list[list[Row]]:
    """The evidence about the codes of one system."""
    codes, replaced, procedures, conditions, policies = rows
    own = [row for row in codes if row["key"].startswith(f"{system}:")]
    keys = {row["key"] for row in own}

    def kept(some: Iterable[str]) -> list[str]:
        return [key for key in some if key in keys]

    return [
        own,
        [row for row in replaced if row["old"] in keys and row["new"] in keys],
        [row | {"codes": [code for code in row["codes"] if code["code"] in keys]} for row in procedures],
        [row | {role: kept(row[role]) for role in ("classified", "indicated")} for row in conditions],
        [row | {"codes": kept(row["codes"])} for row in policies],
    ]


def _report(task: Task, weights: Mapping[str, float], sample: Sequence[int]) -> None:
    codes, *others = task.rows
    known = evidence(CodeColumns(codes), *others)
    counting = {kind: weight for kind, weight in weights.items() if kind != task.held_out}

    def show(name: str, rank: Ranking) -> None:
        print(f"  {name:28} {task.precision(sample, rank):.3f}", flush=True)

    def similar(kinds: Mapping[str, float]) -> Ranking:
        return partial(_most_similar, Similarity(known, kinds))

    print(
        f"\n{task.title}: precision of the first {FIRST}, {len(task.categories)} codes, {len(sample)} asked"
    )
    for name, baseline in (("TF-IDF, cosine", _cosine), ("BM25", _bm25)):
        show(name, baseline([row["words"] for row in task.rows[0]]))
    show("all parts", similar(counting))
    there = [kind for kind in counting if kind not in known.kinds or known.kinds[kind].names]
    for kind in there:
        show(f"{kind} alone", similar({kind: 1.0}))
    for kind in there:
        show(f"all but {kind}", similar({one: weight for one, weight in counting.items() if one != kind}))


def _gold(rows: list[list[Row]], gold: Sequence[GoldRow], weights: Mapping[str, float]) -> None:
    """Evaluate all rows by all evidence, and by the words alone within each code system."""
    codes, *others = rows
    known = evidence(CodeColumns(codes), *others)
    similarity = Similarity(known, weights)
    place = {key: number for number, key in enumerate(known.codes)}

    def similar(key: str) -> list[str]:
        if key not in place:
            return []
        _, found, scores = similarity.best(place[key], place[key] + 1, 60)
        order = sorted(zip(scores.tolist(), found.tolist(), strict=True), key=lambda one: (-one[0], one[1]))
        return [known.codes[other] for _, other in order]

    print("\nGold rows")
    report("all parts", gold, similar, misses=True)
    for system in dict.fromkeys(row.key.partition(":")[0] for row in gold):
        own = [row for row in gold if row.key.startswith(f"{system}:")]
        judged = [GoldRow(row.key, _within(row.must, system), row.must_not) for row in own]
        some = [row for row in codes if row["key"].startswith(f"{system}:")]
        keys = [row["key"] for row in some]
        report(f"{system}: all parts", own, similar, misses=False)
        if not any(row["words"] for row in some):
            print(f"  {system}: no wording is loaded to rank by")
            continue
        for name, baseline in (("TF-IDF", _cosine), ("BM25", _bm25)):
            ranking = baseline([row["words"] for row in some])

            def ranked(key: str, ranking: Ranking = ranking, keys: Sequence[str] = keys) -> list[str]:
                return [keys[other] for other in list(ranking(keys.index(key)))[:60]] if key in keys else []

            report(f"{system}: {name}", judged, ranked, misses=False)


def _within(tokens: Sequence[str], system: str) -> list[str]:
    """The tokens that a ranking of one system can contain."""
    return [token for token in tokens if any(key.startswith(f"{system}:") for key in token.split("|"))]


def _most_similar(similarity: Similarity, code: int) -> Iterable[int]:
    """All that can be ranked: also pairs alike in nothing but numbering, which the graph does not keep."""
    _, others, _ = similarity.best(code, code + 1, DEEP, weak=True)
    found: list[int] = others.tolist()
    return found


def _counts(texts: Sequence[Sequence[str]]) -> tuple[Any, Any]:
    """How often each code (row) uses each word, and how many codes use each word."""
    bags = [Counter(WORD.findall(" ".join(some).lower())) for some in texts]
    number = {word: place for place, word in enumerate(sorted(set().union(*bags)))}
    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    columns = [number[word] for bag in bags for word in bag]
    counts = sparse.csr_matrix(
        ([times for bag in bags for times in bag.values()], (rows, columns)), dtype=np.float64
    )
    return counts, np.bincount(columns, minlength=len(number))


def _cosine(texts: Sequence[Sequence[str]]) -> Ranking:
    counts, found_in = _counts(texts)
    weighed = counts @ sparse.diags(np.log(len(texts) / found_in))
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    unit = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighed
    return partial(_ranked, unit.tocsr(), unit.T.tocsc())


def _bm25(texts: Sequence[Sequence[str]], k: float = 1.2, b: float = 0.75) -> Ranking:
    counts, found_in = _counts(texts)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    rarity = [log(1 + (len(texts) - found + 0.5) / (found + 0.5)) for found in found_in]
    norm = k * (1 - b + b * lengths / lengths.mean())
    places = counts.tocoo()
    data = places.data * (k + 1) / (places.data + norm[places.row])
    documents = sparse.csr_matrix((data, (places.row, places.col)), shape=counts.shape) @ sparse.diags(rarity)
    return partial(_ranked, (counts > 0).astype(np.float64).tocsr(), documents.T.tocsc())


def _ranked(queries: Any, documents: Any, code: int) -> Iterable[int]:
    """All other codes that share a word with this one, best first; ties in the order of keys."""
    scores = (queries[code] @ documents).toarray().ravel()
    scores[code] = 0
    best = np.argsort(-scores, kind="stable")[: DEEP * 5]
    found: list[int] = best[scores[best] > 0].tolist()
    return found


if __name__ == "__main__":
    sys.exit(main())
