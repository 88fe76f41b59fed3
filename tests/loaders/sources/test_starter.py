"""The starter data set: sourced, complete, sufficient for the main query, and true to the official files."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from medcodegraph.graph.facts import Document, Edge, Node
from medcodegraph.graph.keys import code_key, slug_key
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES, Label, Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.starter.loader import LOADER

CAR_T = slug_key("PROCEDURE", "Chimeric Antigen Receptor T-Cell (CAR-T) Therapy")
ALL, NHL, CLL = "MONDO:0004967", "MONDO:0018908", "MONDO:0004948"
DLBCL, PMBCL, LBCL = "MONDO:0018905", "MONDO:0020323", "MONDO:0968974"


class NoNames:
    """A graph that knows no names yet."""

    def key(self, *_: object) -> None:
        return None


(PART,) = LOADER.parts(LOADER.default(), {})
FACTS = list(PART.facts(Report(), NoNames()))
DOCUMENTS = {fact.key: fact for fact in FACTS if isinstance(fact, Document)}
NODES = {fact.key: fact for fact in FACTS if isinstance(fact, Node)}
EDGES_STATED = [fact for fact in FACTS if isinstance(fact, Edge)]


def edges(kind: Rel, start: str | None = None, end: str | None = None) -> list[Edge]:
    return [
        edge
        for edge in EDGES_STATED
        if edge.kind is kind and start in (None, edge.start[1]) and end in (None, edge.end[1])
    ]


def codes(system: str) -> dict[str, Node]:
    return {
        key.removeprefix(f"{system}:"): node for key, node in NODES.items() if key.startswith(f"{system}:")
    }


# --- the data set by itself ---


def test_which_lists_are_complete() -> None:
    """Only NCD 110.24 has a complete list: it covers treatment of cancer only."""
    complete = [edge for edge in edges(Rel.SUPPORTS) if edge.properties.get("complete")]
    assert {edge.start[1] for edge in complete} == {"NCD:110.24"}
    assert {edge.end[1] for edge in complete} == {"ICD10CM:CHAPTER-2", "MONDO:0004992", "MONDO:0044881"}
    scoped = [edge for edge in edges(Rel.SUPPORTS) if edge.properties.get("scope")]
    assert {edge.start[1] for edge in scoped} == {"POLICY:bcbsnd-hct-cll"}


def test_each_product_has_indications_of_its_own() -> None:
    """If a policy relies on the label, the label is present; if it lists diagnoses, they are grouped."""
    products = [edge for edge in edges(Rel.COVERS) if edge.properties.get("by_label")]
    assert {edge.start[1] for edge in products} == {"NCD:110.24"}
    named = {edge.end[1] for edge in products} - {"HCPCS:C9076"}
    assert named
    assert all(edges(Rel.INDICATED_FOR, key) for key in named)
    assert [edge.end[1] for edge in edges(Rel.INDICATED_FOR, "HCPCS:Q2055")] == ["MONDO:0009693"]
    kymriah = [
        edge for edge in edges(Rel.SUPPORTS, "POLICY:highmark-i-180") if edge.properties["group"] == "Kymriah"
    ]
    assert {edge.end[1] for edge in kymriah} == {LBCL, "MONDO:0004947"}


def test_every_fact_cites_a_document_with_terms_and_every_document_is_cited() -> None:
    """Nothing is stated without its source, and no source is unused."""
    cited = {fact.cites for fact in FACTS if isinstance(fact, Node | Edge)}
    assert cited == DOCUMENTS.keys()
    assert all(key.startswith("SOURCE:starter/") for key in DOCUMENTS)
    assert all(document.licence and document.url.startswith("http") for document in DOCUMENTS.values())


def test_ends_are_nodes_and_facts_fit_the_model() -> None:
    """The data set is self-contained: each end of an edge is a node, each property is in the model."""
    assert len(NODES) == sum(isinstance(fact, Node) for fact in FACTS)
    for node in NODES.values():
        assert node.properties.keys() <= NODE_PROPERTIES[node.label].keys(), node.key
    for edge in EDGES_STATED:
        assert NODES[edge.start[1]].label is edge.start[0] in EDGES[edge.kind].starts, edge
        assert NODES[edge.end[1]].label is edge.end[0] in EDGES[edge.kind].ends, edge
        assert edge.properties.keys() <= EDGES[edge.kind].properties.keys(), edge
    identities = [(edge.kind, edge.start, edge.end, edge.id) for edge in EDGES_STATED]
    assert len(set(identities)) == len(identities)


def test_codes_carry_their_system_and_belong_to_it() -> None:
    """Key, system and code agree, and every code is IN_SYSTEM one of five systems."""
    systems = {key for key, node in NODES.items() if node.label is Label.CODE_SYSTEM}
    assert systems == {f"SYSTEM:{name}" for name in ("CPT", "HCPCS", "ICD10CM", "ICD10PCS", "MSDRG")}
    for key, node in NODES.items():
        if node.label is Label.CODE:
            system, number = node.properties["system"], node.properties["code"]
            assert code_key(str(system), str(number)) == key
            assert [edge.end[1] for edge in edges(Rel.IN_SYSTEM, key)] == [f"SYSTEM:{system}"]


def test_cpt_codes_are_bare() -> None:
    """CPT nodes have only number, status and dates: descriptors belong to the AMA."""
    assert len(codes("CPT")) >= 12
    for node in codes("CPT").values():
        assert node.properties.keys() <= {"system", "code", "status", "valid_from", "valid_to"}


def test_a_policy_names_a_code_only_while_it_is_valid() -> None:
    """The dates of COVERS are in order and within those of the code."""
    for edge in edges(Rel.COVERS):
        code = NODES[edge.end[1]].properties
        first, last = edge.properties.get("valid_from"), edge.properties.get("valid_to")
        if isinstance(first, date):
            assert first >= (code.get("valid_from") or date.min), edge
            assert first <= (last or date.max), edge
        if isinstance(last, date):
            assert last <= (code.get("valid_to") or date.max), edge


def test_retired_codes_have_an_end_and_are_replaced_the_day_after() -> None:
    """A replaced code is retired, and its replacement begins the next day."""
    retired = {
        key for key, node in NODES.items() if node.label is Label.CODE and "valid_to" in node.properties
    }
    assert retired == {key for key, node in NODES.items() if node.properties.get("status") == "retired"}
    for edge in edges(Rel.REPLACED_BY):
        last, on = NODES[edge.start[1]].properties["valid_to"], edge.properties["on"]
        assert isinstance(last, date)
        assert isinstance(on, date)
        assert (on - last).days == 1, edge


# --- the main query ---


def test_the_procedure_of_0537t_and_its_replacement() -> None:
    """0537T harvests for CAR-T therapy, ended with 2024 and was replaced by 38225."""
    assert [(edge.end[1], edge.properties) for edge in edges(Rel.BILLS, "CPT:0537T")] == [
        ("PROCEDURE:chimeric-antigen-receptor-t-cell-car-t-therapy", {"step": "harvest"})
    ]
    assert NODES["CPT:0537T"].properties["valid_to"] == date(2024, 12, 31)
    assert [(edge.end[1], edge.properties["on"]) for edge in edges(Rel.REPLACED_BY, "CPT:0537T")] == [
        ("CPT:38225", date(2025, 1, 1))
    ]


def test_indications_with_their_diagnosis_codes() -> None:
    """The procedure is indicated for ALL and NHL, with criteria, and both have ICD-10-CM codes."""
    indicated = {edge.end[1]: edge.properties.get("criteria") for edge in edges(Rel.INDICATED_FOR, CAR_T)}
    assert indicated[ALL]
    assert indicated[NHL]
    matches = {edge.start[1]: edge.properties["match"] for edge in edges(Rel.CLASSIFIES, end=ALL)}
    assert matches == {
        "ICD10CM:C91.0": "exact",
        "ICD10CM:C91.00": "narrow",
        "ICD10CM:C91.01": "narrow",
        "ICD10CM:C91.02": "narrow",
    }
    found = {edge.start[1] for edge in edges(Rel.CLASSIFIES, end=NHL)}
    assert {"ICD10CM:C82", "ICD10CM:C83", "ICD10CM:C84", "ICD10CM:C85"} <= found
    for abbreviation, key in (("ALL", ALL), ("NHL", NHL), ("DLBCL", DLBCL), ("CLL", CLL)):
        assert abbreviation in NODES[key].properties["synonyms"]


def test_three_alternatives_by_the_names_a_code_page_uses() -> None:
    """Exactly the three alternatives of the code page, each compared, each with a common indication."""
    names = ("Chemotherapy", "Radiation therapy", "Bone marrow transplant")
    found = edges(Rel.ALTERNATIVE_TO, CAR_T)
    assert {edge.end[1] for edge in found} == {slug_key("PROCEDURE", name) for name in names}
    for edge in found:
        assert edge.properties["pros_cons"]
        assert edges(Rel.INDICATED_FOR, edge.end[1], ALL), edge


def test_names_of_settings_roles_and_the_like_give_their_keys() -> None:
    """A code page with the same name finds the same node."""
    prefixes = {
        Label.SETTING: "SETTING",
        Label.ROLE: "ROLE",
        Label.EQUIPMENT: "EQUIPMENT",
        Label.DIAGNOSTIC_TEST: "TEST",
        Label.RISK: "RISK",
        Label.PROCEDURE: "PROCEDURE",
    }
    for key, node in NODES.items():
        if node.label in prefixes:
            assert key == slug_key(prefixes[node.label], str(node.properties["name"]))


def test_policies_that_cover_0537t() -> None:
    """NCD 110.24 and at least three other payers' policies name 0537T, each with its criteria and source."""
    found = edges(Rel.COVERS, end="CPT:0537T")
    policies = {edge.start[1] for edge in found}
    assert {"NCD:110.24", "POLICY:highmark-i-180", "POLICY:cigna-ip0198"} <= policies
    payers = {edge.end[1] for policy in policies for edge in edges(Rel.ISSUED_BY, policy)}
    assert len(payers - {"PAYER:cms"}) >= 3
    assert all(edge.properties["criteria"] and edge.properties["group"] for edge in found)


