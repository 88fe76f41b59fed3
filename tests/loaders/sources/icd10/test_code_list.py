"""Lists of codes alone (icd10cm_codes_2031.txt) are read where no order file says more."""

import zipfile
from pathlib import Path

import pytest
from support.loaded import load_part
from support.samples import sample

from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS

LISTS = {
    "icd10cm": (
        "icd10cm_codes_2031.txt",
        "A000    Cholera\nA0100   Fever, long\nA0101   Fever\n",
    ),
    "icd10pcs": ("icd10pcs_codes_2031.txt", "0016070 Bypass of one kind\n0016071 Bypass\n001607A Bypass\n"),
}


@pytest.mark.parametrize("loader", LISTS)
def test_a_list_of_codes_is_known_by_its_content(loader: str, tmp_path: Path) -> None:
    _, text = LISTS[loader]
    (tmp_path / "2031 codes").write_text(text)
    seen = survey([tmp_path], LOADERS.values())
    assert list(seen.found) == [loader]
    (part,) = LOADERS[loader].parts([tmp_path], {})
    loaded = load_part(part)
    assert (part.name, loaded.report.rows, loaded.report.rejects) == (f"{loader}/codes-2031", 3, [])
    assert all(code["billable"] for code in loaded.codes(loader.upper()).values())
    assert len(loaded.codes(loader.upper())) == 3


@pytest.mark.parametrize("loader", LISTS)
@pytest.mark.parametrize("together", ["zip", "folder"])
def test_the_order_file_beside_it_says_more(loader: str, together: str, tmp_path: Path) -> None:
    name, text = LISTS[loader]
    ((order, content),) = sample(f"{loader} order").files.items()
    if together == "zip":
        with zipfile.ZipFile(tmp_path / "2031.zip", "w") as archive:
            archive.writestr(name, text)
            archive.writestr(order, content)
    else:
        (tmp_path / name).write_text(text)
        (tmp_path / order).write_bytes(content)
    assert [part.name for part in LOADERS[loader].parts([tmp_path], {})] == [f"{loader}/order-2031"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1234    Number", "is not in the form of a code of this system"),
        ("A000    Again", "is listed twice (first on line 1)"),
        ("- page 2", "is not a code followed by its title"),
    ],
)
def test_another_line_is_rejected(line: str, reason: str, tmp_path: Path) -> None:
    name, _ = LISTS["icd10cm"]
    many = "".join(f"B{number:02}0    Code\n" for number in range(60))
    (tmp_path / name).write_text("A000    Cholera of one kind\n" + many + f"{line}\n")
    (part,) = LOADERS["icd10cm"].parts([tmp_path / name], {})
    (reject,) = load_part(part).report.rejects
    assert (reject.line, reason in reject.reason) == (62, True)
