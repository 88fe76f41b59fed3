"""Parses a code page: its title, code system and, section by section, labelled entries and their items.

Independent of the graph. Every line of the page ends up in the title, in the name or in an entry, except
headings, empty sections and the site's own search line.
"""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.loaders.sources.page.lists import split_commas
from medcodegraph.loaders.sources.page.words import (
    LEFT_EMPTY,
    NAME,
    STEPS,
    heading_field,
    label_field,
)

UNKNOWN = ""
NAMELESS = "the page names no procedure"
ABOVE, BELOW = "above", "below"  # other lines above the title, and between it and the first heading

_LINE_BY_LINE = (UNKNOWN, ABOVE, BELOW, LEFT_EMPTY, NAME)  # fields whose lines are not joined to paragraphs
_POLICIES = re.compile(r"(Medical Policies and Guidelines)(?: for .*[^.]| *:)?")  # for the code's title
_SITE_LINE = "search all medical codes"
_SYSTEM = re.compile(r"(CPT ?4?|HCPCS|ICD-?10-?PCS) codes?\s*:?", re.IGNORECASE)
_MARKER = re.compile(
    r"(?:(?P<bullet>[-*•‣◦▪·\u2013\u2014]|[a-z][.)])|(?P<number>(?:Step )?\d{1,3}[.):]))\s+(?=\S)"
)
_LABELLED = re.compile(r"(?P<label>[^\s:][^:]{0,59}?)\s*:(?:\s+(?P<text>.*))?")
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"]
)


@dataclass(slots=True)
class Piece:
    """One paragraph or item: `marker` is "", "-" or "1." and `depth` 0 for what is not nested."""

    line: int
    text: str
    marker: str = ""
    depth: int = 0
    indent: int = 0

    def __str__(self) -> str:
        return f"{'  ' * self.depth}{self.marker} {self.text}" if self.marker else self.text


@dataclass(slots=True)
class Entry:
    """The text under one heading or label: `field` is UNKNOWN if the heading or label is."""

    field: str
    heading: str
    label: str
    line: int
    pieces: list[Piece] = dataclasses.field(default_factory=list)
    indent: int = -1  # of the bullet with the label

    @property
    def title(self) -> str:
        """The label, or else the heading."""
        return self.label or self.heading

    @property
    def text(self) -> str:
        """The entry's text as on the page, one paragraph or item per line."""
        return self.pieces[0].text if len(self.pieces) == 1 else "\n".join(map(str, self.pieces))

    @property
    def titled(self) -> str:
        """The text preceded by its title."""
        apart = "\n" if len(self.pieces) > 1 and self.pieces[0].marker else " "
        return f"{self.title}:{apart}{self.text}" if self.pieces else self.title


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; `system` is as written on the page (`CPT4`), `title` may be empty."""

    title: str
    system: str
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with text: `text` without its indent, bullet or number."""

    line: int
    indent: int
    marker: str
    text: str
    after_blank: bool
    before_blank: bool


def parse(lines: Sequence[str], file: Path | str) -> Page:
    """Parse the lines of a page; raises InputError, naming file and line, if it is not one."""
    rows = _rows(lines)
    if not rows:
        raise InputError("the page is empty: give a code page saved as text", file, 1)
    start = next((at for at, row in enumerate(rows) if _heading(row) is not None), len(rows))
    at, system = _system(rows[:start], file)
    above = [row for row in rows[:at] if row.text.lower() != _SITE_LINE]
    first = max((at for at, row in enumerate(above) if row.after_blank), default=0)
    title = " ".join(row.text for row in above[first:])
    aside = (
        _aside(ABOVE, "Above the title", above[:first]),
        _aside(BELOW, "Below the title", rows[at + 1 : start]),
    )
    entries = _Walk(rows[start:]).entries
    named = next((entry for entry in entries if entry.field == NAME and entry.pieces), None)
    name = named.pieces.pop(0).text if named else _labelled_name(entries)
    if not name:
        raise InputError(
            f'{NAMELESS}: put its name under the heading "Name of the Procedure:"',
            file,
            next((entry.line for entry in entries if entry.field == NAME), rows[-1].line),
        )
    kept = tuple(entry for entry in (*aside, *entries) if entry.pieces or entry.field == UNKNOWN)
    return Page(title, system, name, kept)


def _labelled_name(entries: Sequence[Entry]) -> str:
    """The name that only labels give: the first common name or else the first technical term; "" for none."""
    given = [entry for entry in entries if entry.field == "terms" and entry.pieces]
    given.sort(key=lambda entry: "common" not in entry.label.lower())
    return split_commas(given[0].pieces[0].text)[0].strip(" .") if given else ""


def _system(rows: Sequence[_Row], file: Path | str) -> tuple[int, str]:
    for at, row in enumerate(rows):
        if not row.marker and (match := _SYSTEM.fullmatch(row.text)):
            return at, match[1]
    reason = (
        'no line says which code system the page is about: put "CPT4 code", "HCPCS code" or "ICD10PCS code"'
    )
    raise InputError(f"{reason} on a line of its own under the title", file, rows[0].line if rows else 1)


def _aside(field: str, heading: str, rows: Sequence[_Row]) -> Entry:
    """Rows outside any section, kept line by line."""
    entry = Entry(field, heading, "", rows[0].line if rows else 1)
    for row in rows:
        _append(entry, row)
    return entry


