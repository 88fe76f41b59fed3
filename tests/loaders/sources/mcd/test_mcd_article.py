"""Local coverage articles: codes, diagnoses, excluded drugs."""

from datetime import date

import pytest
from support.mcd_exports import Loaded

from medcodegraph.graph.model import Rel


@pytest.fixture(scope="module")
def article(small: dict[str, Loaded]) -> Loaded:
    return small["mcd/article"]


def test_article_procedure_codes(article: Loaded) -> None:
    """A code's format gives its system; groups without codes are ignored, invalid codes rejected."""
    full = {"stance": "conditional", "group": "Group 1", "criteria": "When the moon is full."}
    refused = {"stance": "not_covered", "group": "Group 2", "criteria": "Non-covered codes:"}
    assert article.stated(Rel.COVERS, "ARTICLE:A59042") == {
        ("CPT:38225", "1"): full,
        ("CPT:0537T", "1"): full,
        ("HCPCS:Q2042", "1"): full,
        ("CPT:0001U", "2"): refused,
    }
    assert [(reject.line, reject.reason) for reject in article.report.rejects] == [
        (7, "'12' is not a valid code for this table"),
        (6, "'NONSENSE' is not a valid code for this table"),
    ]


def test_article_diagnoses(article: Loaded) -> None:
    """Supporting and refused groups stay separate; an asterisk adds the group's text about it."""
    first = {"stance": "covered", "group": "Group 1"}
    never = {"stance": "not_covered", "group": "Group 1", "criteria": "Never for beauty."}
    assert article.stated(Rel.SUPPORTS, "ARTICLE:A59042") == {
        ("ICD10CM:C91.00", "covered-1"): {**first, "criteria": "For the lamp:"},
        ("ICD10CM:C91.01", "covered-1"): {**first, "criteria": "For the lamp:\n\n*Only with a window."},
        ("ICD10CM:C91.00", "covered-2"): {"stance": "covered", "group": "Group 2"},
        ("ICD10CM:Z41.1", "not_covered-1"): never,
        ("ICD10CM:C91.00", "not_covered-1"): never,
    }


def test_article_excludes_drugs_patients_take_themselves(article: Loaded) -> None:
    facts = {"stance": "not_covered", "group": "self-administered drug exclusion list"}
    begun = {**facts, "valid_from": date(2029, 2, 1)}
    assert article.stated(Rel.COVERS, "ARTICLE:A59043") == {
        ("HCPCS:J3590", "row-1"): {**begun, "criteria": "Lunarix\n\nSwallowed at home."},
        ("HCPCS:J3590", "row-2"): {**begun, "criteria": "Solarix", "valid_to": date(2029, 12, 31)},
    }


def test_article_policy_and_relations(article: Loaded) -> None:
    assert article.says("ARTICLE:A59042")["text"] == (
        "Article Guidance\n\nHow to bill for the moon.\n\nOther Comments\n\nAsk the cat.\n\nKeywords\n\nmoon"
    )
    retired = article.says("ARTICLE:A59044")
    assert (retired["status"], retired["effective_to"]) == ("retired", date(2030, 12, 31))
    assert article.ends(Rel.CITES, "ARTICLE:A59042") == ["ARTICLE:A59043", "LCD:L39270", "NCD:999.1"]
    assert article.ends(Rel.SUPERSEDES, "ARTICLE:A59044") == ["ARTICLE:A40000"]
