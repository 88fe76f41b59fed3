"""The real exports load completely: counts agree with an independent reading of the same files."""

import csv
import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from medcodegraph.graph.facts import Edge, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.batches import Batches
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.mcd.loader import LOADER

Rows = list[dict[str, str]]


class NoNames:
    """A graph that knows no names yet."""

    def key(self, *_: object) -> None:
        return None


@dataclass
class Loaded:
    """The result of a part: nodes by key, edges, the report, its release."""

    nodes: dict[str, Node]
    edges: list[Edge]
    report: Report
    release: str | None

    def count(self, label: Label) -> int:
        return sum(node.label is label for node in self.nodes.values())

    def pairs(self, kind: Rel) -> set[tuple[str, str]]:
        return {(edge.start[1], edge.end[1]) for edge in self.edges if edge.kind is kind}


@pytest.fixture(scope="module")
def data(shared_data: Path) -> Path:
    return shared_data / "mcd"


@pytest.fixture(scope="module")
def loaded(data: Path) -> dict[str, Loaded]:
    """All parts by name, checked against the model as in the pipeline."""
    parts = {}
    for part in LOADER.parts([data], {}):
        report, refused = Report(), list[Edge]()
        facts = list(part.facts(report, NoNames()))
        for _ in Batches(facts, f"SOURCE:{part.name}", lambda edge, _, refused=refused: refused.append(edge)):
            pass
        assert refused == []
        nodes = {fact.key: fact for fact in facts if isinstance(fact, Node)}
        edges = [fact for fact in facts if isinstance(fact, Edge)]
        parts[part.name] = Loaded(nodes, edges, report, part.provenance.release)
    return parts


@pytest.fixture(scope="module")
def lcd(loaded: dict[str, Loaded]) -> Loaded:
    return loaded["mcd/lcd"]


