"""Rows as a file on standard output: Parquet, Arrow (the stream format), Excel."""

import io
import sys
from collections.abc import Sequence
from typing import Any

from medcodegraph.cli.terminal.progress import warn
from medcodegraph.errors import SettingsError


def write(format: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows; raises SettingsError on a terminal, and if a package is missing."""
    if sys.stdout.isatty():
        raise SettingsError(f"{format} is not for a terminal: send it to a file, with `> rows.{format}`")
    out = io.BytesIO()
    if format == "xlsx":
        from medcodegraph.client import workbook

        if cut := workbook.write(out, columns, rows):
            warn(f"{cut} texts were cut: a cell holds {workbook.LONGEST_TEXT:,} characters")
    else:
        from medcodegraph.client.frames import arrow_table

        table = arrow_table(columns, rows)
        import pyarrow
        from pyarrow import parquet

        if format == "parquet":
            parquet.write_table(table, out, compression="zstd")
        else:
            with pyarrow.ipc.new_stream(out, table.schema) as writer:
                writer.write_table(table)
    sys.stdout.flush()
    sys.stdout.buffer.write(out.getvalue())
    sys.stdout.buffer.flush()
