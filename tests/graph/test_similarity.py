"""The comparison itself, without a database."""

import random
from itertools import combinations

import pytest

from medcodegraph.graph.evidence import Evidence, evidence
from medcodegraph.graph.profiles import MOST, Profiles
from medcodegraph.graph.reasons import summary
from medcodegraph.graph.similarity import BEST, WEIGHTS, Similarity, total


def _random_evidence(seed: int) -> Evidence:
    chance = random.Random(seed)
    codes = [f"S{number % 3}:{number}" for number in range(40)]

    def some(most: int) -> list[str]:
        return chance.sample(codes, chance.randint(1, most))

    conditions = [
        {
            "key": f"C{number}",
            "name": f"c{number}",
            "above": [f"C{number // 2}"] if number else [],
            "classified": some(5) if number % 3 == 0 else [],
            "indicated": some(5) if number % 3 == 1 else [],
        }
        for number in range(12)
    ]
    procedures = [
        {
            "key": f"P{number}",
            "name": f"p{number}",
            "codes": [{"code": code, "step": chance.choice(["", "a", "b"])} for code in some(6)],
            "alternatives": [f"P{(number + 1) % 4}", f"P{(number - 1) % 4}"],
            "conditions": [f"C{number}"],
        }
        for number in range(4)
    ]
    replacements = [
        {"old": old, "new": new, "day": None} for old, new in (chance.sample(codes, 2) for _ in range(12))
    ]
    policies = [
        {"key": f"L{number}", "name": f"l{number}", "role": "COVERS", "stance": "covered", "codes": some(20)}
        for number in range(9)
    ]
    return evidence(replacements, procedures, conditions, policies)


@pytest.mark.parametrize("seed", range(10))
def test_every_pair_is_symmetric_bounded_exact_and_explained(seed: int) -> None:
    similarity = Similarity(_random_evidence(seed))
    codes = similarity.codes()
    others = {code: similarity.others(code) for code in codes}
    assert sum(len(row) for row in others.values()) > 100
    for a, b in combinations(codes, 2):
        assert others[a].get(b) == others[b].get(a)
        if scores := others[a].get(b):
            assert all(0 < score <= 1 for score in scores.values())
            parts = [WEIGHTS[kind] * score for kind, score in scores.items()]
            assert 0 < sum(parts) == sum(reversed(parts)) == total(scores) <= 1
            assert a in summary(similarity, a, b, list(scores))
            assert b in summary(similarity, a, b, list(scores))
    assert all(code not in others[code] for code in codes)


def test_the_weights_sum_to_one() -> None:
    assert sum(WEIGHTS.values()) == 1


def test_a_feature_of_few_codes_tells_more_than_one_of_many() -> None:
    def score(size: int) -> float:
        return Profiles({("r", "f"): [f"c{number}" for number in range(size)]}).scores("c0").get("c1", 0.0)

    scores = [score(size) for size in (2, 5, 20, 100, MOST)]
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert score(MOST + 1) == 0


def test_what_only_one_has_counts_against_a_pair() -> None:
    alone = Profiles({("r", "f"): ["a", "b"]}).scores("a")["b"]
    beside = Profiles({("r", "f"): ["a", "b"], ("r", "g"): ["a"]}).scores("a")["b"]
    assert beside < alone


def test_a_code_keeps_its_best() -> None:
    """Sixty codes replace one: it keeps fifty of them, the first by key as all are equal."""
    rows = [{"old": "A:0", "new": f"A:{number:02}", "day": None} for number in range(1, 61)]
    best = Similarity(evidence(rows, [], [], [])).best("A:0")
    assert [code for code, _ in best] == [f"A:{number:02}" for number in range(1, BEST + 1)]


def test_circles_of_replacements_and_conditions_end() -> None:
    rows = [{"old": "A:1", "new": "A:2", "day": None}, {"old": "A:2", "new": "A:1", "day": None}]
    circle = [
        {"key": key, "name": key, "above": [up], "classified": ["A:1", "A:2"], "indicated": []}
        for key, up in (("x", "y"), ("y", "x"))
    ]
    similarity = Similarity(evidence(rows, [], circle, []))
    assert similarity.others("A:1")["A:2"] == {"replacement": 1.0, "conditions": 1.0}
    assert "both classify" in summary(similarity, "A:1", "A:2", ["conditions"])
