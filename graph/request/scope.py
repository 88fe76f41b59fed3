"""What a plan's text is written with: the Cypher names at hand, and the cells of one row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import indent

from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.tree import LABEL, Owner, Property

PLACE = "__place"  # of a row in the list that a column holds


@dataclass(frozen=True, slots=True)
class Scope:
    """Cypher names of what is at hand: the node, the edge to it, the node it came from, row columns."""

    node: str = ""
    edge: str | None = None
    origin: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Parameter | Property] = field(default_factory=dict)  # to the query that gave the row
    sorts: tuple[tuple[str, ...], str] | None = None  # the sort values of a page's row, the order's mark

    def names(self) -> str:
        """Every name that goes on to the next clause."""
        names = [self.node, self.edge, *self.columns.values()]
        return ", ".join(name for name in names if name)

    def variable(self, property_: Property) -> str:
        """The name of what has the property, or of the column that it is."""
        if property_.owner is Owner.ROW:
            return self.columns[property_.name]
        owners = {Owner.NODE: self.node, Owner.EDGE: self.edge, Owner.ORIGIN: self.origin}
        return owners[property_.owner] or ""

    def of(self, property_: Property) -> str:
        """The expression of a property."""
        if property_.owner is Owner.ROW:
            return self.columns[property_.name]
        if property_.name == LABEL:
            return f"labels({self.node})[0]"
        return f"{self.variable(property_)}.{property_.name}"


class Row:
    """The cells of one row, and the sub-queries that fill some of them, by name as `expression AS name`."""

    def __init__(self, name: Callable[[str], str]) -> None:
        self._name = name  # gives a new name that starts with a letter
        self.cells: list[str] = []
        self.columns: dict[str, str] = {}

    def cell(self, expression: str) -> int:
        """The place of an expression among the cells."""
        if expression not in self.cells:
            self.cells.append(expression)
        return self.cells.index(expression)

    def subquery(self, expression: str) -> int:
        """The place of the cell that a sub-query fills."""
        name = self._name("s")
        self.columns[name] = f"{expression} AS {name}"
        return self.cell(name)

    def render(self, scope: Scope) -> str:
        """The tail of a sub-query: name its own sub-queries, return the cells as one list."""
        head = ""
        if self.columns:
            parts = [scope.names(), *(indent(column, "  ") for column in self.columns.values())]
            head = "WITH " + ",\n".join(parts) + "\n"
        return f"{head}RETURN [{', '.join(self.cells)}]"
