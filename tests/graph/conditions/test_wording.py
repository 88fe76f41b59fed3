"""The meaning of a code's wording, pattern by pattern."""

import pytest

from medcodegraph.graph.conditions.wording import (
    How,
    combined,
    entry_names,
    is_rest,
    meanings,
    plain,
    plain_names,
)


@pytest.mark.parametrize(
    ("display", "name", "how"),
    [
        ("Asthma", "asthma", How.SAME),
        ("Gastro-esophageal reflux disease", "gastro esophageal reflux", How.SAME),
        ("Attention-deficit hyperactivity disorders", "attention deficit hyperactivity", How.SAME),
        ("Light chain (AL) amyloidosis", "light chain amyloidosis", How.SAME),
        ("Other rheumatoid arthritis", "rheumatoid arthritis", How.REST),
        ("Aplastic anemia, unspecified", "aplastic anemia", How.REST),
        ("Other and unspecified cirrhosis of liver", "cirrhosis of liver", How.REST),
        ("Chronic atrial fibrillation", "atrial fibrillation", How.COURSE),
        ("Nontraumatic intracerebral hemorrhage, unspecified", "intracerebral hemorrhage", How.CAUSE),
        ("Chronic rheumatic pericarditis", "pericarditis", How.CAUSE),
        ("Melanocytic nevi", "melanocytic nevus", How.SAME),
        ("Rheumatoid arthritis with rheumatoid factor", "rheumatoid arthritis", How.QUALIFIED),
        ("Chronic myeloid leukemia, BCR/ABL-positive", "chronic myeloid leukemia", How.QUALIFIED),
        ("Influenza due to other identified influenza virus", "influenza", How.QUALIFIED),
        (
            "Severe combined immunodeficiency [SCID] with low T-cells",
            "severe combined immunodeficiency",
            How.QUALIFIED,
        ),
    ],
)
def test_wording_holds_a_name(display: str, name: str, how: How) -> None:
    assert {meaning.name: meaning.how for meaning in meanings(display)}[name] is how


@pytest.mark.parametrize(
    ("display", "name"),
    [
        ("Non-Hodgkin lymphoma", "hodgkin lymphoma"),
        ("Secondary malignant neoplasm of lung", "malignant neoplasm of lung"),
        ("Gestational hypertension", "hypertension"),
        ("Atrial fibrillation and flutter", "atrial fibrillation"),
    ],
)
def test_wording_does_not_contain_what_it_only_resembles(display: str, name: str) -> None:
    assert name not in {meaning.name for meaning in meanings(display)}


def test_abbreviations_are_not_names() -> None:
    assert list(plain_names(["COLD", "common cold"])) == ["common cold"]


def test_spellings_are_one() -> None:
    assert plain("Graves' Disease") == plain("Graves disease")
    assert plain("leukaemias") == plain("leukemia")


def test_rest_classes() -> None:
    assert is_rest("Other cirrhosis of liver")
    assert not is_rest("Alcoholic cirrhosis of liver")


@pytest.mark.parametrize(
    ("display", "names"),
    [
        (
            "Type 2 diabetes mellitus with unspecified diabetic retinopathy without macular edema",
            {"diabetic retinopathy"},
        ),
        ("Influenza due to identified virus with pneumonia", {"pneumonia"}),
        ("Hypertensive heart disease without heart failure", set()),
        ("Malformations of spine, not associated with scoliosis", set()),
        ("Syndrome of infant of mother with gestational diabetes", set()),
    ],
)
def test_what_a_code_has_with_its_first_disease(display: str, names: set[str]) -> None:
    assert names <= set(combined(display))
    assert bool(names) == bool(set(combined(display)))


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("Neuroblastoma, unspecified site", "Neuroblastoma"),
        ("Goiter (plunging) (substernal), toxic", "toxic Goiter"),
        ("Fever (with chills), Pontiac", "Pontiac Fever"),
        ("congenital (nerve) (disc)", None),
        ("Disorder (of), metabolism NOS, amino-acid", None),
    ],
)
def test_index_entry_stands_for_a_name(entry: str, name: str | None) -> None:
    assert list(entry_names(entry)) == ([name] if name else [])
