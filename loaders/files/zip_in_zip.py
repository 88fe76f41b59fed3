"""A file in a zip within a zip, as some publishers ship their exports."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from weakref import finalize

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.unpack import Packed, contents


@dataclass(frozen=True, slots=True)
class Inner:
    """A member of the inner zip `outer`; read through a temporary copy of that zip."""

    outer: Packed
    member: str

    @property
    def path(self) -> Path:
        """The file on disk."""
        return self.outer.path

    @property
    def name(self) -> str:
        """Its path, from the file on disk inwards: `export.zip!tables.zip!lcd.csv`."""
        return f"{self.outer.name}!{self.member}"

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes, under the same rules as for any packed file."""
        copy = _copied(self.outer)
        try:
            yield from Packed(copy.path, self.member, self.outer.limits).chunks()
        except InputError as error:
            raise InputError(error.reason, self.name, error.line) from error


def inner_members(outer: Packed) -> list[Inner]:
    """The readable contents of a zip's member that is itself a zip; raises InputError if it is not one."""
    try:
        found = contents(_copied(outer).path, outer.limits)
    except InputError as error:
        raise InputError(error.reason, outer.name) from error
    if any(member.member is None for member in found):
        raise InputError("it is named like a zip but is not one: download it again", outer.name)
    return [Inner(outer, str(member.member)) for member in found]


class _Copy:
    """A copy of a zip, there as long as someone holds this."""

    def __init__(self, outer: Packed) -> None:
        folder = TemporaryDirectory(prefix="medcodegraph-")
        finalize(self, folder.cleanup)
        self.path = Path(folder.name, "inner.zip")
        with self.path.open("wb") as file:
            for chunk in outer.chunks():
                file.write(chunk)


@kept(4)
def _copied(outer: Packed) -> _Copy:
    """A copy of a zip within a zip, kept for its other members."""
    return _Copy(outer)
