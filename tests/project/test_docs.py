"""The documents: every GraphQL example runs and finds something, and all links resolve."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.running import Server

import medcodegraph
from medcodegraph.cli.documents.model import mermaid
from medcodegraph.client.connect import Client

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = {
    f"{path.name}-{number}": block
    for path in DOCUMENTS
    for number, block in enumerate(re.findall(r"^```graphql\n(.*?)^```", path.read_text(), re.M | re.S), 1)
}
EXAMPLES = [pytest.param(block, id=name) for name, block in BLOCKS.items()]
PACKAGED = ROOT / "src" / "medcodegraph" / "http" / "documented.json"


@pytest.fixture
def analyst(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A connection to the database of the server, as its environment finds it."""
    for name, value in server.environment.items():
        if name.startswith("MEDCODEGRAPH_"):
            monkeypatch.setenv(name, value)
    with medcodegraph.connect() as found:
        yield found


@pytest.mark.parametrize("query", EXAMPLES)
def test_every_example_answers(query: str, server: Server) -> None:
    """No error, nothing null and no empty list at the top level."""
    response = httpx.post(f"{server.url}/graphql", json={"query": query}, timeout=60)
    answer: dict[str, Any] = response.json()
    assert "errors" not in answer, answer["errors"]
    for value in answer["data"].values():
        assert value
        if isinstance(value, dict):
            assert all(value.get(part) != [] for part in ("nodes", "edges", "paths"))


def test_every_example_is_in_the_package() -> None:
    """GOLDEN=write writes them: they are answered beforehand (http/warm_up.py)."""
    wanted = json.dumps([block.rstrip() for block in BLOCKS.values()], indent=1) + "\n"
    if os.environ.get("GOLDEN") == "write" and not os.environ.get("CI"):
        PACKAGED.write_text(wanted)
    assert PACKAGED.read_text() == wanted


def test_there_is_an_example_for_every_root_field() -> None:
    schema = (ROOT / "schema" / "schema.graphql").read_text()
    query = schema.partition("type Query {")[2].partition("\n}")[0]
    fields = re.findall(r"^  (\w+)[(:]", query, re.M)
    told = "\n".join((ROOT / "docs" / name).read_text() for name in ("graphql.md", "coverage.md"))
    singular = {"procedure", "procedures", "conditions", "policy", "payer", "payers", "node", "nodes"}
    missing = [name for name in fields if not re.search(rf"\b{name}\s*[({{]", told) and name not in singular]
    assert fields
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.name))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target


ANALYSTS = ROOT / "docs" / "analysts.md"
QUESTIONS = re.findall(r"^```cypher\n(.*?)^```", ANALYSTS.read_text(), re.M | re.S)


@pytest.mark.parametrize("statement", QUESTIONS, ids=[str(number) for number in range(1, len(QUESTIONS) + 1)])
def test_every_question_of_analysts_finds_something(statement: str, analyst: Client) -> None:
    assert len(analyst.cypher(statement)) > 0


def test_there_are_ten_questions_and_the_model_is_that_of_the_code() -> None:
    assert len(QUESTIONS) == 10
    assert f"```mermaid\n{mermaid()}```" in ANALYSTS.read_text()


def test_the_database_says_how_to_connect(server: Server, analyst: Client) -> None:
    """What it prints names the port at which the database answers; the password comes alone."""
    command = [sys.executable, "-m", "medcodegraph", "db", "connect"]
    more = {"env": server.environment, "capture_output": True, "text": True, "check": True, "timeout": 60}
    said = subprocess.run(command, **more).stdout  # type: ignore[call-overload]
    password = subprocess.run([*command, "--password"], **more).stdout.strip()  # type: ignore[call-overload]
    address = said.split()[1]
    assert address.startswith("bolt://127.0.0.1:")
    assert password not in said
    with medcodegraph.connect(address, password=password) as other:
        assert other.cypher("MATCH (c:Code {key: 'CPT:0537T'}) RETURN c.key").column("c.key") == ["CPT:0537T"]
