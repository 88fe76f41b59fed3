"""The tabular list becomes the right codes; the real one agrees with the official order file."""

import gzip
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import pytest

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Node
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES, Label, Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.icd10.cm import LOADER, default_paths

FIXTURES = Path(__file__).parents[3] / "fixtures" / "icd10cm"
SMALL = FIXTURES / "icd10c-tabular-July-1-2031.xml"


class NoNames:
    """A graph that knows no names yet."""

    def key(self, *_: object) -> None:
        return None


@dataclass
class Loaded:
    """The result of a file: nodes by key, the parent of each code, the report."""

    nodes: dict[str, Node]
    parents: dict[str, str]
    report: Report
    noted: list[Edge]

    def texts(self, code: str) -> dict[str, object]:
        """The note lists of a code."""
        return {k: v for k, v in self.nodes[f"ICD10CM:{code}"].properties.items() if isinstance(v, list)}

    def display(self, code: str) -> object:
        return self.nodes[f"ICD10CM:{code}"].properties["display"]


def load(path: Path) -> Loaded:
    """All facts of a file, checked against the rules that every loader keeps."""
    loaded = Loaded({}, {}, Report(), [])
    systems = set()
    for part in LOADER.parts([path], {}):
        for fact in part.facts(loaded.report, NoNames()):
            if isinstance(fact, Node):
                assert fact.key not in loaded.nodes
                assert fact.properties.keys() <= NODE_PROPERTIES[fact.label].keys()
                loaded.nodes[fact.key] = fact
                continue
            assert isinstance(fact, Edge)
            assert fact.start[0] in EDGES[fact.kind].starts
            assert fact.end[0] in EDGES[fact.kind].ends
            for label, key in (fact.start, fact.end):
                assert loaded.nodes[key].label == label, "a node comes before the edges that touch it"
            if fact.kind is Rel.IN_SYSTEM:
                assert fact.end[1] == "SYSTEM:ICD10CM"
                systems.add(fact.start[1])
            elif "note" in fact.properties:
                loaded.noted.append(fact)
            else:
                assert fact.kind is Rel.CHILD_OF
                loaded.parents[fact.start[1].partition(":")[2]] = fact.end[1].partition(":")[2]
    assert systems == loaded.nodes.keys() - {"SYSTEM:ICD10CM"}
    return loaded


@pytest.fixture(scope="module")
def small() -> Loaded:
    return load(SMALL)


@pytest.fixture(scope="module")
def official() -> Loaded:
    return load(default_paths()[0])


def test_code_system_says_what_it_is(small: Loaded) -> None:
    system = small.nodes["SYSTEM:ICD10CM"]
    assert system.label is Label.CODE_SYSTEM
    assert system.properties["uri"] == "http://hl7.org/fhir/sid/icd-10-cm"
    assert system.properties["version"] == "2031"


def test_every_level_and_whether_it_is_billable(small: Loaded) -> None:
    levels = {
        key.partition(":")[2]: (node.properties["level"], node.properties["billable"])
        for key, node in small.nodes.items()
        if node.label is Label.CODE
    }
    assert levels == {
        **dict.fromkeys(["CHAPTER-1", "CHAPTER-2"], ("chapter", False)),
        **dict.fromkeys(["A00-A19", "A00-A09", "A20-A20", "QA0-QA0"], ("section", False)),
        **dict.fromkeys(["A00", "A01", "A02", "QA0"], ("category", False)),
        "A20": ("category", True),
        **dict.fromkeys(
            ["A01.0", "A01.1X", "A01.1X1", "A01.1X7", "A01.1X8", "A01.2", "A01.21"], ("subcategory", False)
        ),
        **dict.fromkeys(["A00.0", "A00.1", "A01.2200", "QA0.0101"], ("code", True)),
        **dict.fromkeys(["A01.0XXA", "A01.0XXD", "A01.0XXS", "A02.XXXA"], ("code", True)),
        **dict.fromkeys(["A01.1X1A", "A01.1X1D", "A01.1X1S", "A01.1X7A", "A01.1X8A"], ("code", True)),
        **dict.fromkeys(["A01.21X1", "A01.21X2"], ("code", True)),
    }