def table(path: Path, encoding: str = "utf-8") -> Rows:
    """A table by Python's own reader."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def current(data: Path) -> dict[str, str]:
    """The one version that lcd_x_contractor has of each LCD, else the newest of the relations."""
    versions = {row["lcd_id"]: row["lcd_version"] for row in table(data / "lcd_csv" / "lcd_x_contractor.csv")}
    newest: dict[str, int] = {}
    for name in ("lcd_related_documents", "lcd_related_ncd_documents", "lcd_related_source_icd9"):
        for row in table(data / "lcd_csv" / f"{name}.csv"):
            version = int(row["lcd_version"])
            newest[row["lcd_id"]] = max(newest.get(row["lcd_id"], 0), version)
    return {id_: str(version) for id_, version in newest.items()} | versions


def now(rows: Iterable[dict[str, str]], versions: dict[str, str]) -> Rows:
    """The rows about current versions."""
    return [row for row in rows if versions[row["lcd_id"]] == row["lcd_version"]]


def test_nothing_is_rejected(loaded: dict[str, Loaded]) -> None:
    assert {name: part.release for name, part in loaded.items()} == {
        "mcd/ncd": "2026-03-09",
        "mcd/api-listing": "2025-08-08",
        "mcd/lcd": "2026-03-12",
    }
    assert all(part.report.rejects == [] for part in loaded.values())
    notices = [notice for part in loaded.values() for notice in part.report.notices]
    assert any(notice.startswith("lcd.csv is missing") for notice in notices)
    assert not any("without rows" in notice for notice in notices)


def test_ncds_are_357_policies(loaded: dict[str, Loaded], data: Path) -> None:
    """With the benefit categories of all 599 links."""
    ncd, rows = loaded["mcd/ncd"], table(data / "ncd_csv" / "ncd_trkg.csv", "cp1252")
    assert ncd.count(Label.POLICY) == len(rows) == 357
    assert ncd.report.rows == 357 + 78 + 599
    assert {f"NCD:{row['NCD_mnl_sect']}" for row in rows} == ncd.nodes.keys() - {
        "PAYER:cms",
        "JURISDICTION:us",
    }
    categories = [node.properties.get("benefit_categories", []) for node in ncd.nodes.values()]
    assert sum(len(each) for each in categories if isinstance(each, list)) == 599
    for kind, end in ((Rel.ISSUED_BY, "PAYER:cms"), (Rel.APPLIES_IN, "JURISDICTION:us")):
        assert ncd.pairs(kind) == {(f"NCD:{row['NCD_mnl_sect']}", end) for row in rows}
    retired = {
        f"NCD:{row['NCD_mnl_sect']}"
        for row in rows
        if row["NCD_trmntn_dt"] or row["NCD_mnl_sect_title"].rstrip(" )").upper().endswith("RETIRED")
    }
    assert retired == {key for key, node in ncd.nodes.items() if node.properties.get("status") == "retired"}


def test_ncd_text_has_every_word(loaded: dict[str, Loaded], data: Path) -> None:
    """The letters of each column, without tags, are in the text, in order; nothing is garbled."""
    columns = ("itm_srvc_desc", "indctn_lmtn", "xref_txt", "othr_txt", "rev_hstry", "ncd_keyword")
    letters = re.compile(r"[^\w]|\d")
    for row in table(data / "ncd_csv" / "ncd_trkg.csv", "cp1252"):
        text = loaded["mcd/ncd"].nodes[f"NCD:{row['NCD_mnl_sect']}"].properties["text"]
        assert isinstance(text, str)
        assert not re.search(r"</?\w+>|&[a-z]+;|\ufffd|\u00e2\u20ac", text)
        kept = letters.sub("", text)
        for column in columns:
            written = html.unescape(re.sub(r"</?[A-Za-z][^>]*>", "", row[column]))
            assert letters.sub("", written) in kept, (row["NCD_mnl_sect"], column)


def test_ncd_of_car_t(loaded: dict[str, Loaded]) -> None:
    properties = loaded["mcd/ncd"].nodes["NCD:110.24"].properties
    assert properties["title"] == "Chimeric Antigen Receptor (CAR) T-cell Therapy"
    assert (properties["status"], properties["effective_from"]) == ("active", date(2019, 8, 7))
    assert "C. Nationally Non-Covered\n\nEffective for services" in str(properties["text"])
    assert str(properties["url"]).endswith("ncd.aspx?ncdid=374&ncdver=1")


def test_listing_has_every_document(loaded: dict[str, Loaded], data: Path) -> None:
    """972 LCD and 2,161 Article rows; twelve policies are also listed with a future version."""
    listing = loaded["mcd/api-listing"]
    rows = table(data / "coverage_api_lcd_article_list_2025-08.csv")
    assert Counter(row["document_type"] for row in rows) == {"LCD": 972, "Article": 2161}
    assert listing.report.rows == len(rows) == 3133
    documents = {f"{row['document_type'].upper()}:{row['document_display_id']}" for row in rows}
    policies = {key for key, node in listing.nodes.items() if node.label is Label.POLICY}
    assert policies == documents
    assert len(documents) == 3133 - 12
    retired = {row["document_display_id"] for row in rows if row["note"] == "Retired"}
    stated = [node.properties for node in listing.nodes.values() if node.label is Label.POLICY]
    assert {each["number"] for each in stated if each["status"] == "retired"} == retired
    assert {each["number"] for each in stated if each.get("effective_to")} == retired
    assert listing.nodes["LCD:L35041"].properties["version"] == "113"
    assert listing.nodes.keys() - policies == {
        f"PAYER:{name}"
        for name in ("cgs", "first-coast", "ngs", "noridian", "novitas", "palmetto-gba", "wps")
    }


def test_every_row_of_the_lcd_tables_is_read(lcd: Loaded, data: Path) -> None:
    read = ["contractor", "contractor_jurisdiction", "dmerc_region_lookup", "state_lookup"]
    read += ["lcd_future_retire", "lcd_related_documents", "lcd_related_ncd_documents"]
    read += ["lcd_related_source_icd9", "lcd_x_contractor", "lcd_x_hcpc_code", "lcd_x_hcpc_code_group"]
    read += ["lcd_x_primary_jurisdiction"]
    rows = {name: len(table(data / "lcd_csv" / f"{name}.csv", "cp1252")) for name in read}
    assert sum(rows.values()) == lcd.report.rows
    assert (rows["lcd_x_contractor"], rows["lcd_x_hcpc_code"]) == (12832, 2391)
    assert (rows["lcd_related_documents"], rows["lcd_related_ncd_documents"]) == (5409, 2439)


def test_every_lcd_has_a_node(lcd: Loaded, data: Path) -> None:
    versions = current(data)
    for id_, version in versions.items():
        assert lcd.nodes[f"LCD:L{id_}"].properties["version"] == version
    retiring = {f"LCD:L{row['lcd_id']}" for row in table(data / "lcd_csv" / "lcd_future_retire.csv")}
    ending = {key for key, node in lcd.nodes.items() if node.properties.get("effective_to")}
    assert ending == retiring
    assert len(retiring) == 56


def test_lcd_codes_are_2391_links(lcd: Loaded, data: Path) -> None:
    """Each with its group and the words of the group's paragraph; all codes are HCPCS."""
    rows = table(data / "lcd_csv" / "lcd_x_hcpc_code.csv")
    covers = [edge for edge in lcd.edges if edge.kind is Rel.COVERS]
    assert len(covers) == 2391
    assert {(edge.start[1], edge.end[1], edge.id) for edge in covers} == {
        (f"LCD:L{row['lcd_id']}", f"HCPCS:{row['hcpc_code_id']}", row["hcpc_code_group"]) for row in rows
    }
    groups = table(data / "lcd_csv" / "lcd_x_hcpc_code_group.csv", "cp1252")
    first_words = {
        (f"LCD:L{row['lcd_id']}", row["hcpc_code_group"]): re.sub(
            r"\W", "", html.unescape(re.sub("<[^>]*>", "", row["paragraph"]))
        )
        for row in groups
    }
    assert len(first_words) == 114
    for edge in covers:
        assert edge.properties["stance"] == "conditional"
        criteria = re.sub(r"\W", "", str(edge.properties["criteria"]))
        assert criteria == first_words[edge.start[1], edge.id]


