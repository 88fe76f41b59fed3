"""The data of a GraphQL answer as rows: the items of its list, nested objects as dotted columns."""

from collections.abc import Mapping, Sequence
from typing import Any


def flatten(data: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows.

    The rows are the items of the first list on the way down from the only field: a list, or the `edges` or
    `nodes` of a connection; without one the answer is one row. Lists below stay lists.
    """
    found = [_flat(item) for item in _items(data)]
    columns = list({name: None for row in found for name in row})
    return columns, [[row.get(name) for name in columns] for row in found]


def _items(value: Any) -> Sequence[Any]:
    while isinstance(value, Mapping):
        if (listed := value.get("edges", value.get("nodes"))) is not None:
            return listed if isinstance(listed, list) else [value]
        inner = [one for one in value.values() if isinstance(one, Mapping | list)]
        if len(value) != 1 or not inner:
            return [value]
        value = inner[0]
    return value if isinstance(value, list) else []


def _flat(item: Any, before: str = "") -> dict[str, Any]:
    if not isinstance(item, Mapping):
        return {before.rstrip(".") or "value": item}
    row: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, Mapping):
            row |= _flat(value, before if name == "node" and not before else f"{before}{name}.")
        else:
            row[f"{before}{name}"] = value
    return row