def test_hierarchy_runs_from_code_to_chapter(small: Loaded) -> None:
    """Sections whose range is within another's are below it, though the file lists them as siblings."""
    path = ["A01.1X7A"]
    while path[-1] in small.parents:
        path.append(small.parents[path[-1]])
    assert path == ["A01.1X7A", "A01.1X7", "A01.1X", "A01", "A00-A09", "A00-A19", "CHAPTER-1"]
    assert small.parents["A20"] == "A20-A20"
    assert small.parents["A20-A20"] == "CHAPTER-1"


def test_each_note_is_stored_where_it_belongs(small: Loaded) -> None:
    assert small.texts("A00") == {
        "inclusion_terms": ["Singed throat", "Sooty hiccups"],
        "code_first": ["the chilli eaten, such as:", "green chilli (A20.1)"],
    }
    assert small.texts("A00.0") == {"excludes1": ["steam (A20.-)"]}
    assert small.texts("A00.1") == {
        "use_additional": ["code for the fuel", "code for the cave"],
        "code_also": ["any village affected"],
        "notes": ["Grade of smoke; Less than:", "1; 6 puffs"],
    }
    assert small.texts("CHAPTER-1") == {"includes": ["complaints nobody has"]}
    assert small.texts("A00-A19") == {"excludes2": ["complaints of feathered beasts (A30-A39)"]}


def test_codes_that_notes_name_are_edges_with_the_wording(small: Loaded) -> None:
    found = {(edge.kind, edge.start[1], edge.end[1], edge.properties["note"]) for edge in small.noted}
    assert found == {
        (Rel.EXCLUDES1, "ICD10CM:A00.0", "ICD10CM:A20", "steam (A20.-)"),
    }
    assert any("A20.1" in notice and "not in the list" in notice for notice in small.report.notices)


def test_seventh_characters_add_their_meaning(small: Loaded) -> None:
    """A deeper definition wins, and a note under one belongs to the character above it."""
    assert small.display("A01.0XXD") == "Bitten by a small dragon, later visit"
    assert small.texts("A01.0XXD") == {"inclusion_terms": ["visit by mistake"]}
    assert small.texts("A01.0XXA") == {}
    assert small.display("A01.21X2") == "Nibbled on the left, several toes"


def test_nothing_is_rejected_from_a_good_file(small: Loaded) -> None:
    assert small.report.rejects == []
    assert len(small.report.notices) == 1  # about codes in notes that the list lacks
    assert LOADER.parts([SMALL], {})[0].size == small.report.rows == 22