def test_lcd_issuers_and_areas(lcd: Loaded, data: Path) -> None:
    """The 12,832 links give one edge for each company and each state or jurisdiction of an LCD."""
    folder = data / "lcd_csv"
    links = table(folder / "lcd_x_contractor.csv")
    names = {row["contractor_id"]: row["contractor_bus_name"] for row in table(folder / "contractor.csv")}
    companies = {(row["lcd_id"], names[row["contractor_id"]]) for row in links}
    payers = lcd.pairs(Rel.ISSUED_BY)
    assert len(payers) == len(companies) == 1005
    states = {row["state_id"]: row["state_abbrev"] for row in table(folder / "state_lookup.csv")}
    of_contract: dict[str, set[str]] = {}
    for row in table(folder / "contractor_jurisdiction.csv"):
        if not row["term_date"]:
            of_contract.setdefault(row["contractor_id"], set()).add(states[row["state_id"]])
    areas = lcd.pairs(Rel.APPLIES_IN)
    for state in ("TX", "DC", "PR", "WI"):
        expected = {f"LCD:L{row['lcd_id']}" for row in links if state in of_contract[row["contractor_id"]]}
        assert {lcd for lcd, area in areas if area == f"JURISDICTION:us-{state.lower()}"} == expected
    issued = {"PAYER:wps": {"J5", "J8"}, "PAYER:palmetto-gba": {"JJ", "JM"}, "PAYER:cgs": {"J15", "JB", "JC"}}
    for payer, expected in issued.items():
        own = {key for key, issuer in payers if issuer == payer}
        only = own - {key for key, issuer in payers if issuer != payer}
        regions = {area.partition("mac-")[2].upper() for key, area in areas if key in only and "mac-" in area}
        assert regions <= expected
        assert expected - regions <= {"JB", "JC"}  # equipment policies have two issuers


def test_lcd_relations_of_current_versions(lcd: Loaded, data: Path) -> None:
    """Every relation of a current version is present; a 0 means no NCD."""
    folder, versions = data / "lcd_csv", current(data)
    numbers = {
        row["NCD_id"]: row["NCD_mnl_sect"] for row in table(data / "ncd_csv" / "ncd_trkg.csv", "cp1252")
    }
    expected = set()
    for row in now(table(folder / "lcd_related_documents.csv"), versions):
        end = f"ARTICLE:A{row['r_article_id']}" if row["r_article_id"] else f"LCD:L{row['r_lcd_id']}"
        expected.add((f"LCD:L{row['lcd_id']}", end))
    for row in now(table(folder / "lcd_related_ncd_documents.csv"), versions):
        if row["r_ncd_id"] != "0":
            expected.add((f"LCD:L{row['lcd_id']}", f"NCD:{numbers[row['r_ncd_id']]}"))
    assert lcd.pairs(Rel.CITES) == expected
    former = now(table(folder / "lcd_related_source_icd9.csv"), versions)
    assert lcd.pairs(Rel.SUPERSEDES) == {
        (f"LCD:L{row['lcd_id']}", f"LCD:L{row['source_lcd_id']}") for row in former
    }


def test_codes_have_no_wording(lcd: Loaded) -> None:
    codes = [node for node in lcd.nodes.values() if node.label is Label.CODE]
    assert len(codes) == 1772
    assert all(node.properties.keys() == {"system", "code"} for node in codes)