def _rows(lines: Sequence[str]) -> list[_Row]:
    texts = [line.replace("\u00a0", " ").replace("\u200b", "").expandtabs(4) for line in lines]
    blank = [True, *(not text.strip() for text in texts), True]
    rows = []
    for at, text in enumerate(texts):
        body = text.strip()
        if not body:
            continue
        mark = _MARKER.match(body)
        marker = "" if mark is None else mark["number"] or "-"
        words = body[mark.end() :] if mark else body
        rows.append(_Row(at + 1, len(text) - len(text.lstrip()), marker, words, blank[at], blank[at + 2]))
    return rows


def _heading(row: _Row) -> str | None:
    """The field of a known heading that is all of this row, or None."""
    words = row.text.rstrip(": ").lower()
    if row.marker or not row.text[0].isupper():
        return None
    if row.after_blank and _POLICIES.fullmatch(row.text):
        return LEFT_EMPTY
    if field_name := heading_field(words):
        return field_name
    labelled = _LABELLED.fullmatch(row.text)
    return NAME if labelled and heading_field(labelled["label"]) == NAME else None


def _titled(text: str) -> bool:
    """Whether a few words are in title case."""
    words = re.findall(r"[^\s/(][^\s/]*", text)
    capital = all(not word[0].islower() or word in _SMALL_WORDS for word in words)
    return 1 <= len(words) <= 8 and text[0].isupper() and capital and not re.search(r"[.!?,;]", text)


def _append(entry: Entry, row: _Row) -> None:
    """Put a row into an entry: a new paragraph, item or nested item, or the rest of the line before."""
    wraps = entry.field not in _LINE_BY_LINE
    if not row.marker and not row.after_blank and wraps and entry.pieces:
        entry.pieces[-1].text += f" {row.text}"
    else:
        entry.pieces.append(Piece(row.line, row.text, row.marker, _depth(entry, row), row.indent))


def _depth(entry: Entry, row: _Row) -> int:
    """The depth of a row: below the nearest less indented item, or below the preceding number."""
    for piece in reversed(entry.pieces):
        under_number = row.marker == "-" and piece.marker != "-" and row.indent == piece.indent
        if piece.marker and (row.indent > piece.indent or under_number):
            return piece.depth + 1
    return 0


class _Walk:
    """Assigns each row after the title to its entry."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        self.entries: list[Entry] = []
        for row, following in zip_longest(rows, rows[1:]):
            if self._starts_section(row, following) or self._starts_label(row):
                continue
            if self._leaves_label(row):
                section = self._section
                self.entries.append(Entry(section.field, section.heading, "", row.line))
            _append(self._current, row)

    @property
    def _current(self) -> Entry:
        return self.entries[-1]

    @property
    def _section(self) -> Entry:
        return next(entry for entry in reversed(self.entries) if not entry.label)

    @property
    def _waits(self) -> bool:
        """Whether the last heading or label still lacks its text."""
        return not self._current.pieces and self._current.field not in (LEFT_EMPTY, UNKNOWN)

    def _starts_section(self, row: _Row, following: _Row | None) -> bool:
        field_name = _heading(row)
        if field_name is None:
            if not self._is_unknown_heading(row, following):
                return False
            field_name = UNKNOWN
        heading, _, text = row.text.partition(":")
        if policies := _POLICIES.fullmatch(row.text):
            heading, text = policies[1], ""
        self.entries.append(Entry(field_name, heading.strip(), "", row.line))
        if text.strip():
            self._current.pieces.append(Piece(row.line, text.strip()))
        return True

    def _is_unknown_heading(self, row: _Row, following: _Row | None) -> bool:
        alone = row.after_blank and row.before_blank and not row.marker and row.indent <= 1
        if not alone or self._waits or following is None:
            return False
        return _titled(row.text.rstrip(": ")) and _heading(following) is None

    def _starts_label(self, row: _Row) -> bool:
        match = _LABELLED.fullmatch(row.text)
        if match is None or self._section.field in (UNKNOWN, LEFT_EMPTY):
            return False
        label, text = match["label"], match["text"]
        known = self._known(label.lower(), row)
        if known is None and not self._is_unknown_label(label, row):
            return False
        bullet = row.indent if row.marker else -1
        self.entries.append(Entry(known or UNKNOWN, self._section.heading, label, row.line, indent=bullet))
        if text:
            self._current.pieces.append(Piece(row.line, text, indent=row.indent))
        return True

    def _known(self, label: str, row: _Row) -> str | None:
        """The field of a label; steps and nested items never have one."""
        section = self._section.field
        if not row.marker:
            heading = None if section == STEPS else heading_field(label)
            return label_field(label, section) or heading
        nested = any(piece.marker and piece.indent < row.indent for piece in self._current.pieces)
        step = row.marker != "-" and section == STEPS
        return None if nested or step else label_field(label, section)

    def _is_unknown_label(self, label: str, row: _Row) -> bool:
        """Whether an unfamiliar `Label:` begins an entry, rather than an item or a sentence with a colon."""
        in_item = self._current.pieces and self._current.pieces[-1].marker and not row.after_blank
        if row.marker or in_item or len(label.split()) > 5:
            return False
        if self._section.field == NAME:
            return not self._waits
        return _titled(label)

    def _leaves_label(self, row: _Row) -> bool:
        """Whether a row returns from the open label to the section's own text or steps."""
        entry = self._current
        if not entry.label:
            return False
        if not row.marker:
            return bool(entry.pieces) and row.after_blank and row.indent <= entry.pieces[-1].indent
        numbered = row.marker != "-"
        is_step = numbered and self._section.field == STEPS and bool(entry.pieces)
        return row.indent <= entry.indent or (is_step and entry.pieces[0].marker in ("", "-"))
