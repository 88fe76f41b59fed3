"""Which codes are filled in for which conditions."""

import pytest

from medcodegraph.graph.conditions.fill_in import Category, CodeText, filled_in
from medcodegraph.graph.conditions.names import ConditionText

ABOVE = {"I48": ["I30-I5A"], "I48.2": ["I48"], "I48.20": ["I48.2"], "I48.9": ["I48"], "I48.91": ["I48.9"]}
TEXTS = {
    "I48": "Atrial fibrillation and flutter",
    "I48.2": "Chronic atrial fibrillation",
    "I48.20": "Chronic atrial fibrillation, unspecified",
    "I48.9": "Unspecified atrial fibrillation and atrial flutter",
    "I48.91": "Unspecified atrial fibrillation",
    "E05.0": "Thyrotoxicosis with diffuse goiter",
    "K21": "Gastro-esophageal reflux disease",
    "Z82": "Family history of asthma",
    "I10": "Essential (primary) hypertension",
    "I15": "Secondary hypertension",
    "I20": "Angina pectoris",
}
CODES = [
    CodeText(
        f"ICD10CM:{code}",
        text,
        ["Graves' disease"] if code == "E05.0" else [],
        [f"ICD10CM:{one}" for one in ABOVE.get(code, ())],
    )
    for code, text in TEXTS.items()
]
CONDITIONS = [
    ConditionText("MONDO:1", "atrial fibrillation", ["AF"]),
    ConditionText("MONDO:2", "Graves disease", []),
    ConditionText("MONDO:3", "gastroesophageal reflux disease", []),
    ConditionText("MONDO:4", "hypertensive disorder", []),
]


def found(stated: dict[tuple[str, str], set[str]]) -> dict[tuple[str, str], str]:
    links = filled_in(CODES, CONDITIONS, stated)
    return {(link.code.partition(":")[2], link.condition): link.match for link in links}


def test_same_wording_is_exact_and_a_qualified_one_narrow() -> None:
    assert found({}) == {
        ("I48.2", "MONDO:1"): "narrow",
        ("I48.91", "MONDO:1"): "narrow",
        ("K21", "MONDO:3"): "exact",
    }


def test_inclusion_term_is_exact_only_where_a_source_relates_the_two() -> None:
    assert found({("ICD10CM:E05.0", "MONDO:2"): {"related"}})["E05.0", "MONDO:2"] == "exact"


@pytest.mark.parametrize(
    ("display", "also", "match"),
    [
        ("Pre-excitation syndrome", None, "exact"),
        ("Other specified arrhythmias", None, "broad"),
        ("Pre-excitation syndrome", "Lown-Ganong-Levine syndrome", "broad"),
        ("Pre-excitation syndrome", "WPW disease", "exact"),
    ],
)
def test_code_that_includes_more_than_the_condition_is_broader(
    display: str, also: str | None, match: str
) -> None:
    """A residual code, or one that includes another condition: one of the names of this one is none."""
    terms = ["Wolff-Parkinson-White syndrome", *([also] if also else [])]
    conditions = [
        ConditionText("MONDO:1", "Wolff-Parkinson-White syndrome", ["WPW disease"]),
        ConditionText("MONDO:2", "Lown-Ganong-Levine syndrome", []),
    ]
    stated = {("X:I45", one.key): {"related"} for one in conditions}
    links = filled_in([CodeText("X:I45", display, terms, [])], conditions, stated)
    assert {link.match for link in links if link.condition == "MONDO:1"} == {match}


@pytest.mark.parametrize(
    ("display", "entry", "match"),
    [
        ("Malignant neoplasm of adrenal gland", "Neuroblastoma, unspecified site", "broad"),
        ("Tumor of nerves", "Neuroblastoma (of nerves), NOS", "broad"),
        ("Neuroblastoma of nerves", "Neuroblastoma", "narrow"),
        ("Other neuroblastoma", "Neuroblastoma, unspecified site", "narrow"),
        ("Tumor of nerves", "Tumor, nerves, neuroblastoma", None),
        ("Tumor of nerves", "neuroblastoma", None),
    ],
)
def test_index_leads_from_a_condition_without_codes_to_a_broader_one(
    display: str, entry: str, match: str | None
) -> None:
    codes = [CodeText("X:C74", display, [], [], [entry])]
    conditions = [ConditionText("MONDO:1", "neuroblastoma", [])]
    assert [link.match for link in filled_in(codes, conditions, {})] == ([match] if match else [])
    stated = {("X:C47", "MONDO:1"): {"exact"}}
    assert all(link.reason.find("index") < 0 for link in filled_in(codes, conditions, stated))


def test_nothing_exact_fills_in_where_a_source_maps_exactly() -> None:
    stated = {("ICD10CM:K20", "MONDO:3"): {"exact"}, ("ICD10CM:I48", "MONDO:1"): {"exact"}}
    assert found(stated) == {}


def test_range_of_an_older_edition_gives_its_categories() -> None:
    links = found({("ICD10CM:I10-I16", "MONDO:4"): {"exact"}})
    assert {code for code, condition in links if condition == "MONDO:4"} == {"I10", "I15"}


def test_a_course_is_narrower_beside_an_exact_code_too() -> None:
    """Chronic gout is gout, though its code lies outside that of gout."""
    found_ = filled_in(
        [CodeText("X:M10", "Gout", [], []), CodeText("X:M1A", "Chronic gout", [], [])],
        [ConditionText("MONDO:5", "gout", [])],
        {("X:M10", "MONDO:5"): {"exact"}},
    )
    assert [(link.code, link.match) for link in found_] == [("X:M1A", "narrow")]


