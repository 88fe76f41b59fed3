"""A library statement split into pieces, so that it can be embedded in a larger one under other names."""

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from medcodegraph.graph.library.lexing import without_texts
from medcodegraph.graph.library.today import DAY, dated

GIVEN = "given"
"""The one parameter that holds all values, as a map. Neo4j plans a statement again for each combination of
its parameters' types (a missing value is a type of its own); a map is one type whatever it holds."""


class Kind(Enum):
    """The kind of a piece."""

    TEXT = "text"  # verbatim
    PARAMETER = "parameter"  # the name after `$`
    LIMIT = "limit"  # the name of a parameter that LIMIT or SKIP reads, which cannot be a variable
    SCOPE = "scope"  # the variables that a `CALL (...) {` imports
    UNSCOPED = "unscoped"  # `CALL {`, the older syntax: imports nothing


class Piece(NamedTuple):
    """One piece of a statement."""

    kind: Kind
    text: str


_SPECIAL = re.compile(
    r"\b(?:LIMIT|SKIP)\s+\$(?P<limit>\w+)|\$(?P<parameter>\w+)"
    r"|\bCALL\s*\((?P<scope>[^()*]*)\)\s*\{|(?P<unscoped>\bCALL\s*\{)"
)


@cache
def pieces(statement: str) -> tuple[Piece, ...]:
    """The pieces of a statement in order; quoted text and comments are verbatim."""
    bare = without_texts(statement)
    found, end = [], 0
    for match in _SPECIAL.finditer(bare):
        kind = Kind(match.lastgroup)
        start = match.start() if kind is not Kind.LIMIT else match.start("limit") - 1
        found += [Piece(Kind.TEXT, statement[end:start]), Piece(kind, match[kind.value])]
        end = match.end()
    return (*found, Piece(Kind.TEXT, statement[end:]))


@cache
def limits(statement: str) -> tuple[str, ...]:
    """The parameters that LIMIT or SKIP reads, by name."""
    return tuple({text: None for kind, text in pieces(statement) if kind is Kind.LIMIT})


@cache
def packed(statement: str) -> str:
    """The statement with its parameters, and the day, read from the map `$given`.

    Those that LIMIT or SKIP reads stay parameters.
    """
    written = {Kind.PARAMETER: f"${GIVEN}.{{}}", Kind.LIMIT: "${}", Kind.SCOPE: "CALL ({}) {{"}
    given = "".join(written.get(kind, "{}").format(text) for kind, text in pieces(statement))
    return dated(given, f"${GIVEN}.{DAY}")
