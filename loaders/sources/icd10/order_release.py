"""Which release an order file is, and the first day of the codes that its addenda add.

CMS publishes the October release in the summer before, and the April update in the winter, often under the
same names: that a file called 2023 is the update of April 2023 shows only in its date.
"""

from collections.abc import Sequence
from datetime import date

from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.release_name import fiscal_start, release_in, release_of
from medcodegraph.loaders.source import Options
from medcodegraph.loaders.sources.icd10.order_file import read_addenda

_UPDATE = 4  # the month of the update
_YEAR = len("2023")


def order_release(source: Packed, options: Options) -> str | None:
    """The release according to the option, the names of the file or its zip, or the file's date.

    A year alone is the October release; `2023-04` is the update of that fiscal year.
    """
    release = release_of(source, options)
    if release is None or "release" in options or len(release) > _YEAR:
        return release
    packed = release_in(source.path.name) or ""
    if packed.startswith(f"{release}-"):
        return packed
    return f"{release}-{_UPDATE:02}" if _is_update(source, int(release)) else release


def _is_update(source: Packed, year: int) -> bool:
    """Whether a file of this fiscal year was written after the year began and before its update."""
    begins, updated = date(year - 1, 10, 1), date(year, _UPDATE, 1)
    return source.dated is not None and begins <= source.dated < updated


def added_days(addenda: Sequence[Packed], release: str | None) -> dict[str, date]:
    """The first day of each code that addenda add: that of the release.

    Addenda written before the fiscal year of an update began list what was new on its first day.
    """
    begins = fiscal_start(release)
    if begins is None or release is None:
        return {}
    added, year = read_addenda(addenda).added, fiscal_start(release[:_YEAR])
    found: dict[str, date] = {}
    for one in addenda:
        old = year is not None and one.dated is not None and one.dated < year
        found |= dict.fromkeys(read_addenda([one]).added & added, year if old and year else begins)
    return found