def test_broken_rows_are_named_and_the_rest_is_loaded() -> None:
    """Each reject has its line; the content of a rejected row moves up to the next valid parent."""
    loaded = load(FIXTURES / "broken_rows.xml")
    rejects = {(reject.line, reject.reason) for reject in loaded.report.rejects}
    assert rejects == {
        (9, "the <diag> has no <name>: it needs a code"),
        (12, "'A0' is not in the form of an ICD-10-CM code"),
        (16, "the <diag> has no <desc>: it needs a description"),
        (26, "A03.1 is listed under A02 but does not begin with it"),
        (34, "A02 is listed twice (first on line 23)"),
        (43, "a seventh character needs one letter or digit and a meaning"),
        (44, "the seventh character A is defined twice"),
        (51, "the section has no usable number"),
    }
    assert {reject.file for reject in loaded.report.rejects} == {str(FIXTURES / "broken_rows.xml")}
    assert loaded.parents["A01.0"] == "A00-A09"
    assert loaded.parents["A05"] == "CHAPTER-1"
    assert loaded.parents["A04.XXXA"] == "A04"
    assert loaded.texts("A02") == {"notes": ["comets"]}
    assert [notice.partition("broken_rows.xml:")[2] for notice in loaded.report.notices] == [
        "30: unknown element <omen>: it is kept as notes",
        "38: not understood, so not applied: 7th character A is not for Tuesdays",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<ICD10PCS.tabular/>", "this is a <ICD10PCS.tabular> document"),
        ("<ICD10CM.tabular><version>2031</version></ICD10CM.tabular>", "no chapter"),
        ('<ICD10CM.tabular isAddenda="true"><chapter/></ICD10CM.tabular>', "addenda"),
        ("<ICD10CM.tabular><chapter><name>1</name>", "not well-formed"),
        ("<!DOCTYPE html><html></html>", "web page"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "tabular.xml").write_text(content)
    with pytest.raises(InputError, match=reason):
        load(tmp_path / "tabular.xml")


def test_packed_files_give_the_same(tmp_path: Path, small: Loaded) -> None:
    """Gzip and zip, as published by CDC with other files, load without unpacking."""
    packed = tmp_path / "tabular.xml.gz"
    packed.write_bytes(gzip.compress(SMALL.read_bytes()))
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as archive:
        archive.write(SMALL, f"Table and Index/{SMALL.name}")
        archive.writestr("Table and Index/icd10c-index-July-1-2031.xml", "<ICD10CM.index/>")
    for path in (packed, tmp_path / "list.zip"):
        assert load(path).nodes == small.nodes


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("icd10c-tabular-July-1-2031.xml", "2031-07-01"),
        ("icd10cm-tabular-April-2031.xml", "2031-04"),
        ("icd10cm_tabular_2031.xml", "2031"),
    ],
)
def test_release_comes_from_the_name_or_the_file(tmp_path: Path, name: str, release: str) -> None:
    (tmp_path / name).write_bytes(SMALL.read_bytes())
    assert LOADER.parts([tmp_path / name], {})[0].provenance.release == release


def test_default_is_the_official_file_of_april_2026() -> None:
    part = LOADER.parts(default_paths(), {})[0]
    assert part.name == "icd10cm/tabular-2026-04-01"
    assert part.provenance.release == "2026-04-01"
    assert "public domain" in part.provenance.licence


def test_official_list_loads_whole(official: Loaded) -> None:
    """Counts taken from the file by another reader agree, level by level and note by note."""
    tree = ElementTree.parse(default_paths()[0])
    levels = Counter(n.properties["level"] for n in official.nodes.values() if n.label is Label.CODE)
    assert (levels["chapter"], levels["section"], levels["category"]) == (22, 297, 1918)
    assert official.report.rows == len(tree.findall(".//diag")) + 297 + 22
    assert official.report.rejects == []
    (notice,) = official.report.notices
    assert "notes name codes that are not in the list (1): G31.90 in a note of F02" in notice
    kinds = Counter(edge.kind for edge in official.noted)
    assert kinds.keys() == {
        Rel.EXCLUDES1,
        Rel.EXCLUDES2,
        Rel.CODE_FIRST,
        Rel.USE_ADDITIONAL,
        Rel.CODE_ALSO,
    }
    assert len(official.parents) == len(official.nodes) - 1 - 22
    written = {element.findtext("name") for element in tree.iter("diag")}
    kept, of_extensions = Counter[str](), 0
    for node in official.nodes.values():
        kept.update({k: len(v) for k, v in node.properties.items() if isinstance(v, list)})
        if node.properties.get("level") == "code" and node.properties["code"] not in written:
            of_extensions += len(node.properties.get("inclusion_terms", []))
    for tag, name in (
        ("excludes1", "excludes1"),
        ("excludes2", "excludes2"),
        ("includes", "includes"),
        ("codeFirst", "code_first"),
        ("useAdditionalCode", "use_additional"),
        ("codeAlso", "code_also"),
    ):
        assert kept[name] == len(tree.findall(f".//{tag}/note")), tag
    assert kept["inclusion_terms"] - of_extensions == len(tree.findall(".//inclusionTerm/note"))
    vision = len(tree.findall(".//visCategory"))
    assert (
        kept["notes"]
        == len(tree.findall(".//notes/note")) + len(tree.findall(".//sevenChrNote/note")) + vision
    )


