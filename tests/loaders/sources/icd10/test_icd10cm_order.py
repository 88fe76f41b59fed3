"""The order file becomes codes that agree with the tabular list."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from support.loaded import Loaded, load_part

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.sources.icd10.cm import LOADER, default_paths

FIXTURES = Path(__file__).parents[3] / "fixtures" / "icd10cm"
ORDER = FIXTURES / "icd10cm_order_2031.txt"
ADDENDA = FIXTURES / "icd10cm_order_addenda_2031.txt"
TABULAR = FIXTURES / "icd10c-tabular-July-1-2031.xml"


def load(path: Path) -> Loaded:
    (part,) = LOADER.parts([path], {})
    return load_part(part)


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """The order file as published: in a zip with its addenda and other files."""
    path = tmp_path / "codes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(ADDENDA, ADDENDA.name)
        archive.write(ORDER, f"folder/{ORDER.name}")
        archive.writestr("icd10cm_codes_2031.txt", "A000    Smoky cough, Alvdal type\r\n")
        archive.writestr("icd10OrderFiles.pdf", b"%PDF-1.7\n\xe2\xe3")
    return path


def test_zip_is_recognised_by_content(packed: Path) -> None:
    (part,) = LOADER.parts([packed], {})
    assert (part.name, part.provenance.release, part.size) == ("icd10cm/order-2031", "2031", 27)
    assert list(part.files) == [packed]
    loaded = load_part(part)
    assert (loaded.report.rows, loaded.report.rejects, loaded.report.notices) == (27, [], [])
    assert loaded.nodes["SYSTEM:ICD10CM"].properties["version"] == "2031"


def test_codes_have_both_descriptions_and_their_level(packed: Path) -> None:
    codes = load(packed).codes("ICD10CM")
    assert codes["A01.0XXA"] == {
        "system": "ICD10CM",
        "code": "A01.0XXA",
        "display": "Bitten by a small dragon, first visit",
        "short": "Bit by sml dragon, first visit",
        "level": "code",
        "status": "active",
        "billable": True,
    }
    assert (codes["A20"]["level"], codes["A20"]["billable"]) == ("category", True)
    assert (codes["A01.0"]["level"], codes["A01.0"]["billable"]) == ("subcategory", False)


def test_new_codes_are_valid_from_the_first_day_of_the_year(packed: Path) -> None:
    """Only those that the addenda beside the file add; without addenda nothing is known."""
    codes = load(packed).codes("ICD10CM")
    begins = {code: stated["valid_from"] for code, stated in codes.items() if "valid_from" in stated}
    assert begins == {"A00.0": date(2030, 10, 1), "A01.2200": date(2030, 10, 1)}
    assert not any("valid_from" in stated for stated in load(ORDER).codes("ICD10CM").values())


def test_addenda_in_a_given_folder_count(tmp_path: Path) -> None:
    for path in (ORDER, ADDENDA):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (part,) = LOADER.parts([tmp_path], {})
    assert sorted(part.files) == [tmp_path / ORDER.name, tmp_path / ADDENDA.name]
    assert "valid_from" in load_part(part).codes("ICD10CM")["A00.0"]


def test_both_files_state_the_same_codes() -> None:
    """Codes, levels, billable flags and the hierarchy among codes are those of the tabular list."""
    tabular, order = (load(path) for path in (TABULAR, ORDER))
    listed = {
        code: stated
        for code, stated in tabular.codes("ICD10CM").items()
        if stated["level"] not in ("chapter", "section")
    }
    codes = order.codes("ICD10CM")
    assert codes.keys() == listed.keys()
    for code, stated in codes.items():
        assert (stated["level"], stated["billable"]) == (listed[code]["level"], listed[code]["billable"])
    assert order.parents().items() <= tabular.parents().items()
    assert len(order.parents()) == len([code for code in codes if len(code) > 3])


@pytest.mark.parametrize(
    ("name", "release", "begins"),
    [
        ("icd10cm_order_2031.txt", "2031", date(2030, 10, 1)),
        ("icd10cm-order-April-2031.txt", "2031-04", date(2031, 4, 1)),
    ],
)
def test_release_comes_from_the_name(tmp_path: Path, name: str, release: str, begins: date) -> None:
    (tmp_path / name).write_bytes(ORDER.read_bytes())
    (tmp_path / "addenda.txt").write_bytes(ADDENDA.read_bytes())
    (part,) = LOADER.parts([tmp_path], {})
    assert part.provenance.release == release
    assert load_part(part).codes("ICD10CM")["A00.0"]["valid_from"] == begins


def test_zip_names_the_release_where_the_file_does_not(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "cms_2031_dx.zip", "w") as archive:
        archive.write(ORDER, "order.txt")
    (part,) = LOADER.parts([tmp_path / "cms_2031_dx.zip"], {})
    assert part.provenance.release == "2031"


def test_a_missing_release_is_reported(tmp_path: Path) -> None:
    (tmp_path / "order.txt").write_bytes(ORDER.read_bytes())
    (part,) = LOADER.parts([tmp_path / "order.txt"], {})
    assert part.provenance.release is None
    assert "states no year" in load_part(part).report.notices[0]


def test_two_years_are_two_parts_and_one_year_is_not(tmp_path: Path) -> None:
    for year in (2030, 2031):
        (tmp_path / f"icd10cm_order_{year}.txt").write_bytes(ORDER.read_bytes())
    names = [part.name for part in LOADER.parts([tmp_path], {})]
    assert names == ["icd10cm/order-2030", "icd10cm/order-2031"]
    (tmp_path / "again_2031.txt").write_bytes(ORDER.read_bytes())
    with pytest.raises(InputError, match=r"2 files are the same part icd10cm/order-2031: load one of them"):
        LOADER.parts([tmp_path], {})


def test_option_says_the_release_that_a_name_does_not(tmp_path: Path) -> None:
    (tmp_path / "order.txt").write_bytes(ORDER.read_bytes())
    (part,) = LOADER.parts([tmp_path], {"release": "2029-04"})
    assert (part.name, part.provenance.release) == ("icd10cm/order-2029-04", "2029-04")
    for wrong in ("29", "2029-13", "2029-02-30", "soon"):
        with pytest.raises(SettingsError, match="write a year, month or day"):
            LOADER.parts([tmp_path], {"release": wrong})


def test_all_files_at_once(tmp_path: Path, packed: Path) -> None:
    """A folder with everything gives each its part, regardless of other files."""
    (tmp_path / TABULAR.name).write_bytes(TABULAR.read_bytes())
    (tmp_path / "icd10c-tabular-addenda.xml").write_text('<ICD10CM.tabular isAddenda="true"/>')
    (tmp_path / "icd10cm_tabular.xsd").write_text('<xs:element name="ICD10CM.tabular"/>')
    assert {part.name for part in LOADER.parts([tmp_path], {})} == {
        "icd10cm/order-2031",
        "icd10cm/tabular-2031-07-01",
    }


@pytest.mark.parametrize("content", [b"some text\r\n", b"00001 001     0 " + b"x" * 61 + b"x\r\n"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """Any text, and the order file of another system."""
    (tmp_path / "file.txt").write_bytes(content)
    with pytest.raises(InputError, match="not recognised as any of: the tabular list"):
        LOADER.parts([tmp_path / "file.txt"], {})
    with pytest.raises(InputError, match="nothing to load"):
        LOADER.parts([tmp_path], {})


@pytest.fixture(scope="module")
def official(shared_data: Path) -> Loaded:
    return load(shared_data / "icd10cm" / "cms_2026_dx.zip")


def test_official_order_file_loads_whole(official: Loaded, shared_data: Path) -> None:
    """98,186 lines of FY2026, 74,719 billable; 97,584 and 74,260 of FY2025: each line is a node."""
    for loaded, lines, billable in (
        (official, 98_186, 74_719),
        (load(shared_data / "icd10cm" / "cms_2025_dx.zip"), 97_584, 74_260),
    ):
        codes = loaded.codes("ICD10CM").values()
        assert len(codes) == loaded.report.rows == lines
        assert sum(stated["billable"] is True for stated in codes) == billable
        assert (loaded.report.rejects, loaded.report.notices) == ([], [])
        assert len(loaded.pairs(Rel.CHILD_OF)) == lines - loaded.levels()["category"]


def test_official_order_file_agrees_with_the_tabular_list(official: Loaded) -> None:
    """Two files, two readers: the same codes, levels, flags and parents. Wordings differ in 151 accents."""
    tabular = load(default_paths()[0])
    listed, codes = tabular.codes("ICD10CM"), official.codes("ICD10CM")
    groups = [code for code, stated in listed.items() if stated["level"] in ("chapter", "section")]
    assert codes.keys() == listed.keys() - set(groups)
    for name in ("level", "billable", "status"):
        assert all(stated[name] == listed[code][name] for code, stated in codes.items()), name
    assert sum(stated["display"] != listed[code]["display"] for code, stated in codes.items()) == 151
    assert official.parents().items() <= tabular.parents().items()


def test_official_new_codes(official: Loaded) -> None:
    """487 codes and 143 headers were added, but 16 of the headers were codes before."""
    begins = [stated.get("valid_from") for stated in official.codes("ICD10CM").values()]
    assert begins.count(date(2025, 10, 1)) == 487 + 143 - 16
    assert begins.count(None) == 98_186 - 614


@pytest.mark.parametrize(
    ("zip_name", "order_written", "addenda_written", "release", "since"),
    [
        ("cms_dx.zip", (2030, 6, 20), (2030, 6, 20), "2031", date(2030, 10, 1)),
        ("cms_dx.zip", (2031, 1, 11), (2031, 1, 11), "2031-04", date(2031, 4, 1)),
        ("cms_dx.zip", (2031, 1, 11), (2030, 6, 20), "2031-04", date(2030, 10, 1)),
        ("april-1-2031-descriptions.zip", (2035, 1, 1), (2035, 1, 1), "2031-04-01", date(2031, 4, 1)),
        ("cms_dx.zip", (2035, 1, 1), (2035, 1, 1), "2031", date(2030, 10, 1)),
    ],
)
def test_the_update_of_april_is_known_by_its_name_or_the_day_it_was_written(
    tmp_path: Path,
    zip_name: str,
    order_written: tuple[int, int, int],
    addenda_written: tuple[int, int, int],
    release: str,
    since: date,
) -> None:
    """CMS gives it the names of the October release: its new codes begin in April, unless addenda are older.

    A zip that was repacked long afterwards tells nothing.
    """
    with zipfile.ZipFile(tmp_path / zip_name, "w") as archive:
        for file, written in ((ORDER, order_written), (ADDENDA, addenda_written)):
            archive.writestr(zipfile.ZipInfo(file.name, (*written, 12, 0, 0)), file.read_bytes())
    (part,) = LOADER.parts([tmp_path / zip_name], {})
    assert part.provenance.release == release
    days = {stated.get("valid_from") for stated in load_part(part).codes("ICD10CM").values()}
    assert days == {None, since}
