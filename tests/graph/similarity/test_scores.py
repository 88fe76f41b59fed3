"""The comparison itself, without a database."""

import random
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from medcodegraph.graph.similarity.candidates import MOST
from medcodegraph.graph.similarity.edges import Group, groups
from medcodegraph.graph.similarity.evidence import Evidence, evidence
from medcodegraph.graph.similarity.features import STEPS, Features
from medcodegraph.graph.similarity.scores import BEST, BEST_ELSEWHERE, Similarity
from medcodegraph.graph.similarity.steps import information
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from medcodegraph.graph.similarity.wording.columns import CodeColumns
from medcodegraph.graph.similarity.wording.gathering import Gathering
from medcodegraph.graph.similarity.wording.tokens import words

Row = Any
"""A row of one of the derive_similar_* statements."""


def code(key: str, *words: str, above: Sequence[str] = (), maps: Sequence[str] = (), **more: Any) -> Row:
    rest = {"licensed": False, "axes": [], "ingredients": [], "classes": [], "grouped": False}
    rest |= {"above": above, "maps": maps}
    return {"key": key, "words": words} | rest | more


def compare(codes: Sequence[Row], replacements: Sequence[Row] = (), **rows: Sequence[Row]) -> Similarity:
    others = [rows.get(kind, ()) for kind in ("procedures", "conditions", "policies")]
    columns = CodeColumns(sorted(codes, key=lambda row: row["key"]))
    return Similarity(evidence(columns, replacements, *others))


def made(similarity: Similarity) -> list[Group]:
    kept = similarity.best(0, len(similarity.evidence.codes))
    return list(groups(similarity, np.unique(similarity.numbered(kept.a, kept.b))))


def pairs(similarity: Similarity) -> dict[tuple[str, str], Row]:
    return {(group.key, pair["key"]): pair for group in made(similarity) for pair in group.pairs}


def kinds(pair: Mapping[str, Any]) -> dict[str, float]:
    return {kind: pair[kind] for kind in SIMILAR_WEIGHTS if kind in pair}


def _random_evidence(seed: int) -> Evidence:
    chance = random.Random(seed)
    keys = [f"S{number % 3}:{number:02}" for number in range(40)]

    def some(most: int) -> list[str]:
        return chance.sample(keys, chance.randint(1, most))

    codes = [
        code(
            key,
            " ".join(chance.sample(["alpha", "beta", "gamma", "delta"], 2)),
            above=[keys[place - 3]] if place % 4 and place >= 3 else [],
            maps=chance.sample(keys, 1) if place % 5 == 0 else [],
            axes=[f"1 Section: {chance.choice('xyz')}"] if place % 3 == 0 else [],
            ingredients=[chance.choice(["cefazolin", "filgrastim-abcd", "filgrastim"])] if place % 2 else [],
        )
        for place, key in enumerate(keys)
    ]
    conditions = [
        {
            "key": f"C{number}",
            "name": f"c{number}",
            "above": [f"C{number // 2}"] if number else [],
            "classified": some(5) if number % 3 == 0 else [],
            "passed_on": [],
            "indicated": some(5) if number % 3 == 1 else [],
        }
        for number in range(12)
    ]
    procedures = [
        {
            "key": f"P{number}",
            "name": f"p{number}",
            "codes": [{"code": key, "step": chance.choice(["", "a", "b"])} for key in some(6)],
            "alternatives": [f"P{(number + 1) % 4}", f"P{(number - 1) % 4}"],
            "conditions": [f"C{number}"],
        }
        for number in range(4)
    ]
    replacements: list[Any] = [
        {"old": old, "new": new, "day": None} for old, new in (chance.sample(keys, 2) for _ in range(12))
    ]
    policies = [
        {"key": f"L{number}", "name": f"l{number}", "role": "COVERS", "stance": "covered", "codes": some(20)}
        for number in range(9)
    ]
    columns = CodeColumns(sorted(codes, key=lambda row: row["key"]))
    return evidence(columns, replacements, procedures, conditions, policies)


