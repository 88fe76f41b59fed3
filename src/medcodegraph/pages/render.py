"""Renders a page as text, in the layout of a saved code page, and as Markdown."""

import re
from collections.abc import Callable, Iterable

from medcodegraph.pages.blocks import (
    Away,
    Badge,
    Bar,
    Block,
    Bullets,
    Chain,
    Cite,
    Facts,
    Fold,
    Line,
    Link,
    Notice,
    Page,
    Piece,
    Query,
    Steps,
    Table,
    Text,
    Tree,
    Verdict,
)

DISCLAIMER = "Information about codes and published policies, never a payment decision."


def as_text(page: Page) -> str:
    """The page as plain text: headings on their own lines, labels before a colon, numbered sources."""
    lines = [page.title, "", plain(page.subtitle), ""]
    lines += [line for notice in page.notices for line in (plain(notice.line), "")]
    for section in page.sections:
        lines += [f"{section.heading}:" if section.heading.startswith("Name of") else section.heading, ""]
        lines += [line for block in section.blocks for line in _text(block)]
        lines.append("")
    lines += ["Sources", "", *(f"[{number}] {plain(line)}" for number, line in enumerate(page.sources, 1))]
    return "\n".join([*lines, "", DISCLAIMER, ""])


def as_markdown(page: Page) -> str:
    """The page as Markdown."""
    lines = [f"# {_escaped(page.title)}", "", f"*{_escaped(plain(page.subtitle))}*", ""]
    lines += [line for notice in page.notices for line in (f"> {_escaped(plain(notice.line))}", "")]
    for section in page.sections:
        lines += [f"## {_escaped(section.heading)}", ""]
        for block in section.blocks:
            lines += [*_markdown(block), ""]
    lines += ["## Sources", ""]
    lines += [f"{number}. {_escaped(plain(line))}" for number, line in enumerate(page.sources, 1)]
    text = "\n".join([*lines, "", f"*{DISCLAIMER}*", ""])
    return re.sub(r"\n{3,}", "\n\n", text)


def plain(line: Line) -> str:
    """A line as plain text."""
    return "".join(map(_piece, line)).strip()


def _piece(piece: Piece) -> str:
    match piece:
        case str():
            return piece
        case Link(_, key, text, inline):
            return text if inline or key in text or not _named(key) else f"{key} {text}"
        case Away(_, text) | Badge(text) | Query(_, _, text):
            return text
        case Cite(numbers):
            return f" [{', '.join(map(str, numbers))}]"
        case Bar(score):
            return f"{score:.2f}"


def _named(key: str) -> bool:
    """Whether people refer to an object by its key: a code, a condition, a policy; not a payer or a file."""
    return not key.startswith(("PAYER:", "PROCEDURE:", "SOURCE:", "SYSTEM:"))


def _text(block: Block) -> list[str]:
    return _written(block, lambda label: f"{label}: ", lambda text: text, "  ")


def _markdown(block: Block) -> list[str]:
    match block:
        case Text(label, line):
            return [f"**{label}:** {_escaped(plain(line))}" if label else _escaped(plain(line))]
        case Facts(rows):
            said = [f"**{label}:** {_escaped(_joined(lines))}" for label, lines in rows]
            return [line for one in said for line in (one, "")][:-1]
    return _written(block, lambda label: f"**{label}:** ", _escaped, "")


def _written(
    block: Block, label: Callable[[str], str], letters: Callable[[str], str], indent: str
) -> list[str]:
    def bullets(lines: Iterable[str]) -> list[str]:
        return [f"- {letters(line)}" for line in lines]

    match block:
        case Text(name, line):
            return [(label(name) if name else "") + letters(plain(line))]
        case Facts(rows):
            return [label(name) + letters(_joined(lines)) for name, lines in rows]
        case Bullets(lines):
            return bullets(map(plain, lines))
        case Steps(steps):
            return [
                f"{indent}{number}. {letters(step)}" for number, step in enumerate(map(_unnumbered, steps), 1)
            ]
        case Table(_, rows):
            return bullets(_row(row) for row in rows)
        case Tree(above, _, below):
            said = (
                [label("Belongs to") + letters(_joined([path[-1] for path in above if path]))]
                if above
                else []
            )
            return said + ([label("Comprises") + letters(_joined(below))] if below else [])
        case Notice(_, line):
            return [letters(plain(line))]
        case Verdict(badge, summary):
            return [letters(f"{badge.text}: {summary}")]
        case Chain(lines, overridden):
            chain = " > ".join(map(plain, lines))
            return bullets([f"{'(overridden) ' if overridden else ''}{chain}"])
        case Fold(summary, blocks):
            return [
                letters(summary),
                *(line for one in blocks for line in _written(one, label, letters, indent)),
            ]


def _row(row: list[Line]) -> str:
    """The cells of a row in one line, with citations at its end."""
    numbers = sorted({n for cell in row for piece in cell if isinstance(piece, Cite) for n in piece.numbers})
    cells = [plain([piece for piece in cell if not isinstance(piece, Cite)]) for cell in row]
    return " - ".join(filter(None, cells)) + (_piece(Cite(tuple(numbers))) if numbers else "")


def _joined(lines: Iterable[Line]) -> str:
    return "; ".join(map(plain, lines))


def _unnumbered(step: str) -> str:
    """A step without its own number, if any."""
    return re.sub(r"^\s*(?:\d+[.)]|[-•])\s+", "", step)


def _escaped(text: str) -> str:
    """The text with Markdown's markup escaped, except in URLs."""
    words = (word if "://" in word else re.sub(r"([\\`*_<>#|])", r"\\\1", word) for word in text.split(" "))
    return " ".join(words)