def test_every_policy_has_a_payer_and_a_page() -> None:
    """A policy without a payer or a link could not be checked."""
    policies = [node for node in NODES.values() if node.label is Label.POLICY]
    assert len(policies) >= 9
    for policy in policies:
        assert len(edges(Rel.ISSUED_BY, policy.key)) == 1, policy.key
        assert str(policy.properties["url"]).startswith("https://"), policy.key


# --- against the official files ---


def test_hcpcs_wording_and_dates_are_the_official_ones(shared_data: Path) -> None:
    """Descriptions, first and last day and successor of every HCPCS code are those of the October file."""
    official = dict(hcpcs_rows(shared_data / "hcpcs" / "HCPC2025_OCT_ANWEB.xlsx"))
    assert len(codes("HCPCS")) >= 15
    for number, node in codes("HCPCS").items():
        row = official[number]
        properties = node.properties
        assert properties["description"] == row["LONG DESCRIPTION"]
        assert properties["display"] == row["SHORT DESCRIPTION"]
        assert f"{properties['valid_from']:%Y%m%d}" == row["ADD DT"]
        last = properties.get("valid_to")
        assert (f"{last:%Y%m%d}" if last else "") == row["TERM DT"]
        successor = {edge.end[1] for edge in edges(Rel.REPLACED_BY, node.key)}
        assert successor == ({f"HCPCS:{row['XREF1']}"} if row["XREF1"] else set()) or number == "Q2040"


