"""Derive SIMILAR_TO from the evidence in the graph: read it, compare, write pairs, sweep those of before."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.evidence import evidence
from medcodegraph.graph.profiles import MOST
from medcodegraph.graph.queries import find
from medcodegraph.graph.reasons import relation, summary
from medcodegraph.graph.similarity import BEST, VERSION, WEIGHTS, Similarity, total

SOURCE = "SOURCE:derived/similar"
Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much of it is done, and how much there is."""

_READ_TIMEOUT = 300.0
_SWEEP_TIMEOUT = 900.0
_BATCH = 2000
_ALGORITHM = [VERSION, MOST, BEST, WEIGHTS]


async def derive(graph: Graph, progress: Progress | None = None) -> int:
    """Make SIMILAR_TO what the evidence in the graph asks for; the number of pairs.

    Nothing is written when the evidence is what it was at the last derivation. One that was cut short is done
    again; the same evidence always gives the same edges. Where there are none there is no Source for them.
    """
    tell = progress or _silent
    rows = await _evidence_rows(graph)
    checksum = sha256(orjson.dumps([_ALGORITHM, rows], option=orjson.OPT_SORT_KEYS)).hexdigest()
    states = await graph.read(find("derive_similar_state").text, {"source": SOURCE})
    if any(state["sha256"] == checksum and state["found"] == state["written"] for state in states):
        return int(states[0]["found"])
    load = checksum[:16]
    edges = list(_edges(Similarity(evidence(*rows)), load, tell))
    if not edges and not states:
        return 0
    facts = _source(load, len(edges))
    await graph.write(find("derive_similar_begin").text, {"source": SOURCE, "facts": facts})
    for start in range(0, len(edges), _BATCH):
        batch = edges[start : start + _BATCH]
        await graph.write(find("derive_similar_write").text, {"edges": batch})
        tell("writing similar codes", start + len(batch), len(edges))
    await graph.write_auto(find("derive_similar_sweep").text, {"load": load}, timeout=_SWEEP_TIMEOUT)
    if edges:
        await graph.write(find("derive_similar_finish").text, {"source": SOURCE, "sha256": checksum})
    else:
        await graph.write(find("source_delete").text, {"source": SOURCE})
    return len(edges)


def _silent(label: str, done: int, of: int, /) -> None:
    """Tell nobody."""


async def _evidence_rows(graph: Graph) -> list[list[dict[str, Any]]]:
    return [
        await graph.read(find(f"derive_similar_{kind}").text, parameters, timeout=_READ_TIMEOUT)
        for kind, parameters in (
            ("replacements", {}),
            ("procedures", {}),
            ("conditions", {}),
            ("policies", {"most": MOST}),
        )
    ]


def _edges(similarity: Similarity, load: str, tell: Progress) -> Iterator[dict[str, Any]]:
    """Every pair that is among the best of either code, with the facts of its edge, in order."""
    pairs: dict[tuple[str, str], dict[str, float]] = {}
    codes = similarity.codes()
    for done, code in enumerate(codes, start=1):
        for other, scores in similarity.best(code):
            pairs[min(code, other), max(code, other)] = scores
        if done % 1000 == 0 or done == len(codes):
            tell("comparing codes", done, len(codes))
    for (a, b), scores in sorted(pairs.items()):
        yield {"a": a, "b": b, "facts": _facts(similarity, a, b, scores) | {"source": SOURCE, "load": load}}


def _facts(similarity: Similarity, a: str, b: str, scores: Mapping[str, float]) -> dict[str, Any]:
    """The properties of the edge; the lists run in parallel, the largest contribution first."""
    kinds = sorted(scores, key=lambda kind: -WEIGHTS[kind] * scores[kind])
    return {
        "score": total(scores),
        "kinds": kinds,
        "scores": [scores[kind] for kind in kinds],
        "weights": [WEIGHTS[kind] for kind in kinds],
        "contributions": [WEIGHTS[kind] * scores[kind] for kind in kinds],
        "relation": relation(similarity, a, b, scores),
        "summary": summary(similarity, a, b, kinds),
    }


def _source(load: str, edges: int) -> dict[str, Any]:
    return {
        "name": "derived",
        "title": "Similar codes, derived by medcodegraph",
        "publisher": "medcodegraph",
        "licence": "Apache-2.0",
        "release": VERSION,
        "rank": 0,
        "nodes": 0,
        "edges": edges,
        "load": load,
        "retrieved_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
