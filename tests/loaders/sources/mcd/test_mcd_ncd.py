"""National coverage determinations."""

from datetime import date

import pytest
from support.mcd_exports import FIXTURES, Loaded, load

from medcodegraph.graph.model import Rel


@pytest.fixture(scope="module")
def ncd(small: dict[str, Loaded]) -> Loaded:
    return small["mcd/ncd"]


def test_ncd_is_a_policy_of_cms_for_the_country(ncd: Loaded) -> None:
    """The newest version counts; Windows-1252 quotes are decoded; lists are readable."""
    assert ncd.says("NCD:999.1") == {
        "kind": "NCD",
        "number": "999.1",
        "version": "2",
        "title": "Moonlight Therapy for Sleepy Cats",
        "status": "active",
        "effective_from": date(2030, 4, 5),
        "url": "https://www.cms.gov/medicare-coverage-database/view/ncd.aspx?ncdid=901&ncdver=2",
        "text": (
            "Item/Service Description\n\nThe cat\u2019s lamp is a “night light”.\n\n"
            "Indications and Limitations of Coverage\n\nCovered when:\n\n"
            "- the cat is sleepy;\n- the moon is out, see NCD 999.2.\n\n"
            "Revision History\n\n04/2030 \u2013 First published.\n\nKeywords\n\ncat, moon"
        ),
        "benefit_categories": ["Veterinary Services", "Lamps for Home Use"],
    }
    assert ncd.ends(Rel.ISSUED_BY, "NCD:999.1") == ["PAYER:cms"]
    assert ncd.ends(Rel.APPLIES_IN, "NCD:999.1") == ["JURISDICTION:us"]
    assert ncd.ends(Rel.CITES, "NCD:999.1") == ["NCD:999.2"]
    assert ncd.report.notices == ["rows left out because they are older versions of an NCD: 1"]


def test_ncd_retires_by_its_title_or_its_last_day(ncd: Loaded) -> None:
    """A removal's own day is not a first day of the policy: it would start after its end."""
    assert ncd.says("NCD:999.2")["status"] == "retired"
    ended = ncd.says("NCD:999.3")
    assert (ended["status"], ended["effective_to"]) == ("retired", date(2029, 12, 31))
    assert "effective_from" not in ended


def test_ncds_are_left_out_without_their_tables() -> None:
    loaded = load([FIXTURES / "article_csv"])["mcd/article"]
    assert loaded.ends(Rel.CITES, "ARTICLE:A59042") == ["ARTICLE:A59043", "LCD:L39270"]
    text = "links to NCDs left out because only the NCD tables have their numbers: load both together: 1"
    assert text in loaded.report.notices
