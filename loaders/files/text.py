"""Text files as rows with line numbers, read strictly: errors that Python's own readers accept are refused.

Types are never guessed: `1E10`, `007` and `no` stay text. A gzip or a zip of one file is read too.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import UTF_16, Packed, pick
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import wrong_cell_count

_BOM = b"\xef\xbb\xbf"
_LONGEST_LINE = 16 << 20
_LARGEST_CELL = 8 << 20
_LARGEST_TEXT = 64 << 20
_DEEPEST = 100
_YAML_LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


def text_lines(path: Path) -> list[str]:
    """All lines of a text file of up to 64 MiB, without line ends; the first line has index 0.

    Raises InputError for whatever `numbered_lines` refuses, and for a file of only white space.
    """
    lines, size = [], 0
    for number, line in numbered_lines(_only(path)):
        size += len(line)
        if size > _LARGEST_TEXT:
            raise InputError(f"the text is larger than {_LARGEST_TEXT >> 20} MiB: split it", path, number)
        lines.append(line)
    if not any(line.strip() for line in lines):
        raise InputError("the file contains no text: check that it is the right file", path)
    return lines


@dataclass(frozen=True, slots=True)
class HeldText:
    """The lines of a file that were read, as bytes to be read again without the file."""

    name: str
    lines: Sequence[str]

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, a line at a time."""
        return (f"{line}\n".encode() for line in self.lines)


class Bytes(Protocol):
    """Anything that yields bytes, with a name for errors."""

    @property
    def name(self) -> str:
        """Its name in errors."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Its bytes."""
        ...


def numbered_lines(
    source: Bytes, decode: Callable[[bytes, str, int], str] | None = None, *, ended: bool = False
) -> Iterator[tuple[int, str]]:
    r"""The lines of UTF-8 text, numbered from 1, without `\n`, `\r\n` or `\r`; a leading BOM is dropped.

    `decode` (of a line's bytes, the file's name and the line's number) is for text that may not be UTF-8.
    With `ended` the last line must have an end, as its publisher's files have: half of one may look complete.
    Raises InputError, with the line, for another encoding, NUL bytes and a line longer than 16 MiB.
    """
    decode = decode or utf8_line
    number, size, held = 0, 0, b""
    pieces: list[bytes] = []  # of the line whose end has not been read yet
    for chunk in source.chunks():
        data = held + chunk
        held = (
            b"\r" if data.endswith(b"\r") else b""
        )  # a \r that may be half of \r\n waits for the next chunk
        data = data.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        for line in data.split(b"\n")[:-1]:
            number += 1
            yield number, decode(b"".join([*pieces, line]), source.name, number)
            pieces.clear()
        pieces.append(data.rpartition(b"\n")[2])
        size = sum(len(piece) for piece in pieces)
        if size > _LONGEST_LINE:
            raise InputError("the line never ends: check that it is a text file", source.name, number + 1)
    if size and not held and ended:
        reason = "the last line has no end, so the file was cut short: download it again, or end the line"
        raise InputError(reason, source.name, number + 1)
    if size or held:
        yield number + 1, decode(b"".join(pieces), source.name, number + 1)


