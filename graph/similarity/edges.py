"""The pairs of similar codes as they are to stand in the graph, by their smaller code, each with a mark."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

import orjson

from medcodegraph.graph.similarity.explain import Reasons
from medcodegraph.graph.similarity.features import Ints
from medcodegraph.graph.similarity.scores import Similarity

_CHUNK = 20000


@dataclass(frozen=True, slots=True)
class Group:
    """The pairs from one code to larger keys: each a map of `key` and the properties of its edge.

    One of these is `load`, a mark that is the same where all others are.
    """

    key: str
    pairs: list[dict[str, Any]]


def groups(similarity: Similarity, pairs: Ints) -> Iterator[Group]:
    """Pairs (a number each, in order) by their smaller code; each is compared once more, for its parts."""
    for key, some in groupby(_rows(similarity, pairs), key=lambda row: row[0]):
        yield Group(key, [{**facts, "load": _mark(facts)} for _, facts in some])


def _mark(facts: dict[str, Any]) -> str:
    return sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]


def _rows(similarity: Similarity, pairs: Ints) -> Iterator[tuple[str, dict[str, Any]]]:
    codes = similarity.evidence.codes
    for start in range(0, len(pairs), _CHUNK):
        a, b = similarity.ends(pairs[start : start + _CHUNK])
        reasons = Reasons(similarity, a, b)
        compared = similarity.compare(a, b)
        totals = similarity.total(compared).tolist()
        columns = {kind: scores.tolist() for kind, scores in compared.items()}
        for row, (one, other) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
            scores = {kind: column[row] for kind, column in columns.items() if column[row] > 0}
            kinds = sorted(scores, key=lambda kind: -similarity.weights[kind] * scores[kind])
            yield (
                codes[one],
                {
                    "key": codes[other],
                    "score": totals[row],
                    "relation": reasons.relation(row, kinds),
                    "summary": reasons.summary(row, kinds),
                    **scores,
                },
            )
