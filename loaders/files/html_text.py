"""HTML fragments, however malformed, as plain text with readable paragraphs and lists."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ["p", "div", "section", "article", "blockquote", "pre", "hr", "table", "caption", "ul", "ol", "dl"]
    + [f"h{level}" for level in range(1, 7)]
)
"""Elements separated from their surroundings by a blank line."""

_LINES = frozenset(["br", "tr", "li", "dt", "dd"])
"""Elements that begin a new line."""

_BREAKS = _BLOCKS | _LINES
_HIDDEN = frozenset(["script", "style", "title"])
_ROWS = frozenset(["tr", "thead", "tbody", "tfoot", "table"])
_LISTS = frozenset(["ul", "ol"])
_CELL = " | "
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200d\u2060\ufeff]")


def clean_text(html: str) -> str:
    """The text of a fragment: a blank line between paragraphs, a line for each list item and table row.

    Items begin with `- ` or their number, indented by two spaces per level; cells are separated by ` | `. A
    text without tags keeps its lines. Nothing is an error: an unclosed element ends with its parent.
    """
    reader = _Reader()
    reader.feed(html if _TAG.search(html) else re.sub(r"\r\n?|\n", "<br>", html))
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines).strip("\n")


class _Reader(HTMLParser):
    """Collects lines; `lines` never has two blank ones in a row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._prefix = ""  # the marker of the item whose first line has not ended yet
        self._numbers: list[int | None] = []  # for each open list, its last number, or None if bulleted
        self._hidden = 0
        self._cells = 0  # the cells of the open table row

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle the start of an element."""
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
            # a superscript exponent would read as part of the number
            if self._pieces and self._pieces[-1][-1:].isdigit():
                self._pieces.append("^")
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """Handle the end of an element."""
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
        """Collect text."""
        if not self._hidden:
            self._pieces.append(re.sub(r"\s", " ", _INVISIBLE.sub("", data)))

    def end_line(self) -> None:
        """Make a line of the collected text, if it is more than white space."""
        text = re.sub(r" {2,}", " ", "".join(self._pieces)).strip()
        self._pieces.clear()
        if not text.strip(" |"):
            return
        indent = "  " * len(self._numbers) if self._numbers else ""
        self.lines.append(self._prefix + text if self._prefix else indent + text)
        self._prefix = ""

    def _break(self, tag: str) -> None:
        """End a line or paragraph, if the element does so; in a table cell, end a word."""
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
    """The number before a numbered list's first number."""
    start = dict(attributes).get("start") or "1"
    return int(start) - 1 if start.isascii() and start.isdigit() and len(start) < 6 else 0