def test_pcs_wording_is_the_official_one(shared_data: Path) -> None:
    """Active ICD-10-PCS codes have the wording of the 2025 order file; retired ones are not in it."""
    archive = shared_data / "icd10pcs" / "cms_2025_pr.zip"
    official = order_file(archive, "icd10pcs_order_2025.txt")
    added = member_text(archive, "order_addenda_2025.txt")
    for number, node in codes("ICD10PCS").items():
        if node.properties["status"] == "active":
            assert (node.properties["billable"], node.properties["display"]) == official[number]
        else:
            assert number not in official
        new = re.search(rf"^Add: +{number} ", added, re.MULTILINE) is not None
        assert new == (node.properties.get("valid_from") == date(2024, 10, 1))


def test_drg_title_is_the_official_one(shared_data: Path) -> None:
    """MS-DRG 018 has the title of table 5."""
    table = (shared_data / "msdrg" / "fy2026_table5_drg_weights.txt").read_text("cp1252").splitlines()
    titles = {cells[0]: cells[5].strip() for cells in csv.reader(table[2:], delimiter="\t") if len(cells) > 5}
    assert NODES["MSDRG:018"].properties["display"] == titles["018"]


def test_diagnosis_codes_exist_and_nothing_below_an_exact_code_is_missing(shared_data: Path) -> None:
    """Codes are in the order file of 2026, which has no sections; codes below an exact one are narrow."""
    archive = shared_data / "icd10cm" / "cms_2026_dx.zip"
    official = {code_key("ICD10CM", number) for number in order_file(archive, "icd10cm_order_2026.txt")}
    assert {f"ICD10CM:{number}" for number in codes("ICD10CM") if "-" not in number} <= official
    exact = [edge for edge in edges(Rel.CLASSIFIES) if edge.properties["match"] == "exact"]
    for edge in exact:
        head, condition = edge.start[1], edge.end[1]
        if condition in (NHL, "MONDO:0005402", "MONDO:0004952"):
            continue  # broad conditions name only categories; the ICD-10-CM hierarchy leads to their codes
        below = {key for key in official if key.startswith(head) and key != head}
        narrow = {
            found.start[1]
            for found in edges(Rel.CLASSIFIES, end=condition)
            if found.properties["match"] == "narrow"
        }
        assert below == narrow, head


