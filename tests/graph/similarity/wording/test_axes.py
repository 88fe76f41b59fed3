"""Axes: the meaning of single characters, weighted by their information in context."""

from collections.abc import Sequence

import pytest

from medcodegraph.graph.similarity.evidence import evidence
from medcodegraph.graph.similarity.rows import CodeRow
from medcodegraph.graph.similarity.scores import Similarity
from medcodegraph.graph.similarity.wording.axes import StatedAxes, added
from medcodegraph.graph.similarity.wording.columns import CodeColumns

SECTION, SYSTEM = "Medical and Surgical", "Gastrointestinal System"
OPERATIONS = {"T": "Resection", "B": "Excision", "V": "Restriction"}
PARTS = {"J": "Appendix", "5": "Esophagus", "C": "Knee Joint, Right", "D": "Knee Joint, Left"}
APPROACHES = {"0": "Open", "4": "Percutaneous Endoscopic", "8": "Via Natural Opening"}
DEVICES = {"Z": "No Device", "J": "Synthetic Substitute"}


def axes(operation: str, part: str, approach: str, device: str = "Z") -> list[str]:
    values = [
        SECTION,
        SYSTEM,
        OPERATIONS[operation],
        PARTS[part],
        APPROACHES[approach],
        DEVICES[device],
        "None",
    ]
    titles = ["Section", "Body System", "Operation", "Body Part", "Approach", "Device", "Qualifier"]
    return [
        f"{number} {title}: {value}"
        for number, (title, value) in enumerate(zip(titles, values, strict=True), 1)
    ]


def row(key: str, some: Sequence[str]) -> CodeRow:
    return {
        "key": key, "words": [], "licensed": False, "axes": some, "ingredients": [],
        "classes": [], "grouped": False, "above": ["P:0D" + key[4]], "maps": [],
    }  # fmt: skip


CODES = {
    f"P:0D{operation}{part}{approach}{device}Z": axes(operation, part, approach, device)
    for operation in OPERATIONS
    for part in PARTS
    for approach in APPROACHES
    for device in DEVICES
    if not (operation == "T" and device == "J")
}


def nearest(key: str) -> list[str]:
    known = Similarity(evidence(CodeColumns(row(*one) for one in sorted(CODES.items())), [], [], [], []))
    place = list(known.evidence.codes).index(key)
    return [known.evidence.codes[other] for other in known.best(place, place + 1)[1]]


def test_a_body_part_counts_more_than_the_operation_and_the_table() -> None:
    """An appendectomy is similar to other approaches and operations on the appendix, not on the esophagus."""
    found = nearest("P:0DTJ4ZZ")
    assert set(found[:2]) == {"P:0DTJ0ZZ", "P:0DTJ8ZZ"}
    assert "P:0DBJ4ZZ" in found
    assert found.index("P:0DBJ4ZZ") < min(
        [place for place, one in enumerate(found) if one[5] == "5"], default=len(found)
    )


def test_the_other_side_is_next() -> None:
    assert nearest("P:0DVC0JZ")[0] == "P:0DVD0JZ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4 Body Part: Coronary Artery, One Artery", "4 Body Part: Coronary Artery, Four or More Arteries"),
        ("6 Device: Intraluminal Device, Two", "6 Device: Intraluminal Device"),
        ("4 Body Part: Tooth, Single", "4 Body Part: Tooth, All"),
        ("4 Body Part: Lung, Left", "4 Body Part: Lung, Bilateral"),
    ],
)
def test_how_many_and_which_side_leave_the_value_the_same(one: str, other: str) -> None:
    features = StatedAxes({"P:1": [one], "P:2": [other]}).features
    assert set(features["P:1"]) & set(features["P:2"])


def test_a_value_of_all_codes_in_a_context_weighs_nothing() -> None:
    stated = StatedAxes(CODES)
    assert stated.weights["1 [] Medical and Surgical"] == 0
    assert stated.weights["6 [Medical and Surgical|Resection] No Device"] == 0
    assert stated.weights["6 [Medical and Surgical|Excision] No Device"] > 0


def test_each_step_down_adds_what_the_code_above_does_not_say() -> None:
    said = {
        "I:E11": "Type 2 diabetes mellitus",
        "I:E11.2": "Type 2 diabetes mellitus with kidney complications",
        "I:E11.22": "Type 2 diabetes mellitus with diabetic chronic kidney disease",
        "I:E08-E13": "Diabetes mellitus",
    }
    line = ["I:E11.2", "I:E11", "I:E08-E13"]
    assert added("I:E11.22", said["I:E11.22"], line, said) == [
        "adds diabetic chronic disease",
        "adds with kidney complications",
    ]
    assert added("I:E11", said["I:E11"], ["I:E08-E13"], said) == []


def test_the_seventh_character_stands_alone_as_it_cuts_through_the_hierarchy() -> None:
    said = {
        "I:S72": "Fracture",
        "I:S72.001": "Fracture of neck of right femur",
        "I:S72.001A": "Fracture of neck of right femur, initial encounter for closed fracture",
    }
    assert added("I:S72.001A", said["I:S72.001A"], ["I:S72.001", "I:S72"], said) == [
        "7 initial encounter for closed",
        "injury I:S72.001 closed",
    ]


@pytest.mark.parametrize(
    ("last", "said", "shared"),
    [
        ("A", "initial encounter for closed fracture", "closed"),
        ("D", "subsequent encounter for closed fracture with routine healing", "closed"),
        ("B", "initial encounter for open fracture type I or II", "open"),
        ("E", "subsequent encounter for open fracture type I or II with routine healing", "open"),
        ("G", "subsequent encounter for closed fracture with delayed healing", None),
        ("S", "sequela", None),
        ("A", "stage unspecified", None),
    ],
)
def test_the_first_encounter_and_the_next_share_the_injury(last: str, said: str, shared: str | None) -> None:
    told = {"I:S72.001": "Fracture", f"I:S72.001{last}": f"Fracture, {said}"}
    _, *more = added(f"I:S72.001{last}", told[f"I:S72.001{last}"], ["I:S72.001"], told)
    assert more == ([f"injury I:S72.001 {shared}"] if shared else [])
