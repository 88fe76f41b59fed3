"""The library of named Cypher statements: one per file in `cypher/`, with a typed header that is checked.

    // name: code_conditions
    // title: Conditions a code is about or indicated for
    // mode: read
    // param: key STRING  Key of the code
    // param: limit INTEGER = 25  The most rows to return
    // derived: words STRING from text  Computed from another parameter (computed_parameters.py)
    // returns: condition STRING  Key of the condition
    // example: medcodegraph cypher run code_conditions --key CPT:0537T
    // description: As long as needed; a line indented under a field
    //   goes on with it.

`mode` is read, write or schema. A default is written as JSON (`= null`, `= "HCPCS"`); a parameter without one
is required. Two spaces separate the description. A derived parameter is not given: `bind` computes it. A line
`// include: NAME` in the statement includes a rule (rules.py). Every mistake raises when the file is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from medcodegraph.errors import InputError, NotFoundError, SettingsError, StatementRejected
from medcodegraph.graph.library.computed_parameters import DERIVATIONS
from medcodegraph.graph.library.header import DECLARED, Field, Header, read_header
from medcodegraph.graph.library.lexing import without_texts
from medcodegraph.graph.library.parameters import (
    PARAMETER_TYPES,
    Column,
    Derived,
    Parameter,
    Value,
    suggestion,
)
from medcodegraph.graph.library.pieces import GIVEN, limits, packed
from medcodegraph.graph.library.rules import FOLDER as RULES
from medcodegraph.graph.library.rules import Rule, include, read_rules
from medcodegraph.graph.library.today import DAY

MODES = ("read", "write", "schema")
QUESTIONS = ("read", "analysis")
_FIELDS = {"name", "title", "mode", "param", "derived", "returns", "example", "description"}
_ONCE = {"name", "title", "mode", "description"}

_DERIVED = re.compile(r"([a-z][a-z0-9_]*) ([A-Z][A-Z<>]*) from ([a-z][a-z0-9_]*)\s{2,}(\S.*)")


@dataclass(frozen=True, slots=True)
class Query:
    """One named statement: its parameters, columns and text."""

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
        """The names of its columns."""
        return [column.name for column in self.returns]

    def bind(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Typed parameters from words or typed values; defaults for those that are missing.

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

    def sent(self, values: Mapping[str, object]) -> tuple[str, dict[str, Any]]:
        """The statement and the parameters to run it with: Neo4j plans it once, whatever values are given.

        Where it says `date()`, the day on this machine is sent. Raises SettingsError as `bind` does.
        """
        bound, text = self.bind(values), packed(self.text)
        if f"${GIVEN}.{DAY}" in text:
            bound |= {DAY: date.today().isoformat()}
        return text, {name: bound[name] for name in limits(self.text)} | {GIVEN: bound}


@cache
def library() -> Mapping[str, Query]:
    """Every statement of the package `medcodegraph.cypher` by name; raises InputError if one is invalid."""
    return read_library(resources.files("medcodegraph.cypher"))


def questions() -> list[Query]:
    """The queries meant for users, by name: those of `read` and `analysis`."""
    asked = [query for query in library().values() if query.folder in QUESTIONS]
    return sorted(asked, key=lambda query: query.name)


def find(name: str) -> Query:
    """The statement of that name; raises NotFoundError with a suggestion."""
    query = library().get(name)
    if query is None:
        near = get_close_matches(name, [query.name for query in questions()], n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "see `medcodegraph cypher list`"
        raise NotFoundError(f"unknown query {name!r}: {hint}")
    return query


def question(name: str) -> Query:
    """The query for people of that name.

    Raises NotFoundError as `find` does, and StatementRejected for a step of a load.
    """
    query = find(name)
    if query.folder not in QUESTIONS:
        raise StatementRejected(f"{query.name} is a step of a load: only questions can be run here")
    return query


def read_library(root: Traversable) -> Mapping[str, Query]:
    """Every `*.cypher` file under a folder, by name; raises InputError naming file and line."""
    files = sorted(_files(root), key=lambda found: found[0])
    rules = read_rules((path, file.read_text("utf-8")) for path, file in files if _folder(path) == RULES)
    queries: dict[str, Query] = {}
    for path, file in files:
        if _folder(path) == RULES:
            continue
        query = read_query(file.read_text("utf-8"), path, rules)
        if query.name in queries:
            raise InputError(f"cypher/{queries[query.name].folder}/{file.name} has the same name", path, 1)
        queries[query.name] = query
    return MappingProxyType(queries)


def _files(root: Traversable, folder: str = "cypher") -> Iterator[tuple[str, Traversable]]:
    for entry in root.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{folder}/{entry.name}")
        elif entry.name.endswith(".cypher"):
            yield f"{folder}/{entry.name}", entry


def _folder(path: str) -> str:
    return path.removeprefix("cypher/").rpartition("/")[0]


def read_query(content: str, path: str, rules: Mapping[str, Rule] = MappingProxyType({})) -> Query:
    """One file's statement; `path` (such as `cypher/read/code.cypher`) gives its name and is for messages.

    `rules` are those that it may include.
    """
    header = read_header(content, path, _FIELDS, _ONCE)
    name, title, mode = header.one("name"), header.one("title"), header.one("mode")
    folder = _folder(path)
    if f"{name}.cypher" != path.rpartition("/")[2]:
        raise header.error(f"the name {name!r} is not the file's name", "name")
    if mode not in MODES:
        raise header.error(f"the mode {mode!r} is not one of {', '.join(MODES)}", "mode")
    if mode != "read" and folder in QUESTIONS:
        raise header.error(f"statements in {folder}/ have the mode read, not {mode}", "mode")
    if folder in QUESTIONS:
        header.one("returns")
    params = tuple(_parameter(field, path) for field in header.named("param"))
    derived = tuple(_derived(field, params, path) for field in header.named("derived"))
    returns = tuple(header.column(field) for field in header.named("returns"))
    _check_parameters(header, [*params, *derived])
    return Query(
        name=name,
        title=title,
        mode=mode,
        folder=folder,
        params=params,
        returns=returns,
        text=include(header.body, rules, path, header.lines),
        examples=tuple(field.value for field in header.named("example")),
        description=header.optional("description"),
        derived=derived,
    )


def _parameter(field: Field, path: str) -> Parameter:
    match = DECLARED.fullmatch(field.value)
    if match is None:
        raise InputError("write `// param: name TYPE = default  What it is` (two spaces)", path, field.line)
    if match[2] not in PARAMETER_TYPES:
        raise InputError(f"unknown type {match[2]}: one of {', '.join(PARAMETER_TYPES)}", path, field.line)
    try:
        return Parameter.declare(match[1], match[2], match[3], match[4])
    except SettingsError as error:
        raise InputError(f"the default is wrong: {error}", path, field.line) from error


def _derived(field: Field, params: tuple[Parameter, ...], path: str) -> Derived:
    line = field.line
    match = _DERIVED.fullmatch(field.value)
    if match is None:
        raise InputError("write `// derived: name TYPE from param  What it is` (two spaces)", path, line)
    name, type_, of, description = match.groups()
    if name not in DERIVATIONS:
        raise InputError(f"nothing derives {name!r}{suggestion(name, DERIVATIONS)}", path, line)
    wanted, make = DERIVATIONS[name]
    if of not in [param.name for param in params if param.type == wanted]:
        raise InputError(f"{name} is made from {of!r}, which is not a parameter of type {wanted}", path, line)
    return Derived(name, type_, of, description, make)


def _check_parameters(header: Header, params: Sequence[Parameter | Derived]) -> None:
    """Check that the `$names` are the declared ones, each declared once, and that it is one statement."""
    declared = [param.name for param in params]
    lines = [field.line for kind in ("param", "derived") for field in header.named(kind)]
    for position, name in enumerate(declared):
        if name in declared[:position]:
            raise InputError(f"the parameter {name!r} is declared twice", header.path, lines[position])
    bare = without_texts(header.body)

    def line_of(match: re.Match[str]) -> int:
        return header.lines + 1 + bare.count("\n", 0, match.start())

    if end := re.search(";", bare):
        raise InputError("one statement per file, without `;`", header.path, line_of(end))
    used = {param.of for param in params if isinstance(param, Derived)}
    for match in re.finditer(r"\$([A-Za-z_]\w*)", bare):
        name = match[1]
        if name not in declared:
            reason = f"${name} is not declared: add `// param: {name} TYPE  What it is`"
            raise InputError(reason, header.path, line_of(match))
        used.add(name)
    for name, line in zip(declared, lines, strict=True):
        if name not in used:
            raise InputError(f"the parameter {name!r} is declared but not used", header.path, line)
