"""A first look at a table, before it is loaded: what is known of it only at its end.

Its encoding, its release, and which versions of policies are current decide about rows that come before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.text import csv_records, utf8_line
from medcodegraph.loaders.files.unpack import UTF_16
from medcodegraph.loaders.sources.mcd.tables import (
    LARGEST_CELL,
    UTF_8,
    Decode,
    Table,
    Tables,
    either_line,
    fits_utf8,
    moment,
    windows_line,
)

_MOMENTS = ("last_updated", "last_updt_tmstmp", "updated_on_sort")
Rank = tuple[bool, int]
"""Whether a version is in force, and its number: the highest is current."""


@dataclass(slots=True)
class Look:
    """What a look at a table found; `release` is the last day on which a row changed.

    `ranks` has the highest version of each local policy, `numbers` those of NCDs (`110.24`) by their ids.
    """

    decode: Decode = utf8_line
    filled: bool = False
    release: str | None = None
    ranks: dict[str, Rank] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def row(self, cells: Mapping[str, str], family: str) -> None:
        """Take a row into account."""
        self.filled = True
        for column in _MOMENTS:
            if found := moment(cells.get(column, "")):
                self.release = max(self.release or found, found)
        if "ncd_mnl_sect" in cells and "ncd_id" in cells:
            self.numbers[cells["ncd_id"]] = cells["ncd_mnl_sect"].strip()
        id_, version = identity(family, cells)
        if version is not None:
            rank = (cells.get("status", "").strip().upper() == "A", version)
            self.ranks[id_] = max(self.ranks.get(id_, rank), rank)


@kept(256)
def look_at(table: Table) -> Look:
    """What a table is, read to its end; what is wrong with it is said when it is loaded."""
    found, telling = Look(), _Encoding()
    family = table.name.partition("_")[0]
    records = csv_records(table.source, telling, LARGEST_CELL)
    try:
        columns = [column.strip().lower() for column in next(records, (1, []))[1]]
        for _, cells in records:
            if len(cells) == len(columns):
                found.row(dict(zip(columns, cells, strict=True)), family)
    except InputError:
        pass
    found.decode = telling.decode
    return found


def looked_at(tables: Tables) -> Tables:
    """The tables, each with how it is decoded and whether it has rows."""
    looks = {name: (table, look_at(table)) for name, table in tables.by_name.items()}
    known = {
        name: Table(name, table.source, look.decode, look.filled) for name, (table, look) in looks.items()
    }
    return Tables(tables.place, known)


def release_of(tables: Tables, *names: str) -> str | None:
    """The last day on which a row of these tables changed, in ISO form; None if none of them says."""
    found = (look_at(tables.by_name[name]).release for name in names if name in tables)
    return max(filter(None, found), default=None)


def current_versions(family: str, tables: Tables) -> dict[str, int]:
    """For each policy the newest active version in the main table, or else the newest one named."""
    looks = {name: look_at(table).ranks for name, table in tables.by_name.items()}
    versions = {id_: version for id_, (_, version) in looks.get(family, {}).items()}
    for id_, (_, version) in (
        pair
        for name, ranks in looks.items()
        if name.startswith(f"{family}_")
        for pair in ranks.items()
        if pair[0] not in looks.get(family, {})
    ):
        versions[id_] = max(versions.get(id_, 0), version)
    return versions


def identity(family: str, cells: Mapping[str, str]) -> tuple[str, int | None]:
    """The id and the version of a policy that a row is about; the version is None if either is missing."""
    id_, version = (cells.get(f"{family}_{what}", "").strip() for what in ("id", "version"))
    return id_, int(version) if is_id(id_) and is_id(version) else None


def is_id(text: str) -> bool:
    """Whether it is an id: a number other than 0."""
    return text.isascii() and text.isdigit() and text.strip("0") != "" and len(text) < 12


class _Encoding:
    """Decodes lines well enough for ids and dates, and notes which encoding they are in."""

    def __init__(self) -> None:
        self._marked = False
        self._good = self._bad = 0

    def __call__(self, line: bytes, _name: str, number: int) -> str:
        if number == 1 and line.startswith((UTF_8, *UTF_16)):
            self._marked = True
            line = line.removeprefix(UTF_8)
        if line.isascii():
            return line.decode()
        fits = fits_utf8(line)
        self._good, self._bad = self._good + fits, self._bad + (not fits)
        return line.decode("latin-1")

    @property
    def decode(self) -> Decode:
        """How to read the lines: all as UTF-8 where they can be, else as most of them must be."""
        if self._marked or not self._bad:
            return utf8_line
        return either_line if self._good > self._bad else windows_line
