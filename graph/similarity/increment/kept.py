"""Rows of codes, and their best pairs, on their way into the files of a snapshot: there may be millions."""

from pathlib import Path
from typing import Any, BinaryIO, Self, cast

import numpy as np
import orjson

from medcodegraph.graph.similarity.digests import digest, joined
from medcodegraph.graph.similarity.rows import CODE_COLUMNS, CodeRow
from medcodegraph.graph.similarity.scores import Kept

ROWS, DIGESTS = "codes.jsonl", "rows"
_NEW = "codes.jsonl.new"
_PAGE = 10_000
_PAIRS: tuple[tuple[str, Any], ...] = (
    ("kept-a.bin", np.int32),
    ("kept-b.bin", np.int32),
    ("kept-score.bin", np.float32),
)
"""The columns of the best pairs, each in a file."""


class KeptRows:
    """The rows of codes on their way into a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digests = bytearray()
        self._lines: list[bytes] = []
        (folder / _NEW).write_bytes(b"")

    def add(self, row: CodeRow) -> None:
        """Keep the row of the next code."""
        line = _line(row)
        self._digests += digest(line)
        self._lines.append(line + b"\n")
        if len(self._lines) == _PAGE:
            self._write()

    def close(self) -> None:
        """Put them in place."""
        self._write()
        np.save(self._folder / f"{DIGESTS}.npy", joined([bytes(self._digests)]), allow_pickle=False)
        (self._folder / _NEW).replace(self._folder / ROWS)

    def _write(self) -> None:
        with (self._folder / _NEW).open("ab") as file:
            file.writelines(self._lines)
        self._lines.clear()


def row_digest(row: CodeRow) -> int:
    """The digest of a row: the same where all is that is compared."""
    return int(joined([digest(_line(row))])[0])


def _line(row: CodeRow) -> bytes:
    return orjson.dumps([row[name] for name in CODE_COLUMNS])  # type: ignore[literal-required]


def row_of(line: bytes) -> CodeRow:
    """The row of a line of the file."""
    return cast("CodeRow", dict(zip(CODE_COLUMNS, orjson.loads(line), strict=True)))


class KeptPairs:
    """Files for the best pairs of codes, in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[BinaryIO] = []

    def __enter__(self) -> Self:
        self._files = [(self._folder / name).open("wb") for name, _ in _PAIRS]
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def add(self, some: Kept) -> None:
        """Keep the next ones."""
        for (_, type_), file, column in zip(_PAIRS, self._files, some, strict=True):
            file.write(column.astype(type_, copy=False).tobytes())

    @staticmethod
    def read(folder: Path) -> Kept:
        """Those that were kept."""
        a, b, score = (np.fromfile(folder / name, type_) for name, type_ in _PAIRS)
        return Kept(a, b, score)
