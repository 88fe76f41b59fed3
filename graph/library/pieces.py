"""A library statement split into pieces, so that it can be embedded in a larger one under other names."""

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from medcodegraph.graph.library.lexing import without_texts


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
