"""`medcodegraph load`, `unload` and `sources` on real files."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.running import start

from medcodegraph.graph.driver import Graph

pytestmark = pytest.mark.anyio

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FIXTURES = Path(__file__).parents[1] / "fixtures"
TABULAR = str(FIXTURES / "icd10cm" / "icd10c-tabular-July-1-2031.xml")


async def test_a_file_is_loaded_listed_and_unloaded(ask: Run, graph: Graph) -> None:
    done = ask("load", "icd10cm", TABULAR, "--format", "json")
    assert done.returncode == 0
    (part,) = json.loads(done.stdout)
    assert (part["part"], part["state"], part["rejected"]) == ("icd10cm/tabular-2031-07-01", "loaded", 0)
    assert part["nodes"] == len(await graph.read("MATCH (n:Code|CodeSystem) RETURN n"))
    again = json.loads(ask("load", "icd10cm", TABULAR, "--format", "json").stdout)
    assert again[0]["state"] == "unchanged"
    forced = json.loads(ask("load", "icd10cm", TABULAR, "--force", "--format", "json").stdout)
    assert forced[0]["state"] == "loaded"
    listed = json.loads(ask("sources", "--format", "json").stdout)
    assert [
        (row["source"], row["release"], row["licence"]) for row in listed if row["loader"] == "icd10cm"
    ] == [("SOURCE:icd10cm/tabular-2031-07-01", "2031-07-01", "public domain (US government work)")]
    assert ask("unload", "icd10cm").stdout.startswith("removed icd10cm: ")
    assert await graph.read("MATCH (n:Code) RETURN n") == []
    gone = ask("unload", "icd10cm")
    assert (gone.returncode, gone.stdout) == (4, "")


async def test_two_releases_are_kept_and_compared(ask: Run, graph: Graph, tmp_path: Path) -> None:
    """Two years in one folder load one after another; `diff` prints what changed, as rows."""
    text = (FIXTURES / "icd10cm" / "icd10cm_order_2031.txt").read_text()
    (tmp_path / "icd10cm_order_2031.txt").write_text(text)
    (tmp_path / "icd10cm_order_2032.txt").write_text(
        text.replace("Smoky cough, other", "Smoky cough, odder").replace("A000 ", "A002 ")
    )
    done = ask("load", "icd10cm", str(tmp_path), "--format", "json")
    assert [part["part"] for part in json.loads(done.stdout)] == ["icd10cm/order-2031", "icd10cm/order-2032"]
    done = ask("diff", "icd10cm", "2031", "2032", "--format", "json")
    assert done.stderr == "icd10cm/order-2031 to icd10cm/order-2032: 1 added, 1 ended, 1 revised\n"
    rows = json.loads(done.stdout)
    assert [(row["change"], row["code"], row["day"]) for row in rows if row["property"] != "short"] == [
        ("added", "ICD10CM:A00.2", "2031-10-01"),
        ("ended", "ICD10CM:A00.0", "2031-09-30"),
        ("revised", "ICD10CM:A00.1", "2031-10-01"),
    ]
    listed = ask("diff", "icd10cm", "2031", "2032", "--format", "csv").stdout.splitlines()
    assert listed[0] == "change,code,display,day,by,property,before,after,old,new"
    assert len(listed) == len(rows) + 1
    assert json.loads(ask("diff", "icd10cm", "2032", "2032", "--format", "json").stdout) == []
    assert ask("diff", "icd10cm", "2031", "2033").returncode == 4
    said = ask("cypher", "run", "code_editions", "--key", "ICD10CM:A00.0", "--format", "json").stdout
    assert [(row["release"], row["stated"], row["until"]) for row in json.loads(said)] == [
        ("2031", True, "2031-09-30"),
        ("2032", False, None),
    ]


async def test_a_dry_run_reports_changes_and_writes_nothing(ask: Run, graph: Graph) -> None:
    order = str(FIXTURES / "icd10cm" / "icd10cm_order_2031.txt")
    done = ask("load", "icd10cm", order, "--dry-run", "--format", "json")
    assert done.returncode == 0
    rows = {(row["kind"], row["change"]): row for row in json.loads(done.stdout)}
    assert rows["Code", "added"]["count"] == 27
    assert rows["Code", "added"]["examples"] == ["ICD10CM:A00", "ICD10CM:A00.0", "ICD10CM:A00.1"]
    assert await graph.read("MATCH (n) RETURN n") == []


async def test_rejected_rows_are_listed_in_a_file_and_too_many_change_nothing(
    ask: Run, graph: Graph, tmp_path: Path
) -> None:
    broken = str(FIXTURES / "icd10cm" / "broken_rows.xml")
    done = ask("load", "icd10cm", broken, "--max-rejects", "0")
    assert (done.returncode, done.stdout) == (3, "")
    assert "more than 0%, so nothing was loaded" in done.stderr
    assert await graph.read("MATCH (n:Code) RETURN n") == []
    done = ask("load", "icd10cm", broken, "--max-rejects", "1")
    assert done.returncode == 7
    report = tmp_path / "home" / "rejects" / "icd10cm" / "tabular-2031.csv"
    assert "broken_rows.xml:" in done.stderr
    assert f"; all are in {report}\n" in done.stderr
    assert len(report.read_text().splitlines()) > 1
    again = ask("load", "icd10cm", broken, "--max-rejects", "1")
    assert (again.returncode, "unchanged" in again.stdout) == (7, True)
    assert f"rows were rejected; all are in {report}\n" in again.stderr


async def test_a_page_is_loaded_under_the_code_that_is_given(ask: Run, graph: Graph, tmp_path: Path) -> None:
    page = tmp_path / "saved.txt"
    page.write_bytes((FIXTURES / "pages" / "hcpcs" / "G0105.txt").read_bytes())
    done = ask("load", "page", str(page), "--code", "HCPCS:G0105", "--format", "json")
    assert done.returncode == 0
    assert len(await graph.read("MATCH (:Code {key: 'HCPCS:G0105'})-[:BILLS]->(p:Procedure) RETURN p")) == 1


async def test_a_missing_file_is_named(ask: Run, graph: Graph) -> None:
    done = ask("load", "icd10cm", "/nowhere/there.xml")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "error: /nowhere/there.xml: no such file\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_an_interrupted_load_ends_quietly(
    environment: dict[str, str], graph: Graph, number: signal.Signals, code: int
) -> None:
    """In the middle of the work, as soon as the graph shows that it has started."""
    with start(["load", "icd10cm"], environment) as process:
        deadline = time.monotonic() + 180  # the file is read before anything is written
        while not await graph.read("MATCH (n:Code) RETURN n LIMIT 1"):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.2)
        process.send_signal(number)
        said = process.communicate(timeout=60)
    assert said[0] == ""
    assert all(line.endswith(" left") for line in said[1].splitlines()), "nothing but how far it had got"
    assert process.returncode == code


async def test_licensed_texts_require_a_stated_licence(ask: Run, graph: Graph) -> None:
    """And are hidden if the settings say so."""
    folder = str(FIXTURES / "cpt")
    refused = ask("load", "cpt", folder)
    assert refused.returncode == 2
    assert "say so with --i-have-a-licence" in refused.stderr
    assert await graph.read("MATCH (n:Code) RETURN n") == []
    done = ask("load", "cpt", folder, "--i-have-a-licence", MEDCODEGRAPH_HIDE_LICENSED="1")
    assert done.returncode == 0
    assert await graph.read("MATCH (c:Code {key: 'CPT:99901'}) RETURN c.display AS text") == [{"text": None}]
    ask("load", "cpt", folder, "--i-have-a-licence", MEDCODEGRAPH_HIDE_LICENSED="0")
    (row,) = await graph.read("MATCH (c:Code {key: 'CPT:99901'}) RETURN c.display AS text")
    assert row["text"].startswith("Sweeping")
