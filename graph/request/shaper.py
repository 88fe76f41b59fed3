"""From rows to the response: how a plan's Python functions turn the lists Neo4j returns into the answer.

A shaper writes into a script the statements that read one field from a row, and returns the expression for
its value; it is given the name of the row's variable. `Shaping` is a whole answer, compiled on first use.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from medcodegraph.graph.request.keyset import encode
from medcodegraph.graph.request.properties import Type
from medcodegraph.graph.request.script import Function, Script
from medcodegraph.graph.request.tree import Facet, Facets, Information, Leaf

TYPE = "\x00type"


class Violation(Exception):
    """A value that the schema does not allow: graphql-core's executor is then run, to report it."""


Shaper = Callable[[Script, str], str]
Named = tuple[str, Shaper]
_CLASSES: dict[Type, str] = {
    Type.STRING: "str",
    Type.DATE: "str",
    Type.BOOLEAN: "bool",
    Type.INT: "int",
    Type.FLOAT: "float",
}
_NAMES = {"Violation": Violation, "date": date, "encode": encode, "TYPE": TYPE}


class Shaping:
    """The answer of one plan as a function of its record and its parameters, strict or for the executor."""

    def __init__(self, shaper: Shaper) -> None:
        self._shaper = shaper
        self._functions: dict[bool, Function] = {}

    def __call__(self, record: list[Any], values: Mapping[str, Any], *, strict: bool) -> Any:
        """The answer; a strict run raises Violation if a value violates the schema."""
        function = self._functions.get(strict)
        if function is None:
            script = Script(_NAMES, strict=strict)
            function = self._functions[strict] = script.run(script.each(self._shaper))
        try:
            return function((record,), values)[0]
        except (KeyError, TypeError) as error:  # a stored value without an enum name, or of the wrong type
            raise Violation from error


def constant(value: Any) -> Shaper:
    """A constant: the same text, number or null for each row."""
    return lambda _script, _row: repr(value)


def leaf(field: Leaf, index: int) -> Shaper:
    """A scalar or enum, or a list of them, at `index` in the row."""

    def write(script: Script, row: str) -> str:
        value = script.let(f"{row}[{index}]")
        if field.many:
            return _leaves(field, script, value)
        if script.strict and field.required:
            return _leaf(field, script, value)
        if not script.strict and field.type is not Type.DATE:
            return value
        with script.block(f"if {value} is not None:"):
            script.line(f"{value} = {_leaf(field, script, value)}")
        return value

    return write


def _leaf(field: Leaf, script: Script, value: str) -> str:
    """The expression for one non-null scalar, after the statements that check it."""
    if not script.strict:
        return f"date.fromisoformat({value})" if field.type is Type.DATE else value
    if field.type is Type.ENUM:
        return f"{script.constant(field.names)}[{value}]"
    wrong = f"{value}.__class__ is not {_CLASSES[field.type]}"
    if field.type is Type.FLOAT:
        wrong += f" and {value}.__class__ is not int"
    elif field.type is Type.INT:
        wrong += f" or not -2147483648 <= {value} < 2147483648"
    with script.block(f"if {wrong}:"):
        script.line("raise Violation")
    return value


def _leaves(field: Leaf, script: Script, value: str) -> str:
    found = script.let("[]")
    with script.block(f"for item in {value}:"):
        script.line(f"{found}.append({_leaf(field, script, 'item')})")
    return found


def record(fields: Sequence[Named], typename: str) -> Shaper:
    """An object, with its fields in the order of the selection."""

    def write(script: Script, row: str) -> str:
        entries = [f"{key!r}: {part(script, row)}" for key, part in fields]
        if not script.strict:
            entries.append(f"TYPE: {typename!r}")
        return f"{{{', '.join(entries)}}}"

    return write


def variants(types: Mapping[str, Shaper], index: int, *, optional: bool = False) -> Shaper:
    """An object of an abstract type, chosen by the label at `index`; null without one if `optional`."""

    def write(script: Script, row: str) -> str:
        label, chosen = script.let(f"{row}[{index}]"), script.let("None")
        for number, (name, shape) in enumerate(types.items()):
            with script.block(f"{'elif' if number else 'if'} {label} == {name!r}:"):
                script.line(f"{chosen} = {shape(script, row)}")
        with script.block(f"elif {label} is not None:" if optional else "else:"):
            script.line("raise Violation" if script.strict else f"{chosen} = {{TYPE: {label}}}")
        return chosen

    return write


def listed(index: int, item: Shaper) -> Shaper:
    """A list of objects: the rows of a sub-query at `index`."""
    return lambda script, row: f"{script.each(item)}({row}[{index}], values)"


def single(index: int, item: Shaper, required: bool) -> Shaper:
    """The only row of a sub-query at `index`, or null."""

    def write(script: Script, row: str) -> str:
        rows, one = script.let(f"{row}[{index}]"), script.each(item)
        if required and script.strict:
            with script.block(f"if not {rows}:"):
                script.line("raise Violation")
        return f"{one}({rows}, values)[0] if {rows} else None"

    return write


def cursor(indexes: Sequence[int], mark: str) -> Shaper:
    """The cursor of a row whose sort values are at `indexes`."""

    def write(_script: Script, row: str) -> str:
        return f"encode({mark!r}, [{', '.join(f'{row}[{index}]' for index in indexes)}])"

    return write


def items(index: int, item: Shaper, limit: str | None) -> Shaper:
    """The rows of a page; given a `limit`, without the one fetched to see whether more follow."""
    most = "" if limit is None else f"[: values[{limit!r}]]"
    return lambda script, row: f"{script.each(item)}({row}[{index}]{most}, values)"


def information(field: Information, index: int, limit: str, after: str | None, to_cursor: Shaper) -> Shaper:
    """`pageInfo` of the page whose rows are at `index`."""

    def fact(script: Script, name: str, rows: str, size: str) -> str:
        if name == "hasNextPage":
            return f"len({rows}) > {size}"
        if name == "hasPreviousPage":
            return "False" if after is None else f"values[{after!r}] is not None"
        if name == "__typename":
            return repr(field.typename)
        which = "[:1]" if name == "startCursor" else "[-1:]"
        return f"({script.each(to_cursor)}({rows}[:{size}]{which}, values) or (None,))[0]"

    def write(script: Script, row: str) -> str:
        rows, size = script.let(f"{row}[{index}]"), script.let(f"values[{limit!r}]")
        entries = [f"{key!r}: {fact(script, name, rows, size)}" for key, name in field.facts]
        if not script.strict:
            entries.append(f"TYPE: {field.typename!r}")
        return f"{{{', '.join(entries)}}}"

    return write


def facets(field: Facets, index: int) -> Shaper:
    """`facets` of the list whose rows (name, value, count) are at `index`."""

    def values(piece: Facet) -> Shaper:
        cells, typename = {"value": 1, "count": 2}, constant(piece.typename)
        named: list[Named] = [
            (one.key, leaf(one, cells[one.property.name]) if isinstance(one, Leaf) else typename)
            for one in piece.fields
        ]
        return record(named, piece.typename)

    def write(script: Script, row: str) -> str:
        rows = script.let(f"{row}[{index}]")
        entries = []
        for piece in field.parts:
            if isinstance(piece, Facet):
                these = f"[one for one in {rows} if one[0] == {piece.name!r}]"
                entries.append(f"{piece.key!r}: {script.each(values(piece))}({these}, values)")
            else:
                entries.append(f"{piece.key!r}: {field.typename!r}")
        if not script.strict:
            entries.append(f"TYPE: {field.typename!r}")
        return f"{{{', '.join(entries)}}}"

    return write
