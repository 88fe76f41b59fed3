"""A workbook opened for reading rows, whose table of texts is read only as far as cells ask for it.

openpyxl reads that table whole before the first cell, for seconds where sheets are large; whoever only looks
at headers needs a few texts of it.
"""

from collections.abc import Iterator
from typing import IO, Any, cast
from xml.etree.ElementTree import Element

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

_TEXT, _RUN, _LETTERS = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "r", "t"))
_ESCAPED = "x005F_"  # stands before what would be taken for an escape


def open_workbook(file: IO[bytes]) -> Workbook:
    """What openpyxl's load_workbook gives, with read_only and data_only, and the errors that it raises."""
    reader = _Reader(file, read_only=True, data_only=True)
    reader.read()
    return reader.wb


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is not None:
            self.shared_strings = cast(list[str], _Texts(self.archive.open(part.PartName[1:])))


class _Texts:
    """The texts by their places in the table."""

    def __init__(self, file: IO[bytes]) -> None:
        self._known: list[str] = []
        self._coming = _texts(file)

    def __getitem__(self, at: int) -> str:
        while at >= len(self._known):
            text = next(self._coming, None)
            if text is None:
                raise IndexError(f"the table of texts has no number {at}")
            self._known.append(text)
        return self._known[at]


def _texts(file: IO[bytes]) -> Iterator[str]:
    with file:
        root = None
        for event, node in iterparse(file, ("start", "end")):
            if root is None:
                root = node
            if event == "end" and node.tag == _TEXT:
                yield "".join(_pieces(node)).replace(_ESCAPED, "")
                root.clear()


def _pieces(text: Element) -> Iterator[str]:
    """The letters of a text, without how they are pronounced."""
    for node in text:
        letters = node.find(_LETTERS) if node.tag == _RUN else node if node.tag == _LETTERS else None
        if letters is not None:
            yield letters.text or ""
