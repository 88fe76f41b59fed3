"""A JSON document with the line of each key and item; scalars as text, nulls left out."""

import json
import re
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.text import YamlList, YamlMapping, YamlValue, text_lines

_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_JSON = json.JSONDecoder()
_DEEPEST = 100


def json_document(path: Path) -> YamlValue:
    """The value of a JSON file, in the form of `yaml_document`.

    Raises InputError, with the line, for invalid JSON and for a duplicate key.
    """
    reader = _Reader("".join(f"{line}\n" for line in text_lines(path)), str(path))
    value = reader.value(0)
    if value is None:
        raise InputError("the document is null: check that it is the right file", path, 1)
    reader.end()
    return value


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name
        self._at, self._line = 0, 1

    def value(self, depth: int) -> YamlValue | None:
        """Parse the next value."""
        if depth > _DEEPEST:
            raise self._error(
                f"it is nested more than {_DEEPEST} levels deep: check that it is the right file"
            )
        match self._peek():
            case "{":
                return self._mapping(depth)
            case "[":
                return self._list(depth)
            case '"':
                return self._string()
            case _:
                return self._word()

    def end(self) -> None:
        """Check that nothing follows."""
        if self._peek():
            raise self._error("there is extra text after the end of the document")

    def _mapping(self, depth: int) -> YamlMapping:
        self._take("{")
        found = YamlMapping(self._line)
        while self._more("}", first=not found.lines):
            if self._peek() != '"':
                raise self._error("a key must be a string in quotes")
            line, key = self._line, self._string()
            if key in found.lines:
                first = found.lines[key]
                raise self._error(f"the key {key!r} appears twice (first on line {first}): keep one")
            self._take(":")
            found.lines[key] = line
            value = self.value(depth + 1)
            if value is not None:
                found[key] = value
        return found

    def _list(self, depth: int) -> YamlList:
        self._take("[")
        found = YamlList()
        while self._more("]", first=not found.lines):
            self._peek()
            line, value = self._line, self.value(depth + 1)
            if value is None:
                raise self._error("a list cannot contain null: remove it")
            found.append(value)
            found.lines.append(line)
        return found

    def _more(self, closing: str, *, first: bool) -> bool:
        """Whether another member follows; consumes the comma before it, or the end."""
        if self._peek() == closing:
            self._take(closing)
            return False
        if not first:
            self._take(",")
        return True

    def _string(self) -> str:
        try:
            text, end = _JSON.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise self._error(f"it is not valid JSON ({error.msg})") from error
        self._to(end)
        return str(text)

    def _word(self) -> str | None:
        found = _WORD.match(self._text, self._at)
        if found is None:
            raise self._error(f"it is not valid JSON: expected a value, found {self._peek() or 'the end'!r}")
        self._to(found.end())
        return None if found[0] == "null" else found[0]

    def _take(self, sign: str) -> None:
        found = self._peek()
        if found != sign:
            raise self._error(f"it is not valid JSON: expected {sign!r}, found {found or 'the end'!r}")
        self._to(self._at + 1)

    def _peek(self) -> str:
        space = _SPACE.match(self._text, self._at)
        self._to(space.end() if space else self._at)
        return self._text[self._at : self._at + 1]

    def _to(self, place: int) -> None:
        self._line += self._text.count("\n", self._at, place)
        self._at = place

    def _error(self, reason: str) -> InputError:
        return InputError(reason, self._name, self._line)
