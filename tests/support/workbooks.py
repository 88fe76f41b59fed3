"""Workbooks written for tests."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]
Target = TypeVar("Target", Path, BytesIO)


def write_workbook(path: Target, **sheets: Rows) -> Target:
    """An .xlsx file with these sheets, in order; a pair is a value with a number format."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, given in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                if isinstance(given, tuple):
                    cell.value, cell.number_format = given
                elif given is not None:
                    cell.value = given  # type: ignore[assignment]
                    if isinstance(given, str):
                        cell.data_type = "s"  # even where it looks like a formula
    workbook.save(path)
    return path
