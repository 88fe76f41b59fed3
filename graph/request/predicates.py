"""Filters and sort keys as Cypher expressions."""

from collections.abc import Callable, Sequence

from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import Property, Type
from medcodegraph.graph.request.tree import AllOf, AnyOf, Filter, Hop, Not, Operator, Reaches, Sort, Test

_COMPARE = {
    Operator.EQ: "=",
    Operator.NE: "<>",
    Operator.IN: "IN",
    Operator.LT: "<",
    Operator.LTE: "<=",
    Operator.GT: ">",
    Operator.GTE: ">=",
    Operator.STARTS_WITH: "STARTS WITH",
}
_NARROW = {Operator.EQ, Operator.IN, Operator.STARTS_WITH, Operator.CONTAINS}
_MISSING = {Type.FLOAT: "-1.0", Type.INT: "-1", Type.BOOLEAN: "false"}

Expression = Callable[[Property], str]
Named = Callable[[Parameter], str]
Exists = Callable[[Hop, Filter], str]


def sort_key(sort: Sort, expression: Expression) -> str:
    """The expression to sort by: never null, and of a type that a cursor can hold."""
    text = expression(sort.by)
    if sort.always:
        return text
    if sort.type is Type.DATE:
        return f"coalesce(toString({text}), '')"
    return f"coalesce({text}, {_MISSING.get(sort.type, chr(39) * 2)})"


def predicate(part: Filter, expression: Expression, named: Named, exists: Exists) -> str:
    """A filter as a Cypher predicate; `named` names a parameter, `exists` renders an existence check."""
    match part:
        case Test():
            return _joined(" OR ", [_test(part, expression(p), named) for p in part.properties], "false")
        case Reaches():
            return exists(part.hop, part.test)
        case Not(Reaches() as there):
            return f"NOT {exists(there.hop, there.test)}"
        case Not():
            # If the property is missing, the inner test is null: its negation should be true.
            return f"NOT coalesce({predicate(part.part, expression, named, exists)}, false)"
        case AllOf():
            inner = [predicate(p, expression, named, exists) for p in part.parts]
            return _joined(" AND ", inner, "true")
        case AnyOf():
            text = _joined(" OR ", [predicate(p, expression, named, exists) for p in part.parts], "false")
            return f"coalesce({text}, false)" if any(map(_is_wide, part.parts)) else text


def _is_wide(part: Filter) -> bool:
    """Whether a part of an OR is true of so much that an index is of no use.

    Neo4j would look up each part, join and sort them all; of an expression it takes the first in their order.
    """
    match part:
        case Test():
            return part.operator not in _NARROW
        case AllOf():
            return all(map(_is_wide, part.parts))
        case _:
            return False


def _joined(word: str, texts: Sequence[str], empty: str) -> str:
    if len(texts) < 2:
        return texts[0] if texts else empty
    return f"({word.join(texts)})"


def _test(test: Test, left: str, named: Named) -> str:
    right = named(test.value)
    if test.operator is Operator.IS_NULL:
        return f"({left} IS NULL) = {right}"
    if test.operator is Operator.CONTAINS:
        return f"toLower({left}) CONTAINS toLower({right})"
    if test.date:
        right = f"[d IN {right} | date(d)]" if test.operator is Operator.IN else f"date({right})"
    text = f"{left} {_COMPARE[test.operator]} {right}"
    return f"coalesce({text}, true)" if test.operator is Operator.NE else text
