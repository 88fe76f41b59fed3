"""Compiles a selection tree to one Cypher statement, its parameters and the shaper of its only record. Pure.

Every object becomes a list of cells; every list of objects becomes a sub-query that collects such lists: a
`COLLECT { }` at the root, a `CALL { }` below it, which Neo4j plans once however deep it is nested.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from textwrap import indent
from typing import Any

from medcodegraph.graph.library.pieces import GIVEN
from medcodegraph.graph.library.today import DAY, dated
from medcodegraph.graph.model import Label
from medcodegraph.graph.request import clauses, keyset, shaper
from medcodegraph.graph.request.cost import Cost, estimate
from medcodegraph.graph.request.gather import counted, gathered
from medcodegraph.graph.request.index_order import in_order
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.predicates import predicate, sort_key
from medcodegraph.graph.request.properties import ORIGIN, Owner, Property, Type
from medcodegraph.graph.request.scope import PLACE, Row, Scope, Subquery, block
from medcodegraph.graph.request.shaper import Named, Shaper, Shaping
from medcodegraph.graph.request.tree import (
    EDGE,
    NODE,
    WEIGHED,
    AllOf,
    Call,
    Cursor,
    Facet,
    Facets,
    Field,
    Filter,
    Found,
    Hop,
    Information,
    Items,
    Keyed,
    Leaf,
    Link,
    Listed,
    Operation,
    Page,
    PagePart,
    Rows,
    Same,
    Scan,
    Seek,
    Shape,
    Stater,
    Total,
    Typename,
    Weighed,
)
from medcodegraph.graph.request.writing import ALONE, Names, Writing

_NOTHING = "RETURN\n  1"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Plan:
    """A compiled request. `text` returns one record; `sent` gives its Cypher parameters.

    `parameters` are the values that it takes, by name. `fixed` names those that LIMIT or SKIP reads: requests
    that differ there cannot share a statement. `columns` gives what a statement for several requests reads
    for each: `expression AS name`, by name; None if requests cannot share one.
    """

    text: str
    parameters: Mapping[str, Parameter]
    shape: Shaping
    cost: Cost  # how many objects a run may return, from its bound parameters
    fixed: tuple[str, ...]
    columns: Callable[[], Mapping[str, str] | None]
    dated: bool = False  # whether the text asks for the day

    @property
    def reads(self) -> bool:
        """Whether the database has to be asked: not for `{ __typename }` and introspection alone."""
        return self.text != _NOTHING

    @property
    def length(self) -> int:
        """Characters of the statement without indentation: Neo4j's planning time grows with them."""
        return sum(len(line.lstrip()) for line in self.text.splitlines())

    def bind(self, variables: Mapping[str, Any], day: date) -> dict[str, Any]:
        """The values for these GraphQL variables on a day; raises RequestError if one is not usable."""
        values = {name: parameter.value(variables) for name, parameter in self.parameters.items()}
        if self.dated:
            values[DAY] = day.isoformat()
        return values

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The Cypher parameters of `text` for these values."""
        return {name: values[name] for name in self.fixed} | {GIVEN: values}

    def answer(self, record: list[Any], values: Mapping[str, Any], *, strict: bool = True) -> Any:
        """The response data for the record; raises shaper.Violation if it would violate the schema."""
        return self.shape(record, values, strict=strict)


def compile_operation(operation: Operation) -> Plan:
    """The plan of one operation."""
    compiler = _Compiler(ALONE)
    row = Row(compiler.name)
    shape = compiler.record(operation.typename, operation.fields, Scope(), row)
    plain = "RETURN\n" + ",\n".join(indent(part, "  ") for part in row.columns.values() or ["1"])
    text = dated(plain, compiler.writing.value(DAY))
    cost = estimate(operation, compiler.parameter)
    fixed = tuple(compiler.fixed)
    columns = partial(_columns_for_several, operation, fixed)
    return Plan(text, compiler.parameters, Shaping(shape), cost, fixed, columns, dated=text != plain)


def _columns_for_several(operation: Operation, fixed: Sequence[str]) -> Mapping[str, str] | None:
    """None if a library sub-query has no scope clause: it cannot import a request's row."""
    compiler = _Compiler(Writing(several=True, fixed=frozenset(fixed)))
    row = Row(compiler.name)
    compiler.record(operation.typename, operation.fields, Scope(), row)
    if not compiler.joinable or not row.columns:
        return None
    day = compiler.writing.value(DAY)
    return {name: dated(column, day) for name, column in row.columns.items()}


