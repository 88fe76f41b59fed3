"""Which columns a table of nodes or edges has, and a thing's properties as a row of it.

The columns are those of the model. What does not fit into one (a name the model does not know, a value of
another type) goes into the last, `more`, as a JSON object in the form of typed_json.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from medcodegraph.graph.library.typed_json import typed
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES, Kind, Label, Rel
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS

MORE = "more"
ENDS = ("start_label", "start", "end_label", "end")

_DERIVED: dict[Rel, dict[str, Kind]] = {
    Rel.SIMILAR_TO: {
        "score": Kind.NUMBER,
        "relation": Kind.TEXT,
        "summary": Kind.TEXT,
        **dict.fromkeys(SIMILAR_WEIGHTS, Kind.NUMBER),
    },
    Rel.LACKED_BY: {
        "list": Kind.TEXT,
        "valid_from": Kind.DATE,
        "valid_from_by": Kind.DATE,
        "valid_to": Kind.DATE,
        "valid_to_by": Kind.DATE,
    },
    Rel.CHANGED_IN: {},
    Rel.FORMER: {"kind": Kind.TEXT},
    Rel.CONTRADICTED: {"kind": Kind.TEXT, "reason": Kind.TEXT},
    Rel.STATED_BY: {"digest": Kind.INTEGER},
}
_TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.FLAG: bool,
    Kind.DATE: date,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name as a path, what it holds, the kinds of its columns by name, without `more`."""

    name: str
    of: Label | Rel
    columns: Mapping[str, Kind]

    @property
    def is_nodes(self) -> bool:
        """Whether it holds nodes."""
        return isinstance(self.of, Label)


def node_table(label: Label) -> Table:
    """The table of the nodes of a label."""
    columns = {"key": Kind.TEXT, **NODE_PROPERTIES[label], "names": Kind.TEXTS}
    return Table(f"nodes/{label}", label, columns)


def edge_table(kind: Rel) -> Table:
    """The table of the edges of a kind."""
    facts = EDGES[kind].properties if kind in EDGES else _DERIVED[kind]
    stated = dict.fromkeys(("source", "id", "load"), Kind.TEXT)
    return Table(f"edges/{kind}", kind, {**dict.fromkeys(ENDS, Kind.TEXT), **stated, **facts})


def row_of(table: Table, properties: Mapping[str, Any]) -> dict[str, Any]:
    """A row: values by column; a column without a value is left out."""
    row: dict[str, Any] = {}
    more: dict[str, Any] = {}
    for name, value in properties.items():
        kind = table.columns.get(name)
        (row if kind is not None and _fits(value, kind) else more)[name] = value
    if more:
        row[MORE] = json_of(more)
    return row


def properties_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that a row stands for; its null values are none."""
    found = {name: value for name, value in row.items() if value is not None and name != MORE}
    if more := row.get(MORE):
        found |= {name: typed(name, value) for name, value in orjson.loads(more).items()}
    return found


def json_of(value: Any) -> str:
    """A value in JSON; dates are objects of one word."""
    return orjson.dumps(value, default=_said, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _fits(value: Any, kind: Kind) -> bool:
    if kind in (Kind.TEXTS, Kind.NUMBERS):
        item = str if kind is Kind.TEXTS else float
        return isinstance(value, list) and all(type(one) is item for one in value)
    return type(value) is _TYPES[kind] and value != ""
