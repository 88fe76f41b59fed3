"""The loader of the starter data set: the format of its files, and errors for mistakes in them."""

import shutil
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.starter.loader import LOADER

(FOLDER,) = LOADER.default()
DOCUMENT = (
    "a-page:\n  title: A page\n  publisher: A publisher\n  url: https://example.org/\n  licence: CC0 1.0\n"
)
SYSTEM = "SYSTEM:HCPCS:\n  name: HCPCS\n  cites: a-page\n"


class NoNames:
    """A graph that knows no names yet."""

    def key(self, *_: object) -> None:
        return None


def load(folder: Path, report: Report | None = None) -> list[Fact]:
    (part,) = LOADER.parts([folder], {})
    return list(part.facts(report or Report(), NoNames()))


def data_set(folder: Path, nodes: str, table: str = "", documents: str = DOCUMENT) -> Path:
    (folder / "documents.yaml").write_text(documents)
    (folder / "nodes.yaml").write_text(nodes)
    if table:
        (folder / "table.csv").write_text(table)
    return folder


def test_a_folder_in_the_same_format_is_loaded(tmp_path: Path) -> None:
    """A copy of the data set states the same facts; the report counts them."""
    report = Report()
    facts = load(Path(shutil.copytree(FOLDER, tmp_path / "copy")), report)
    assert facts == load(FOLDER)
    derived = [
        fact
        for fact in facts
        if (isinstance(fact, Edge) and fact.kind is Rel.IN_SYSTEM)
        or (isinstance(fact, Node) and fact.key.startswith("ICD10CM:"))
    ]
    assert report.rows == len(facts) - len(derived)
    assert not report.rejects


def test_a_list_item_may_name_several_ends_and_its_own_document(tmp_path: Path) -> None:
    """`to` takes one key or several; a fact cites its node's document unless it names another."""
    documents = DOCUMENT + DOCUMENT.replace("a-page", "b-page")
    nodes = SYSTEM + (
        "HCPCS:Q1: {cites: a-page}\nHCPCS:Q2: {cites: a-page}\nPOLICY:p:\n  cites: a-page\n  edges:\n"
        "    COVERS:\n      - to: [HCPCS:Q1, HCPCS:Q2]\n        stance: covered\n"
        "      - to: HCPCS:Q1\n        id: again\n        cites: b-page\n"
    )
    found = [
        (fact.end[1], fact.properties, fact.id, fact.cites)
        for fact in load(data_set(tmp_path, nodes, documents=documents))
        if isinstance(fact, Edge) and fact.kind is Rel.COVERS
    ]
    assert found == [
        ("HCPCS:Q1", {"stance": "covered"}, "", "SOURCE:starter/a-page"),
        ("HCPCS:Q2", {"stance": "covered"}, "", "SOURCE:starter/a-page"),
        ("HCPCS:Q1", {}, "again", "SOURCE:starter/b-page"),
    ]


