"""All sources in one go: from a mirror; what cannot be had is named and the rest goes on."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from medcodegraph.cli.fetching.downloading import downloadable, wanted_files
from medcodegraph.cli.loading import derive_now, load_defaults
from medcodegraph.cli.running.session import run
from medcodegraph.config import Settings
from medcodegraph.errors import SettingsError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.write.version import NAMES, SIMILAR, present
from medcodegraph.loaders import registry
from medcodegraph.loaders.download import file_name

FIXTURES = Path(__file__).parents[1] / "fixtures"
FILES = {
    "hcpcs": ["hcpcs/HCPC2031_JUL_ANWEB.txt"],
    "icd10pcs": ["icd10pcs/icd10pcs_order_2031.txt", "icd10pcs/icd10pcs_tables_2031.xml"],
}


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A mirror that has the files of two sources, under the names that they have at their publishers."""
    root = tmp_path_factory.mktemp("mirror")
    for source, paths in FILES.items():
        for wanted, path in zip(wanted_files(source), paths, strict=True):
            with zipfile.ZipFile(root / file_name(wanted.addresses[0]), "w") as archive:
                archive.write(FIXTURES / path, Path(path).name)
    server = Path(__file__).parents[1] / "support" / "file_server.py"
    with subprocess.Popen([sys.executable, server, root], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


def test_fetch_all_downloads_what_is_there_and_names_the_rest(mirror: str, tmp_path: Path) -> None:
    environment = {**os.environ, "MEDCODEGRAPH_MIRROR": mirror, "MEDCODEGRAPH_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "medcodegraph", "fetch", "--all", "--format", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 8
    rows = json.loads(done.stdout)
    fetched = {row["source"] for row in rows}
    assert set(FILES) <= fetched <= {*FILES, "icd10pcs_index"}, "which is in the same file as icd10pcs"
    assert all(Path(row["file"]).is_file() for row in rows)
    for source in set(downloadable()) - fetched:
        assert f"(a file of {source})" in done.stderr


def test_up_loads_what_is_asked_for_once_and_goes_on_without_the_rest(
    mirror: str,
    graph: Graph,
    connection: Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(registry, "default_set", lambda: ())
    settings = Settings.from_environment(
        {
            "MEDCODEGRAPH_HOME": str(tmp_path),
            "MEDCODEGRAPH_MIRROR": mirror,
            "MEDCODEGRAPH_NEO4J_URI": connection.uri,
            "MEDCODEGRAPH_NEO4J_PASSWORD": connection.password,
        }
    )
    assert load_defaults(connection, settings, more=["hcpcs", "mondo", "icd10pcs"]) == {NAMES, SIMILAR}
    said = capsys.readouterr().err
    assert "(a file of mondo)" in said
    assert "3 of 3 parts loaded: " in said
    assert "1 file or part failed, listed below" in said
    loaded = {path.name for path in (tmp_path / "downloads").iterdir() if any(path.glob("*.zip"))}
    assert loaded == set(FILES)
    derive_now(settings, full=False, similar=False)
    assert run(connection, present)[1] == {SIMILAR}, "an answer says what it may lack"
    derive_now(settings, full=False)
    before = run(connection, present)
    assert before[1] == set()
    stamps = [path.stat().st_mtime_ns for path in sorted((tmp_path / "downloads").rglob("*.json"))]
    for _ in range(2):  # the second time it need not look
        assert load_defaults(connection, settings, more=["hcpcs"]) == set()
        assert run(connection, present) == before, "nothing has changed, so that kept answers stay"
    assert "parts loaded" not in capsys.readouterr().err, "nothing was missing, so there is nothing to sum up"
    assert [path.stat().st_mtime_ns for path in sorted((tmp_path / "downloads").rglob("*.json"))] == stamps


def test_a_source_without_downloads_is_refused() -> None:
    with pytest.raises(SettingsError, match="has no files to download"):
        wanted_files("starter")