def test_official_list_knows_leukemia(official: Loaded) -> None:
    node = official.nodes["ICD10CM:C91.00"]
    assert node.properties["display"] == "Acute lymphoblastic leukemia not having achieved remission"
    path = ["C91.00"]
    while path[-1] in official.parents:
        path.append(official.parents[path[-1]])
    assert path == ["C91.00", "C91.0", "C91", "C81-C96", "C00-C96", "CHAPTER-2"]


@pytest.fixture(scope="module")
def order_file(shared_data: Path) -> dict[str, tuple[bool, str]]:
    """Every code of the official order file of FY2026, with its flag and long description."""
    with zipfile.ZipFile(shared_data / "icd10cm" / "cms_2026_dx.zip") as archive:
        lines = archive.read("icd10cm_order_2026.txt").decode("ascii").splitlines()
    order = {}
    for line in lines:
        code = line[6:13].strip()
        order[code[:3] + ("." + code[3:] if code[3:] else "")] = (line[14] == "1", line[77:].rstrip())
    return order


def coded(loaded: Loaded) -> dict[str, Node]:
    """The categories, subcategories and codes of a load, without chapters and sections."""
    return {
        key.partition(":")[2]: node
        for key, node in loaded.nodes.items()
        if node.properties.get("level") in ("category", "subcategory", "code")
    }


def test_official_list_has_the_codes_of_the_order_file(
    official: Loaded, order_file: dict[str, tuple[bool, str]]
) -> None:
    """The April 2026 list and the FY2026 order file differ in no code: 74,719 billable, 23,467 headers."""
    codes = coded(official)
    assert codes.keys() == order_file.keys()
    assert {code for code in codes if codes[code].properties["billable"]} == {
        code for code, (billable, _) in order_file.items() if billable
    }
    assert Counter(billable for billable, _ in order_file.values()) == {True: 74719, False: 23467}


def test_official_hierarchy_is_that_of_the_order_file(
    official: Loaded, order_file: dict[str, tuple[bool, str]]
) -> None:
    """In the order file a code's parent is the longest code it begins with; categories follow by section."""
    for code in order_file:
        if len(code) > 3:
            shorter = (code[:size].rstrip(".") for size in range(len(code) - 1, 2, -1))
            assert official.parents[code] == next(each for each in shorter if each in order_file), code
    sections = [section for section, _ in groupby(official.parents[c] for c in order_file if len(c) == 3)]
    assert len(sections) == len(set(sections))
    assert {official.nodes[f"ICD10CM:{section}"].properties["level"] for section in sections} == {"section"}


def test_official_texts_are_those_of_the_order_file(
    official: Loaded, order_file: dict[str, tuple[bool, str]]
) -> None:
    """They differ only in accents, which the order file, being ASCII, cannot write: 151 texts of 98,186."""
    codes = coded(official)
    accented = 0
    for code, (_, long_description) in order_file.items():
        display = str(codes[code].properties["display"])
        plain = unicodedata.normalize("NFKD", display).encode("ascii", "ignore").decode()
        assert plain == long_description, code
        accented += plain != display
    assert accented == 151


def test_shared_file_is_the_default_file(shared_data: Path) -> None:
    packed = shared_data / "icd10cm" / "icd10c-tabular-April-1-2026.xml.gz"
    assert gzip.decompress(packed.read_bytes()) == default_paths()[0].read_bytes()
    assert LOADER.parts([packed], {})[0].provenance.release == "2026-04-01"