@pytest.mark.parametrize("seed", range(10))
def test_every_pair_is_symmetric_bounded_exact_and_explained(seed: int) -> None:
    similarity = Similarity(_random_evidence(seed))
    found = pairs(similarity)
    assert len(found) > 100
    assert {kind for pair in found.values() for kind in kinds(pair)} == set(SIMILAR_WEIGHTS)
    every = np.array(list(combinations(range(len(similarity.evidence.codes)), 2))).T
    forth, back = similarity.compare(*every), similarity.compare(*every[::-1])
    assert all((forth[kind] == back[kind]).all() for kind in SIMILAR_WEIGHTS)
    for (a, b), pair in found.items():
        assert a < b
        scores = kinds(pair)
        assert all(0 < score <= 1 and (score * STEPS).is_integer() for score in scores.values())
        parts = [SIMILAR_WEIGHTS[kind] * score for kind, score in scores.items()]
        assert 0 < sum(parts) == sum(reversed(parts)) == pair["score"] <= 1
        assert a in pair["summary"]
        assert b in pair["summary"]


def test_a_code_is_as_similar_to_itself_as_its_evidence_allows() -> None:
    """Each kind of set comparison gives 1; direct links do not apply."""
    similarity = Similarity(_random_evidence(1))
    own = np.arange(len(similarity.evidence.codes))
    for kind, scores in similarity.compare(own, own).items():
        if kind in ("hierarchy", "text"):
            assert (scores[scores > 0] == 1).all(), kind


def test_the_same_evidence_makes_the_same_groups() -> None:
    assert made(Similarity(_random_evidence(3))) == made(Similarity(_random_evidence(3)))