def test_exact_diagnosis_codes_are_mondo_s(shared_data: Path) -> None:
    """Exact matches are those of Mondo, and none of Mondo's for a condition of the data set is missing."""
    official = {
        (row["object_id"], row["subject_id"])
        for row in sssom(shared_data / "mondo" / "mondo_exactmatch_icd10cm.sssom.tsv")
        if row["subject_id"] in NODES
    }
    exact = [edge for edge in edges(Rel.CLASSIFIES) if edge.properties["match"] == "exact"]
    assert {(edge.start[1], edge.end[1]) for edge in exact} == official
    assert {edge.cites for edge in exact} == {"SOURCE:starter/mondo-icd10cm"}


def test_conditions_have_mondo_s_names_and_doid_keys(shared_data: Path) -> None:
    """Names and Disease Ontology keys are those of Mondo's exact mapping."""
    rows = list(sssom(shared_data / "mondo" / "mondo_exactmatch_doid.sssom.tsv"))
    mapped = [row for row in rows if row["subject_id"] in NODES]
    assert len(mapped) >= 20
    for row in mapped:
        properties = NODES[row["subject_id"]].properties
        assert properties["name"] == row["subject_label"]
        same = [other["object_id"] for other in mapped if other["subject_id"] == row["subject_id"]]
        assert properties["xrefs"] == same
    with_xrefs = {key for key, node in NODES.items() if "xrefs" in node.properties}
    assert with_xrefs == {row["subject_id"] for row in mapped}


