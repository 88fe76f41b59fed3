"""graphql-eslint's schema and Relay rules: the committed schema keeps them, or is exempt by name."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, build_schema
from support.browsing import installed

SCHEMA = Path(__file__).parents[2] / "schema" / "schema.graphql"
RULES = Path(__file__).parent / "eslint"

FAULTY = """
type Faulty { id: String }

type FaultyConnection { edges: [Faulty!]! }
"""


def test_the_committed_schema_keeps_the_rules_and_a_faulty_type_does_not(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not on the PATH: graphql-eslint is not run")
    modules = installed(RULES)
    (tmp_path / "node_modules").symlink_to(modules / "node_modules")
    for name in ("package.json", "eslint.config.mjs"):
        shutil.copy(RULES / name, tmp_path)
    committed = SCHEMA.read_text()
    (tmp_path / "schema.graphql").write_text(committed + FAULTY)
    eslint = tmp_path / "node_modules" / "eslint" / "bin" / "eslint.js"
    command = [node, eslint, "schema.graphql", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    messages = json.loads(done.stdout)[0]["messages"]
    lines = committed.count("\n")
    assert [message for message in messages if message["line"] <= lines] == []
    assert {message["ruleId"].rpartition("/")[2] for message in messages} >= {
        "require-description",
        "strict-id-in-types",
        "relay-connection-types",
    }


def test_every_exempt_type_is_one_of_the_schema_without_an_id() -> None:
    config = (RULES / "eslint.config.mjs").read_text()
    lists = re.findall(r"^const [A-Z]+ = \[(.*?)\];", config, re.MULTILINE | re.DOTALL)
    names = re.findall(r'"(\w+)"', "".join(lists))
    assert len(names) > 30
    types = build_schema(SCHEMA.read_text()).type_map
    for name in names:
        kind = types[name]
        assert isinstance(kind, GraphQLObjectType)
        assert "id" not in kind.fields, name