def csv_rows(
    path: Path, columns: Sequence[str], report: Report | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a comma-separated file whose header is exactly `columns`: each with its line number.

    Blank lines are skipped, also before the header. A row with too few or too many cells is rejected into
    `report`, which also counts the rows; without a report it raises InputError, with the line, as a wrong
    header and an invalid quote always do.
    """
    source = _only(path)
    yield from rows_of_records(csv_records(source), columns, source.name, report)


def rows_of_records(
    records: Iterable[tuple[int, list[str]]], columns: Sequence[str], name: str, report: Report | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """What `csv_rows` gives, of the records of a file of this name."""
    records = iter(records)
    _check_header(*header_of_records(records), columns, name)
    for line, cells in records:
        if len(cells) > len(columns) and not any(cell.strip() for cell in cells[len(columns) :]):
            del cells[len(columns) :]  # empty trailing columns, as Excel writes them
        if report is not None:
            report.rows += 1
        if len(cells) == len(columns):
            yield line, dict(zip(columns, cells, strict=True))
            continue
        reason = f"{wrong_cell_count(len(cells), len(columns))}: quote cells that contain commas"
        if report is None:
            raise InputError(reason, name, line)
        report.reject(name, line, reason, ",".join(cells))


def header_of_records(records: Iterable[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The header, the first row that is not blank: its line and its cells."""
    filled = ((line, cells) for line, cells in records if any(cell.strip() for cell in cells))
    line, header = next(filled, (1, []))
    while header and not header[-1].strip():
        header.pop()
    return line, header


def csv_records(
    source: Bytes, decode: Callable[[bytes, str, int], str] | None = None, largest: int = _LARGEST_CELL
) -> Iterator[tuple[int, list[str]]]:
    """The non-blank rows, each with the line it begins on; `decode` is as for `numbered_lines`.

    Raises InputError, with the line, for invalid CSV and a cell of more characters than `largest`.
    """
    reader = csv.reader((line + "\n" for _, line in numbered_lines(source, decode)), strict=True)
    start = 1
    while True:
        usual = csv.field_size_limit(largest)  # texts can exceed Python's default limit
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputError(_not_csv(error, largest), source.name, start) from error
        finally:
            csv.field_size_limit(usual)
        if cells is None:
            return
        line, start = start, reader.line_num + 1
        if cells:
            yield line, cells


def _not_csv(error: csv.Error, largest: int) -> str:
    if "field larger than field limit" in str(error):
        size = f"{largest >> 20} Mi characters"
        return f"a cell of the row starting here is longer than {size}: shorten it, or close its quote"
    return f"the row starting here is not valid CSV ({error}): look for a quote that is not closed or doubled"


class YamlMapping(dict[str, "YamlValue"]):
    """A YAML mapping with its line number and, in `lines`, that of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class YamlList(list["YamlValue"]):
    """A YAML list with the line number of each item."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


YamlValue = str | YamlList | YamlMapping


def yaml_document(path: Path) -> YamlValue:
    """The document of a YAML file: mappings, lists and texts; every scalar is text, an empty one is `""`.

    Raises InputError, with the line, for invalid YAML, a duplicate key, aliases and tags.
    """
    name = _only(path).name
    builder = _YamlBuilder(name)
    try:
        text = "".join(f"{line}\n" for line in text_lines(path))
        for event in yaml.parse(text, Loader=_YAML_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else None
        raise InputError(
            f"it is not valid YAML ({error.problem}): fix this line or the one before", name, line
        ) from error
    except yaml.YAMLError as error:
        raise InputError(f"it is not valid YAML ({error})", name) from error
    if not builder.documents:
        raise InputError("the file contains nothing but comments: check that it is the right file", name)
    return builder.documents[0]


class _YamlBuilder:
    """Builds the document from the parser's events, without recursion."""

    def __init__(self, name: str) -> None:
        self.documents = YamlList()
        self._name = name
        self._open: list[YamlMapping | YamlList] = [self.documents]
        self._keys: list[str | None] = [None]  # for each open mapping, the key whose value comes next

    def take(self, event: yaml.Event) -> None:
        """Process one event; raises InputError if it is not accepted."""
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            line = event.start_mark.line + 1 if event.start_mark is not None else 1
            reason = self._refused(event)
            if reason is not None:
                raise InputError(reason, self._name, line)
            if isinstance(event, yaml.ScalarEvent):
                self._add(event.value, line)
                return
            value = YamlMapping(line) if isinstance(event, yaml.MappingStartEvent) else YamlList()
            self._add(value, line)
            self._open.append(value)
            self._keys.append(None)

    def _add(self, value: YamlValue, line: int) -> None:
        holder, key = self._open[-1], self._keys[-1]
        if isinstance(holder, YamlList):
            holder.append(value)
            holder.lines.append(line)
        elif key is not None:
            holder[key] = value
            self._keys[-1] = None
        elif not isinstance(value, str):
            raise InputError("a key must be a string: give the value a name", self._name, line)
        elif value in holder.lines:
            first = holder.lines[value]
            raise InputError(
                f"the key {value!r} appears twice (first on line {first}): keep one", self._name, line
            )
        else:
            holder.lines[value] = line
            self._keys[-1] = value

    def _refused(self, event: yaml.NodeEvent) -> str | None:
        """Why this event is not accepted, or None."""
        if event.anchor is not None:
            return "anchors and aliases (& and *) are not supported: write out the value"
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            return f"the tag {event.tag} is not supported: write the plain value"
        if len(self._open) > _DEEPEST:
            return f"it is nested more than {_DEEPEST} levels deep: check that it is the right file"
        return (
            "a second document starts here: keep one per file"
            if len(self._open) == 1 and self.documents
            else None
        )


def _only(path: Path) -> Packed:
    return pick(path, lambda _: True, "the one file to read")


def utf8_line(line: bytes, name: str, number: int) -> str:
    """One line of UTF-8, without the BOM of the first line; raises InputError for anything else."""
    if number == 1:
        if line.startswith(UTF_16):
            raise InputError("the file is UTF-16: save it as UTF-8", name, number)
        line = line.removeprefix(_BOM)
    if b"\0" in line:
        raise InputError("the line contains NUL bytes, so it is not UTF-8 text: check the file", name, number)
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        byte = f"byte 0x{line[error.start]:02X} at column {error.start + 1}"
        reason = f"the line is not UTF-8 ({byte}), perhaps Windows-1252: save the file as UTF-8"
        raise InputError(reason, name, number) from error


def _check_header(line: int, cells: Sequence[str], columns: Sequence[str], name: str) -> None:
    if list(cells) != list(columns):
        raise InputError(f"the header is {','.join(cells)!r}: it must be {','.join(columns)!r}", name, line)
