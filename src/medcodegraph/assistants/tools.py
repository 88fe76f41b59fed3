"""The tools: each a document of documents/ with a header, or a question to the database itself.

A document begins with `# title: ...`, a description, and a line `# $name: ...` for each variable. From the
variables' types comes the JSON Schema of the tool's arguments.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from graphql import (
    ListTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    TypeNode,
    VariableDefinitionNode,
    parse,
    value_from_ast_untyped,
)

from medcodegraph.errors import InputError
from medcodegraph.graph.library.queries import questions

MOST = 25
"""The longest list that a tool answers with."""

LONGEST_LIST, LONGEST_TEXT = 50, 500
"""Of an argument: items, characters."""

_TYPES: Mapping[str, Mapping[str, Any]] = {
    "String": {"type": "string", "maxLength": LONGEST_TEXT},
    "Date": {"type": "string", "format": "date"},
    "Int": {"type": "integer"},
}
_FIRST = "How many at most"
_VARIABLE = re.compile(r"\$(\w+): (.+)")

RUN_QUERY, CYPHER = "run_query", "cypher"


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it is called, what it is for, its arguments as JSON Schema, the document that it runs.

    `document` is None if the database answers without GraphQL.
    """

    name: str
    title: str
    description: str
    arguments: Mapping[str, Any]
    document: str | None = None


@cache
def tools(*, cypher: bool = False) -> Mapping[str, Tool]:
    """All tools by name, with free Cypher only if asked for; raises InputError if a document is wrong."""
    found = [*_documents(), _run_query(), *([_cypher()] if cypher else [])]
    return {tool.name: tool for tool in found}


def _documents() -> Iterator[Tool]:
    folder = resources.files("medcodegraph.assistants.documents")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".graphql"):
            yield read(file.name.removesuffix(".graphql"), file.read_text("utf-8"))


def read(name: str, text: str) -> Tool:
    """The tool that a document describes; raises InputError naming what its header lacks."""
    file = f"{name}.graphql"
    title, description, said = _header(text, file)
    operations = [one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)]
    if len(operations) != 1:
        raise InputError("a tool has one operation", file)
    properties, required = {}, []
    for variable in operations[0].variable_definitions or ():
        key = variable.variable.name.value
        about = said.pop(key, _FIRST if key == "first" else None)
        if about is None:
            raise InputError(f"the header does not say what ${key} is", file)
        properties[key] = {**_json_type(variable.type, file), **_bounds(variable), "description": about}
        if isinstance(variable.type, NonNullTypeNode) and variable.default_value is None:
            required.append(key)
    if said:
        raise InputError(f"the header describes ${next(iter(said))}, which is not a variable", file)
    return Tool(name, title, description, _object(properties, required), text)


def _header(text: str, file: str) -> tuple[str, str, dict[str, str]]:
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line[1:].strip())
    if not lines or not lines[0].startswith("title: "):
        raise InputError("a document begins with `# title: ...`", file, 1)
    words, said = [], {}
    for line in lines[1:]:
        if match := _VARIABLE.fullmatch(line):
            said[match[1]] = match[2]
        else:
            words.append(line)
    if not words:
        raise InputError("the header does not say what the tool is for", file, 1)
    return lines[0].removeprefix("title: "), " ".join(words), said


def _json_type(node: TypeNode, file: str) -> dict[str, Any]:
    if isinstance(node, NonNullTypeNode):
        return _json_type(node.type, file)
    if isinstance(node, ListTypeNode):
        return {
            "type": "array",
            "items": _json_type(node.type, file),
            "minItems": 1,
            "maxItems": LONGEST_LIST,
        }
    name = getattr(getattr(node, "name", None), "value", "")
    if name not in _TYPES:
        raise InputError(f"a tool's arguments are {', '.join(_TYPES)} or lists of them, not {name}", file)
    return dict(_TYPES[name])


def _bounds(variable: VariableDefinitionNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if variable.variable.name.value == "first":
        found |= {"minimum": 1, "maximum": MOST}
    if variable.default_value is not None:
        found["default"] = value_from_ast_untyped(variable.default_value)
    return found


def _object(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**schema, "required": required} if required else schema


_ROWS = {"type": "integer", "minimum": 1, "maximum": 100, "default": MOST, "description": _FIRST}


def _run_query() -> Tool:
    names = ", ".join(query.name for query in questions())
    return Tool(
        RUN_QUERY,
        "Run a library query",
        "Runs a named, read-only question of the query library. With only a name it answers which "
        f"parameters the query takes, if it needs any. Names: {names}.",
        _object(
            {
                "name": {"type": "string", "maxLength": LONGEST_TEXT},
                "parameters": {
                    "type": "object",
                    "description": 'Its parameters, e.g. {"key": "CPT:0537T"}',
                },
                "limit": _ROWS,
            },
            ["name"],
        ),
    )


def _cypher() -> Tool:
    return Tool(
        CYPHER,
        "Read with Cypher",
        "Runs a Cypher statement that only reads. `cypher` is open on this server because its operator chose "
        "so; prefer the other tools.",
        _object(
            {
                "statement": {"type": "string", "maxLength": 20_000},
                "parameters": {"type": "object"},
                "limit": _ROWS,
            },
            ["statement"],
        ),
    )
