"""Where a publisher keeps its current files: addresses with the year or quarter left open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

_QUARTERS = ("january", "april", "july", "october")


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a source: what it is, and the addresses to try in turn, the current ones first.

    In an address `{fiscal}` stands for the fiscal year (from October 1 the next one), `{year}` and
    `{quarter}` for the calendar's. `page` is where a person finds the file.
    """

    what: str
    urls: Sequence[str]
    page: str

    def addresses(self, on: date) -> list[str]:
        """The addresses on a day."""
        words = {
            "fiscal": str(on.year + (on.month >= 10)),
            "year": str(on.year),
            "quarter": _QUARTERS[(on.month - 1) // 3],
        }
        return [url.format(**words) for url in self.urls]


def file_name(url: str) -> str:
    """The name under which the file at an address is kept: its last word; empty where it has none."""
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in name).lstrip(".-")
