"""Bad input on the command line: an exit code, a message with the location, and an unchanged graph."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.samples import Sample, sample

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.whole.dump import dump

pytestmark = pytest.mark.anyio

Run = Callable[..., "subprocess.CompletedProcess[str]"]


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


def twisted(name: str, old: bytes, new: bytes) -> Sample:
    """A sample with one text replaced in its only file."""
    (file,) = sample(name).files
    assert old in sample(name).files[file]
    return sample(name).broken(file, lambda content: content.replace(old, new))


async def test_no_bad_file_changes_the_graph(ask: Run, graph: Graph, tmp_path: Path) -> None:
    """Neither an invalid one, nor a truncated one, nor one with too many bad rows."""
    good = sample("hcpcs fixed").write(tmp_path / "good")
    assert ask("load", "hcpcs", str(good)).returncode == 0
    before = await lines(graph)
    bad = {
        "cut": sample("hcpcs workbook").broken("HCPC2031_JUL_ANWEB.xlsx", lambda content: content[:-200]),
        "page": Sample("hcpcs", {"HCPC2031_JUL_ANWEB.csv": b"<html><body>not found</body></html>"}),
        "rows": twisted("hcpcs fixed", b"0101", b"9901"),
    }
    for name, given in bad.items():
        path = given.write(tmp_path / name)
        done = ask("load", "hcpcs", str(path))
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith(f"error: {path}: ")
        assert len(done.stderr.splitlines()) == 1
        assert await lines(graph) == before


async def test_one_bad_row_is_left_out_of_a_good_file(ask: Run, graph: Graph, tmp_path: Path) -> None:
    """The report of rejects gives its file, its line and the reason; so does the exit code."""
    path = twisted("hcpcs fixed", b"1985010119970101", b"1985013219970101").write(tmp_path)
    done = ask("load", "hcpcs", str(path), "--max-rejects", "0.2")
    assert done.returncode == 7
    report = tmp_path / "home" / "rejects" / "hcpcs"
    (file,) = report.iterdir()
    assert "1 of 11 rows were rejected; the first: " in done.stderr
    assert f"; all are in {file}\n" in done.stderr
    assert f"{path},8,\"ADD DT is '19850132', which is not a date\"" in file.read_text()
    found = await graph.read("MATCH (c:Code {system: 'HCPCS'}) RETURN count(c) AS codes")
    assert found == [{"codes": 5}], "six codes in the file, one of them rejected"
