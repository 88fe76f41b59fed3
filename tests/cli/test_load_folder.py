"""`medcodegraph load FOLDER`: loads every source in it, whatever else is there."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from medcodegraph.graph.driver import Graph

pytestmark = pytest.mark.anyio

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FIXTURES = Path(__file__).parents[1] / "fixtures"


async def test_a_folder_is_loaded_and_errors_are_reported(ask: Run, graph: Graph, tmp_path: Path) -> None:
    """Sources in the order of the registry, several editions, one bad file reported, exit code 3."""
    folder = tmp_path / "downloads"
    (folder / "more").mkdir(parents=True)
    shutil.copy(FIXTURES / "hcpcs" / "HCPC2031_JUL_ANWEB.txt", folder)
    for year in (2030, 2031):
        shutil.copy(FIXTURES / "icd10cm" / "icd10cm_order_2031.txt", folder / "more" / f"order_{year}.txt")
    shutil.copy(FIXTURES / "pages" / "hcpcs" / "G0105.txt", folder)
    (folder / "README.md").write_text("# What I downloaded")
    done = ask("load", str(folder), "--format", "json")
    assert done.returncode == 0
    parts = [part["part"] for part in json.loads(done.stdout)]
    assert parts == ["icd10cm/order-2030", "icd10cm/order-2031", "hcpcs/codes-2031-07", "page/hcpcs-g0105"]
    assert "icd10cm: order_2030.txt, order_2031.txt\n" in done.stderr
    assert "not recognised by any source, left out: README.md\n" in done.stderr
    assert "4 of 4 parts loaded" in done.stderr
    assert "1 files left out, as listed above" in done.stderr
    (folder / "moved.csv").write_text("<html>Moved</html>")
    order = folder / "more" / "order_2030.txt"
    order.write_text(order.read_text().replace(" 1 ", " 2 "))
    done = ask("load", "auto", str(folder), "--format", "json")
    assert done.returncode == 3
    assert [part["state"] for part in json.loads(done.stdout)] == ["unchanged"] * 3
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 2
    assert "moved.csv: this is a web page" in errors[0]
    assert "order_2030.txt: " in errors[1]
    assert "rows were rejected" in errors[1]


def test_a_folder_without_known_files(ask: Run, graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Notes")
    done = ask("load", str(tmp_path / "notes.md"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "no source can read any of it" in done.stderr
    done = ask("load", str(tmp_path), "--option", "colour=red")
    assert done.returncode == 2
    assert done.stderr.endswith("error: no source has an option 'colour'\n")
