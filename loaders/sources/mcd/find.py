"""Finds the tables of the Medicare Coverage Database in folders, zips and nested zips."""

import re
from collections.abc import Sequence
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.unpack import Packed, contents
from medcodegraph.loaders.files.zip_in_zip import Inner, inner_members
from medcodegraph.loaders.sources.mcd.columns import COLUMNS, LISTING
from medcodegraph.loaders.sources.mcd.tables import Table, Tables, checked_header, first_record

_TABLE_ENDINGS = (".csv", ".csv.gz")
_ENDING = re.compile(r"(\.csv)?(\.gz)?\Z")


def find_tables(paths: Sequence[Path]) -> list[Tables]:
    """The exports in these files and folders: the tables in one folder or zip are one export.

    A file is a table by its official name or by its header; others are ignored. Raises InputError for a
    duplicate table, one with a wrong header, and an unreadable file.
    """
    exports = []
    for place, sources in _places(paths).items():
        found: dict[str, Table] = {}
        for source in sources:
            name = _recognised(source)
            if name is None:
                continue
            if name in found:
                reason = f"the table {name} appears twice, also as {found[name].source.name}: keep one"
                raise InputError(reason, source.name)
            found[name] = Table(name, source)
        if found:
            exports.append(Tables(place, found))
    return exports


def is_table(source: Packed) -> bool:
    """Whether a file, or a zip within a zip, is or contains a table of an export."""
    name = str(source.member or source.path).lower()
    if name.endswith(".zip") and source.member is not None:
        inner = (one for one in inner_members(source) if one.member.lower().endswith(_TABLE_ENDINGS))
        return any(_recognised(one) is not None for one in inner)
    return name.endswith(_TABLE_ENDINGS) and _recognised(source) is not None


def _places(paths: Sequence[Path]) -> dict[str, list[Packed | Inner]]:
    """The files that may be tables, by the folder or zip that contains them."""
    places: dict[str, list[Packed | Inner]] = {}
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file == path or (file.is_file() and file.name.lower().endswith((*_TABLE_ENDINGS, ".zip"))):
                _add(file, places)
    return places


def _add(file: Path, places: dict[str, list[Packed | Inner]]) -> None:
    found = contents(file)
    if len(found) == 1 and found[0].member is None:
        places.setdefault(str(file.parent), []).extend(found)
        return
    places[str(file)] = [each for each in found if str(each.member).lower().endswith(_TABLE_ENDINGS)]
    for each in found:
        if str(each.member).lower().endswith(".zip"):
            inner = (one for one in inner_members(each) if one.member.lower().endswith(_TABLE_ENDINGS))
            places[each.name] = list(inner)


@kept(1 << 16)
def _recognised(source: Packed | Inner) -> str | None:
    """Which table a file is, by its official name or else by its header; None for another file."""
    header = first_record(source)
    named = _ENDING.sub("", re.split(r"[/!\\]", source.name)[-1].lower())
    if named in COLUMNS and named != LISTING:
        checked_header(header, named, source.name)
        return named
    columns = {column.strip().lower() for column in header}
    fitting = [name for name, needed in COLUMNS.items() if columns.issuperset(needed)]
    if not fitting:
        return None
    name = max(fitting, key=lambda name: len(COLUMNS[name]))
    checked_header(header, name, source.name)
    return name
