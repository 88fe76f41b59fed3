"""Rows as an Excel workbook of one sheet."""

import re
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from medcodegraph.errors import InputError

MOST_ROWS, LONGEST_TEXT = 1_048_575, 32_767
"""What a sheet holds below its heading, what a cell holds."""

_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write(file: BinaryIO | Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Write rows below a heading; returns how many texts were cut because they were too long for a cell.

    Texts stay texts, also those that begin like a formula. Raises InputError if there are too many rows.
    """
    if len(rows) > MOST_ROWS:
        raise InputError(
            f"{len(rows):,} rows are too many, as a sheet holds {MOST_ROWS:,}: write parquet or csv"
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    cut = 0
    for row in [list(columns), *rows]:
        cells = []
        for value in row:
            shown = _shown(value)
            if isinstance(shown, str):
                cut += len(shown) > LONGEST_TEXT
                cell = WriteOnlyCell(sheet, _UNUSABLE.sub("", shown[:LONGEST_TEXT]))
                cell.data_type = "s"
                cells.append(cell)
            else:
                cells.append(shown)
        sheet.append(cells)
    book.save(file)
    return cut


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date | time):
        return value if getattr(value, "tzinfo", None) is None else value.isoformat()
    return orjson.dumps(value, default=str).decode()
