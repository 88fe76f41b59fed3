"""Small exports with the official headers give the right policies, groups, issuers, areas and relations."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from medcodegraph.graph.facts import Edge, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.batches import Batches
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Part
from medcodegraph.loaders.sources.mcd.loader import LOADER

FIXTURES = Path(__file__).parents[3] / "fixtures" / "mcd"


class NoNames:
    """A graph that knows no names yet."""

    def key(self, *_: object) -> None:
        return None


@dataclass
class Loaded:
    """The result of a part: the part itself, nodes by key, edges, the report."""

    part: Part
    nodes: dict[str, Node]
    edges: list[Edge]
    report: Report

    def says(self, key: str) -> dict[str, object]:
        """The non-empty properties of a node."""
        return {name: value for name, value in self.nodes[key].properties.items() if value}

    def ends(self, kind: Rel, start: str) -> list[str]:
        return sorted(edge.end[1] for edge in self.edges if edge.kind is kind and edge.start[1] == start)

    def stated(self, kind: Rel, start: str) -> dict[tuple[str, str], dict[str, object]]:
        """The properties of a policy's edges, by the edge's end and id."""
        found = [edge for edge in self.edges if edge.kind is kind and edge.start[1] == start]
        return {
            (edge.end[1], edge.id): {name: value for name, value in edge.properties.items() if value}
            for edge in found
        }


def load(paths: Iterable[Path]) -> dict[str, Loaded]:
    """All parts of an export by name; each is checked as in the pipeline, and refuses no edge."""
    loaded = {}
    for part in LOADER.parts(list(paths), {}):
        report, refused = Report(), list[Edge]()
        facts = list(part.facts(report, NoNames()))
        for _ in Batches(facts, f"SOURCE:{part.name}", lambda edge, _, refused=refused: refused.append(edge)):
            pass
        assert refused == []
        nodes = {fact.key: fact for fact in facts if isinstance(fact, Node)}
        assert len(nodes) == sum(isinstance(fact, Node) for fact in facts)
        loaded[part.name] = Loaded(part, nodes, [fact for fact in facts if isinstance(fact, Edge)], report)
    return loaded


@pytest.fixture(scope="module")
def small() -> dict[str, Loaded]:
    return load([FIXTURES])


@pytest.fixture(scope="module")
def ncd(small: dict[str, Loaded]) -> Loaded:
    return small["mcd/ncd"]


@pytest.fixture(scope="module")
def lcd(small: dict[str, Loaded]) -> Loaded:
    return small["mcd/lcd"]


@pytest.fixture(scope="module")
def article(small: dict[str, Loaded]) -> Loaded:
    return small["mcd/article"]


def test_a_folder_has_a_part_for_each_kind(small: dict[str, Loaded]) -> None:
    """A release is the latest timestamp in the tables, which has nine decimal places."""
    releases = {name: loaded.part.provenance.release for name, loaded in small.items()}
    assert releases == {
        "mcd/ncd": "2031-01-15",
        "mcd/api-listing": "2031-02-04",
        "mcd/lcd": "2031-02-03",
        "mcd/article": "2031-02-03",
    }
    assert small["mcd/lcd"].part.files[-1].name == "ncd_trkg.csv"
    assert small["mcd/lcd"].part.files[0].name == "contractor.csv"


def test_tables_win_over_the_listing(small: dict[str, Loaded]) -> None:
    """If sources of equal rank differ, the one whose key is later in the alphabet counts."""
    assert sorted(small)[0] == "mcd/api-listing"


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
    assert ncd.report.notices == ["rows left out, as they are older versions of an NCD: 1"]


def test_ncd_retires_by_its_title_or_its_last_day(ncd: Loaded) -> None:
    """A removal's own day is not a first day of the policy: it would start after its end."""
    assert ncd.says("NCD:999.2")["status"] == "retired"
    ended = ncd.says("NCD:999.3")
    assert (ended["status"], ended["effective_to"]) == ("retired", date(2029, 12, 31))
    assert "effective_from" not in ended


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
        "rows left out, as they are about another version of a policy than the current one: 4",
        "policies that are not in lcd.csv, so only their number is known: 1",
        "links left out, as they lead to contractors that are not in contractor.csv: 1",
        "policies pointed at that these tables do not describe, so only their number is loaded: 4",
        "rows on related NCDs that name none: 1",
        "links left out, as they lead to NCDs that the NCD tables do not have: 1",
    ]


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


def test_descriptions_of_codes_are_not_kept(small: dict[str, Loaded]) -> None:
    """A code is its number and its system, in the graph and in the rejects."""
    for loaded in small.values():
        for node in loaded.nodes.values():
            if node.label is Label.CODE:
                assert node.properties.keys() == {"system", "code"}
        told = [*loaded.nodes.values(), *loaded.edges, *loaded.report.rejects]
        assert not any("must not be kept" in repr(each) for each in told)


