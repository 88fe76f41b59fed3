"""Packaging: the wheel, the container files (only read, without a Docker engine), the locks."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from medcodegraph.cypher import __file__ as cypher
from medcodegraph.graph.library.queries import library

ROOT = Path(__file__).parents[2]
SHIPPED = ("src", "graph", "schema", "loaders", "cypher", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip would build it, unpacked."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, tree / name)
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(out)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=tree, check=True, capture_output=True, timeout=120)
    (file,) = out.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(out / "content")
    return out / "content"


def test_the_wheel_holds_one_package_with_all_its_data(wheel: Path) -> None:
    """Only `medcodegraph` at the top; statements, starter data, jar lock, page, schema inside."""
    assert {path.name for path in wheel.iterdir() if not path.name.endswith(".dist-info")} == {"medcodegraph"}
    package = wheel / "medcodegraph"
    statements = [path for path in package.glob("cypher/**/*.cypher") if path.parent.name != "rules"]
    assert len(statements) == len(library())
    here = Path(cypher).parents[1]
    for pattern in ("loaders/sources/starter/data/*", "playground/*.[chjs][sti]*", "playground/examples/*"):
        assert {path.name for path in here.glob(pattern) if path.suffix != ".py"} <= {
            path.name for path in package.glob(pattern)
        }
    for name in ("py.typed", "graph/embedded/neo4j.lock.json", "schema/schema.graphql"):
        assert (package / name).is_file()


def test_the_wheel_runs_without_the_tree(wheel: Path, tmp_path: Path) -> None:
    """Its command line works from its own files."""
    environment = {**os.environ, "PYTHONPATH": str(wheel), "MEDCODEGRAPH_HOME": str(tmp_path)}
    code = (
        "import sys, medcodegraph.cli as cli; assert 'content' in cli.__file__; "
        "sys.argv[1:] = ['cypher', 'list']; cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "similar_codes" in done.stdout


def test_the_container_files_say_what_exists() -> None:
    """The compose file parses, its variables exist, the Dockerfile names existing files."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    known = (ROOT / "src" / "medcodegraph" / "config.py").read_text()
    dockerfile = (ROOT / "Dockerfile").read_text()
    given = set(services["api"]["environment"]) - {"TZ"}  # the system's own
    names = [name.removeprefix("MEDCODEGRAPH_") for name in given]
    names += re.findall(r"MEDCODEGRAPH_(\w+)=", dockerfile)
    assert names
    for name in names:
        assert f'"{name}"' in known or f"MEDCODEGRAPH_{name}" in known
    assert services["api"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    for source in re.findall(r"requirements/\S+\.txt", dockerfile):
        assert (ROOT / source).is_file()
    assert "/health/ready" in dockerfile


def test_every_locked_package_has_a_hash_and_no_address() -> None:
    """Locks contain packages, versions and hashes; no registry host."""
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        for requirement in re.findall(r"^(\S+==\S+.*(?:\n    .*)*)", text, re.MULTILINE):
            assert "--hash=sha256:" in requirement
