"""Rows of the AMA's CPT files as codes with one kind of text, in either layout, recognised by content.

Tab-separated: code and text; the consumer and clinician files have a header and more columns. Fixed width:
code (columns 1-5) and text from column 7; in the long file a number in columns 6-7 counts the lines over
which a text continues, from column 9. A copyright notice precedes the rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Value
from medcodegraph.loaders.codes.forms import CPT
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.windows_1252 import western_line
from medcodegraph.loaders.recognise import recognised_once, start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import (
    not_in_form,
    not_in_layout,
    repeated,
    repeated_column,
    wrong_cell_count,
)

_TAB = re.compile(rf"({CPT})\t([^\t]+)")
_NUMBERED = re.compile(rf"({CPT})(\d\d) (.*)")
_ORDER_FILE = r"[0-9A-Z]{3}[0-9A-Z ]{4} [01] "  # ICD-10-CM, whose lines begin in the same way
_PLAIN = re.compile(rf"({CPT}) (?!{_ORDER_FILE})(\S.*)")
_CODE_COLUMN = "cpt code"
_KINDS = {"consumer friendly descriptor": "consumer", "clinician descriptor": "clinician"}
_PROPERTIES = {
    "long": "display",
    "medium": "medium",
    "short": "short",
    "consumer": "plain",
    "clinician": "synonyms",
}
_NAME = re.compile(r"(LONGU\w+|MEDU\w*|SHORTU\w*|(Clinician|Consumer)\w*)\.txt", re.IGNORECASE)
_SHORTEST, _MIDDLE = 28, 100  # maximum characters of a short and of a medium descriptor
_NOTICE, _SAMPLE = 50, 200  # lines above the first code, and lines inspected


@dataclass(frozen=True, slots=True)
class Form:
    """A file's text (long, medium, short, consumer, clinician), its layout, and if only in capitals."""

    text: str
    columns: str
    capitals: bool

    @property
    def text_property(self) -> str:
        """The property of a code that holds this text."""
        return _PROPERTIES[self.text]


@recognised_once
def form_of(source: Packed) -> Form | None:
    """The form of a file, by its first lines or else its name; None if it is not a CPT file.

    Raises InputError for a file that is named like the AMA's but is not one.
    """
    lines = [line for line in start_of(source).splitlines() if line.strip()]
    for line in lines:
        header = [cell.strip().lower() for cell in line.split("\t")]
        if _CODE_COLUMN in header and (kind := _KINDS.get(header[-1])):
            return Form(kind, "header", False)
    for columns, written in (("tab", _TAB), ("numbered", _NUMBERED), ("plain", _PLAIN)):
        matches = [written.fullmatch(line) for line in lines]
        begin = next((at for at, match in enumerate(matches[:_NOTICE]) if match), None)
        texts = [match[match.lastindex or 0].rstrip() for match in matches if match]
        if begin is not None and len(texts) * 2 > len(lines) - begin:
            capitals = not any(letter.islower() for text in texts[:_SAMPLE] for letter in text)
            return Form("long" if columns == "numbered" else _length(source.title, texts), columns, capitals)
    if _NAME.fullmatch(source.title):
        raise InputError("it is named like a file of CPT descriptors but contains none", source.name)
    return None


def _length(name: str, texts: list[str]) -> str:
    """Which text it is, by the file's name (LONGULT, MEDU, SHORTU) or else by length."""
    for word, kind in (("long", "long"), ("med", "medium"), ("short", "short")):
        if word in name.lower():
            return kind
    longest = max(map(len, texts))
    return "short" if longest <= _SHORTEST else "medium" if longest <= _MIDDLE else "long"


def descriptors(source: Packed, form: Form, report: Report) -> Iterator[tuple[str, Value]]:
    """The codes of a file, each with its text (or texts, for clinicians); counts rows below the notice.

    Rejects a line in another layout, a duplicate code, and a continuation with another code.
    """
    if form.columns == "header":
        yield from _grouped(_headed(source, report), form, source.name, report)
    elif form.columns == "numbered":
        yield from _grouped(_joined(source, report), form, source.name, report)
    else:
        written = _TAB if form.columns == "tab" else _PLAIN
        yield from _grouped(_matched(source, written, report), form, source.name, report)


_Row = tuple[int, str, str]
"""Line, code, text."""


def _grouped(rows: Iterator[_Row], form: Form, file: str, report: Report) -> Iterator[tuple[str, Value]]:
    lines: dict[str, int] = {}
    several: dict[str, list[str]] = {}
    for line, code, written in rows:
        text = " ".join(written.split())
        if not text:
            report.reject(file, line, f"{code} has no descriptor", code)
        elif form.text == "clinician":
            texts = several.setdefault(code, [])
            if text not in texts:
                texts.append(text)
        elif code in lines:
            report.reject(file, line, repeated(code, lines[code]), code)
        else:
            lines[code] = line
            yield code, text
    yield from several.items()


def _matched(source: Packed, written: re.Pattern[str], report: Report) -> Iterator[_Row]:
    begun = False
    for number, line in numbered_lines(source, western_line, ended=True):
        match = written.fullmatch(line)
        begun = begun or match is not None
        if not begun or not line.strip():
            continue
        report.rows += 1
        if match:
            yield number, match[1], match[2]
        else:
            report.reject(source.name, number, not_in_layout("the others"), line)


def _joined(source: Packed, report: Report) -> Iterator[_Row]:
    """The rows of the long file, with complete texts."""
    begun: tuple[int, str, list[str]] | None = None
    started = False
    for number, line in numbered_lines(source, western_line, ended=True):
        match = _NUMBERED.fullmatch(line)
        started = started or match is not None
        if not started or not line.strip():
            continue
        report.rows += 1
        if match is None:
            report.reject(source.name, number, not_in_layout("the others"), line)
        elif int(match[2]) == 1:
            if begun:
                yield begun[0], begun[1], " ".join(begun[2])
            begun = (number, match[1], [match[3]])
        elif begun and begun[1] == match[1] and int(match[2]) == len(begun[2]) + 1:
            begun[2].append(match[3])
        else:
            reason = (
                f"it continues {match[1]}, but line {int(match[2]) - 1} of that code is not directly above"
            )
            report.reject(source.name, number, reason, match[1])
    if begun:
        yield begun[0], begun[1], " ".join(begun[2])


def _headed(source: Packed, report: Report) -> Iterator[_Row]:
    """The rows of a file with a header: the code from its column, the text from the last."""
    header: list[str] = []
    for number, line in numbered_lines(source, western_line, ended=True):
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            names = [cell.lower() for cell in cells]
            if _CODE_COLUMN in names:
                if names.count(_CODE_COLUMN) > 1:
                    raise InputError(repeated_column("CPT Code"), source.name, number)
                header = names
            continue
        if not line.strip():
            continue
        report.rows += 1
        code = cells[header.index(_CODE_COLUMN)] if len(cells) == len(header) else ""
        if re.fullmatch(CPT, code):
            yield number, code, cells[-1]
        elif len(cells) != len(header):
            reason = wrong_cell_count(len(cells), len(header))
            report.reject(source.name, number, reason, line)
        else:
            report.reject(source.name, number, not_in_form(code, "a CPT code"), code)