def test_the_hierarchy_is_that_of_mondo(shared_data: Path) -> None:
    """IS_A is Mondo's, except CLL under ALL (left out) and two from the Disease Ontology (added)."""
    unpack = shutil.which("zstd")
    if unpack is None:
        pytest.skip("the program zstd is not installed: Mondo's hierarchy is packed with it")
    packed = shared_data / "mondo" / "MONDO-ontology-v2026-05-05.json.zst"
    mondo = json.loads(subprocess.run([unpack, "-dc", packed], capture_output=True, check=True).stdout)
    conditions = {key for key, node in NODES.items() if node.label is Label.CONDITION}
    assert all(NODES[key].properties["name"] == mondo[key]["label"] for key in conditions)
    official = {
        (key, parent)
        for key in conditions
        for parent, distance in mondo[key]["ancestors"].items()
        if distance == 1 and parent in conditions
    }
    stated = {(edge.start[1], edge.end[1]): edge.cites for edge in edges(Rel.IS_A)}
    assert official - stated.keys() == {(CLL, ALL)}
    added = {pair for pair, cites in stated.items() if cites == "SOURCE:starter/doid"}
    assert stated.keys() - official == added == {(DLBCL, LBCL), (PMBCL, LBCL)}


def test_ncds_are_as_the_coverage_database_has_them(shared_data: Path) -> None:
    """Title, version and first day of every NCD are those of the export, and none has ended."""
    text = (shared_data / "mcd" / "ncd_csv" / "ncd_trkg.csv").read_text("cp1252")
    csv.field_size_limit(len(text))
    official = {row["NCD_mnl_sect"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    ncds = {
        key.removeprefix("NCD:"): node.properties for key, node in NODES.items() if key.startswith("NCD:")
    }
    assert {"110.23", "110.24"} <= ncds.keys()
    for number, ncd in ncds.items():
        row = official[number]
        assert (ncd["number"], ncd["version"], ncd["title"]) == (
            number,
            row["NCD_vrsn_num"],
            row["NCD_mnl_sect_title"],
        )
        assert str(ncd["effective_from"]) == row["NCD_efctv_dt"][:10]
        assert (
            ncd["url"]
            == f"https://www.cms.gov/medicare-coverage-database/view/ncd.aspx?ncdid={row['NCD_id']}"
        )
        assert (ncd["status"], row["NCD_trmntn_dt"]) == ("active", "")


# --- readers of official files, as simple as these tests allow ---


def sssom(path: Path) -> Iterator[dict[str, str]]:
    lines = (line for line in path.read_text().splitlines() if not line.startswith("#"))
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def member_text(archive: Path, member: str) -> str:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(member).decode("latin-1")


def order_file(archive: Path, member: str) -> dict[str, tuple[bool, str]]:
    """Code (without point) to billable and long description."""
    lines = member_text(archive, member).splitlines()
    return {line[6:13].strip(): (line[14] == "1", line[77:].strip()) for line in lines if line.strip()}


def hcpcs_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """HCPCS code to its cells by column name."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as workbook:
        shared = fromstring(workbook.read("xl/sharedStrings.xml")).iter(f"{space}si")
        texts = ["".join(part.text or "" for part in item.iter(f"{space}t")) for item in shared]
        sheet = fromstring(workbook.read("xl/worksheets/sheet1.xml"))
    names: dict[str, str] = {}
    for row in sheet.iter(f"{space}row"):
        cells = {}
        for cell in row.iter(f"{space}c"):
            value = cell.findtext(f"{space}v") or ""
            column = re.sub(r"\d", "", cell.get("r", ""))
            cells[column] = texts[int(value)].strip() if cell.get("t") == "s" else value
        if cells.get("A") == "HCPC":
            names = cells
        elif names:
            yield (
                cells.get("A", ""),
                {names[column]: text for column, text in cells.items() if column in names},
            )
