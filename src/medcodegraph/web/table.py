"""A section of a page as comma-separated values."""

import csv
import io
from collections.abc import Iterator

from medcodegraph.pages.blocks import (
    Block,
    Bullets,
    Chain,
    Facts,
    Fold,
    Page,
    Steps,
    Table,
    Text,
    Tree,
    Verdict,
)
from medcodegraph.pages.render import plain


def as_csv(page: Page, anchor: str | None) -> str:
    """The rows of one section, or of all; a cell that a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for section in page.sections:
        if anchor in (None, section.anchor):
            for block in section.blocks:
                writer.writerows([_safe(cell) for cell in row] for row in _rows(block))
    return out.getvalue()


def _rows(block: Block) -> Iterator[list[str]]:
    match block:
        case Table(heads, rows):
            yield [head or "more" for head in heads]
            yield from ([plain(cell) for cell in row] for row in rows)
        case Facts(rows):
            yield from ([label, plain(line)] for label, lines in rows for line in lines)
        case Text(label, line):
            yield [label, plain(line)]
        case Bullets(lines) | Chain(lines):
            yield from ([plain(line)] for line in lines)
        case Steps(steps):
            yield from ([str(number), step] for number, step in enumerate(steps, 1))
        case Tree(above, here, below):
            yield from (["above", plain(line)] for path in above for line in path)
            yield ["here", plain(here)]
            yield from (["below", plain(line)] for line in below)
        case Verdict(badge, summary):
            yield [badge.text, summary]
        case Fold(_, blocks):
            for one in blocks:
                yield from _rows(one)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
