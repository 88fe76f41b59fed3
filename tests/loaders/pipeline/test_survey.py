"""Files in a folder are recognised by content, each by one source; the rest is left out."""

import shutil
import time
import zipfile
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import Limits, contents
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS

FIXTURES = Path(__file__).parents[2] / "fixtures"


def found(*paths: Path) -> dict[str, list[str]]:
    seen = survey(paths, LOADERS.values())
    assert seen.wrong == []
    return {name: sorted(file.name for file in files) for name, files in seen.found.items()}


@pytest.mark.parametrize("name", ["icd10cm", "icd10pcs", "hcpcs", "mondo", "doid", "mcd"])
def test_fixtures_of_a_source_are_its_own(name: str) -> None:
    """In any folder; those of the order file come with its addenda."""
    assert name in found(FIXTURES / name)
    assert found(FIXTURES / name).keys() <= {name, "mondo"}


def test_names_do_not_matter_and_zips_are_looked_into(tmp_path: Path) -> None:
    """The order file alone, and in a zip with another source's file; addenda beside it are used."""
    with zipfile.ZipFile(tmp_path / "mixed.zip", "w") as archive:
        archive.write(FIXTURES / "icd10cm" / "icd10cm_order_2031.txt", "a.txt")
        archive.write(FIXTURES / "hcpcs" / "HCPC2031_JUL_ANWEB.txt", "b")
    shutil.copy(FIXTURES / "icd10cm" / "icd10cm_order_2031.txt", tmp_path / "c_2030.dat")
    shutil.copy(FIXTURES / "icd10cm" / "icd10cm_order_addenda_2031.txt", tmp_path / "d_2030.txt")
    (tmp_path / "notes.md").write_text("# Notes")
    (tmp_path / ".hidden").write_text("")
    assert found(tmp_path) == {
        "icd10cm": ["c_2030.dat", "d_2030.txt", "mixed.zip"],
        "hcpcs": ["mixed.zip"],
    }
    assert [file.name for file in survey([tmp_path], LOADERS.values()).left_out] == ["notes.md"]
    seen = survey([tmp_path], LOADERS.values())
    parts = {part.name: part for part in LOADERS["icd10cm"].parts(seen.found["icd10cm"], {})}
    assert parts.keys() == {"icd10cm/order-2030", "icd10cm/order"}
    assert [file.name for file in parts["icd10cm/order-2030"].files] == ["c_2030.dat", "d_2030.txt"]


def test_errors_are_reported_and_the_rest_is_found(tmp_path: Path) -> None:
    """A web page saved as csv, an empty file and half a zip; a web page named as one is only left out."""
    (tmp_path / "page.csv").write_text("<!doctype html><html>Moved</html>")
    (tmp_path / "page.html").write_text("<!doctype html><html>Moved</html>")
    (tmp_path / "empty.txt").write_text("")
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.write(FIXTURES / "hcpcs" / "HCPC2031_JUL_ANWEB.txt", "b")
    (tmp_path / "half.zip").write_bytes(whole.read_bytes()[:-40])
    seen = survey([tmp_path], LOADERS.values())
    assert seen.found == {"hcpcs": [whole]}
    assert [Path(str(error.file)).name for error in seen.wrong] == ["empty.txt", "half.zip", "page.csv"]
    assert [file.name for file in seen.left_out] == ["page.html"]
    with pytest.raises(InputError, match="no such file"):
        survey([tmp_path / "nowhere"], LOADERS.values())


def test_official_files_are_recognised_in_place(shared_data: Path) -> None:
    """Every release of every source is found, and nothing is misrecognised."""
    seen = survey([shared_data], LOADERS.values())
    assert seen.wrong == []
    parts = [part.name for name in seen.found for part in LOADERS[name].parts(seen.found[name], {})]
    assert set(parts) >= {
        "icd10cm/order-2025",
        "icd10cm/order-2026",
        "icd10cm/tabular-2026-04-01",
        "icd10cm/conversion-2026",
        "icd10pcs/order-2025",
        "icd10pcs/tables-2025",
        "hcpcs/codes-2019",
        "hcpcs/codes-2025-10",
        "msdrg/table5-2026",
        "ccsr/diagnoses-2023.1",
        "mondo/terms",
        "mondo/exactmatch_doid",
        "doid/humando",
        "doid/do_cancer_slim.obo",
        "mcd/ncd",
        "mcd/lcd",
        "mcd/api-listing",
    }
    left = {file.name for file in seen.left_out}
    assert {"MANIFEST.md", "LICENSE.txt", "icd10cm_tabular.xsd", "coverage_api_openapi_v1.5.json"} <= left
    assert {name for name in left if name.endswith((".zip", ".xlsx"))} == {"2019-HCPCS-Record-Layout.zip"}


@pytest.mark.parametrize("content", [b"", b"<html>", b"\n", b"a,b\n1,2\n"])
def test_many_members_take_time_that_grows_with_their_number(tmp_path: Path, content: bytes) -> None:
    """A zip is opened once, not once for each member; an error of all members is reported for a few."""
    packed = tmp_path / "many.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"{number}.csv", content)
    start = time.process_time()
    seen = survey([packed], LOADERS.values())
    assert time.process_time() - start < 8
    assert len(seen.wrong) <= 4
    assert seen.wrong or seen.left_out == [packed]


def test_a_zip_of_too_many_members_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "many.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(11):
            archive.writestr(f"{number}.csv", b"a")
    with pytest.raises(InputError, match="the zip has 11 members, more than 10: unpack it"):
        contents(packed, Limits(members=10))
