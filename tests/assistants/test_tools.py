"""The tools: documents that the schema takes, a list that is short, answers that are short and cite."""

import json

import pytest
from graphql import build_schema, parse, validate

from medcodegraph.assistants.answers import DISCLAIMER, answer
from medcodegraph.assistants.tools import CYPHER, read, tools
from medcodegraph.errors import InputError
from medcodegraph.schema.build import sdl

SOURCE = {"key": "SOURCE:x", "title": "X", "publisher": None, "url": None, "release": "2025"}


def test_the_schema_takes_every_document() -> None:
    schema = build_schema(sdl())
    documents = [tool.document for tool in tools().values() if tool.document]
    assert len(documents) >= 11
    for document in documents:
        assert validate(schema, parse(document)) == []


def test_cypher_is_a_tool_only_where_it_is_open() -> None:
    assert CYPHER not in tools()
    assert CYPHER in tools(cypher=True)


def test_arguments_follow_the_variables() -> None:
    tool = read(
        "x", "# title: X\n# What it does.\n# $a: A thing\nquery X($a: [String!]!, $first: Int = 10) { a }"
    )
    assert tool.arguments["required"] == ["a"]
    assert tool.arguments["properties"]["a"]["items"]["type"] == "string"
    first = tool.arguments["properties"]["first"]
    assert (first["minimum"], first["maximum"], first["default"]) == (1, 25, 10)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("query X { a }", "begins with"),
        ("# title: X\nquery X { a }", "what the tool is for"),
        ("# title: X\n# Does.\nquery X($a: String) { a }", "what $a is"),
        ("# title: X\n# Does.\n# $b: No\nquery X { a }", "not a variable"),
        ("# title: X\n# Does.\n# $a: A\nquery X($a: CodeFilter) { a }", "not CodeFilter"),
    ],
)
def test_a_header_that_lacks_something_is_refused(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem.replace("$", r"\$")):
        read("x", text)


def test_an_answer_names_each_source_once_and_leaves_out_what_is_empty() -> None:
    found = json.loads(answer({"a": {"source": SOURCE, "b": None, "c": []}, "d": [{"source": SOURCE}]}))
    assert found == {
        "answer": {"a": {"source": "SOURCE:x"}, "d": [{"source": "SOURCE:x"}]},
        "sources": [{"key": "SOURCE:x", "title": "X", "release": "2025"}],
        "disclaimer": DISCLAIMER,
    }


def test_a_long_answer_is_cut_says_so_and_cites_only_what_is_left() -> None:
    rows = [{"text": "word " * 100, "source": {**SOURCE, "key": f"SOURCE:{n}"}} for n in range(100)]
    text = answer(rows, 3_000)
    found = json.loads(text)
    assert len(text) <= 3_000
    assert "cut" in found["shortened"]
    assert found["answer"][-1].startswith("and ")
    assert len(found["sources"]) == len(found["answer"]) - 1