def test_a_rare_feature_counts_more_than_a_common_one() -> None:
    scores = [
        Features(Gathering([["f"]] * size), [information(size)]).jaccard(np.array([0]), np.array([1]))[0]
        for size in (2, 5, 20, 100, 10_000)
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.9
    assert 0 < scores[-1] < 0.3


def test_features_of_only_one_code_count_against_a_pair() -> None:
    a, b = np.array([0]), np.array([1])
    assert Features(Gathering([["f"], ["f"]]), [1.0]).jaccard(a, b)[0] == 1
    assert Features(Gathering([["f", "g"], ["f"]]), [1.0, 1.0]).jaccard(a, b)[0] == 0.5


def test_the_nearer_in_the_hierarchy_the_more_similar() -> None:
    tree = [
        code("A:1"),
        code("A:2"),
        *(code(f"A:{up}{low}", above=[f"A:{up}"]) for up in "12" for low in "abc"),
    ]
    tree += [code(f"A:1a{low}", above=["A:1a"]) for low in "xyz"]
    found = pairs(compare(tree))
    assert found["A:1ax", "A:1ay"]["hierarchy"] > found["A:1ax", "A:1b"]["hierarchy"] > 0
    assert ("A:1ax", "A:2a") not in found
    assert "both under A:1a" in found["A:1ax", "A:1ay"]["summary"]
    assert ("A:1a", "A:1ax") not in found, "a heading is not similar to what is under it"


def test_a_system_without_a_hierarchy_has_its_numbering_and_its_classes() -> None:
    codes = [code(f"H:{number}", "device") for number in ("J0101", "J0102", "J0199")]
    codes += [
        code("H:G0001", "bed", classes=["BETOS:D1A"]),
        code("H:K0009", "bed", classes=["BETOS:D1B"]),
        code("H:L0001", "brace", classes=["BETOS:D2A"]),
        code("H:Q2001"),
    ]
    found = pairs(compare(codes))
    assert found["H:J0101", "H:J0102"]["hierarchy"] > found["H:J0101", "H:J0199"]["hierarchy"]
    assert "both numbered H:J010*" in found["H:J0101", "H:J0102"]["summary"]
    assert "both of type BETOS:D1*" in found["H:G0001", "H:K0009"]["summary"]
    assert not any("H:Q2001" in pair for pair in found)


def test_rare_words_count_more_than_common_ones() -> None:
    codes = [code(f"A:{number:03}", f"injection {number}x") for number in range(100)]
    codes += [code("A:a", "injection tisagenlecleucel"), code("B:b", "infusion tisagenlecleucel")]
    found = pairs(compare(codes))
    assert found["A:a", "B:b"]["text"] > max(
        pair["text"] for (a, b), pair in found.items() if {a, b} != {"A:a", "B:b"}
    )
    assert found["A:a", "B:b"]["summary"] == "A:a and B:b: both say tisagenlecleucel"


def test_common_words_alone_do_not_join_two_code_systems() -> None:
    codes = [
        code("A:1", "device pressure pump"),
        code("B:1", "pump of a breast"),
        code("B:2", "pressure device pump"),
    ]
    found = pairs(compare(codes))
    assert ("A:1", "B:2") in found
    assert ("A:1", "B:1") not in found
    assert ("B:1", "B:2") in found, "within one they do"


def test_a_reason_of_very_many_codes_is_not_named_first() -> None:
    many = {"key": "C", "name": "disease", "above": [], "passed_on": [], "indicated": []}
    codes = [code(f"A:{number:04}x{number}") for number in range(1200)]
    codes[3:5] = [code(row["key"], "rare") for row in codes[3:5]]
    many["classified"] = [row["key"] for row in codes]
    pair = pairs(compare(codes, conditions=[many]))["A:0003x3", "A:0004x4"]
    assert pair["summary"].index("both say rare") < pair["summary"].index("both classify disease")


def test_licensed_words_are_compared_but_not_quoted() -> None:
    codes = [code("A:1", "tisagenlecleucel", licensed=True), code("B:2", "tisagenlecleucel")]
    (pair,) = pairs(compare(codes)).values()
    assert pair["text"] == 1
    assert pair["summary"] == "A:1 and B:2: worded alike"


def test_every_code_with_words_that_others_have_has_neighbours_however_common_they_are() -> None:
    codes = [code(f"A:{number:04}x{number % 7}", "supply") for number in range(5 * MOST)]
    found = pairs(compare(codes))
    assert {key for pair in found for key in pair} == {row["key"] for row in codes}


def test_words_are_lower_case_and_those_that_only_join_are_left_out() -> None:
    assert words(["Fracture of the Femur, 2.5 mg", "without"]) == {
        "fracture",
        "femur",
        "2.5",
        "mg",
        "without",
    }


def test_a_map_joins_a_code_to_its_target_and_those_that_share_it_the_less_the_more_they_are() -> None:
    few = pairs(compare([code("C:1"), code("A:1", maps=["C:1"]), code("A:2", maps=["C:1"])]))
    assert few["A:1", "C:1"]["relation"] == "MAPS_TO"
    assert few["A:1", "C:1"]["summary"] == "A:1 maps to C:1"
    assert "both map to C:1" in few["A:1", "A:2"]["summary"]
    many = pairs(compare([code("C:1"), *(code(f"A:{number}", maps=["C:1"]) for number in range(1, 99))]))
    assert many["A:1", "C:1"]["crosswalk"] < few["A:1", "C:1"]["crosswalk"]


def test_a_heading_wider_than_a_condition_passes_nothing_on() -> None:
    """Breast cancer as a whole is not mammary Paget disease, which is a subtype."""
    codes = [code("A:1"), code("A:1x", above=["A:1"]), code("B:1")]
    paget = {"key": "C", "name": "Paget", "above": [], "classified": ["A:1", "B:1"]}
    paget |= {"passed_on": [], "indicated": []}
    assert ("A:1x", "B:1") not in pairs(compare(codes, conditions=[paget]))


def test_a_code_with_conditions_of_its_own_has_those_of_its_heading_too() -> None:
    codes = [code("A:1"), code("A:1x", above=["A:1"]), code("B:1")]
    rows = [
        {
            "key": "C",
            "name": "cancer",
            "above": [],
            "classified": ["A:1", "B:1"],
            "passed_on": ["A:1"],
            "indicated": [],
        },
        {
            "key": "D",
            "name": "own",
            "above": [],
            "classified": ["A:1x"],
            "passed_on": ["A:1x"],
            "indicated": [],
        },
    ]
    assert ("A:1x", "B:1") in pairs(compare(codes, conditions=rows))
    rows[0]["passed_on"] = []  # the heading only overlaps with C
    assert ("A:1x", "B:1") not in pairs(compare(codes, conditions=rows))


def test_a_code_classifies_what_the_codes_above_it_classify() -> None:
    codes = [code("A:1"), code("A:1x", above=["A:1"]), code("B:1")]
    cancer = {"key": "C", "name": "cancer", "above": [], "classified": ["A:1", "B:1"]}
    cancer |= {"passed_on": ["A:1"], "indicated": []}
    assert "both classify cancer" in pairs(compare(codes, conditions=[cancer]))["A:1x", "B:1"]["summary"]


def test_similar_numbers_are_not_enough_nor_words_of_other_drugs() -> None:
    """In a system without a hierarchy: a suction pump is not similar to the CPAP device beside it."""
    codes = [
        code("H:E0600", "suction pump"),
        code("H:E0601", "cpap device"),
        code("H:E0603", "breast pump"),
        *(
            code(f"H:J058{at}", f"injection {name}", ingredients=[name])
            for at, name in enumerate(["onabotulinumtoxina", "abobotulinumtoxina", "aprepitant"])
        ),
    ]
    similarity = compare(codes)
    assert set(pairs(similarity)) == {
        ("H:E0600", "H:E0603"),
        ("H:J0580", "H:J0581"),
    }
    every = similarity.best(0, 1, weak=True)
    assert "H:E0601" in [similarity.evidence.codes[other] for other in every.b]


def test_a_code_keeps_its_best() -> None:
    """It replaces many codes of two systems: the best of each are kept; all being equal, the first by key."""
    keys = [f"{system}:{number:02}x{number}" for system in "AB" for number in range(1, 40)]
    rows = [{"old": "A:00x0", "new": key, "day": None} for key in keys]
    similarity = compare([code(key) for key in ["A:00x0", *keys]], rows)
    _, others, _ = similarity.best(0, 1)
    own, elsewhere = keys[:BEST], keys[39 : 39 + BEST_ELSEWHERE]
    assert [similarity.evidence.codes[other] for other in others] == [*own, *elsewhere]


def test_circles_of_replacements_conditions_and_codes_end() -> None:
    rows = [{"old": "A:1", "new": "A:2", "day": None}, {"old": "A:2", "new": "A:1", "day": None}]
    stated: Row = {"classified": ["A:1", "A:2"], "passed_on": [], "indicated": []}
    circle = [{"key": key, "name": key, "above": [up], **stated} for key, up in (("x", "y"), ("y", "x"))]
    codes = [code("A:1", above=["A:2"]), code("A:2", above=["A:1"])]
    (pair,) = pairs(compare(codes, rows, conditions=circle)).values()
    assert pair["replacement"] == 1
    assert "both classify" in pair["summary"]


def test_nothing_at_all_has_no_pairs() -> None:
    assert made(compare([])) == []
    assert made(compare([code("A:1"), code("B:2")])) == []


def test_a_procedure_shares_the_drug_it_gives_with_the_code_of_the_drug() -> None:
    drug = code("HCPCS:Q2", "tisagenlecleucel cells", ingredients=["tisagenlecleucel"])
    given = ["6 Device / Substance / Technology: Tisagenlecleucel Immunotherapy"]
    infusion = code("ICD10PCS:XW0", "introduction", axes=given)
    similarity = compare([drug, infusion])
    assert similarity.compare(np.array([0]), np.array([1]))["drug"][0] > 0


@pytest.mark.parametrize(("heading", "alike"), [("Emergency use of U07", False), ("Disorders of U07", True)])
def test_codes_made_in_an_emergency_are_not_similar_for_that(heading: str, alike: bool) -> None:
    codes = [code("T:U07", heading)]
    codes += [code(f"T:U07.{number}", word, above=["T:U07"]) for number, word in enumerate("ab")]
    similarity = compare([*codes, *(code(f"T:X{number}", "c") for number in range(8))])
    score = similarity.compare(np.array([1]), np.array([2]))["hierarchy"][0]
    assert bool(score > 0) is alike


def test_the_first_encounter_for_an_injury_and_the_next_share_it() -> None:
    """And less than two first encounters share; a sequela is no next encounter."""
    when = {"A": "initial encounter", "D": "subsequent encounter", "S": "sequela"}
    codes = [code("I:S93", "sprain")]
    for side in ("1", "2"):
        above = f"I:S93.40{side}"
        codes.append(code(above, f"sprain of ankle {side}", above=["I:S93"]))
        for end, said in when.items():
            codes.append(code(above + end, f"sprain of ankle {side}, {said}", above=[above]))
    similarity = compare(codes)
    found = pairs(similarity)
    axes = {end: found["I:S93.401A", f"I:S93.40{end}"].get("axes", 0) for end in ("1D", "1S", "2A")}
    assert axes["2A"] > axes["1D"] > axes["1S"] == 0
    assert "both encounters for the same injury" in found["I:S93.401A", "I:S93.401D"]["summary"]
