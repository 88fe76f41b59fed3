"""Typed clients in TypeScript and Python: made for this schema, they answer from the running server."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from support.browsing import installed
from support.running import Server

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "examples" / "clients"


def generated() -> list[str]:
    """Every document that the generators wrote out for the programs to send."""
    persisted = json.loads((CLIENTS / "src" / "generated" / "persisted-documents.json").read_text())
    artifacts = (CLIENTS / "src" / "relay" / "generated").glob("*Query.graphql.ts")
    texts = [re.search(r'"text": (".*")', path.read_text()) for path in artifacts]
    python = [(CLIENTS / "python" / "queries.graphql").read_text()]
    return [*persisted.values(), *(json.loads(found[1]) for found in texts if found), *python]


def test_the_schema_takes_every_generated_document() -> None:
    """Where it does not any more, `npm run generate` in examples/clients/generate makes them anew."""
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text())
    documents = generated()
    assert len(documents) >= 7
    for document in documents:
        assert validate(schema, parse(document)) == []


def test_every_program_compiles_and_answers(server: Server, tmp_path: Path) -> None:
    """graphql-codegen, Apollo Client, urql and Relay; strict, so that a null that is not looked at fails."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not on the PATH: the typed clients are not run")
    modules = installed(CLIENTS)
    place = tmp_path / "clients"
    shutil.copytree(CLIENTS, place, ignore=shutil.ignore_patterns("node_modules", "build", "generate"))
    (place / "node_modules").symlink_to(modules / "node_modules")
    compiler = place / "node_modules" / "typescript" / "bin" / "tsc"
    compiled = subprocess.run([node, compiler], cwd=place, capture_output=True, text=True, timeout=120)
    assert compiled.returncode == 0, compiled.stdout
    command = [node, "build/all.js", f"{server.url}/graphql"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [
        "codegen",
        "apollo",
        "urql",
        "relay",
    ]
    assert "CPT:0537T became CPT:38225" in done.stdout


def test_the_python_client_answers_with_models(server: Server) -> None:
    """Made by ariadne-codegen: pydantic refuses an answer that is not of the types of the schema."""
    command = [sys.executable, CLIENTS / "python" / "ask.py", f"{server.url}/graphql"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    said = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert said["coverage"].startswith("CONDITIONAL, ")
    assert "CPT:0537T became CPT:38225; CPT:00000 UNKNOWN_CODE" in said["lookup"]
    assert len(set(said["billable"].split(", "))) == 10
    assert said["error"] == "BAD_CURSOR"
