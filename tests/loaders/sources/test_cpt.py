"""CPT descriptors in every layout of the AMA's files, with wording made up for these tests."""

import shutil
from pathlib import Path

import pytest
from support.loaded import Loaded, load_part

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.loaders.sources.cpt.loader import LOADER

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cpt"
LICENCE = {"licence": "yes"}


def load(*paths: Path) -> tuple[Loaded, dict[str, dict[str, object]]]:
    """The codes, and the texts of each."""
    codes, texts = LOADER.parts(paths, LICENCE)
    assert (codes.licensed, texts.licensed) == (False, True)
    loaded, said = load_part(codes), {}
    for fact in texts.facts(loaded.report, None):  # type: ignore[arg-type]
        said.setdefault(fact.key, {}).update(fact.properties)  # type: ignore[union-attr]
    return loaded, said


def changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    text = (FIXTURES / name).read_text("cp1252")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new), "cp1252")
    return tmp_path / name


@pytest.mark.parametrize("options", [{}, {"licence": ""}])
def test_nothing_is_loaded_without_a_licence(options: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="say so with --i-have-a-licence"):
        LOADER.parts([FIXTURES], options)


def test_the_parts_say_whose_the_texts_are() -> None:
    codes, texts = LOADER.parts([FIXTURES], LICENCE)
    assert [codes.name, texts.name] == ["cpt/codes-2031", "cpt/descriptors-2031"]
    assert codes.provenance.release == texts.provenance.release == "2031"
    assert texts.provenance.licence.startswith("licensed by the American Medical Association")


def test_bare_codes_and_texts_are_separate_parts() -> None:
    """If a text is in capitals and in mixed case, tab-separated or not, the mixed-case file is used."""
    loaded, said = load(FIXTURES)
    assert loaded.codes("CPT")["99901"] == {
        "system": "CPT",
        "code": "99901",
        "level": "code",
        "status": "active",
    }
    assert said["CPT:99901"] == {
        "display": "Sweeping of a tower, seven floors or more, including the stairs, the windows and "
        "the roof, with report",
        "medium": "SWEEPING OF TOWER, 7+ FLOORS, WITH REPORT",
        "short": "SWEEPING OF TOWER",
        "plain": "A cleaner sweeps your tower.",
        "synonyms": ["Tower sweep", "Sweep of tower"],
    }
    assert said["CPT:0999T"]["display"] == "Caf\u00e9 visit, each"
    assert loaded.codes("CPT").keys() == {"99901", "0999T", "9999F"}
    assert loaded.report.rejects == []


def test_fixed_width_gives_the_same_as_tab_separated() -> None:
    """The long one spans several lines."""
    tab, fixed = load(FIXTURES / "LONGULT.txt")[1], load(FIXTURES / "LONGULF.txt")[1]
    assert tab == fixed


@pytest.mark.parametrize(
    ("name", "property"), [("LONGUT", "display"), ("MEDU", "medium"), ("SHORTU", "short")]
)
def test_files_are_recognised_by_content_under_any_name(tmp_path: Path, name: str, property: str) -> None:
    shutil.copy(FIXTURES / f"{name}.txt", tmp_path / "saved.txt")
    assert load(tmp_path / "saved.txt")[1]["CPT:99901"].keys() == {property}


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "reason"),
    [
        ("LONGULT.txt", "0999T\t", "99901\t", 4, "99901 is listed twice (first on line 3)"),
        ("LONGULT.txt", "0999T\t", "0999T ", 4, "the line does not have the layout of the others"),
        (
            "LONGULF.txt",
            "9990102",
            "9990103",
            4,
            "it continues 99901, but line 2 of that code is not directly above",
        ),
        ("MEDU.txt", "0999T CAFE VISIT EACH", "0999", 4, "the line does not have the layout of the others"),
        ("ConsumerDescriptor.txt", "\t0999T\t", "\tX\t", 5, "'X' is not in the form of a CPT code"),
        ("ConsumerDescriptor.txt", "\t0999T\t", "\t", 5, "the row has 2 cells but the header has 3"),
        ("ConsumerDescriptor.txt", "Your umbrella is counted.", " ", 6, "9999F has no descriptor"),
    ],
)
def test_bad_rows_are_rejected(tmp_path: Path, name: str, old: str, new: str, line: int, reason: str) -> None:
    codes, _ = LOADER.parts([changed(tmp_path, name, old, new)], LICENCE)
    assert load_part(codes).rejects() == [(line, reason)]


@pytest.mark.parametrize("name", ["LONGULT.txt", "LONGULF.txt", "SHORTU.txt", "ConsumerDescriptor.txt"])
def test_a_file_cut_off_in_the_middle_of_a_text_is_refused(tmp_path: Path, name: str) -> None:
    """In every layout: half of a last line may look complete."""
    file = tmp_path / name
    file.write_bytes((FIXTURES / name).read_bytes().rstrip()[:-3])
    with pytest.raises(InputError, match="cut"):
        load(file)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html></html>", "web page"),
        (
            b"00001 A00     0 Cholera                                                      Cholera\r\n",
            "any of: the AMA",
        ),
        (b"code,text\r\n1,2\r\n", "any of: the AMA"),
        (b"99901\tA\0B\r\n99902\tB\r\n", "NUL"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "file.txt").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        load(tmp_path / "file.txt")


def test_two_releases_are_not_mixed(tmp_path: Path) -> None:
    changed(tmp_path, "LONGULT.txt", "CPT 2031", "CPT 2030")
    shutil.copy(FIXTURES / "MEDU.txt", tmp_path)
    with pytest.raises(InputError, match="the files are from the releases 2030 and 2031"):
        load(tmp_path)


def test_two_files_of_one_text_are_not_mixed(tmp_path: Path) -> None:
    for name in ("LONG_a.txt", "LONG_b.txt"):
        shutil.copy(FIXTURES / "LONGULT.txt", tmp_path / name)
    with pytest.raises(InputError, match="both hold the long descriptors"):
        load(tmp_path)
