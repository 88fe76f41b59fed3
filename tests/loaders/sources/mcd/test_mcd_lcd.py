"""Local coverage determinations: versions, issuers, areas, codes."""

from datetime import date
from pathlib import Path

import pytest
from support.mcd_exports import FIXTURES, Loaded, load

from medcodegraph.graph.model import Label, Rel


@pytest.fixture(scope="module")
def lcd(small: dict[str, Loaded]) -> Loaded:
    return small["mcd/lcd"]


def test_lcd_is_loaded_in_the_version_in_force(lcd: Loaded) -> None:
    assert lcd.says("LCD:L39270") == {
        "kind": "LCD",
        "number": "L39270",
        "version": "8",
        "title": "Moonlight & Lamps",
        "status": "active",
        "effective_from": date(2030, 10, 1),
        "url": "https://www.cms.gov/medicare-coverage-database/view/lcd.aspx?lcdid=39270&ver=8",
        "text": (
            "Coverage Indications, Limitations, and/or Medical Necessity\n\nCovered for cats.\n\n"
            "1. Sleepy\n2. Grey\n\nBibliography\n\nMüller A. Cats. 2029."
        ),
    }


def test_lcd_status_and_last_day(lcd: Loaded) -> None:
    """Proposed is draft; ended is retired though its row says active; a future retirement is stored."""
    assert lcd.says("LCD:DL39271")["status"] == "draft"
    ended, ending = lcd.says("LCD:L39272"), lcd.says("LCD:L39273")
    assert (ended["status"], ended["effective_to"]) == ("retired", date(2031, 1, 31))
    assert (ending["status"], ending["effective_to"]) == ("active", date(2031, 9, 30))
    assert ended["effective_from"] == date(2026, 1, 1)


def test_lcd_issuers_are_companies(lcd: Loaded) -> None:
    """Two contracts of one company are one payer, also for an LCD missing in lcd.csv."""
    assert lcd.ends(Rel.ISSUED_BY, "LCD:L39270") == ["PAYER:novitas"]
    assert lcd.ends(Rel.ISSUED_BY, "LCD:L39273") == ["PAYER:cat-moon-administrators"]
    assert lcd.ends(Rel.ISSUED_BY, "LCD:L39299") == ["PAYER:novitas"]
    assert lcd.says("PAYER:novitas") == {
        "name": "Novitas Solutions, Inc.",
        "kind": "Medicare contractor",
        "url": "https://www.novitas.example",
    }
    assert lcd.says("PAYER:cat-moon-administrators")["name"] == "Cat & Moon Administrators, LLC"


def test_lcd_areas(lcd: Loaded) -> None:
    """States and jurisdictions of all contracts, but primary states if there is one contract.

    A part of a state counts for the state too; a state that a contract has lost does not.
    """
    assert lcd.ends(Rel.APPLIES_IN, "LCD:L39270") == [
        "JURISDICTION:mac-j5",
        "JURISDICTION:us-ny",
        "JURISDICTION:us-ny-queens",
        "JURISDICTION:us-tx",
        "JURISDICTION:us-vi",
    ]
    assert lcd.ends(Rel.APPLIES_IN, "LCD:L39272") == ["JURISDICTION:mac-j5", "JURISDICTION:us-mp"]
    assert lcd.ends(Rel.APPLIES_IN, "LCD:L39273") == [
        "JURISDICTION:mac-ja",
        "JURISDICTION:us-dc",
        "JURISDICTION:us-tx",
    ]
    names = {
        key.partition(":")[2]: (node.properties["name"], node.properties["kind"])
        for key, node in lcd.nodes.items()
        if node.label is Label.JURISDICTION
    }
    assert names == {
        "mac-j5": ("Medicare contractor jurisdiction J5", "region"),
        "mac-ja": ("Medicare equipment contractor jurisdiction JA", "region"),
        "us-dc": ("District of Columbia", "district"),
        "us-mp": ("Northern Mariana Islands", "territory"),
        "us-ny": ("New York", "state"),
        "us-ny-queens": ("New York - Queens", "region"),
        "us-tx": ("Texas", "state"),
        "us-vi": ("Virgin Islands", "territory"),
    }


