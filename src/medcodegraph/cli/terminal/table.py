"""A table for display: a line per row if it fits, else prose wrapped in its column, or a block per row."""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from medcodegraph.cli.terminal.letters import printable

_NO_TERMINAL = 300  # line width if it is not a terminal
_PROSE = 16  # least width of a column of prose; if it does not fit, rows become blocks


def write(names: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[bool]) -> None:
    """Write rows and their number to standard output; `numbers` are the columns that hold numbers."""
    bounded = sys.stdout.isatty() or "COLUMNS" in os.environ
    out = Console(width=None if bounded else _NO_TERMINAL, highlight=False)
    cells = [[printable(text) for text in row] for row in rows]
    columns = [
        _column(name, [" ".join(row[index].split("\n")) for row in cells], number)
        for index, (name, number) in enumerate(zip(names, numbers, strict=True))
    ]
    gaps = 2 * len(columns)
    if not columns:
        pass
    elif sum(column.width for column in columns) + gaps <= out.width:
        _lines(out, columns)
    elif bounded and sum(column.narrowest for column in columns) + gaps <= out.width:
        _wrapped(out, columns)
    else:
        _blocks(out, names, cells)
    out.file.write(f"({len(rows)} row{'' if len(rows) == 1 else 's'})\n")


@dataclass(frozen=True, slots=True)
class _Column:
    """The name and the cells of a column, each as one line of text. Single words are not wrapped."""

    texts: Sequence[str]
    width: int
    is_word: bool
    is_number: bool

    @property
    def narrowest(self) -> int:
        return self.width if self.is_word else min(self.width, _PROSE)

    def padded(self, text: str) -> str:
        """A cell padded to the width of the column."""
        fill = " " * (self.width - cell_len(text))
        return fill + text if self.is_number else text + fill


def _column(name: str, cells: Sequence[str], number: bool) -> _Column:
    texts = [name, *cells]
    is_word = not any(re.search(r"\s", text) for text in texts)
    return _Column(texts, max(map(cell_len, texts)), is_word, number)


def _lines(out: Console, columns: Sequence[_Column]) -> None:
    """One line per row; written directly, as laying out a table takes several times as long."""
    for number, row in enumerate(zip(*(column.texts for column in columns), strict=True)):
        line = "  ".join(column.padded(text) for column, text in zip(columns, row, strict=True)).rstrip()
        bold = number == 0 and out.is_terminal and not out.no_color
        out.file.write(f"\033[1m{line}\033[0m\n" if bold else f"{line}\n")


def _wrapped(out: Console, columns: Sequence[_Column]) -> None:
    """A table as wide as the terminal, with wrapped prose."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        justify: JustifyMethod = "right" if column.is_number else "left"
        table.add_column(column.texts[0], justify=justify, no_wrap=column.is_word, overflow="fold")
    for row in zip(*(column.texts[1:] for column in columns), strict=True):
        table.add_row(*map(Text, row))
    _print(out, table)


def _blocks(out: Console, names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """One block of lines per row, for rows that are too wide for a table."""
    for row in cells:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True, style="bold")
        grid.add_column(overflow="fold")
        for name, cell in zip(names, row, strict=True):
            grid.add_row(name, Text(cell))
        _print(out, grid)
        out.file.write("\n")


def _print(out: Console, table: Table) -> None:
    """Print without trailing spaces, unless on a terminal."""
    with out.capture() as capture:
        out.print(table)
    text = capture.get()
    out.file.write(text if out.is_terminal else re.sub(r" +$", "", text, flags=re.MULTILINE))
