"""The elements of a page, in any format: sections of blocks, blocks of lines, lines of pieces.

A piece is a text, or something that a format may render specially: a link to another page, a badge, the
numbers of sources, a score with its parts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Tone = Literal["good", "maybe", "bad", "plain"]


@dataclass(frozen=True, slots=True)
class Link:
    """An object with a page: its type, its key, and the link text."""

    kind: str
    key: str
    text: str
    inline: bool = False  # within a sentence, whose words stay as they are


@dataclass(frozen=True, slots=True)
class Away:
    """A link to a document on its publisher's site."""

    url: str
    text: str


def away(address: str, text: str) -> Away | str:
    """A link to a web address; any other URL, such as a script's, becomes plain text."""
    return Away(address, text) if address.lower().startswith(("https://", "http://")) else text


@dataclass(frozen=True, slots=True)
class Badge:
    """A highlighted word, such as a stance or a status."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Cite:
    """The numbers of the sources that state what precedes it."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A score from 0 to 1, and the contributions that add up to it."""

    score: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A link to a page with a query: its path and parameters, and the link text."""

    path: str
    parameters: tuple[tuple[str, str], ...]
    text: str


Piece = str | Link | Away | Badge | Cite | Bar | Query
Line = list[Piece]


@dataclass(slots=True)
class Facts:
    """Labels, each with one or more lines."""

    rows: list[tuple[str, list[Line]]] = field(default_factory=list)

    def add(self, label: str, *lines: Line | str | None) -> None:
        """Add a label with its lines, unless there are none."""
        said: list[Line] = [[line] if isinstance(line, str) else line for line in lines if line]
        if said:
            self.rows.append((label, said))


@dataclass(slots=True)
class Text:
    """A paragraph, with the label before it, if any."""

    label: str
    line: Line


@dataclass(slots=True)
class Bullets:
    """An unordered list."""

    lines: list[Line]


@dataclass(slots=True)
class Steps:
    """A numbered list."""

    steps: list[str]


@dataclass(slots=True)
class Table:
    """Rows under column headings."""

    heads: Sequence[str]
    rows: list[list[Line]]


@dataclass(slots=True)
class Tree:
    """An object's place in a hierarchy: what is above it from the top, itself, and its children."""

    above: list[list[Line]]
    here: Line
    below: list[Line]


@dataclass(slots=True)
class Notice:
    """Something to be seen first."""

    tone: Tone
    line: Line


@dataclass(slots=True)
class Verdict:
    """A prominent answer, and the sentence that explains it."""

    badge: Badge
    summary: str


@dataclass(slots=True)
class Chain:
    """The steps of a path; one that does not count is shown as overridden."""

    lines: list[Line]
    overridden: bool = False


@dataclass(slots=True)
class Fold:
    """Collapsible content: a summary, and what it unfolds to."""

    summary: str
    blocks: "list[Block]"


Block = Facts | Text | Bullets | Steps | Table | Tree | Notice | Verdict | Chain | Fold


@dataclass(slots=True)
class Section:
    """A heading, its blocks, and the panel of the page's document that they come from."""

    heading: str
    panel: str = ""
    blocks: list[Block] = field(default_factory=list)
    count: int | None = None

    @property
    def anchor(self) -> str:
        """The section's anchor in a URL."""
        return re.sub(r"[^a-z0-9]+", "-", self.heading.lower()).strip("-")[:40].strip("-")

    @property
    def empty(self) -> bool:
        """Whether the section has no content."""
        return not any(map(_says_something, self.blocks))

    def say(self, label: str, text: str | None) -> None:
        """Add a paragraph, unless it is empty."""
        if text:
            self.blocks.append(Text(label, [text]))

    def list(self, lines: Iterable[Line]) -> None:
        """Add a list, unless it is empty."""
        if found := list(lines):
            self.blocks.append(Bullets(found))


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its subject, title, subtitle, notices, sections, and cited sources."""

    kind: str
    key: str
    title: str
    subtitle: Line
    notices: list[Notice]
    sections: list[Section]
    sources: list[Line]
    description: str = ""
    linked_data: dict[str, Any] | None = None


def _says_something(block: Block) -> bool:
    match block:
        case Facts(rows) | Table(_, rows):
            return bool(rows)
        case Bullets(lines):
            return bool(lines)
        case Steps(steps):
            return bool(steps)
        case Tree(above, _, below):
            return bool(above or below)
        case Fold(_, blocks):
            return any(map(_says_something, blocks))
    return True


def with_cite(line: Line, cite: Cite | None) -> Line:
    """The line followed by the numbers of its sources."""
    return [*line, cite] if cite else line
