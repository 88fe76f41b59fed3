"""Which files are code pages, which code they are about, and the errors for other files."""

from pathlib import Path

import pytest

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.model import Label
from medcodegraph.loaders.sources.page.loader import LOADER

PAGES = Path(__file__).parents[3] / "fixtures" / "pages"
FILES = sorted(path for path in PAGES.rglob("*") if path.is_file())
GALLBLADDER = PAGES / "cpt4" / "47562.txt"


def part_names(path: Path, **options: str) -> list[str]:
    return [part.name for part in LOADER.parts([path], options)]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("0537T.txt", "CPT:0537T"),
        ("0537t.TXT", "CPT:0537T"),
        ("0538T-chimeric-antigen", "CPT:0538T"),
        ("99213_office_visit.txt", "CPT:99213"),
    ],
)
def test_code_number_comes_from_the_file_name(tmp_path: Path, name: str, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(GALLBLADDER.read_bytes())
    (part,) = LOADER.parts([path], {})
    assert part.name == "page/" + key.replace(":", "-").lower()
    assert part.provenance.title == f"Code page {key}"


@pytest.mark.parametrize("name", ["code_page.txt", "G0105.txt", "0537Tx.txt", "05370T.txt", "x-0537T.txt"])
def test_other_file_names_need_the_option(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(GALLBLADDER.read_bytes())
    with pytest.raises(InputError, match=r"does not begin with a CPT code.*--code") as error:
        part_names(path)
    assert error.value.file == path
    assert part_names(path, code="0537t") == part_names(path, code="cpt4:0537T") == ["page/cpt-0537t"]


@pytest.mark.parametrize("code", ["HCPCS:G0105", "G0105", "537T"])
def test_option_must_fit_the_page(code: str) -> None:
    with pytest.raises(SettingsError, match="--code"):
        part_names(GALLBLADDER, code=code)


def test_folder_is_one_part_per_page() -> None:
    parts = LOADER.parts([PAGES], {})
    names = [
        "page/cpt-47562",
        "page/cpt-66984",
        "page/hcpcs-g0105",
        "page/hcpcs-g0237",
        "page/icd10pcs-02703zz",
    ]
    assert [part.name for part in parts] == names
    assert [list(part.files) for part in parts] == [[path] for path in FILES]
    assert {tuple(part.needs) for part in parts} == {(Label.CONDITION, Label.PROCEDURE)}


def test_hidden_and_other_files_in_a_folder_are_not_pages(tmp_path: Path) -> None:
    for name in (".DS_Store", "picture.png", "47562.txt"):
        (tmp_path / name).write_bytes(GALLBLADDER.read_bytes())
    assert part_names(tmp_path) == ["page/cpt-47562"]


def test_option_with_several_pages_is_refused() -> None:
    with pytest.raises(SettingsError, match="5 pages"):
        LOADER.parts([PAGES], {"code": "47562"})


def test_two_pages_of_one_code_are_refused(tmp_path: Path) -> None:
    pages = [tmp_path / name for name in ("47562.txt", "47562-again.txt")]
    for page in pages:
        page.write_bytes(GALLBLADDER.read_bytes())
    with pytest.raises(InputError, match="also a page about CPT:47562"):
        LOADER.parts(pages, {})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "no text"),
        (b"HCPCS code\x00", "NUL"),
        (b"\xff\xfeH\x00", "UTF-16"),
        (b"caf\xe9\nHCPCS code", "UTF-8"),
        (b"HCPCS code\nName of the Procedure: \xd0\x9f", "no letter"),
        (b"HCPCS code\n" + b"x\n" * 3000, "single code page"),
    ],
)
def test_files_that_are_not_pages(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "G0105.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        LOADER.parts([path], {})


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "G0105.txt"):
        with pytest.raises(InputError):
            LOADER.parts([path], {})
