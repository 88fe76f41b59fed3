"""HTML fragments, as editors left them, as plain text in which paragraphs and lists can still be read."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ["p", "div", "section", "article", "blockquote", "pre", "hr", "table", "caption", "ul", "ol", "dl"]
    + [f"h{level}" for level in range(1, 7)]
)
"""Elements that stand apart from what is around them."""

_LINES = frozenset(["br", "tr", "li", "dt", "dd"])
"""Elements that begin a line of their own."""

_BREAKS = _BLOCKS | _LINES
_HIDDEN = frozenset(["script", "style", "title"])
_ROWS = frozenset(["tr", "thead", "tbody", "tfoot", "table"])
_LISTS = frozenset(["ul", "ol"])
_CELL = " | "
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200d\u2060\ufeff]")


def clean_text(html: str) -> str:
    """The text of a fragment: a blank line between paragraphs, a line for each list item and table row.

    Items begin with `- ` or their number, indented by two spaces a level; cells are parted by ` | `. A text
    without any tag keeps its lines. Nothing is an error: what is not closed ends where its parent does.
    """
    reader = _Reader()
    reader.feed(html if _TAG.search(html) else re.sub(r"\r\n?|\n", "<br>", html))
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines).strip("\n")


class _Reader(HTMLParser):
    """Collects lines; `lines` never holds two blank ones in a row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._prefix = ""  # the marker of the item whose first line has not ended yet
        self._numbers: list[int | None] = []  # for each open list, its last number, None where it has bullets
        self._hidden = 0
        self._cells = 0  # of the table row that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what the element begins."""
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _LISTS:
            self._apart(inside_list=bool(self._numbers))
            self._numbers.append(_start(attrs) if tag == "ol" else None)
        elif tag == "li":
            self.end_line()
            self._prefix = self._next_marker()
        elif tag in ("td", "th"):
            if self._cells:
                self._pieces.append(_CELL)
            self._cells += 1
        elif tag == "sup":
            # a power of ten would read as another number
            if self._pieces and self._pieces[-1][-1:].isdigit():
                self._pieces.append("^")
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what the element ends."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _LISTS:
            self.end_line()
            if self._numbers:
                self._numbers.pop()
            self._apart(inside_list=bool(self._numbers))
        elif tag not in ("br", "hr"):
            self._break(tag)

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if not self._hidden:
            self._pieces.append(re.sub(r"\s", " ", _INVISIBLE.sub("", data)))

    def end_line(self) -> None:
        """Put what was collected into a line, if it is more than white space."""
        text = re.sub(r" {2,}", " ", "".join(self._pieces)).strip()
        self._pieces.clear()
        if not text.strip(" |"):
            return
        indent = "  " * len(self._numbers) if self._numbers else ""
        self.lines.append(self._prefix + text if self._prefix else indent + text)
        self._prefix = ""

    def _break(self, tag: str) -> None:
        """A line or paragraph ends here, where the element is of that kind; in a table cell, a word does."""
        if tag in _ROWS:
            self._cells = 0
        if self._cells and tag in _BREAKS:
            self._pieces.append(" ")
        elif tag in _LINES:
            self.end_line()
        elif tag in _BLOCKS:
            self._apart(inside_list=bool(self._numbers))

    def _apart(self, inside_list: bool) -> None:
        self.end_line()
        if self.lines and self.lines[-1] and not inside_list:
            self.lines.append("")

    def _next_marker(self) -> str:
        indent = "  " * max(0, len(self._numbers) - 1)
        if not self._numbers or self._numbers[-1] is None:
            return f"{indent}- "
        self._numbers[-1] += 1
        return f"{indent}{self._numbers[-1]}. "


def _start(attributes: list[tuple[str, str | None]]) -> int:
    """The number before a numbered list's first."""
    start = dict(attributes).get("start") or "1"
    return int(start) - 1 if start.isascii() and start.isdigit() and len(start) < 6 else 0
