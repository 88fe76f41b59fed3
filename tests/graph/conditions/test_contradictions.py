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


def test_reason_names_the_codes() -> None:
    (one,) = contradicted([Placed("cll", "all", "mondo", 70)], EVIDENCE)
    assert "chronic lymphocytic leukemia (X:C91.1) is coded outside" in one.reason
    assert "acute lymphoblastic leukemia (X:C91.0)" in one.reason
