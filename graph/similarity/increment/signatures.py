"""A digest for each code of all that its similarity to others follows from. Pure; needs NumPy."""

from collections.abc import Mapping

import numpy as np

from medcodegraph.graph.similarity.digests import Digests, mixed, of_texts
from medcodegraph.graph.similarity.evidence import Evidence
from medcodegraph.graph.similarity.explain import bonds
from medcodegraph.graph.similarity.scores import Similarity


def of_kind(evidence: Evidence, kind: str) -> Digests:
    """For each code: its features of a kind, their weights, and how they are worded as reasons."""
    features = evidence.kinds[kind]
    told: Mapping[str, str] = {}
    if kind == "conditions":
        told = {name: _condition(evidence, name.partition(" ")[2]) for name in features.names}
    elif kind == "policies":
        told = {name: evidence.names.get(name.rpartition(" ")[2], "") for name in features.names}
    (own,) = of_texts([kind])
    return mixed(features.digests(told) ^ own)


def beside(similarity: Similarity) -> Digests:
    """For each code: the statements that join it to others, whether it is a heading, and whether its words
    may be quoted.
    """
    evidence = similarity.evidence
    found: Digests = np.zeros(len(evidence.codes), np.uint64)
    joined = list(bonds(similarity))
    ends = [(a, f"{evidence.codes[b]} {said}") for a, b, said in joined]
    ends += [(b, f"{evidence.codes[a]} {said}") for a, b, said in joined]
    places = np.array([place for place, _ in ends], dtype=np.int64)
    np.add.at(found, places, mixed(of_texts(said for _, said in ends)))
    licensed = np.fromiter((key in evidence.licensed for key in evidence.codes), bool, len(found))
    for name, some in (("heading", evidence.headings), ("licensed", licensed)):
        found[some] += of_texts([name])
    return found


def _condition(evidence: Evidence, key: str) -> str:
    return "\t".join((evidence.names.get(key, ""), *evidence.above.get(key, ())))
