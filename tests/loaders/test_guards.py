"""What a load must not do silently: empty a source, accept half a file, go back in time."""

import csv
import os
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from medcodegraph.errors import InputError, NotFoundError, SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Node
from medcodegraph.graph.model import Label
from medcodegraph.graph.names.search import derive
from medcodegraph.graph.whole.dump import dump
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.preview import preview
from medcodegraph.loaders.pipeline.rejects_file import write_rejects
from medcodegraph.loaders.pipeline.release_diff import changes
from medcodegraph.loaders.pipeline.run import load, sources
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.release_name import is_earlier
from medcodegraph.loaders.report import Reject, Report
from medcodegraph.loaders.source import Loader, Options, Part, Provenance
from medcodegraph.loaders.sources.hcpcs import loader as hcpcs
from medcodegraph.loaders.sources.icd10 import cm as icd10cm
from medcodegraph.loaders.sources.msdrg import loader as msdrg

FIXTURES = Path(__file__).parents[1] / "fixtures"
TABLE = FIXTURES / "msdrg" / "table5_2031.txt"
FIXED = FIXTURES / "hcpcs" / "HCPC2031_JUL_ANWEB.txt"
ORDER = FIXTURES / "icd10cm" / "icd10cm_order_2031.txt"
EMPTY = "the file is empty"
PAGE = "this is a web page"


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


async def test_a_header_without_rows_is_refused(graph: Graph, tmp_path: Path) -> None:
    """It would remove everything loaded."""
    await load(graph, msdrg.LOADER, [TABLE], {})
    before = await lines(graph)
    header = tmp_path / TABLE.name
    header.write_bytes(b"".join(TABLE.read_bytes().splitlines(keepends=True)[:3]))
    with pytest.raises(InputError, match="it contains nothing to load"):
        await load(graph, msdrg.LOADER, [header], {})
    with pytest.raises(InputError, match="it contains nothing to load"):
        await preview(graph, msdrg.LOADER, [header], {})
    assert await lines(graph) == before


@pytest.mark.parametrize("loader", [icd10cm.LOADER, hcpcs.LOADER, msdrg.LOADER])
async def test_a_truncated_text_is_refused(graph: Graph, tmp_path: Path, loader: Loader) -> None:
    """Half a description looks complete."""
    whole = {"icd10cm": ORDER, "hcpcs": FIXED, "msdrg": TABLE}[loader.name]
    cut = tmp_path / whole.name
    content = whole.read_bytes().rstrip()
    cut.write_bytes(content[:-1])
    with pytest.raises(InputError, match="cut short") as caught:
        await load(graph, loader, [cut], {})
    assert caught.value.line == content.count(b"\n") + 1
    assert await sources(graph) == []


def released(release: str | None) -> Loader:
    """A loader of one code, which states the release."""

    def parts(paths: Sequence[Path], _options: Options) -> list[Part]:
        def facts(report: Report, _names: object) -> list[Node]:
            report.rows += 1
            return [Node(Label.CODE, "HCPCS:Q1", {"system": "HCPCS", "code": "Q1", "display": release})]

        return [Part("made/a", paths, Provenance("t", "p", "https://e.org", "CC0", release), facts)]  # type: ignore[arg-type]

    return Loader("made", "", "", 10, parts)


async def test_an_older_release_does_not_replace_a_newer_one(graph: Graph, tmp_path: Path) -> None:
    """For a source with a single release; by force it does."""
    file = tmp_path / "a"
    file.write_text("text")
    await load(graph, released("1.9"), [file], {})
    file.write_text("other text")
    await load(graph, released("1.10"), [file], {})
    before = await lines(graph)
    file.write_text("text")
    with pytest.raises(InputError, match=r"release 1\.9, but the newer 1\.10.* --force") as caught:
        await load(graph, released("1.9"), [file], {})
    with pytest.raises(InputError, match="the newer"):
        await preview(graph, released("1.9"), [file], {})
    assert str(caught.value.file) == str(file)
    assert await lines(graph) == before
    await load(graph, released("1.9"), [file], {}, Manner(force=True))
    assert [row["release"] for row in await sources(graph)] == ["1.9"]


@pytest.mark.parametrize(
    ("one", "other", "earlier"),
    [
        ("1.9", "1.10", True),
        ("2.0", "2.0", False),
        ("2026-05-05", "2026-05-06", True),
        ("v5.0 30-AUG-24", "v5.0 01-JAN-25", True),
        ("v5.0 01-JAN-25", "v5.0 30-AUG-24", False),
        ("4.0.1", "2018-08-12", False),
        ("1.0-draft", "1.0", False),
    ],
)
def test_releases_in_time(one: str, other: str, earlier: bool) -> None:
    """Those in different formats are not compared."""
    assert is_earlier(one, other) is earlier


