"""The audits of npm graphql-http, GraphQL over HTTP's own test suite, against the running server."""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from medcodegraph.config import Settings
from medcodegraph.errors import MedcodegraphError
from medcodegraph.playground import npm

HERE = Path(__file__).parent / "audit"
FILES = ("package.json", "package-lock.json", "audit.mjs")


@pytest.fixture(scope="module")
def audits() -> Path:
    """The folder where the suite is installed: in the user's cache, by npm, from the lock."""
    mark = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:12]
    place = Settings.from_environment().cache / f"audits-{mark}"
    if place.is_dir():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix="audits-") as temporary:
        for name in FILES:
            shutil.copy(HERE / name, temporary)
        try:
            npm.install(Path(temporary))
        except MedcodegraphError as error:
            pytest.skip(f"the audit suite cannot be installed here: {error}")
        shutil.copytree(temporary, place)
    return place


def test_every_audit_is_ok(audits: Path, server_url: str) -> None:
    """61 of 61: the server meets all MUST and SHOULD requirements of GraphQL over HTTP."""
    node = npm.command()[0] if len(npm.command()) > 1 else "node"
    done = subprocess.run(
        [node, "audit.mjs", f"{server_url}/graphql"],
        cwd=audits,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == 61
    assert [audit for audit in found if audit["status"] != "ok"] == []