@pytest.mark.parametrize(
    ("nodes", "place", "reason"),
    [
        ("ROLE:nurse: {name: Nurse}\n", "nodes.yaml:1", "nothing is cited"),
        ("ROLE:nurse:\n  name: Nurse\n  cites: b-page\n", "nodes.yaml:3", "no document 'b-page'"),
        ("ROLE:nurse:\n  cites: a-page\n  title: Nurse\n", "nodes.yaml:3", "Role has no property 'title'"),
        ("ROLE:nurse:\n  cites: a-page\n  name: ''\n", "nodes.yaml:3", "non-empty string"),
        ("ROLE:Nurse: {name: Nurse, cites: a-page}\n", "nodes.yaml:1", "must be written ROLE:nurse"),
        ("nurse: {name: Nurse, cites: a-page}\n", "nodes.yaml:1", "is not a key"),
        (
            SYSTEM + "C9:1: {cites: a-page}\nHCPCS:Q1: {cites: a-page, edges: {MAPS_TO: [C9:1]}}\n",
            "nodes.yaml:5",
            "no file defines the code system SYSTEM:C9",
        ),
        ("- ROLE:nurse\n", "nodes.yaml", "must map keys"),
        (
            "SYSTEM:CPT: {cites: a-page}\nCPT:0537T: {display: x, cites: a-page}\n",
            "nodes.yaml:2",
            "belong to the AMA",
        ),
        (SYSTEM + "HCPCS:Q1:\n  valid_to: 31.12.2024\n  cites: a-page\n", "nodes.yaml:5", "not a date"),
        (SYSTEM + "HCPCS:Q1:\n  billable: yes\n  cites: a-page\n", "nodes.yaml:5", "true or false"),
        (SYSTEM + "HCPCS:Q1:\n  status: gone\n  cites: a-page\n", "nodes.yaml:5", "one of active, retired"),
        (
            SYSTEM + "HCPCS:Q1:\n  cites: a-page\n  edges:\n    REPLACED_BY: [HCPCS:Q2]\n",
            "nodes.yaml:7",
            "no file defines HCPCS:Q2",
        ),
        (
            SYSTEM + "HCPCS:Q1:\n  cites: a-page\n  edges:\n    CURES: [HCPCS:Q1]\n",
            "nodes.yaml:7",
            "unknown relationship 'CURES'",
        ),
        (
            SYSTEM + "HCPCS:Q1:\n  cites: a-page\n  edges:\n    IS_A: [HCPCS:Q1]\n",
            "nodes.yaml:7",
            "IS_A does not lead from a Code",
        ),
        (
            SYSTEM + "HCPCS:Q1:\n  cites: a-page\n  edges:\n    MAPS_TO: [HCPCS:Q1, HCPCS:Q1]\n",
            "nodes.yaml:7",
            "give both an `id`",
        ),
        (
            "MONDO:1:\n  cites: a-page\nPROCEDURE:p:\n  cites: a-page\n  edges:\n    INDICATED_FOR:\n"
            "      - to: MONDO:1\n        stance: covered\n",
            "nodes.yaml:8",
            "INDICATED_FOR has no property 'stance'",
        ),
    ],
)
def test_mistakes_name_file_line_and_reason(tmp_path: Path, nodes: str, place: str, reason: str) -> None:
    """A mistake prevents the load, with its location and reason."""
    with pytest.raises(InputError) as caught:
        load(data_set(tmp_path, nodes))
    assert f"{place}: " in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("table", "place", "reason"),
    [
        ("key,cites\nHCPCS:Q1,a-page\nHCPCS:Q1,a-page\n", "table.csv:3", "defined twice"),
        ("key,status,cites\nHCPCS:Q1,gone,a-page\n", "table.csv:2", "one of active"),
        ("key,status,cites\nHCPCS:Q1,a-page\n", "table.csv:2", "2 cells"),
        ("from,to,cites\nHCPCS:Q1,HCPCS:Q2,a-page\n", "table.csv:1", "the header must have"),
        (
            "start,edge,end,cites\nHCPCS:Q1,MAPS_TO,HCPCS:Q2,a-page\n",
            "table.csv:2",
            "no file defines HCPCS:Q1",
        ),
        ("start,edge,end,cites\nHCPCS:Q1,MAPS_TO,,a-page\n", "table.csv:2", "is not a key"),
    ],
)
def test_mistakes_in_tables_name_file_line_and_reason(
    tmp_path: Path, table: str, place: str, reason: str
) -> None:
    """The same for tables of nodes and of edges."""
    with pytest.raises(InputError) as caught:
        load(data_set(tmp_path, SYSTEM, table))
    assert f"{place}: " in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        (DOCUMENT.replace("  licence: CC0 1.0\n", ""), "is missing licence"),
        (DOCUMENT + "  published_on: May 2025\n", "not a date"),
        (DOCUMENT + "  author: nobody\n", "no 'author'"),
        (DOCUMENT.replace("a-page", "A page"), "hyphens only"),
    ],
)
def test_mistakes_in_documents_are_named(tmp_path: Path, documents: str, reason: str) -> None:
    """A document must have its terms, and a name that gives a key."""
    with pytest.raises(InputError, match=reason):
        load(data_set(tmp_path, SYSTEM, documents=documents))


def test_anything_but_a_data_set_is_refused(tmp_path: Path) -> None:
    """A file, and a folder without documents, are refused before anything is read."""
    with pytest.raises(InputError, match="is a folder"):
        LOADER.parts([FOLDER / "codes.csv"], {})
    with pytest.raises(InputError, match=r"no documents\.yaml"):
        LOADER.parts([tmp_path], {})