@pytest.mark.parametrize(
    ("display", "name"),
    [
        ("Hypertensive chronic kidney disease", "chronic kidney disease"),
        ("Nonexudative age-related macular degeneration", "age-related macular degeneration"),
        ("Tuberculous meningitis", "meningitis"),
        ("Type 1 diabetes with moderate nonproliferative diabetic retinopathy", "diabetic retinopathy"),
        ("Second degree hemorrhoids", "hemorrhoid"),
    ],
)
def test_a_cause_a_kind_or_a_degree_before_a_name_leaves_it_what_it_is(display: str, name: str) -> None:
    links = filled_in([CodeText("X:A1", display, [], [])], [ConditionText("MONDO:1", name, [])], {})
    assert [link.match for link in links] == ["narrow"]


@pytest.mark.parametrize(
    "display",
    [
        "Atypical chronic myeloid leukemia",
        "Secondary malignant neoplasm of bone",
        "Follicular lymphoma grade I",
    ],
)
def test_another_word_before_a_name_may_make_it_another(display: str) -> None:
    conditions = [
        ConditionText("MONDO:1", "chronic myeloid leukemia", []),
        ConditionText("MONDO:2", "malignant neoplasm of bone", []),
        ConditionText("MONDO:3", "grade I", []),
    ]
    assert filled_in([CodeText("X:C92", display, [], [])], conditions, {}) == []


@pytest.mark.parametrize(
    "aside",
    ["Gonorrhea complicating pregnancy", "Gonococcal gonorrhea", "Infertility with gonorrhea"],
)
def test_index_leads_to_where_a_condition_is_coded_for_itself(aside: str) -> None:
    """A code for it in pregnancy, of one cause or together with something else is not that."""
    codes = [CodeText("X:O98", aside, [], []), CodeText("X:A54", "Infection", [], [], ["Gonorrhea (acute)"])]
    links = filled_in(codes, [ConditionText("MONDO:1", "gonorrhea", [])], {})
    assert [(link.code, link.match) for link in links] == [("X:A54", "broad"), ("X:O98", "narrow")]


def test_index_entry_of_two_words_is_a_name_though_one_is_disease() -> None:
    codes = [CodeText("X:E74", "Other storage disease", [], [], ["Andersen's disease (storage)"])]
    links = filled_in(codes, [ConditionText("MONDO:1", "storage disease IV", ["Andersen disease"])], {})
    assert [(link.code, link.match) for link in links] == [("X:E74", "broad")]


def test_name_is_of_the_condition_with_these_very_words() -> None:
    """Names are compared without a final `disorder`: where both are conditions, each has its own codes."""
    codes = [CodeText("X:F41", "Anxiety disorder, unspecified", [], []), CodeText("X:R45", "Anxiety", [], [])]
    conditions = [ConditionText("MONDO:1", "anxiety disorder", []), ConditionText("MONDO:2", "anxiety", [])]
    links = filled_in(codes, conditions, {})
    assert [(link.code, link.condition) for link in links] == [("X:F41", "MONDO:1"), ("X:R45", "MONDO:2")]


@pytest.mark.parametrize(
    ("name", "coded", "found_"),
    [
        ("thyroid carcinoma", False, [("X:C73", "broad")]),
        ("thyroid carcinoma", True, []),
        ("thyroid carcinoma in situ", False, []),
        ("thyroid adenoma", False, []),
    ],
)
def test_a_carcinoma_has_the_code_of_the_cancers_of_its_site(
    name: str, coded: bool, found_: list[tuple[str, str]]
) -> None:
    codes = [CodeText("X:C73", "Malignant neoplasm of thyroid gland", [], [])]
    conditions = [ConditionText("MONDO:1", "thyroid cancer", []), ConditionText("MONDO:2", name, [])]
    stated = {("X:C73", "MONDO:1"): {"exact"}} | ({("X:C7", "MONDO:2"): {"narrow"}} if coded else {})
    links = filled_in(codes, conditions, stated, (), {"MONDO:2": {"MONDO:1"}})
    assert [(link.code, link.match) for link in links] == found_


def test_a_category_of_its_name_fills_in_where_a_condition_has_no_code() -> None:
    """The highest codes that lie in it whole; they are only related."""
    codes = [
        CodeText(one, one, [], [one[:-2]] if "." in one else []) for one in ("X:C40", "X:C40.1", "X:C40.2")
    ]
    codes += [CodeText("X:D48", "Other", [], []), CodeText("X:D48.0", "Bone", [], ["X:D48"])]
    codes += [CodeText("X:D48.1", "Skin", [], ["X:D48"])]
    category = Category("CCSR:1", "Bone cancers", frozenset({"X:C40.1", "X:C40.2", "X:D48.0"}))
    skin = Category("CCSR:2", "Epidermis", frozenset({"X:D48.1"}))
    conditions = [ConditionText("MONDO:6", "bone cancer", ["epidermis"])]
    links = filled_in(codes, conditions, {}, [category, skin])
    assert [(link.code, link.match) for link in links] == [("X:C40", "related"), ("X:D48.0", "related")]
    stated = {("X:D48.1", "MONDO:6"): {"exact"}}
    assert filled_in(codes, conditions, stated, [category, skin]) == []


def test_every_link_says_why() -> None:
    assert all(link.reason for link in filled_in(CODES, CONDITIONS, {}))
