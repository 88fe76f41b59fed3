"""Every loader reports what is wrong with a file: an error, or a reject with file, line and reason.

No database is needed: nothing is written before a part has been read completely. tests/cli/test_bad_input.py
tests the command line's messages.
"""

import gzip
import random
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import zstandard
from support.hazards import batches_of, said
from support.samples import NAMES, Sample, sample

from medcodegraph.graph.model import Label

Change = Callable[[bytes], bytes]

WORKBOOKS = tuple(name for name in NAMES if next(iter(sample(name).files)).endswith(".xlsx"))
TEXTS = tuple(name for name in NAMES if name not in WORKBOOKS)
JSON = ("mondo packed", "doid obographs", "fhir code system", "fhir concept map", "fhir bundle")
CLOSED = ("icd10cm tabular", "icd10pcs tables", *JSON, *WORKBOOKS)
"""Formats in which a file marks its end."""
SPARE = ("LONGULT.txt", "LONGUT.txt")
"""Files of which only the beginning is read, as another file has the same texts in mixed case."""
NO_ZIP = ("policies table", "policies document")
ONE_FILE = tuple(name for name in NAMES if len(sample(name).files) == 1)


def told_of(given: Sample, file: str, change: Change, folder: Path) -> list[str]:
    return said(given.broken(file, change), folder)


def reason(told: str) -> str:
    return told.rpartition(": ")[2]


def middle(content: bytes) -> int:
    """A position well inside the content, in the middle of a line."""
    half = content.find(b"\n", len(content) // 2)
    return max(half + 12 if half >= 0 else 0, len(content) // 2)


EVERYWHERE: dict[str, Change] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \n\n  \n",
    "web page": lambda _: b"<!DOCTYPE html>\n<html><body><p>Not found</p></body></html>\n",
    "web page with table": lambda content: b"\n<html><table>" + content + b"</table></html>",
    "noise": lambda content: random.Random(1).randbytes(len(content)),
    "UTF-16": lambda content: b"\xff\xfe" + content.decode("latin-1").encode("utf-16-le"),
    "NUL": lambda content: content[: (at := middle(content))] + b"\0" + content[at:],
    "no encoding": lambda content: content[: (at := middle(content))] + b"\x81\xff" + content[at:],
}
"""Faults that apply to every kind of file."""


@pytest.mark.parametrize("name", NAMES)
def test_the_key_of_a_code_begins_with_its_system(name: str, tmp_path: Path) -> None:
    """Paging through one system's codes relies on it (graph/request/index_order.py)."""
    assert all(
        node["key"].startswith(f"{node['properties']['system']}:")
        for batch in batches_of(sample(name), tmp_path)
        for node in batch.nodes.get(Label.CODE, {}).values()
        if "system" in node["properties"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_are_good(name: str, tmp_path: Path) -> None:
    wrong_on_purpose = {"mcd article": 2, "policies document": 2}
    assert len(said(sample(name), tmp_path)) == wrong_on_purpose.get(name, 0)


@pytest.mark.parametrize("hazard", EVERYWHERE)
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_another_kind_is_refused(name: str, hazard: str, tmp_path: Path) -> None:
    """For each of its files."""
    good = sample(name)
    known = {reason(told) for told in said(good, tmp_path)}
    for number, file in enumerate(good.files):
        if file in SPARE and hazard in ("NUL", "no encoding"):
            continue
        told = told_of(good, file, EVERYWHERE[hazard], tmp_path / str(number))
        assert any(reason(each) not in known for each in told), file


@pytest.mark.parametrize("hazard", ["empty", "blank", "web page", "web page with table", "noise", "UTF-16"])
@pytest.mark.parametrize("name", WORKBOOKS)
def test_anything_but_a_workbook_is_refused(name: str, hazard: str, tmp_path: Path) -> None:
    (file,) = sample(name).files
    assert told_of(sample(name), file, EVERYWHERE[hazard], tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_the_file_of_another_source_is_refused(name: str, tmp_path: Path) -> None:
    """A page may be any text, so one without any known heading is refused."""
    good = sample(name)
    for number, other in enumerate(NAMES):
        if sample(other).loader != good.loader and len(sample(other).files) == 1:
            (content,) = sample(other).files.values()
            wrong = Sample(good.loader, {"a.txt": content}, good.options)
            assert said(wrong, tmp_path / str(number)), other


@pytest.mark.parametrize("name", CLOSED)
def test_a_file_with_an_end_marker_is_refused_if_truncated(name: str, tmp_path: Path) -> None:
    ((file, content),) = sample(name).files.items()
    whole = len(content.rstrip())
    for cut in range(1, whole, max(1, whole // 25)):
        assert told_of(sample(name), file, lambda content, cut=cut: content[:cut], tmp_path / str(cut))  # type: ignore[misc]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstandard"])
@pytest.mark.parametrize("name", ["icd10cm tabular", "hcpcs fixed", "doid parents", "mcd listing", "page"])
def test_a_packed_file_is_refused_at_any_cut(name: str, pack: Change, tmp_path: Path) -> None:
    ((file, content),) = sample(name).files.items()
    packed = Sample(sample(name).loader, {f"{file}.packed": pack(content)})
    assert not said(packed, tmp_path / "whole")
    size = len(pack(content))
    for cut in range(1, size, max(1, size // 12)):
        told = told_of(packed, f"{file}.packed", lambda packed, cut=cut: packed[:cut], tmp_path / str(cut))  # type: ignore[misc]
        assert told


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


ZIPS: dict[str, tuple[Callable[[str, bytes], bytes], str]] = {
    "slip": (lambda name, content: zipped((f"../{name}", content)), "leads outside the folder"),
    "absolute": (lambda name, content: zipped((f"/tmp/{name}", content)), "leads outside the folder"),
    "link": (lambda name, _: zipped((link(name), b"/etc/passwd")), "is a link"),
    "twice": (lambda name, content: zipped((name, content), (name.upper(), content)), "is listed twice"),
    "bomb": (lambda name, content: zipped((name, content + b"\n" * (64 << 20))), "zip bomb"),
    "cut": (lambda name, content: zipped((name, content))[:-30], "damaged or cut short|is none of|none of"),
    "empty": (lambda _, __: zipped(), ""),
}


@pytest.mark.parametrize("hazard", ZIPS)
@pytest.mark.parametrize("name", [name for name in ONE_FILE if name not in (*WORKBOOKS, *NO_ZIP)])
def test_a_dangerous_zip_is_refused(name: str, hazard: str, tmp_path: Path) -> None:
    make, words = ZIPS[hazard]
    ((file, content),) = sample(name).files.items()
    (told,) = said(Sample(sample(name).loader, {"a.zip": make(file, content)}), tmp_path)
    assert any(each in told for each in words.split("|"))