def test_listing_gives_titles_and_companies(small: dict[str, Loaded]) -> None:
    """Of two versions the one in force counts; names of companies are on every other line."""
    listing = small["mcd/api-listing"]
    assert listing.says("LCD:L39270") == {
        "kind": "LCD",
        "number": "L39270",
        "version": "8",
        "title": "Moonlight & Lamps",
        "status": "active",
        "effective_from": date(2030, 10, 1),
        "url": "https://example.org/L39270",
    }
    assert listing.says("ARTICLE:A59044")["status"] == "retired"
    assert listing.says("ARTICLE:A59044")["effective_to"] == date(2030, 12, 31)
    assert listing.says("ARTICLE:A59045")["status"] == "draft"
    assert listing.ends(Rel.ISSUED_BY, "ARTICLE:A59044") == ["PAYER:novitas", "PAYER:wps"]
    assert listing.report.notices == [
        "rows left out, as another version of the policy is in force or newer: 1"
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
    assert any(notice.startswith("lcd.csv is not there") for notice in loaded.report.notices)
    assert loaded.stated(Rel.COVERS, "LCD:L39270").keys() == {("HCPCS:E0955", "1")}


def copied(tmp_path: Path, export: str, *without: str) -> Path:
    for file in (FIXTURES / export).iterdir():
        if file.stem not in without:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("export", "without", "lacking"),
    [
        (
            "article_csv",
            ("article_x_contractor", "article_x_hcpc_code"),
            "article_x_contractor.csv, article_x_hcpc_code.csv; not loaded therefore:"
            " issuers and areas, procedure codes",
        ),
        (
            "article_csv",
            ("article_x_icd10_covered",),
            "article_x_icd10_covered.csv; not loaded therefore: diagnoses that support",
        ),
        (
            "lcd_csv",
            ("contractor", "lcd_x_contractor"),
            "lcd_x_contractor.csv, contractor.csv; not loaded therefore: issuers and areas",
        ),
        (
            "ncd_csv",
            ("ncd_trkg_bnft_xref",),
            "ncd_trkg_bnft_xref.csv; not loaded therefore: benefit categories",
        ),
    ],
)
def test_missing_and_empty_tables_are_reported(
    tmp_path: Path, export: str, without: tuple[str, ...], lacking: str
) -> None:
    """Otherwise their content would be lost silently."""
    path, kind = copied(tmp_path, export, *without), f"mcd/{export.partition('_')[0]}"
    notice = f"{path}: not there or without rows: {lacking}"
    assert notice in load([path])[kind].report.notices
    for name in without:
        header = (FIXTURES / export / f"{name}.csv").read_text("utf-8-sig").splitlines()[0]
        (path / f"{name}.csv").write_text(f"{header}\n")
    assert notice in load([path])[kind].report.notices
    told = [notice for loaded in load([FIXTURES]).values() for notice in loaded.report.notices]
    assert not any("without rows" in notice for notice in told)


def test_unknown_status_and_invalid_ids_are_reported(tmp_path: Path) -> None:
    path = copied(tmp_path, "lcd_csv")
    for name, row in (
        ("lcd_related_documents", {"lcd_id": "39272", "lcd_version": "5", "r_lcd_id": "L3x"}),
        ("lcd_related_ncd_documents", {"lcd_id": "39272", "lcd_version": "5", "r_ncd_id": "110.24"}),
        ("lcd_related_source_icd9", {"lcd_id": "39272", "lcd_version": "5", "source_lcd_id": "?"}),
    ):
        file = path / f"{name}.csv"
        columns = file.read_text("utf-8-sig").splitlines()[0].split(",")
        with file.open("a") as table:
            table.write(",".join(row.get(column.strip('"'), "") for column in columns) + "\n")
    with (path / "lcd.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    rows[0]["status"] = "zzz"
    with (path / "lcd.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    report = load([path])["mcd/lcd"].report
    assert {reject.reason for reject in report.rejects} == {
        "r_lcd_id is 'L3x', which is not a policy's id",
        "r_ncd_id is '110.24', which is not a policy's id",
        "source_lcd_id is '?', which is not a policy's id",
    }
    reason = "'zzz' is not a status, such as A (active): the version counts as not in force"
    assert f"{path / 'lcd.csv'}:2: {reason}" in report.notices


def test_ncds_are_left_out_without_their_tables() -> None:
    loaded = load([FIXTURES / "article_csv"])["mcd/article"]
    assert loaded.ends(Rel.CITES, "ARTICLE:A59042") == ["ARTICLE:A59043", "LCD:L39270"]
    text = "links to NCDs left out, as the NCD tables have their numbers: load both together: 1"
    assert text in loaded.report.notices


def test_very_long_paragraphs_end_at_a_line(tmp_path: Path) -> None:
    """A paragraph is repeated on every edge of its group, so there is a limit, with a notice."""
    for file in (FIXTURES / "lcd_csv").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "lcd_x_hcpc_code_group.csv").open("a") as group:
        group.write(f"39271,3,1,{'<p>five word lines of text</p>' * 200},2031-02-03 00:00:00\n")
    with (tmp_path / "lcd_x_hcpc_code.csv").open("a") as codes:
        codes.write("39271,3,A9900,99,1,N,2031-02-03 00:00:00,,\n")
    loaded = load([tmp_path])["mcd/lcd"]
    criteria = loaded.stated(Rel.COVERS, "LCD:DL39271")["HCPCS:A9900", "1"]["criteria"]
    assert isinstance(criteria, str)
    assert 3_900 < len(criteria) <= 4_006
    assert criteria.endswith("five word lines of text\n[...]")
    assert "paragraphs of groups cut off after 4,000 letters: 1" in loaded.report.notices
