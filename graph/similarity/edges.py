"""The pairs of similar codes as written to the graph, by their smaller code, with a fingerprint."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

import numpy as np
import orjson

from medcodegraph.graph.similarity.explain import Reasons
from medcodegraph.graph.similarity.features import Ints
from medcodegraph.graph.similarity.scores import Similarity
from medcodegraph.progress import Progress

_CHUNK = 20000


@dataclass(frozen=True, slots=True)
class Group:
    """The pairs from one code to larger keys: each a map of `key` and the properties of its edge."""

    key: str
    load: str
    pairs: list[dict[str, Any]]


def kept_pairs(similarity: Similarity, tell: Progress) -> Ints:
    """Every pair that is among the best of either of its codes, each as one number, in order."""
    found, of = [np.empty(0, dtype=np.int64)], len(similarity.evidence.codes)
    for done, pairs in similarity.pairs():
        found.append(pairs)
        tell("comparing codes", done, of)
    return np.unique(np.concatenate(found))


def groups(similarity: Similarity, pairs: Ints) -> Iterator[Group]:
    """The pairs by their smaller code, in order; each is compared again, for its contributions."""
    reasons = Reasons(similarity)
    for key, some in groupby(_rows(similarity, reasons, pairs), key=lambda row: row[0]):
        rows = [facts for _, facts in some]
        load = sha256(orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]
        yield Group(key, load, rows)


def _rows(similarity: Similarity, reasons: Reasons, pairs: Ints) -> Iterator[tuple[str, dict[str, Any]]]:
    codes = similarity.evidence.codes
    for start in range(0, len(pairs), _CHUNK):
        a, b = similarity.ends(pairs[start : start + _CHUNK])
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
                    "relation": reasons.relation(one, other, kinds),
                    "summary": reasons.summary(one, other, kinds),
                    **scores,
                },
            )
