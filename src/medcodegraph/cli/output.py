"""Rows on standard output: a table for people, JSON or CSV for programs."""

import csv
import os
import re
import sys
from collections.abc import Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any

import orjson
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from medcodegraph.graph.driver import Row

_NO_TERMINAL = 300  # characters a line may have where no terminal says how many
_PROSE = 16  # characters that a column of prose needs at least; a table that cannot have them is not one
_CONTROL = dict.fromkeys([*range(9), *range(11, 32), 127], "�")


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def show(rows: Sequence[Row], format: Format, columns: Sequence[str] = ()) -> None:
    """Write rows to standard output; `columns` names them where there may be no row to do so."""
    names = list(rows[0]) if rows else list(columns)
    match format:
        case Format.JSON:
            sys.stdout.write(_json(rows, indent=True) + "\n")
        case Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            if names:
                writer.writerow(names)
            writer.writerows([_cell(row[name]) for name in names] for row in rows)
        case Format.TABLE:
            _table(names, rows)


def _table(names: Sequence[str], rows: Sequence[Row]) -> None:
    bounded = sys.stdout.isatty() or "COLUMNS" in os.environ
    out = Console(width=None if bounded else _NO_TERMINAL, highlight=False)
    cells = [[_text(row[name]) for name in names] for row in rows]
    lines = [[Text(" ".join(cell.plain.split("\n"))) for cell in row] for row in cells]
    columns = [[Text(name), *(row[index] for row in lines)] for index, name in enumerate(names)]
    prose = _PROSE if bounded else _NO_TERMINAL
    if sum(_narrowest(column, prose) + 2 for column in columns) > out.width:
        _blocks(out, names, cells)
    elif names:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for name, column in zip(names, columns, strict=True):
            number = bool(rows) and all(isinstance(row[name], int | float | None) for row in rows)
            justify: JustifyMethod = "right" if number else "left"
            table.add_column(name, justify=justify, no_wrap=_is_word(column), overflow="fold")
        for line in lines:
            table.add_row(*line)
        _print(out, table)
    out.print(f"({len(rows)} row{'' if len(rows) == 1 else 's'})")


def _blocks(out: Console, names: Sequence[str], cells: Sequence[Sequence[Text]]) -> None:
    """One block of lines per row, for rows that are too wide for a table."""
    for row in cells:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True, style="bold")
        grid.add_column(overflow="fold")
        for name, cell in zip(names, row, strict=True):
            grid.add_row(name, cell)
        _print(out, grid)
        out.print()


def _print(out: Console, table: Table) -> None:
    """Print without the spaces that fill up the last column, unless a terminal shows them."""
    with out.capture() as capture:
        out.print(table)
    text = capture.get()
    out.file.write(text if out.is_terminal else re.sub(r" +$", "", text, flags=re.MULTILINE))


def _is_word(column: Sequence[Text]) -> bool:
    """Whether a column holds keys, numbers or dates: what is not broken into lines."""
    return not any(re.search(r"\s", cell.plain) for cell in column)


def _narrowest(column: Sequence[Text], prose: int) -> int:
    widest = max(cell.cell_len for cell in column)
    return widest if _is_word(column) else min(widest, prose)


def _text(value: Any) -> Text:
    """A value as people read it: a list by its items, a node by its key and name."""
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        items = [_cell(item) for item in value]
        shown = ("; " if any("," in item for item in items) else ", ").join(items)
    elif isinstance(value, dict) and "key" in value:
        name = value.get("display") or value.get("name") or value.get("title")
        shown = f"{value['key']} {name}" if name else str(value["key"])
    else:
        shown = _cell(value)
    return Text(shown.translate(_CONTROL))


def _cell(value: Any) -> str:
    """A value as one CSV cell: nothing for null, ISO for dates, JSON for lists and maps."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return _json(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return value if isinstance(value, str) else str(_unknown(value))


def _json(value: Any, *, indent: bool = False) -> str:
    return orjson.dumps(value, default=_unknown, option=orjson.OPT_INDENT_2 if indent else None).decode()


def _unknown(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes | bytearray) else str(value)
