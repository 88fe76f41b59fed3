"""Opens a workbook for reading rows, and reads its shared strings only as far as cells need them.

openpyxl reads all shared strings before the first cell, which takes seconds for large sheets; inspecting
headers needs only a few of them.
"""

from collections.abc import Iterator
from typing import IO, Any, cast
from xml.etree.ElementTree import Element

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

_TEXT, _RUN, _LETTERS = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "r", "t"))
_ESCAPED = "x005F_"  # precedes text that would be taken for an escape


def open_workbook(file: IO[bytes]) -> Workbook:
    """Like openpyxl's load_workbook with read_only and data_only, and with its errors.

    Except that a file that is not a workbook raises ValueError.
    """
    try:
        reader = _Reader(file, read_only=True, data_only=True)
        reader.read()
    except InvalidFileException as error:
        raise ValueError(str(error)) from error
    return reader.wb


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is not None:
            self.shared_strings = cast(list[str], _Texts(self.archive.open(part.PartName[1:])))


class _Texts:
    """The shared strings by index."""

    def __init__(self, file: IO[bytes]) -> None:
        self._known: list[str] = []
        self._coming = _texts(file)

    def __getitem__(self, at: int) -> str:
        while at >= len(self._known):
            text = next(self._coming, None)
            if text is None:
                raise IndexError(f"the table of shared strings has no entry {at}")
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
    """The characters of a shared string, without phonetic guides."""
    for node in text:
        letters = node.find(_LETTERS) if node.tag == _RUN else node if node.tag == _LETTERS else None
        if letters is not None:
            yield letters.text or ""
