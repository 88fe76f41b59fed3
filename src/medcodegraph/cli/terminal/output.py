"""Rows on standard output: a table for people, JSON or CSV for programs, files for analysts."""

import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any

import orjson

from medcodegraph.cli.terminal import files, table
from medcodegraph.cli.terminal.letters import printable

Row = Mapping[str, Any]
_PIECE = 1 << 16  # characters


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    ARROW = "arrow"
    XLSX = "xlsx"


def show(rows: Sequence[Row], format: Format, columns: Sequence[str] = ()) -> None:
    """Write rows to standard output; `columns` gives the header in case there are no rows."""
    names = list(rows[0]) if rows else list(columns)
    match format:
        case Format.JSON:
            text = _json(rows, indent=True) + "\n"
            # In pieces: unbuffered output does not tell that one write was cut short by a closed pipe.
            sys.stdout.writelines(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
        case Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            if names:
                writer.writerow(names)
            writer.writerows([_cell(row[name]) for name in names] for row in rows)
        case Format.TABLE:
            numbers = [_is_number([row[name] for row in rows]) for name in names]
            table.write(names, [[_text(row[name]) for name in names] for row in rows], numbers)
        case Format.PARQUET | Format.ARROW | Format.XLSX:
            files.write(format.value, names, [[row[name] for name in names] for row in rows])


def _is_number(values: Sequence[Any]) -> bool:
    return bool(values) and all(isinstance(value, int | float | None) for value in values)


def _text(value: Any) -> str:
    """A value as display text: a list by its items, a node by its key and name."""
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        items = [_cell(item) for item in value]
        shown = ("; " if any("," in item for item in items) else ", ").join(items)
    elif isinstance(value, dict) and "key" in value:
        name = value.get("display") or value.get("name") or value.get("title")
        shown = f"{value['key']} {name}" if name else str(value["key"])
    else:
        shown = _cell(value)
    return shown


def _cell(value: Any) -> str:
    """A value as one CSV cell: nothing for null, ISO for dates, JSON for lists and maps."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return printable(_json(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return printable(value if isinstance(value, str) else str(_unknown(value)))


def _json(value: Any, *, indent: bool = False) -> str:
    return orjson.dumps(value, default=_unknown, option=orjson.OPT_INDENT_2 if indent else None).decode()


def _unknown(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes | bytearray) else str(value)
