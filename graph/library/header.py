"""The typed header of a file in `cypher/`: lines `// field: value`, then the statement.

A line indented under a field (`//   more of it`) continues it.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from medcodegraph.errors import InputError
from medcodegraph.graph.library.parameters import Column, suggestion

_FIELD = re.compile(r"// ([a-z]+): ?(.*)")
_CONTINUED = re.compile(r"//\s{2,}(\S.*)")
DECLARED = re.compile(r"([a-z][a-z0-9_]*) ([A-Z][A-Z<> ]*?)(?: = (\S.*?))?\s{2,}(\S.*)")
"""`name TYPE = default  What it is`: two spaces before the description."""


class Field(NamedTuple):
    """One field: its name, its value and the line it begins on."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a file, the statement below them, and how many lines come before it."""

    path: str
    fields: tuple[Field, ...]
    body: str
    lines: int

    def error(self, reason: str, field: str | None = None) -> InputError:
        """An error at the first field of that name, at the first line where there is none."""
        return InputError(reason, self.path, next((f.line for f in self.fields if f.name == field), 1))

    def named(self, name: str) -> Iterator[Field]:
        """The fields of that name, in order."""
        return (field for field in self.fields if field.name == name)

    def optional(self, name: str) -> str:
        """The value of a field, or an empty text."""
        return next((field.value for field in self.named(name)), "")

    def one(self, name: str) -> str:
        """The value of a required field; raises InputError if it is missing."""
        value = self.optional(name)
        if not value:
            raise self.error(f"the header has no {name!r}: add a line `// {name}: ...`")
        return value

    def column(self, field: Field) -> Column:
        """The column that a field declares; raises InputError if it is not valid."""
        match = DECLARED.fullmatch(field.value)
        if match is None or match[3] is not None:
            hint = f"write `// {field.name}: name TYPE  What it is` (two spaces)"
            raise InputError(hint, self.path, field.line)
        return Column(match[1], match[2], match[4])


def read_header(content: str, path: str, known: Set[str], once: Set[str]) -> Header:
    """The header of a file and the statement below it; raises InputError naming file and line."""
    fields: list[Field] = []
    lines = content.splitlines()
    start = len(lines)
    for number, line in enumerate(lines, start=1):
        if fields and not line.strip():
            continue
        match = _FIELD.fullmatch(line)
        if not line.startswith("//") or (match and match[1] == "include"):
            start = number - 1
            break
        if match:
            name = match[1]
            if name not in known:
                raise InputError(f"unknown field {name!r}{suggestion(name, known)}", path, number)
            if name in once and any(name == field.name for field in fields):
                raise InputError(f"the field {name!r} appears twice", path, number)
            fields.append(Field(name, match[2].strip(), number))
        elif fields and (match := _CONTINUED.fullmatch(line)):
            last = fields[-1]
            fields[-1] = last._replace(value=f"{last.value} {match[1].strip()}")
        else:
            hint = "a header line is `// field: value`, or `//   more of it` under one"
            raise InputError(hint, path, number)
    body = "\n".join(lines[start:]).rstrip()
    header = Header(path, tuple(fields), body, start)
    if not body:
        raise header.error("there is no statement below the header")
    return header
