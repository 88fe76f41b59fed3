"""What a plan's text is built from: the Cypher variables in scope, and the cells of one row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import indent

from medcodegraph.graph.model import STATUS_TODAY
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import (
    LABEL,
    NATURAL,
    SAYS_SO,
    STATUS,
    TODAY,
    WORDING,
    Owner,
    Property,
)

ITEM = "item__"  # the parameters of one request of several; a name that no statement of the library uses
_WORD = re.compile(r"\w+")
_WORDING = "coalesce({0}.display, {0}.name, {0}.title)"
URL = "url"
_NATURAL = (
    "reduce(sorted = '', part IN split(replace(replace({0}.key, ':', '-:-'), '.', '-.-'), '-') | "
    "sorted + CASE WHEN part =~ '[0-9]{{1,8}}' THEN right('0000000' + part, 8) ELSE part END + '-')"
)
"""The key with its numbers padded, so that CHAPTER-2 comes before CHAPTER-10, and 20.4 before 110.3."""
PLACE = "__place"  # the position of a row in a column's list


@dataclass(frozen=True, slots=True)
class Scope:
    """Cypher variables in scope: the node, the edge to it, the node it came from, row columns."""

    node: str = ""
    edge: str | None = None
    origin: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Parameter | Property] = field(default_factory=dict)  # to the row's query
    sorts: tuple[tuple[str, ...], str] | None = None  # sort values of a page's row, fingerprint of the order

    def names(self) -> str:
        """Every variable to pass on to the next clause."""
        names = [self.node, self.edge, *self.columns.values()]
        return ", ".join(name for name in names if name)

    def all_names(self) -> list[str]:
        """Every variable that a sub-query of a row may use."""
        return [name for name in (ITEM, self.origin, self.node, self.edge, *self.columns.values()) if name]

    def variable(self, property_: Property) -> str:
        """The variable that has the property, or the column that is it."""
        if property_.owner is Owner.ROW:
            return self.columns[property_.name]
        owners = {Owner.NODE: self.node, Owner.EDGE: self.edge, Owner.ORIGIN: self.origin}
        return owners[property_.owner] or ""

    def of(self, property_: Property) -> str:
        """The expression for a property."""
        if property_.owner is Owner.ROW:
            return self.columns[property_.name]
        if property_.name == LABEL:
            return f"labels({self.node})[0]"
        if property_.name == TODAY:
            return "date()"
        if property_.name == SAYS_SO:
            return f"{_WORDING.format(self.edge)} = {_WORDING.format(self.origin)}"
        of = self.variable(property_)
        if property_.name == URL:  # files can hold scripts in its place
            return f"CASE WHEN {of}.{URL} =~ '(?is)https?://.+' THEN {of}.{URL} END"
        if property_.name == NATURAL:
            return _NATURAL.format(of)
        if property_.name == WORDING:
            return f"coalesce({of}.display, {of}.name, {of}.title, {of}.key)"
        if property_.name == STATUS:
            return STATUS_TODAY.format(of)
        return f"{of}.{property_.name}"


@dataclass(frozen=True, slots=True)
class Subquery:
    """The content of a cell: an expression, or clauses whose rows each give `item`."""

    name: str
    text: str
    item: str | None = None

    @property
    def expression(self) -> str:
        """The sub-query as a named expression."""
        if self.item is None:
            return f"{self.text} AS {self.name}"
        return block("COLLECT", [self.text, f"RETURN {self.item}"]) + f" AS {self.name}"

    def call(self, names: Sequence[str]) -> str:
        """The sub-query as a clause that imports the variables it uses.

        Neo4j plans nested expressions again for each level (at 20 levels, for minutes); it plans nested
        clauses once.
        """
        used = set(_WORD.findall(self.text))
        imports = ", ".join(name for name in names if name in used)
        return block(f"CALL ({imports})", [self.text, f"RETURN collect({self.item}) AS {self.name}"])


class Row:
    """The cells of one row, and the sub-queries that fill some of them, by name."""

    def __init__(self, name: Callable[[str], str]) -> None:
        self._name = name  # gives a new name that starts with the given letter
        self.cells: list[str] = []
        self._subqueries: list[Subquery] = []

    def cell(self, expression: str) -> int:
        """The index of an expression among the cells."""
        if expression not in self.cells:
            self.cells.append(expression)
        return self.cells.index(expression)

    def subquery(self, text: str) -> int:
        """The index of the cell for a sub-query expression that contains no other: COUNT, COLLECT."""
        return self._add(Subquery(self._name("s"), text))

    def rows(self, clauses: Sequence[str], scope: Scope, inner: "Row") -> int:
        """The index of the cell that lists the rows of clauses, each as the cells of the row `inner`."""
        text = "\n".join([*clauses, *inner.clauses(scope)])
        return self._add(Subquery(self._name("s"), text, f"[{', '.join(inner.cells)}]"))

    def _add(self, subquery: Subquery) -> int:
        self._subqueries.append(subquery)
        return self.cell(subquery.name)

    def clauses(self, scope: Scope) -> list[str]:
        """The clauses that run the sub-queries of a row."""
        plain = [one.expression for one in self._subqueries if one.item is None]
        head = ["WITH " + ",\n".join([scope.names(), *(indent(one, "  ") for one in plain)])] if plain else []
        return head + [one.call(scope.all_names()) for one in self._subqueries if one.item is not None]

    @property
    def columns(self) -> dict[str, str]:
        """The sub-queries by name, each as `expression AS name`."""
        return {one.name: one.expression for one in self._subqueries}


def block(word: str, lines: Sequence[str]) -> str:
    """Clauses in braces."""
    body = indent("\n".join(lines), "  ")
    return f"{word} {{\n{body}\n}}"