async def test_a_dry_run_refuses_what_a_load_refuses(graph: Graph, tmp_path: Path) -> None:
    rows = TABLE.read_bytes().splitlines(keepends=True)
    bad = tmp_path / TABLE.name
    bad.write_bytes(b"".join([*rows[:4], *(row.replace(b"MED", b"BAD") for row in rows[4:])]))
    with pytest.raises(InputError, match="rows were rejected, more than 10%"):
        await preview(graph, msdrg.LOADER, [bad], {})
    wrong: list[InputError] = []
    assert await preview(graph, msdrg.LOADER, [bad], {}, failed=wrong.append) == []
    assert len(wrong) == 1
    (told,) = await preview(graph, msdrg.LOADER, [bad], {}, max_rejects=1)
    assert told.report.rejects


async def test_a_dry_run_ignores_derived_facts(graph: Graph) -> None:
    """The derived search names are not changes of a source."""
    await load(graph, msdrg.LOADER, [TABLE], {})
    await derive(graph)
    (told,) = await preview(graph, msdrg.LOADER, [TABLE], {}, force=True)
    assert told.changes == []


async def test_releases_must_be_complete_and_in_order(graph: Graph, tmp_path: Path) -> None:
    older = tmp_path / "icd10cm_order_2030.txt"
    older.write_bytes(ORDER.read_bytes())
    await load(graph, icd10cm.LOADER, [older, ORDER], {})
    assert await changes(graph, "icd10cm", "2030", "2031") == []
    with pytest.raises(SettingsError, match="earlier release first"):
        await changes(graph, "icd10cm", "2031", "2030")
    await graph.write("MATCH (s:Source {key: 'SOURCE:icd10cm/order-2030'}) SET s.state = 'loading'")
    with pytest.raises(NotFoundError, match="icd10cm/order-2030 is only partly loaded"):
        await changes(graph, "icd10cm", "2030", "2031")


def test_other_files_packed_with_the_data_are_harmless(tmp_path: Path) -> None:
    """An empty text, a web page, a Windows text; given alone, they are reported."""
    path = tmp_path / "all.zip"
    beside = {"README.txt": b"", "readme.htm": b"<html>", "notes.txt": "notes".encode("utf-16")}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in beside.items():
            archive.writestr(name, content)
    with pytest.raises(InputError, match=f"{EMPTY}|{PAGE}"):
        hcpcs.LOADER.parts([path], {})
    assert re.match(f"{EMPTY}|{PAGE}", survey([path], LOADERS.values()).wrong[0].reason)
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(FIXED, FIXED.name)
    assert len(hcpcs.LOADER.parts([path], {})) == 1
    seen = survey([path], LOADERS.values())
    assert (seen.found, seen.wrong) == ({"hcpcs": [path]}, [])


def test_a_web_page_in_a_folder_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html>")
    (tmp_path / FIXED.name).write_bytes(FIXED.read_bytes())
    assert len(hcpcs.LOADER.parts([tmp_path], {})) == 1


def test_utf_16_is_reported(tmp_path: Path) -> None:
    file = tmp_path / TABLE.name
    file.write_bytes(TABLE.read_text("cp1252").encode("utf-16"))
    with pytest.raises(InputError, match="UTF-16: save it as UTF-8"):
        msdrg.LOADER.parts([file], {})
    assert [error.reason for error in survey([tmp_path], LOADERS.values()).wrong] == [
        "the file is UTF-16: save it as UTF-8"
    ]


def test_files_of_old_line_ends_are_recognised(tmp_path: Path) -> None:
    file = tmp_path / TABLE.name
    file.write_bytes(TABLE.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r"))
    assert len(msdrg.LOADER.parts([file], {})) == 1


def test_rejects_are_short_and_not_endless() -> None:
    report = Report()
    report.reject("a.txt", 1, "x" * 100_000, "y" * 100_000)
    assert len(report.rejects[0].reason) < 2_100
    for line in range(2, 100_000):
        report.reject("a.txt", line, "wrong")
    with pytest.raises(InputError, match="100,000 rows have been rejected so far") as caught:
        report.reject("a.txt", 100_000, "wrong")
    assert caught.value.line == 100_000


def test_text_that_utf_8_cannot_encode_is_listed(tmp_path: Path) -> None:
    """In rows, and in files' names."""
    listed = write_rejects(tmp_path, "a", [Reject(os.fsdecode(b"\xff.txt"), 3, "is not text", "a\ud800")])
    assert listed is not None
    with listed.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == ["\\udcff.txt", "3", "is not text", "a\\ud800"]


async def test_a_file_of_any_name_is_loaded(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"HCPC2032_JAN_\xff.txt")
    file.write_bytes(FIXED.read_bytes())
    await load(graph, hcpcs.LOADER, [file], {})
    assert [row["file"] for row in await sources(graph)] == ["HCPC2032_JAN_\\udcff.txt"]


def test_pipes_and_devices_are_not_files() -> None:
    with pytest.raises(InputError, match="pipe or device"):
        msdrg.LOADER.parts([Path("/dev/null")], {})
