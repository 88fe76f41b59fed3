"""What the resources of a file say, read once: values at the paths that are asked for, set aside by path.

A resource may say in any order what it is, which properties it has and which concepts: what comes first in
the file may have to be read last.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

from medcodegraph.loaders.files.json_rows import JsonRow, Step, json_line_rows_at, json_rows_at
from medcodegraph.loaders.files.set_aside import SetAside
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.sources.fhir.files import Form

_HEAD = frozenset(
    {"resourceType", "url", "version", "name", "title", "status", "date", "publisher", "copyright"}
    | {"description", "content", "supplements", "caseSensitive"}
)


class At(Enum):
    """Where something is in a resource, as a path."""

    HEAD = (_HEAD,)
    PROPERTY = ("property", "*")
    CONCEPT = ("concept", "*")
    CONCEPTS = (frozenset({"concept"}),)
    CONTAINED = ("expansion", "contains", "*")
    PAGE = ("expansion", frozenset({"total", "offset"}))
    INCLUDE = ("compose", "include", "*")
    EXCLUDE = ("compose", "exclude", "*")
    INACTIVE = ("compose", frozenset({"inactive"}))
    GROUP = ("group", "*", frozenset({"source", "target", "unmapped"}))
    ELEMENT = ("group", "*", "element", "*")


USUAL = tuple(at for at in At if at is not At.CONCEPTS)
"""All but the list of concepts as one value, which is asked for only if it may not be a list."""


class Contents:
    """The values at some paths within each resource of a file."""

    def __init__(self, source: Packed, form: Form, places: Collection[At]) -> None:
        self.source, self.form, self.name = source, form, source.name
        self._found: Mapping[str, SetAside[tuple[int, JsonRow]]] = {at.name: SetAside() for at in places}
        for name, place, row in self._read(places):
            self._found[name].add((place, row))

    def rows(self, at: At) -> Iterator[tuple[int, JsonRow]]:
        """The values at a path: the resource's place in the file, and the row."""
        return iter(self._found[at.name])

    def close(self) -> None:
        """Let the memory, or the files, go."""
        for found in self._found.values():
            found.close()

    def _read(self, places: Collection[At]) -> Iterator[tuple[str, int, JsonRow]]:
        if self.form is Form.LINES:
            within: dict[str, tuple[Step, ...]] = {at.name: at.value for at in places}
            for name, row in json_line_rows_at(self.source, within):
                yield name, row.places[0], row
            return
        alone = self.form is Form.ALONE
        within = {at.name: (*self.form.value, *at.value) for at in places}
        for name, row in json_rows_at(self.source, within):
            yield name, 0 if alone else row.places[0], row


@contextmanager
def contents_of(source: Packed, form: Form, places: Collection[At] = USUAL) -> Iterator[Contents]:
    """What a file says at some paths, for as long as it is needed; raises InputError for a wrong file."""
    contents = Contents(source, form, places)
    try:
        yield contents
    finally:
        contents.close()
