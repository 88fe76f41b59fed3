"""The documents: every GraphQL example runs and finds something, and all links resolve."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.running import Server

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = [
    pytest.param(block, id=f"{path.name}-{number}")
    for path in DOCUMENTS
    for number, block in enumerate(re.findall(r"^```graphql\n(.*?)^```", path.read_text(), re.M | re.S), 1)
]


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


def test_there_is_an_example_for_every_root_field() -> None:
    schema = (ROOT / "schema" / "schema.graphql").read_text()
    query = schema.partition("type Query {")[2].partition("\n}")[0]
    fields = re.findall(r"^  (\w+)[(:]", query, re.M)
    told = "\n".join((ROOT / "docs" / name).read_text() for name in ("graphql.md", "coverage.md"))
    singular = {"procedure", "procedures", "conditions", "policy", "payer", "payers", "node", "nodes"}
    missing = [name for name in fields if not re.search(rf"\b{name}\(", told) and name not in singular]
    assert fields
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.name))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target
