"""XML as a stream of rows with line numbers, however large the file; entities are refused."""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.text import Bytes

_DEEPEST = 100
_LARGEST_ROW = 200_000, 32 << 20  # elements, bytes


@dataclass(slots=True)
class Element:
    """A complete XML element; `line` is where it starts."""

    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, with each run of white space as one space."""
        return " ".join("".join(self.pieces).split())

    def all(self, tag: str) -> list["Element"]:
        """Its children with a tag, in order."""
        return [child for child in self.children if child.tag == tag]

    def text_of(self, tag: str) -> str:
        """The text of its first child with a tag, or an empty text."""
        return next((child.text for child in self.children if child.tag == tag), "")


Row = tuple[tuple[Element, ...], Element]
"""An element's ancestors, from the root down, as far as read so far; and the element."""


def xml_rows(source: Bytes, root: str, row: str, groups: Collection[str] = ()) -> Iterator[Row]:
    """Read an XML document with the root `root`, and yield its outermost `row` elements one by one.

    `groups` are tags of elements around the rows: each is yielded at its end, without the rows already
    yielded. Raises InputError, with the line, if the document is not well-formed, has another root, declares
    entities, nests deeper than 100 elements, or has a row too large for memory.
    """
    parser = create_parser()
    handler = _Rows(source.name, root, row, frozenset(groups), parser)
    parser.setContentHandler(handler)
    try:
        for chunk in source.chunks():
            handler.grow(len(chunk))
            parser.feed(chunk)
            while handler.done:
                yield handler.done.popleft()
        parser.close()
    except DefusedXmlException as error:
        reason = (
            "it declares XML entities or refers to other files: use the publisher's file, which has neither"
        )
        raise InputError(reason, source.name, parser.getLineNumber()) from error
    except SAXParseException as error:
        reason = f"it is not well-formed XML ({error.getMessage()}): it may be cut short; download it again"
        raise InputError(reason, source.name, error.getLineNumber()) from error
    except (ValueError, LookupError) as error:
        reason = f"its encoding cannot be read ({error}): save it as UTF-8"
        raise InputError(reason, source.name, parser.getLineNumber()) from error


class _Rows(ContentHandler):
    """Builds elements from the parser's events and keeps only those of an unfinished row."""

    def __init__(self, name: str, root: str, row: str, groups: frozenset[str], place: Locator) -> None:
        super().__init__()
        self.done: deque[Row] = deque()
        self._name, self._root, self._row, self._groups = name, root, row, groups
        self._place = place
        self._open: list[Element] = []
        self._row_depth = 0
        self._elements = self._bytes = 0

    def grow(self, size: int) -> None:
        """Count bytes about to be read, and refuse a row with too many."""
        if self._elements > _LARGEST_ROW[0] or self._bytes > _LARGEST_ROW[1]:
            raise self._error(f"a <{self._row}> element is too long: check the file")
        self._bytes += size

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        if not self._open and name != self._root:
            raise self._error(
                f"this is a <{name}> document, not <{self._root}>: check that it is the right file"
            )
        if len(self._open) == _DEEPEST:
            raise self._error(
                f"elements are nested more than {_DEEPEST} deep: check that it is the right file"
            )
        self._open.append(Element(name, self._line, dict(attrs.items())))
        self._elements += 1
        if name == self._row and not self._row_depth:
            self._row_depth = len(self._open)

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].pieces.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        element = self._open.pop()
        if len(self._open) + 1 == self._row_depth:
            self._row_depth = 0
        elif self._row_depth or name not in self._groups:
            if self._open:
                self._open[-1].children.append(element)
            return
        if self._open and not self._open[-1].text:
            self._open[-1].pieces.clear()
        self.done.append((tuple(self._open), element))
        self._elements = self._bytes = 0

    @property
    def _line(self) -> int:
        return self._place.getLineNumber() or 1

    def _error(self, reason: str) -> InputError:
        return InputError(reason, self._name, self._line)
