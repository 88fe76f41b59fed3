"""JSON as a stream of rows with line numbers, however large the file; stricter than Python."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.text import Bytes

_LARGEST_ROW = 8 << 20  # letters
_LONGEST_WORD = 32  # characters that a token may lack at the end of the buffer, except in a string
_OPEN = "Unterminated string"
_SPACE = re.compile(r"[ \t\n\r]*")


Step = str | frozenset[str]
"""A step of a path: a key, several keys, or `*` for any member."""


@dataclass(frozen=True, slots=True)
class JsonRow:
    """A value, the line on which it begins, and its key if it is a member of an object.

    `places` are the indices, from 0, of the array items on the path to it.
    """

    line: int
    key: str
    value: object
    places: tuple[int, ...] = ()


def json_rows(source: Bytes, *path: Step) -> Iterator[JsonRow]:
    """The values at a path, in file order: `("graphs", "*", "nodes", "*")`; `*` is any member.

    Raises InputError, with the line, for invalid JSON, an encoding other than UTF-8, a duplicate key in an
    object, NaN, and a value at or next to the path of more than 8 million characters.
    """
    yield from (row for _, row in json_rows_at(source, {"": path}))


def json_rows_at(source: Bytes, paths: Mapping[str, Sequence[Step]]) -> Iterator[tuple[str, JsonRow]]:
    """The values at several paths, each with the name of its path, in the order of the file, read once.

    A value at two paths is given for both, but nothing inside it. Raises InputError as `json_rows`.
    """
    cursor = _Cursor(source)
    yield from cursor.rows(list(paths.items()))
    cursor.end()


def json_line_rows_at(source: Bytes, paths: Mapping[str, Sequence[Step]]) -> Iterator[tuple[str, JsonRow]]:
    """The values at paths within each of the documents that follow each other in a file (NDJSON).

    The first of a row's places is the index of its document. Raises InputError as `json_rows` does.
    """
    yield from _Cursor(source).documents(list(paths.items()))


_Paths = Sequence[tuple[str, Sequence[Step]]]
"""The rest of each path, with its name."""


class _Cursor:
    """A position in the text; only the unread part is held."""

    def __init__(self, source: Bytes) -> None:
        self._name = source.name
        self._chunks = source.chunks()
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._json = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._constant)
        self._text, self._at, self._line = "", 0, 1
        self._ended = False

    def documents(self, paths: _Paths) -> Iterator[tuple[str, JsonRow]]:
        """The rows at paths below each of the values that come next, up to the end."""
        for place in count():
            if not self._peek():
                return
            yield from self.rows(paths, places=(place,))

    def rows(
        self, paths: _Paths, key: str = "", places: tuple[int, ...] = ()
    ) -> Iterator[tuple[str, JsonRow]]:
        """The rows at paths below the value that comes next."""
        opening = self._peek()
        if here := [name for name, path in paths if not path]:
            row = JsonRow(self._line, key, self._value(), places)
            yield from ((name, row) for name in here)
        elif opening == "{":
            for member in self._keys():
                if inner := [(name, path[1:]) for name, path in paths if _leads(path[0], member)]:
                    yield from self.rows(inner, member, places)
                else:
                    self._skip()
        elif opening == "[" and (inner := [(name, path[1:]) for name, path in paths if path[0] == "*"]):
            for place, _ in enumerate(self._items("[", "]")):
                yield from self.rows(inner, places=(*places, place))
        else:
            self._skip()

    def end(self) -> None:
        """Check that nothing follows."""
        if self._peek():
            raise self._error("there is extra text after the end of the document")

    def _skip(self) -> None:
        """Skip the next value, member by member."""
        opening = self._peek()
        if opening == "{":
            for _ in self._keys():
                self._value()
        elif opening == "[":
            for _ in self._items("[", "]"):
                self._value()
        else:
            self._value()

    def _keys(self) -> Iterator[str]:
        """Each key of the next object; the caller reads its value."""
        seen = set()
        for _ in self._items("{", "}"):
            key = self._value()
            if not isinstance(key, str):
                raise self._error("a key must be a string in quotes")
            if key in seen:
                raise self._error(f"the key {key!r} appears twice in one object: keep one")
            seen.add(key)
            self._take(":")
            yield key

    def _items(self, opening: str, closing: str) -> Iterator[None]:
        """Stop before each member of the next array or object."""
        self._take(opening)
        if self._peek() == closing:
            self._take(closing)
            return
        while True:
            yield
            if self._peek() == closing:
                self._take(closing)
                return
            self._take(",")

    def _take(self, sign: str) -> None:
        found = self._peek()
        if found != sign:
            raise self._error(f"it is not valid JSON: expected {sign!r}, found {found or 'the end'!r}")
        self._at += 1

    def _peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._to(match.end() if match else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _value(self) -> object:
        """The next value, complete."""
        if not self._peek():
            raise self._error("it is cut short: download it again")
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                unfinished = error.pos + _LONGEST_WORD > len(self._text) or error.msg.startswith(_OPEN)
                if unfinished and self._double():
                    continue
                self._to(max(error.pos, self._at))
                reason = f"it is not valid JSON ({error.msg}): it may be cut short; download it again"
                raise self._error(reason) from error
            except RecursionError as error:
                raise self._error("it is nested too deeply: check that it is the right file") from error
            except ValueError as error:
                raise self._error(f"it is not valid JSON ({error})") from error
            if end < len(self._text) or not self._more():  # a number may continue beyond the buffer
                self._to(end)
                return value

    def _double(self) -> bool:
        """Buffer twice as much of the next value, if there is more."""
        held = len(self._text) - self._at
        if held > _LARGEST_ROW:
            raise self._error("a value is too long or not valid JSON: check that it is the right file")
        while len(self._text) - self._at < 2 * held:
            if not self._more():
                return len(self._text) - self._at > held
        return True

    def _more(self) -> bool:
        """Read more; returns whether there was anything."""
        while not self._ended:
            chunk = next(self._chunks, b"")
            self._ended = not chunk
            try:
                text = self._decode(chunk, self._ended)
            except UnicodeDecodeError as error:
                self._to(len(self._text))
                raise self._error("it is not UTF-8: save it as UTF-8") from error
            if text:
                self._text, self._at = self._text[self._at :] + text, 0
                return True
        return False

    def _to(self, place: int) -> None:
        self._line += self._text.count("\n", self._at, place)
        self._at = place

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            raise ValueError("a key appears twice in one object")
        return made

    def _constant(self, name: str) -> object:
        raise ValueError(f"{name} is not a JSON value")

    def _error(self, reason: str) -> InputError:
        return InputError(reason, self._name, self._line)


def _leads(step: Step, key: str) -> bool:
    """Whether a step of a path goes into the member with this key."""
    return step in ("*", key) or (not isinstance(step, str) and key in step)
