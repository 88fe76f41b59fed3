"""The release of a file, from an option, its own name or that of its zip."""

import re
from datetime import date

from medcodegraph.errors import SettingsError
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.source import Options

RELEASE_OPTION = {"release": "the release of the file, if its name does not say: 2026, 2026-04"}
"""The option of a loader whose files are editions."""
_RELEASE = re.compile(r"20\d\d(-(0[1-9]|1[0-2])(-\d\d)?)?")

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september"]
_MONTHS += ["october", "november", "december"]
_FULL = re.compile(rf"({'|'.join(_MONTHS)})[-_ ]*(?:(\d{{1,2}})[-_ ]+)?(20\d\d)(?!\d)", re.IGNORECASE)
_YEAR_MONTH = re.compile(
    rf"(?<!\d)(20\d\d)[-_ ]*({'|'.join(month[:3] for month in _MONTHS)})(?![a-z])", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SHORT = [month[:3] for month in _MONTHS]
_DAY = re.compile(rf"\b(\d\d)-({'|'.join(_SHORT)})-(\d\d)\b", re.IGNORECASE)  # v5.0 30-AUG-25
_NUMBER, _NUMBERED = re.compile("[0-9]+"), re.compile("0([-.]0)*")


def release_in(name: str) -> str | None:
    """The release in a name, in a form that sorts by time; None if there is none.

    `list-April-1-2026` gives 2026-04-01, `order-April-2026` 2026-04, `HCPC2025_OCT` 2025-10, `FY2026` 2026.
    """
    if match := _FULL.search(name):
        day = f"-{int(match[2]):02}" if match[2] else ""
        return f"{match[3]}-{_MONTHS.index(match[1].lower()) + 1:02}{day}"
    if match := _YEAR_MONTH.search(name):
        month = next(at for at, each in enumerate(_MONTHS, 1) if each.startswith(match[2].lower()))
        return f"{match[1]}-{month:02}"
    match = _YEAR.search(name)
    return match[0] if match else None


def release_of(source: Packed, options: Options) -> str | None:
    """The release from the option, or from a file's name, or else from its zip's name.

    Raises SettingsError for an option that is not a release.
    """
    if (said := options.get("release")) is None:
        return release_in(source.title) or release_in(source.path.name)
    try:
        if _RELEASE.fullmatch(said) and fiscal_start(said):
            return said
    except ValueError:
        pass
    raise SettingsError(f"{said!r} is not a release: write a year, month or day: 2026, 2026-04, 2026-04-01")


def is_earlier(release: str, other: str) -> bool:
    """Whether a release is older than another, by the dates or numbers in both, if in the same format."""
    days = [_DAY.search(each.lower()) for each in (release, other)]
    dated = [(int(day[3]), _SHORT.index(day[2]), int(day[1])) for day in days if day]
    if len(dated) == len(days):
        return dated[0] < dated[1]
    shapes = {_NUMBER.sub("0", each.lower().removeprefix("v")) for each in (release, other)}
    if len(shapes) > 1 or not _NUMBERED.fullmatch(shapes.pop()):
        return False
    first, second = ([int(number) for number in _NUMBER.findall(each)] for each in (release, other))
    return first < second


def fiscal_start(release: str | None) -> date | None:
    """The first day of a release of a code system with fiscal years: 2026 begins on 2025-10-01."""
    return _first_day(release, date(int(release[:4]) - 1, 10, 1)) if release else None


def calendar_start(release: str | None) -> date | None:
    """The first day of a release of a code system with calendar years: 2026 begins on 2026-01-01."""
    return _first_day(release, date(int(release[:4]), 1, 1)) if release else None


def _first_day(release: str, of_year: date) -> date:
    return of_year if len(release) == len("2026") else date.fromisoformat(f"{release}-01"[:10])
