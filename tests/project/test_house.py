"""The rooms: each has an import contract that a wrong import breaks, and none is too large."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTAINERS = {
    "medcodegraph": "src/medcodegraph",
    "medcodegraph.graph": "graph",
    "medcodegraph.schema": "schema",
    "medcodegraph.loaders": "loaders",
    "medcodegraph.http": "src/medcodegraph/http",
    "medcodegraph.cli": "src/medcodegraph/cli",
    "medcodegraph.client": "src/medcodegraph/client",
    "medcodegraph.export": "src/medcodegraph/export",
    "medcodegraph.assistants": "src/medcodegraph/assistants",
}
UNSEEN = {"__init__.py", "__pycache__"}
ROOMS = [ROOT / folder for folder in ("graph", "schema", "loaders", "src/medcodegraph")]


def contracts() -> list[dict[str, object]]:
    """The import contracts of pyproject.toml."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert isinstance(found, list)
    return found


def test_every_floor_has_a_contract_that_names_all_its_rooms() -> None:
    whole = {name for one in contracts() if one.get("exhaustive") for name in one["containers"]}  # type: ignore[attr-defined]
    assert whole == set(CONTAINERS)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's code, in the layout of the installed package."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src" / "medcodegraph", folder / "medcodegraph")
    for name in ("graph", "schema", "loaders", "cypher"):
        shutil.copytree(ROOT / name, folder / "medcodegraph" / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> tuple[int, str]:
    """The exit code and the output of the import linter over the copy."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("file", "arrow"),
    [
        ("graph/library/queries.py", "medcodegraph.graph.request.tree"),
        ("graph/keys.py", "medcodegraph.loaders.source"),
        ("loaders/files/unpack.py", "medcodegraph.loaders.sources.ccsr.loader"),
        ("loaders/sources/ccsr/loader.py", "medcodegraph.loaders.sources.page.lists"),
        ("schema/mapping.py", "medcodegraph.schema.types.code"),
        ("http/refusal.py", "medcodegraph.http.app"),
        ("cli/terminal/output.py", "medcodegraph.cli.loading"),
    ],
)
def test_a_wrong_arrow_breaks_a_contract(copy: Path, file: str, arrow: str) -> None:
    path = copy / "medcodegraph" / file
    before = path.read_text()
    path.write_text(f"{before}\nimport {arrow}  # a wrong arrow\n")
    try:
        code, output = lint(copy)
    finally:
        path.write_text(before)
    assert code != 0
    assert f"-> {arrow}" in output


def test_a_room_that_no_contract_names_is_found(copy: Path) -> None:
    stray = copy / "medcodegraph" / "graph" / "attic.py"
    stray.write_text('"""A module that stands nowhere."""\n')
    try:
        code, output = lint(copy)
    finally:
        stray.unlink()
    assert code != 0
    assert "attic" in output


def test_no_room_shows_more_than_a_newcomer_takes_in() -> None:
    for room in ROOMS:
        for folder in [room, *(found for found in room.rglob("*") if found.is_dir())]:
            shown = [entry for entry in folder.iterdir() if entry.name not in UNSEEN]
            if any(entry.suffix == ".py" and entry.name != "__init__.py" for entry in shown):
                assert len(shown) <= 18, f"{folder.relative_to(ROOT)} shows {len(shown)} entries: make rooms"


def test_no_file_of_code_is_longer_than_400_lines() -> None:
    for room in ROOMS:
        for file in room.rglob("*.py"):
            lines = len(file.read_text().splitlines())
            assert lines <= 400, f"{file.relative_to(ROOT)} has {lines} lines"