def test_contractors_serve_the_states_of_their_contracts(lcd: Loaded) -> None:
    """Not those that only share a policy; a state that a contract has lost does not count."""
    assert lcd.stated(Rel.SERVES, "PAYER:novitas") == {
        ("JURISDICTION:us-ny", ""): {"contracts": ["A and B MAC"]},
        ("JURISDICTION:us-ny-queens", ""): {"contracts": ["A and B MAC"]},
        ("JURISDICTION:us-tx", ""): {"contracts": ["A and B MAC"]},
        ("JURISDICTION:us-vi", ""): {"contracts": ["A and B MAC"]},
    }
    assert lcd.stated(Rel.SERVES, "PAYER:cat-moon-administrators") == {
        ("JURISDICTION:us-dc", ""): {"contracts": ["DME MAC"]},
        ("JURISDICTION:us-tx", ""): {"contracts": ["DME MAC"]},
    }


def test_lcd_codes_by_group(lcd: Loaded) -> None:
    """A code in two groups gives two edges, each with its paragraph; text about modifiers refuses nothing."""
    paragraph = (
        "That a code stands here does not mean that it is covered.\n\nMODIFIERS:\n\n"
        "GZ \u2013 Lamp expected to be denied as not reasonable and necessary"
    )
    first = {"stance": "conditional", "group": "Group 1", "criteria": paragraph}
    second = {
        "stance": "not_covered",
        "group": "Group 2",
        "criteria": "The following codes are not covered:",
    }
    assert lcd.stated(Rel.COVERS, "LCD:L39270") == {
        ("HCPCS:E0202", "1"): first,
        ("HCPCS:E0953", "1"): first,
        ("HCPCS:E0202", "2"): second,
    }


def test_lcd_relations(lcd: Loaded) -> None:
    """Of the current version only, never to itself; an LCD not in the file is a node with its number."""
    assert lcd.ends(Rel.CITES, "LCD:L39270") == ["ARTICLE:A59042", "LCD:DL39271", "LCD:L38000", "NCD:999.1"]
    assert lcd.ends(Rel.SUPERSEDES, "LCD:L39272") == ["LCD:L25678"]
    assert lcd.says("LCD:L38000") == {"kind": "LCD", "number": "L38000"}
    assert "ARTICLE:A50000" not in lcd.nodes


def test_lcd_oddities_are_noticed_not_rejected(lcd: Loaded) -> None:
    assert lcd.report.rejects == []
    assert lcd.report.notices == [
        "rows left out because they are not about the current version of a policy: 4",
        "policies that are not in lcd.csv, so only their numbers are known: 1",
        "links left out because their contractors are not in contractor.csv: 1",
        "referenced policies that these tables do not describe, so only their numbers are loaded: 4",
        "rows about related NCDs that name none: 1",
        "links left out because their NCDs are not in the NCD tables: 1",
    ]


def test_lcd_tables_alone(tmp_path: Path) -> None:
    """Without lcd.csv policies have only their numbers; without the NCD tables no NCD can be named."""
    for file in (FIXTURES / "lcd_csv").iterdir():
        if file.name != "lcd.csv":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    loaded = load([tmp_path])["mcd/lcd"]
    assert loaded.says("LCD:L39270") == {
        "kind": "LCD",
        "number": "L39270",
        "version": "9",
        "url": "https://www.cms.gov/medicare-coverage-database/view/lcd.aspx?lcdid=39270&ver=9",
    }
    assert loaded.says("LCD:L39273")["effective_to"] == date(2031, 9, 30)
    assert any(notice.startswith("lcd.csv is missing") for notice in loaded.report.notices)
    assert loaded.stated(Rel.COVERS, "LCD:L39270").keys() == {("HCPCS:E0955", "1")}
