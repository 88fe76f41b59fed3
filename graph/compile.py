"""Selection tree to one Cypher statement, its parameters and the shaper of its single record. Pure.

Every object becomes a list of cells; every list of objects a `COLLECT { }` sub-query that returns such lists.
Neo4j refuses sub-queries inside a list literal, so each level first names its sub-queries in a WITH.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from textwrap import indent
from typing import Any

from medcodegraph.graph import keyset, shaper
from medcodegraph.graph.cost import Cost, estimate
from medcodegraph.graph.model import Label
from medcodegraph.graph.predicates import predicate, sort_key
from medcodegraph.graph.shaper import Named, Shaper, Shaping
from medcodegraph.graph.tree import (
    LABEL,
    WEIGHED,
    Call,
    Cursor,
    Field,
    Filter,
    Hop,
    Information,
    Items,
    Keyed,
    Leaf,
    Link,
    Listed,
    Operation,
    Owner,
    Page,
    PagePart,
    Parameter,
    Property,
    Rows,
    Same,
    Scan,
    Seek,
    Shape,
    Stater,
    Total,
    Type,
    Typename,
    Way,
    Weighed,
)

PLACE = "__place"  # of a row in the list that a column holds


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Plan:
    """A compiled request. `text` returns one record; `parameters` are named as in the text."""

    text: str
    parameters: Mapping[str, Parameter]
    shape: Shaping
    cost: Cost  # how many objects a run may bring, by its bound parameters

    def bind(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The Cypher parameters for these GraphQL variables; raises RequestError where one is not usable."""
        return {name: parameter.value(variables) for name, parameter in self.parameters.items()}

    def answer(self, record: list[Any], values: Mapping[str, Any], *, strict: bool = True) -> Any:
        """The response data for the record; raises shaper.Violation where the schema would be broken."""
        return self.shape(record, values, strict=strict)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Cypher names of what is at hand: the node, the edge to it, the node it came from, row columns."""

    node: str = ""
    edge: str | None = None
    origin: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    sorts: tuple[tuple[str, ...], str] | None = None  # the sort values of a page's row, the order's mark

    def names(self) -> str:
        names = [self.node, self.edge, *self.columns.values()]
        return ", ".join(name for name in names if name)

    def of(self, property_: Property) -> str:
        if property_.owner is Owner.ROW:
            return self.columns[property_.name]
        if property_.name == LABEL:
            return f"labels({self.node})[0]"
        whose = {Owner.NODE: self.node, Owner.EDGE: self.edge, Owner.ORIGIN: self.origin}[property_.owner]
        return f"{whose}.{property_.name}"


class _Row:
    """The cells of one row and the sub-queries that fill some of them."""

    def __init__(self, compiler: "_Compiler") -> None:
        self._compiler = compiler
        self.cells: list[str] = []
        self.subqueries: list[str] = []

    def cell(self, expression: str) -> int:
        if expression not in self.cells:
            self.cells.append(expression)
        return self.cells.index(expression)

    def subquery(self, expression: str) -> int:
        name = self._compiler.name("s")
        self.subqueries.append(f"{expression} AS {name}")
        return self.cell(name)

    def render(self, scope: _Scope) -> str:
        """The tail of a sub-query: name its own sub-queries, return the cells as one list."""
        head = ""
        if self.subqueries:
            head = "WITH " + ",\n".join([scope.names(), *(indent(s, "  ") for s in self.subqueries)]) + "\n"
        return f"{head}RETURN [{', '.join(self.cells)}]"


def compile_operation(operation: Operation) -> Plan:
    """The plan of one operation."""
    compiler = _Compiler()
    row = _Row(compiler)
    shape = compiler.record(operation.typename, operation.fields, _Scope(), row)
    text = "RETURN\n" + ",\n".join(indent(part, "  ") for part in row.subqueries or ["1"])
    cost = estimate(operation, lambda parameter: compiler.parameter(parameter)[1:])
    return Plan(text, compiler.parameters, Shaping(shape), cost)


class _Compiler:
    def __init__(self) -> None:
        self.parameters: dict[str, Parameter] = {}
        self._named: dict[int, str] = {}
        self._count = 0

    def name(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"

    def parameter(self, parameter: Parameter) -> str:
        """The parameter's name in the text, with its dollar; the same parameter keeps its name."""
        name = self._named.get(id(parameter))
        if name is None:
            name = f"p{len(self.parameters)}"
            self._named[id(parameter)] = name
            self.parameters[name] = parameter
        return f"${name}"

    # --- objects

    def record(self, typename: str, fields: Sequence[Field], scope: _Scope, row: _Row) -> Shaper:
        """An object of a known type: its fields' cells go into the row."""
        return _record(typename, fields, self.shapers(fields, scope, row))

    def shapers(self, fields: Sequence[Field], scope: _Scope, row: _Row) -> dict[str, Shaper]:
        """How to read each field but `__typename`, which depends on the type."""
        return {part.key: self.field(part, scope, row) for part in fields if not isinstance(part, Typename)}

    def shape(self, shape: Shape, scope: _Scope, row: _Row) -> Shaper:
        """An object, of one type or of several that the node's label tells apart."""
        if not shape.abstract:
            ((typename, fields),) = shape.types.items()
            return self.record(typename, fields, scope, row)
        label = row.cell(f"labels({scope.node})[0]")
        shared = {id(fields): fields for fields in shape.types.values()}
        shapers = {mark: self.shapers(fields, scope, row) for mark, fields in shared.items()}
        types = {
            shape.labels[name]: _record(name, fields, shapers[id(fields)])
            for name, fields in shape.types.items()
        }
        return shaper.variants(types, label)

    def field(self, part: Field, scope: _Scope, row: _Row) -> Shaper:
        """One field other than `__typename`."""
        match part:
            case Leaf():
                return shaper.leaf(part, row.cell(_leaf(part, scope)))
            case Same():
                return self.shape(part.shape, scope, row)
            case Link():
                return self.link(part, scope, row)
            case Page():
                return self.page(part, scope, row)
            case Weighed():
                return self.weighed(part, scope, row)
            case Cursor():
                return self.cursor(scope, row)
            case Typename():
                raise AssertionError("the object that holds a typename answers it")

    def cursor(self, scope: _Scope, row: _Row) -> Shaper:
        assert scope.sorts is not None
        keys, mark = scope.sorts
        return shaper.cursor([row.cell(key) for key in keys], mark)

    def weighed(self, part: Weighed, scope: _Scope, row: _Row) -> Shaper:
        kinds = [f"['{kind}', {scope.edge}.{kind}, {weight}]" for kind, weight in part.weights.items()]
        there = "WHERE part[1] IS NOT NULL | [part[0], part[1], part[2], part[1] * part[2]]"
        cell = row.cell(f"[part IN [{', '.join(kinds)}] {there}]")
        named: list[Named] = [
            (leaf.key, shaper.leaf(leaf, WEIGHED.index(leaf.property.name)))
            if isinstance(leaf, Leaf)
            else (leaf.key, shaper.constant(part.typename))
            for leaf in part.fields
        ]
        return shaper.listed(cell, shaper.record(named, part.typename))

    # --- lists

    def link(self, part: Link, scope: _Scope, row: _Row) -> Shaper:
        match, inner, where = self.rows(part.rows, scope)
        if part.distinct:
            inner = replace(inner, edge=None, columns={})
        order = [sort_key(s, inner.of) + (" DESC" if s.descending else "") for s in part.order]
        order += [inner.columns.get(PLACE, f"{inner.node}.key")]
        if inner.edge is not None and not _single(part.rows):
            order += [f"{inner.edge}.source", f"coalesce({inner.edge}.id, '')"]
        keep = f"WITH {'DISTINCT ' if part.distinct else ''}{inner.names()} ORDER BY {', '.join(order)}"
        if isinstance(part.rows, Seek | Stater):
            keep = f"WITH {inner.names()}"
        if not part.many:
            keep += " LIMIT 1"
        inner_row = _Row(self)
        item = self.shape(part.shape, inner, inner_row)
        index = row.subquery(_block("COLLECT", [match, *_where(where), keep, inner_row.render(inner)]))
        return shaper.listed(index, item) if part.many else shaper.single(index, item, part.required)

    def page(self, part: Page, scope: _Scope, row: _Row) -> Shaper:
        inner_row = _Row(self)
        match, inner, where = self.rows(part.rows, scope)
        if part.distinct:
            inner = replace(inner, edge=None, columns={})
        order = keyset.total_order(part.order, edges=inner.edge is not None and not _single(part.rows))
        keys = [sort_key(s, inner.of) for s in order]
        inner = replace(inner, sorts=(tuple(keys), keyset.fingerprint(order)))
        # What each part reads from a row must be in the row before it is rendered.
        readers = {index: self.reader(piece, inner, inner_row) for index, piece in enumerate(part.parts)}
        limit = self.parameter(part.first)
        after = None if part.after is None else self.parameter(part.after)
        rows = totals = -1
        if any(isinstance(piece, Items | Information) for piece in part.parts):
            conditions = [*where, *self.filter(part.filter, inner)]
            if after is not None:
                conditions.append(keyset.beyond(keys, order, after))
            by = [key + (" DESC" if s.descending else "") for key, s in zip(keys, order, strict=True)]
            keep = f"WITH {'DISTINCT ' if part.distinct else ''}{inner.names()}"
            keep += f" ORDER BY {', '.join(by)} LIMIT {limit}{' + 1' if part.ahead else ''}"
            rows = row.subquery(
                _block("COLLECT", [match, *_where(conditions), keep, inner_row.render(inner)])
            )
        if any(isinstance(piece, Total) for piece in part.parts):
            totals = row.subquery(self.total(part, scope))

        def answer(index: int, piece: PagePart) -> Named:
            match piece:
                case Typename():
                    return piece.key, shaper.constant(part.typename)
                case Total():
                    count = Leaf(piece.key, Property("total"), Type.INT, required=True)
                    return piece.key, shaper.leaf(count, totals)
                case Items():
                    return piece.key, shaper.items(rows, readers[index], limit[1:] if part.ahead else None)
                case Information():
                    previous = after[1:] if after else None
                    return piece.key, shaper.information(piece, rows, limit[1:], previous, readers[index])

        return shaper.record([answer(*pair) for pair in enumerate(part.parts)], part.typename)

    def reader(self, piece: PagePart, scope: _Scope, row: _Row) -> Shaper:
        """What a part of a page reads from each row: an object, a cursor, nothing."""
        if isinstance(piece, Items):
            return self.shape(piece.shape, scope, row)
        if isinstance(piece, Information) and piece.cursors:
            return self.cursor(scope, row)
        return shaper.constant(None)

    def total(self, part: Page, scope: _Scope) -> str:
        """How many rows the whole list has: under other names, since both sub-queries stand side by side."""
        match, inner, where = self.rows(part.rows, scope)
        conditions = [*where, *self.filter(part.filter, inner)]
        distinct = "DISTINCT " if part.distinct else ""
        return _block("COUNT", [match, *_where(conditions), f"RETURN {distinct}{inner.node}"])

    # --- rows and filters

    def rows(self, rows: Rows, scope: _Scope) -> tuple[str, _Scope, list[str]]:
        """The clause that yields the rows, the names it gives, and conditions on them."""
        node = self.name("n")
        match rows:
            case Seek():
                key = self.parameter(rows.key)
                return f"MATCH ({node}:{'|'.join(rows.labels)} {{key: {key}}})", _Scope(node), []
            case Scan():
                return f"MATCH ({node}:{rows.label})", _Scope(node), []
            case Hop():
                edge = self.name("e")
                return f"MATCH {_path(scope.node, edge, rows, node)}", _Scope(node, edge, scope.node), []
            case Stater():
                return f"MATCH ({node}:{Label.SOURCE} {{key: {scope.edge}.source}})", _Scope(node), []
            case Keyed():
                keys = scope.columns[rows.column]
                return f"MATCH ({node}:{'|'.join(rows.labels)})", _Scope(node), [f"{node}.key IN {keys}"]
            case Listed():
                return self.listed(rows, node, scope)
            case Call():
                return self.call(rows, node, scope)

    def call(self, call: Call, node: str, scope: _Scope) -> tuple[str, _Scope, list[str]]:
        """A query of the library as a sub-query: its parameters and columns get names of this statement."""

        def value(match: re.Match[str]) -> str:
            given = call.parameters[match[1]]
            return self.parameter(given) if isinstance(given, Parameter) else scope.of(given)

        text = indent(re.sub(r"\$(\w+)", value, call.text.strip()), "  ")
        needed = [p.owner for p in call.parameters.values() if isinstance(p, Property)]
        imports = {scope.origin if owner is Owner.ORIGIN else scope.node for owner in needed}
        columns = {name: self.name("c") for name in call.columns}
        names = ", ".join([f"node AS {node}", *(f"{name} AS {new}" for name, new in columns.items())])
        head = f"CALL ({', '.join(sorted(name for name in imports if name))}) {{"
        return f"{head}\n{text}\n}}\nWITH {names}", _Scope(node, columns=columns), []

    def listed(self, rows: Listed, node: str, scope: _Scope) -> tuple[str, _Scope, list[str]]:
        """The maps of a column one by one, each with its node."""
        place, entry = self.name("i"), self.name("m")
        values, columns = scope.columns[rows.column], {name: self.name("c") for name in rows.columns}
        facts = [f"{entry}.{name} AS {new}" for name, new in columns.items()]
        clauses = [
            f"UNWIND range(0, size({values}) - 1) AS {place}",
            f"WITH {place}, {values}[{place}] AS {entry}",
            f"MATCH ({node}:{'|'.join(rows.labels)} {{key: {entry}.{rows.key}}})",
            f"WITH {', '.join([place, node, *facts])}",
        ]
        return "\n".join(clauses), _Scope(node, columns={**columns, PLACE: place}), []

    def filter(self, part: Filter | None, scope: _Scope) -> list[str]:
        """The conditions of a filter: none or one."""
        if part is None:
            return []

        def exists(hop: Hop, test: Filter) -> str:
            match, inner, _ = self.rows(hop, scope)
            return f"EXISTS {{ {match} WHERE {self.filter(test, inner)[0]} }}"

        return [predicate(part, scope.of, self.parameter, exists)]


def _record(typename: str, fields: Sequence[Field], shapers: Mapping[str, Shaper]) -> Shaper:
    named = [(part.key, shapers.get(part.key) or shaper.constant(typename)) for part in fields]
    return shaper.record(named, typename)


def _single(rows: Rows) -> bool:
    return isinstance(rows, Hop) and rows.single


def _leaf(part: Leaf, scope: _Scope) -> str:
    text = scope.of(part.property)
    if part.many:
        return f"coalesce({text}, [])"
    return f"toString({text})" if part.type is Type.DATE else text


def _path(start: str, edge: str, hop: Hop, end: str) -> str:
    left, right = ("<" if hop.way is Way.IN else ""), (">" if hop.way is Way.OUT else "")
    return f"({start}){left}-[{edge}:{'|'.join(hop.rels)}]-{right}({end}:{'|'.join(hop.labels)})"


def _where(conditions: Sequence[str]) -> list[str]:
    return [f"WHERE {' AND '.join(conditions)}"] if conditions else []


def _block(word: str, lines: Sequence[str]) -> str:
    body = indent("\n".join(lines), "  ")
    return f"{word} {{\n{body}\n}}"