class _Compiler(Names):
    # --- objects

    def record(self, typename: str, fields: Sequence[Field], scope: Scope, row: Row) -> Shaper:
        """An object of a known type: adds its fields' cells to the row."""
        return _record(typename, fields, self.shapers(fields, scope, row))

    def shapers(self, fields: Sequence[Field], scope: Scope, row: Row) -> dict[str, Shaper]:
        """How to read each field except `__typename`, which depends on the type."""
        return {part.key: self.field(part, scope, row) for part in fields if not isinstance(part, Typename)}

    def shape(self, shape: Shape, scope: Scope, row: Row) -> Shaper:
        """An object of one type, or of several distinguished by the node's label."""
        if not shape.abstract:
            ((typename, fields),) = shape.types.items()
            return self.record(typename, fields, scope, row)
        label = row.cell(scope.of(shape.by))
        shared = {id(fields): fields for fields in shape.types.values()}
        shapers = {mark: self.shapers(fields, scope, row) for mark, fields in shared.items()}
        types = {
            shape.labels[name]: _record(name, fields, shapers[id(fields)])
            for name, fields in shape.types.items()
        }
        return shaper.variants(types, label, optional=shape.optional)

    def field(self, part: Field, scope: Scope, row: Row) -> Shaper:
        """One field (not `__typename`)."""
        match part:
            case Leaf():
                return shaper.leaf(part, row.cell(clauses.leaf_text(part, scope)))
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

    def cursor(self, scope: Scope, row: Row) -> Shaper:
        assert scope.sorts is not None
        keys, mark = scope.sorts
        return shaper.cursor([row.cell(key) for key in keys], mark)

    def weighed(self, part: Weighed, scope: Scope, row: Row) -> Shaper:
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

    def link(self, part: Link, scope: Scope, row: Row) -> Shaper:
        match, inner, where = self.rows(part.rows, scope)
        if part.distinct:
            inner = replace(inner, edge=None, columns={})
        gather, inner = gathered(part.rows, inner, self.name)
        order = [sort_key(s, inner.of) + (" DESC" if s.descending else "") for s in part.order]
        order += [inner.columns.get(PLACE, f"{inner.node}.key")] if inner.node else []
        if inner.edge is not None and not clauses.single(part.rows):
            order += [f"{inner.edge}.source", f"coalesce({inner.edge}.id, '')"]
        keep = f"WITH {'DISTINCT ' if part.distinct else ''}{inner.names()} ORDER BY {', '.join(order)}"
        if isinstance(part.rows, Seek | Stater) or not order:
            keep = f"WITH {inner.names()}"
        if not part.many:
            keep += " LIMIT 1"
        inner_row = Row(self.name)
        item = self.shape(part.shape, inner, inner_row)
        index = row.rows([match, *clauses.where(where), *gather, keep], inner, inner_row)
        return shaper.listed(index, item) if part.many else shaper.single(index, item, part.required)

    def page(self, part: Page, scope: Scope, row: Row) -> Shaper:
        if isinstance(part.rows, Call) and part.runs > 1:
            return self.counted_page(part, part.rows, scope, row)
        inner_row = Row(self.name)
        match, inner, where = self.rows(part.uncut(whole=part.filter is not None), scope)
        if part.distinct:
            inner = replace(inner, edge=None, columns={})
        gather, inner = gathered(part.rows, inner, self.name)
        order = keyset.total_order(part.order, edges=inner.edge is not None and not clauses.single(part.rows))
        keys = [sort_key(s, inner.of) for s in order]
        inner = replace(inner, sorts=(tuple(keys), keyset.fingerprint(order)))
        # The cells that each part reads must be in the row before the row is rendered.
        readers = {index: self.reader(piece, inner, inner_row) for index, piece in enumerate(part.parts)}
        limit = self.parameter(part.first)
        after = None if part.after is None else self.parameter(part.after)
        rows = totals = facets = -1
        if any(isinstance(piece, Items | Information) for piece in part.parts):
            conditions = [*where, *self.filter(part.filter, inner)]
            conditions += in_order(part.rows, order, part.filter, inner.node, self.value)
            beyond = [] if after is None else [keyset.beyond(keys, order, self.writing.value(after))]
            if not gather:
                conditions, beyond = conditions + beyond, []
            by = [key + (" DESC" if s.descending else "") for key, s in zip(keys, order, strict=True)]
            keep = [f"WITH {'DISTINCT ' if part.distinct else ''}{inner.names()} ORDER BY {', '.join(by)}"]
            if isinstance(part.rows, Call | Found):  # else the query's lists would count in each row of a Top
                keep += [f"WITH *, 1 AS {self.name('i')}", f"WITH {inner.names()}"]
            keep[-1] += f" LIMIT {self.limit(part.first)}{' + 1' if part.ahead else ''}"
            rows = row.rows(
                [match, *clauses.where(conditions), *gather, *clauses.where(beyond), *keep], inner, inner_row
            )
        if any(isinstance(piece, Total) for piece in part.parts):
            totals = row.subquery(self.total(part, scope))
        if wanted := [piece for piece in part.parts if isinstance(piece, Facets)]:
            facets = row.subquery(self.facets(part, wanted, scope))

        def answer(index: int, piece: PagePart) -> Named:
            match piece:
                case Typename():
                    return piece.key, shaper.constant(part.typename)
                case Total():
                    count = Leaf(piece.key, Property("total"), Type.INT, required=True)
                    return piece.key, shaper.leaf(count, totals)
                case Items():
                    return piece.key, shaper.items(rows, readers[index], limit if part.ahead else None)
                case Information():
                    return piece.key, shaper.information(piece, rows, limit, after, readers[index])
                case Facets():
                    return piece.key, shaper.facets(piece, facets)

        return shaper.record([answer(*pair) for pair in enumerate(part.parts)], part.typename)

    def counted_page(self, part: Page, call: Call, scope: Scope, row: Row) -> Shaper:
        """A page of a library query and its counts: the query runs once, its rows are collected for both."""
        match, inner, where = self.rows(part.uncut(whole=True), scope)
        conditions = [*where, *self.filter(part.filter, inner)]
        hits = self.name("h")
        columns = {**inner.columns, **({NODE: inner.node} if inner.node else {})}
        columns |= {EDGE: inner.edge} if inner.edge else {}
        kept = ", ".join(f"{name}: {variable}" for name, variable in columns.items())
        found = Found(hits, tuple(columns), inner.given, call.placed if part.filter is None else None)
        rows = Subquery(hits, "\n".join([match, *clauses.where(conditions)]), f"{{{kept}}}")
        parts, held = Row(self.name), Scope(columns={hits: hits})
        page = self.page(replace(part, rows=found, filter=None), held, parts)
        return shaper.single(row.rows([rows.call(scope.all_names())], held, parts), page, required=True)

    def reader(self, piece: PagePart, scope: Scope, row: Row) -> Shaper:
        """What a part of a page reads from each row: an object, a cursor, nothing."""
        if isinstance(piece, Items):
            return self.shape(piece.shape, scope, row)
        if isinstance(piece, Information) and piece.cursors:
            return self.cursor(scope, row)
        return shaper.constant(None)

    def total(self, part: Page, scope: Scope) -> str:
        """How many rows the whole list has; under other names, since both sub-queries are in one scope."""
        match, inner, where = self.rows(part.uncut(whole=True, only_counted=True), scope)
        conditions = [*where, *self.filter(part.filter, inner)]
        what = f"DISTINCT {inner.node}" if part.distinct else counted(part.rows, inner)
        return block("COUNT", [match, *clauses.where(conditions), f"RETURN {what}"])

    def facets(self, part: Page, wanted: Sequence[Facets], scope: Scope) -> str:
        """The values of all facets, each with the facet's name and its number of rows, most common first."""
        match, inner, where = self.rows(part.uncut(whole=True, only_counted=True), scope)
        conditions = [*where, *self.filter(part.filter, inner)]
        named = {piece.name: piece.by for one in wanted for piece in one.parts if isinstance(piece, Facet)}
        pairs = [clauses.facet(name, by, inner, self.name("n")) for name, by in named.items()]
        count = [
            f"UNWIND {' + '.join(pairs) or '[]'} AS facet",
            f"WITH facet, count(DISTINCT {inner.node}) AS count WHERE facet[1] IS NOT NULL",
            "WITH facet, count ORDER BY count DESC, facet[1]",
            "RETURN [facet[0], facet[1], count]",
        ]
        return block("COLLECT", [match, *clauses.where(conditions), *count])

    # --- rows and filters

    def rows(self, rows: Rows, scope: Scope) -> tuple[str, Scope, list[str]]:
        """The clause that yields the rows, the variables it binds, and conditions on them."""
        node = self.name("n")
        match rows:
            case Seek():
                key = self.value(rows.key)
                return f"MATCH ({node}:{'|'.join(rows.labels)} {{key: {key}}})", Scope(node), []
            case Scan():
                return f"MATCH ({node}:{rows.label})", Scope(node), []
            case Hop():
                edge = self.name("e")
                match = f"MATCH {clauses.path(scope.node, edge, rows, node)}"
                return match, Scope(node, edge, scope.node), []
            case Stater():
                return f"MATCH ({node}:{Label.SOURCE} {{key: {scope.edge}.source}})", Scope(node), []
            case Keyed():
                keys = scope.columns[rows.column]
                return f"MATCH ({node}:{'|'.join(rows.labels)})", Scope(node), [f"{node}.key IN {keys}"]
            case Listed():
                return self.listed(rows, node, scope)
            case Call():
                return self.call(rows, node, scope)
            case Found():
                return self.found(rows, node)

    def call(self, call: Call, node: str, scope: Scope) -> tuple[str, Scope, list[str]]:
        """A library query as a sub-query: its parameters and columns get names unique in this statement."""

        given = {
            name: scope.given[one.name] if isinstance(one, Property) and one.owner is Owner.GIVEN else one
            for name, one in call.parameters.items()
        }
        text = indent(self.library_text(call.text.strip(), given, scope), "  ")
        imports = {scope.variable(one) for one in given.values() if isinstance(one, Property)}
        columns = {name: self.name("c") for name in call.columns}
        named = [f"node AS {node}"] if call.node else []
        named += [f"{name} AS {new}" for name, new in columns.items()]
        inner = Scope(node if call.node else "", columns=columns, given=given)
        if call.edge:
            edge, origin = self.name("e"), self.name("n")
            named += [f"edge AS {edge}", f"origin AS {origin}"]
            inner = replace(inner, edge=edge, origin=origin, columns={**columns, ORIGIN: origin})
        return f"{self.writing.scope(sorted(imports))}\n{text}\n}}\nWITH {', '.join(named)}", inner, []

    def found(self, rows: Found, node: str) -> tuple[str, Scope, list[str]]:
        """The collected rows of a library query, under names of their own."""
        hit, columns = self.name("m"), {name: self.name("c") for name in rows.columns}
        if NODE in columns:
            columns[NODE] = node
        named = ", ".join(f"{hit}.{name} AS {new}" for name, new in columns.items())
        placed = [] if rows.placed is None else [f"{columns[rows.placed]} IS NOT NULL"]
        node, edge = columns.pop(NODE, ""), columns.pop(EDGE, None)
        inner = Scope(node, edge, columns.get(ORIGIN), columns, rows.given)
        return f"UNWIND {rows.variable} AS {hit}\nWITH {named}", inner, placed

    def listed(self, rows: Listed, node: str, scope: Scope) -> tuple[str, Scope, list[str]]:
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
        return "\n".join(clauses), Scope(node, columns={**columns, PLACE: place}), []

    def filter(self, part: Filter | None, scope: Scope) -> list[str]:
        """The condition of a filter, as a list of none or one."""
        if part is None:
            return []

        def exists(hop: Hop, test: Filter) -> str:
            if test == AllOf(()):  # an edge is enough: Neo4j need not look at its other end
                return f"EXISTS {{ {clauses.path(scope.node, '', hop, '')} }}"
            match, inner, _ = self.rows(hop, scope)
            return f"EXISTS {{ {match} WHERE {self.filter(test, inner)[0]} }}"

        return [predicate(part, scope.of, self.value, exists)]


def _record(typename: str, fields: Sequence[Field], shapers: Mapping[str, Shaper]) -> Shaper:
    named = [(part.key, shapers.get(part.key) or shaper.constant(typename)) for part in fields]
    return shaper.record(named, typename)
