"""The library of named Cypher statements: one per file of `cypher/`, with a typed header that is checked.

    // name: code_conditions
    // title: Conditions a code is about or indicated for
    // mode: read
    // param: key STRING  Key of the code
    // param: limit INTEGER = 25  At most so many rows
    // derived: words STRING from text  A parameter made from another one (computed_parameters.py)
    // returns: condition STRING  Key of the condition
    // example: medcodegraph cypher run code_conditions --key CPT:0537T
    // description: As many words as it takes; a line indented under a field
    //   goes on with it.

`mode` is read, write or schema. A default is written as JSON (`= null`, `= "HCPCS"`); a parameter without one
is required. Two spaces separate the description. A derived parameter is not given: `bind` makes it. Whatever
is wrong fails when the library is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import NoReturn

from medcodegraph.errors import InputError, NotFoundError, SettingsError
from medcodegraph.graph.library.computed_parameters import DERIVATIONS
from medcodegraph.graph.library.lexing import without_texts
from medcodegraph.graph.library.parameters import (
    PARAMETER_TYPES,
    Column,
    Derived,
    Parameter,
    Value,
    suggestion,
)

MODES = ("read", "write", "schema")
QUESTIONS = ("read", "analysis")
_FIELDS = {"name", "title", "mode", "param", "derived", "returns", "example", "description"}
_ONCE = {"name", "title", "mode", "description"}

_FIELD = re.compile(r"// ([a-z]+): ?(.*)")
_CONTINUED = re.compile(r"//\s{2,}(\S.*)")
_DERIVED = re.compile(r"([a-z][a-z0-9_]*) ([A-Z][A-Z<>]*) from ([a-z][a-z0-9_]*)\s{2,}(\S.*)")
_DECLARED = re.compile(r"([a-z][a-z0-9_]*) ([A-Z][A-Z<> ]*?)(?: = (\S.*?))?\s{2,}(\S.*)")


@dataclass(frozen=True, slots=True)
class Query:
    """One named statement: what it takes, what it returns, its text."""

    name: str
    title: str
    mode: str
    folder: str
    params: tuple[Parameter, ...]
    returns: tuple[Column, ...]
    text: str
    examples: tuple[str, ...] = ()
    description: str = ""
    derived: tuple[Derived, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The names of what it returns."""
        return [column.name for column in self.returns]

    def bind(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Typed parameters from words or typed values; a default fills in for what is missing.

        Raises SettingsError for a parameter that is unknown, missing or of another type.
        """
        names = [param.name for param in self.params]
        for name in values:
            if name not in names:
                raise SettingsError(f"{self.name} has no parameter {name!r}{suggestion(name, names)}")
        missing = [param for param in self.params if param.required and param.name not in values]
        if missing:
            first = missing[0]
            raise SettingsError(f"{self.name} needs {first.name!r} ({first.type}): {first.description}")
        given = {
            param.name: param.convert(values[param.name]) if param.name in values else param.default
            for param in self.params
        }
        return given | {one.name: one.make(given[one.of]) for one in self.derived}


@cache
def library() -> Mapping[str, Query]:
    """Every statement of the package `medcodegraph.cypher` by name; raises InputError where one is wrong."""
    return read_library(resources.files("medcodegraph.cypher"))


def questions() -> list[Query]:
    """The queries for people, by name: those of `read` and `analysis`."""
    asked = [query for query in library().values() if query.folder in QUESTIONS]
    return sorted(asked, key=lambda query: query.name)


def find(name: str) -> Query:
    """The statement of that name; raises NotFoundError with what was perhaps meant."""
    query = library().get(name)
    if query is None:
        near = get_close_matches(name, [query.name for query in questions()], n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "see `medcodegraph cypher list`"
        raise NotFoundError(f"there is no query {name!r}: {hint}")
    return query


def read_library(root: Traversable) -> Mapping[str, Query]:
    """Every `*.cypher` file under a folder, by name; raises InputError naming file and line."""
    queries: dict[str, Query] = {}
    for folder, file in sorted(_files(root), key=lambda found: (found[0], found[1].name)):
        path = f"cypher/{folder}/{file.name}" if folder else f"cypher/{file.name}"
        query = read_query(file.read_text("utf-8"), path)
        if query.name in queries:
            raise InputError(f"cypher/{queries[query.name].folder}/{file.name} has the same name", path, 1)
        queries[query.name] = query
    return MappingProxyType(queries)


def _files(root: Traversable, folder: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in root.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{folder}/{entry.name}".lstrip("/"))
        elif entry.name.endswith(".cypher"):
            yield folder, entry


def read_query(content: str, path: str) -> Query:
    """One file's statement; `path` (as `cypher/read/code.cypher`) is for its name and for messages."""
    fields, start = _header(content, path)

    def fail(reason: str, field: str | None = None) -> NoReturn:
        raise InputError(reason, path, next((line for name, _, line in fields if name == field), 1))

    def one(field: str) -> str:
        value = next((value for name, value, _ in fields if name == field), "")
        return value or fail(f"the header has no {field!r}: add a line `// {field}: ...`")

    name, title, mode = one("name"), one("title"), one("mode")
    folder, _, file = path.removeprefix("cypher/").rpartition("/")
    if f"{name}.cypher" != file:
        fail(f"the name {name!r} is not the file's name", "name")
    if mode not in MODES:
        fail(f"the mode {mode!r} is none of {', '.join(MODES)}", "mode")
    if mode != "read" and folder in QUESTIONS:
        fail(f"statements in {folder}/ have the mode read, not {mode}", "mode")
    if folder in QUESTIONS:
        one("returns")
    params = tuple(_parameter(value, path, line) for field, value, line in fields if field == "param")
    made = [(value, line) for field, value, line in fields if field == "derived"]
    derived = tuple(_derived(value, params, path, line) for value, line in made)
    returns = tuple(_column(value, path, line) for field, value, line in fields if field == "returns")
    text = "\n".join(content.splitlines()[start:]).rstrip()
    if not text:
        fail("there is no statement under the header")
    _check_parameters(text, [*params, *derived], fields, path, start)
    return Query(
        name=name,
        title=title,
        mode=mode,
        folder=folder,
        params=params,
        returns=returns,
        text=text,
        examples=tuple(value for field, value, _ in fields if field == "example"),
        description=next((value for field, value, _ in fields if field == "description"), ""),
        derived=derived,
    )


Fields = list[tuple[str, str, int]]


def _header(content: str, path: str) -> tuple[Fields, int]:
    """The header's fields as (name, value, line), and how many lines come before the statement."""
    fields: Fields = []
    lines = content.splitlines()
    for number, line in enumerate(lines, start=1):
        if fields and not line.strip():
            continue
        if not line.startswith("//"):
            return fields, number - 1
        if match := _FIELD.fullmatch(line):
            name = match[1]
            if name not in _FIELDS:
                raise InputError(f"unknown field {name!r}{suggestion(name, _FIELDS)}", path, number)
            if name in _ONCE and any(name == other for other, _, _ in fields):
                raise InputError(f"the field {name!r} is there twice", path, number)
            fields.append((name, match[2].strip(), number))
        elif fields and (match := _CONTINUED.fullmatch(line)):
            name, value, first = fields[-1]
            fields[-1] = (name, f"{value} {match[1].strip()}", first)
        else:
            raise InputError(
                "a header line is `// field: value`, or `//   more of it` under one", path, number
            )
    return fields, len(lines)


def _parameter(value: str, path: str, line: int) -> Parameter:
    match = _DECLARED.fullmatch(value)
    if match is None:
        raise InputError("write `// param: name TYPE = default  What it is` (two spaces)", path, line)
    if match[2] not in PARAMETER_TYPES:
        raise InputError(f"unknown type {match[2]}: one of {', '.join(PARAMETER_TYPES)}", path, line)
    try:
        return Parameter.declare(match[1], match[2], match[3], match[4])
    except SettingsError as error:
        raise InputError(f"the default is wrong: {error}", path, line) from error


def _derived(value: str, params: tuple[Parameter, ...], path: str, line: int) -> Derived:
    match = _DERIVED.fullmatch(value)
    if match is None:
        raise InputError("write `// derived: name TYPE from param  What it is` (two spaces)", path, line)
    name, type_, of, description = match.groups()
    if name not in DERIVATIONS:
        raise InputError(f"nothing derives {name!r}{suggestion(name, DERIVATIONS)}", path, line)
    wanted, make = DERIVATIONS[name]
    if of not in [param.name for param in params if param.type == wanted]:
        raise InputError(f"{name} is made from {of!r}, which is no parameter of type {wanted}", path, line)
    return Derived(name, type_, of, description, make)


def _column(value: str, path: str, line: int) -> Column:
    match = _DECLARED.fullmatch(value)
    if match is None or match[3] is not None:
        raise InputError("write `// returns: name TYPE  What it is` (two spaces)", path, line)
    return Column(match[1], match[2], match[4])


def _check_parameters(
    text: str, params: Sequence[Parameter | Derived], fields: Fields, path: str, start: int
) -> None:
    """The statement's `$names` are the declared ones, each declared once, and it is one statement."""
    declared = [param.name for param in params]
    lines = [line for kind in ("param", "derived") for field, _, line in fields if field == kind]
    for position, name in enumerate(declared):
        if name in declared[:position]:
            raise InputError(f"the parameter {name!r} is declared twice", path, lines[position])
    bare = without_texts(text)

    def line_of(match: re.Match[str]) -> int:
        return start + 1 + bare.count("\n", 0, match.start())

    if end := re.search(";", bare):
        raise InputError("one statement per file, without `;`", path, line_of(end))
    used = {param.of for param in params if isinstance(param, Derived)}
    for match in re.finditer(r"\$([A-Za-z_]\w*)", bare):
        name = match[1]
        if name not in declared:
            reason = f"${name} is not declared: add `// param: {name} TYPE  What it is`"
            raise InputError(reason, path, line_of(match))
        used.add(name)
    for name, line in zip(declared, lines, strict=True):
        if name not in used:
            raise InputError(f"the parameter {name!r} is declared but not used", path, line)
