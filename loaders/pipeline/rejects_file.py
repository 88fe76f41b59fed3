"""The report of rejected rows, as a file a spreadsheet can open."""

import csv
from collections.abc import Iterable
from pathlib import Path

from medcodegraph.loaders.report import Reject


def rejects_file(folder: Path, part: str) -> Path:
    """The path for the rejected rows of a part: `<folder>/<part>.csv`."""
    return folder / f"{part}.csv"


def write_rejects(folder: Path, part: str, rejects: Iterable[Reject]) -> Path | None:
    """Write one line per rejected row (file, line, reason, row); None, and no file, if there are none."""
    file = rejects_file(folder, part)
    rows = [(reject.file, reject.line, reject.reason, reject.row) for reject in rejects]
    if not rows:
        file.unlink(missing_ok=True)
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    # A row, or its file's name, may be rejected because UTF-8 cannot encode it.
    with file.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "line", "reason", "row"))
        writer.writerows(rows)
    return file
