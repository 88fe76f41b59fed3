"""What a page is made of, whatever it is written as: sections of blocks, blocks of lines, lines of pieces.

A piece is a text, or something that a rendering may do more with: a link to another page, a badge, the
numbers of sources, a score with its parts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Tone = Literal["good", "maybe", "bad", "plain"]


@dataclass(frozen=True, slots=True)
class Link:
    """A thing of the graph that has a page: its type, its key, and what the link says."""

    kind: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Away:
    """A link to a document at its publisher's."""

    url: str
    text: str


def away(address: str, text: str) -> Away | str:
    """A link to an address of the web; any other, such as one of a script, is only text."""
    return Away(address, text) if address.lower().startswith(("https://", "http://")) else text


@dataclass(frozen=True, slots=True)
class Badge:
    """A word that stands out, such as a stance or a status."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Cite:
    """The numbers of the sources that state what stands before."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A score from 0 to 1, and the contributions that it is the sum of."""

    score: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A link to a page that asks something: its path and parameters, and what the link says."""

    path: str
    parameters: tuple[tuple[str, str], ...]
    text: str


Piece = str | Link | Away | Badge | Cite | Bar | Query
Line = list[Piece]


@dataclass(slots=True)
class Facts:
    """Labels with what is so labelled: one line or several."""

    rows: list[tuple[str, list[Line]]] = field(default_factory=list)

    def add(self, label: str, *lines: Line | str | None) -> None:
        """A label with its lines, unless there is nothing to say."""
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
    """A list in no order."""

    lines: list[Line]


@dataclass(slots=True)
class Steps:
    """A numbered list."""

    steps: list[str]


@dataclass(slots=True)
class Table:
    """Rows under heads."""

    heads: Sequence[str]
    rows: list[list[Line]]


@dataclass(slots=True)
class Tree:
    """Where a thing stands: what is above it from the top, itself, and what is right below."""

    above: list[list[Line]]
    here: Line
    below: list[Line]


@dataclass(slots=True)
class Notice:
    """Something that has to be seen first."""

    tone: Tone
    line: Line


@dataclass(slots=True)
class Verdict:
    """An answer that is read from afar, and the sentence that says why."""

    badge: Badge
    summary: str


@dataclass(slots=True)
class Chain:
    """Steps that lead from one thing to another; one that does not count is said to be overridden."""

    lines: list[Line]
    overridden: bool = False


@dataclass(slots=True)
class Fold:
    """What is read on request: a summary, and what unfolds."""

    summary: str
    blocks: "list[Block]"


Block = Facts | Text | Bullets | Steps | Table | Tree | Notice | Verdict | Chain | Fold


@dataclass(slots=True)
class Section:
    """A heading, the blocks under it, and the panel of the page's document that they come from."""

    heading: str
    panel: str = ""
    blocks: list[Block] = field(default_factory=list)
    count: int | None = None

    @property
    def anchor(self) -> str:
        """The name of the section in an address."""
        return re.sub(r"[^a-z0-9]+", "-", self.heading.lower()).strip("-")[:40].strip("-")

    @property
    def empty(self) -> bool:
        """Whether there is nothing under the heading."""
        return not any(map(_says_something, self.blocks))

    def say(self, label: str, text: str | None) -> None:
        """A paragraph, unless there is nothing to say."""
        if text:
            self.blocks.append(Text(label, [text]))

    def list(self, lines: Iterable[Line]) -> None:
        """A list, unless it would be empty."""
        if found := list(lines):
            self.blocks.append(Bullets(found))


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what it is about, its title, a line under it, what to see first, sections, sources cited."""

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
    """The line with the numbers of its sources behind it."""
    return [*line, cite] if cite else line
