"""Which edges of a hierarchy the codes contradict, and what supports an edge."""

from medcodegraph.graph.conditions.contradictions import Evidence, Placed, contradicted

ABOVE = {
    "X:C91": ["X:C81-C96"],
    "X:C91.0": ["X:C91"],
    "X:C91.1": ["X:C91"],
    "X:J30": ["X:J30-J39"],
    "X:J31": ["X:J30-J39"],
    "X:C95.9": ["X:C95"],
}
DISPLAYS = {"X:C95.9": "Leukemia, unspecified"}
NAMES = {
    "all": ["acute lymphoblastic leukemia"],
    "cll": ["chronic lymphocytic leukemia"],
    "rhinitis": ["rhinitis"],
    "chronic": ["chronic rhinitis"],
    "section": ["blood cancer"],
    "rest": ["any leukemia"],
}
CODES = {
    "all": {"X:C91.0"},
    "cll": {"X:C91.1"},
    "rhinitis": {"X:J30"},
    "chronic": {"X:J31"},
    "section": {"X:J30-J39"},
    "rest": {"X:C95.9"},
}
EVIDENCE = Evidence(ABOVE, DISPLAYS, CODES, CODES, NAMES)


def edges(*placed: tuple[str, str, str, int]) -> set[tuple[str, str]]:
    return {(one.child, one.parent) for one in contradicted([Placed(*one) for one in placed], EVIDENCE)}


def test_siblings_by_code_are_not_subtypes_of_each_other() -> None:
    assert edges(("cll", "all", "mondo", 70)) == {("cll", "all")}


def test_a_second_ontology_that_agrees_supports_it() -> None:
    assert edges(("cll", "all", "mondo", 70), ("cll", "all", "doid", 65)) == set()


def test_second_ontology_that_places_it_elsewhere_does_not() -> None:
    placed = ("cll", "all", "mondo", 70), ("cll", "other", "doid", 65), ("all", "other", "doid", 65)
    assert edges(*placed) == {("cll", "all")}


def test_name_supports_it() -> None:
    assert edges(("chronic", "rhinitis", "mondo", 70)) == set()


def test_section_or_rest_class_contradicts_nothing() -> None:
    assert edges(("cll", "section", "mondo", 70), ("cll", "rest", "mondo", 70)) == set()


def test_edge_of_the_lower_ranked_is_judged_by_conditions_below() -> None:
    """B-cell neoplasm under lymphoma: stated by DOID, while MONDO places both elsewhere."""
    placed = (
        ("group", "all", "doid", 65),
        ("group", "top", "mondo", 70),
        ("all", "top", "mondo", 70),
        ("cll", "group", "mondo", 70),
    )
    assert edges(*placed) == {("group", "all")}


def test_support_by_way_of_a_contradicted_edge_is_none() -> None:
    """Anus cancer is not rectal cancer, as MONDO has it, and so not colorectal cancer, as DOID does."""
    above = {f"X:{code}": ["X:C15-C26"] for code in ("C18", "C18.9", "C20", "C21")} | {"X:C18.9": ["X:C18"]}
    codes = {"colon": {"X:C18"}, "rectum": {"X:C20"}, "anus": {"X:C21"}, "both": {"X:C18.9"}}
    displays = {"X:C18.9": "Colon, unspecified"}
    names = {key: [key] for key in codes}
    exact = {key: some for key, some in codes.items() if key != "both"}
    placed = [
        Placed(child, "both", by, rank)
        for child in ("colon", "rectum")
        for by, rank in (("m", 70), ("d", 65))
    ] + [
        Placed("anus", "rectum", "m", 70),
        Placed("anus", "both", "d", 65),
        Placed("rectum", "other", "d", 65),
    ]
    found = contradicted(placed, Evidence(above, displays, exact, codes, names))
    assert {(one.child, one.parent) for one in found} == {("anus", "rectum"), ("anus", "both")}
    elsewhere = Evidence(above | {"X:C21": ["X:C43-C44"]}, displays, exact, codes, names)
    assert {(one.child, one.parent) for one in contradicted(placed, elsewhere)} == {("anus", "rectum")}


def test_reason_names_the_codes() -> None:
    (one,) = contradicted([Placed("cll", "all", "mondo", 70)], EVIDENCE)
    assert "chronic lymphocytic leukemia (X:C91.1) is coded outside" in one.reason
    assert "acute lymphoblastic leukemia (X:C91.0)" in one.reason
