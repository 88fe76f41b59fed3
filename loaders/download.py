"""The URLs of a publisher's current files, with placeholders for the year or quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

_QUARTERS = ("january", "april", "july", "october")


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a source: what it is, and the URLs to try in turn, current ones first.

    In a URL, `{fiscal}` stands for the fiscal year (from October 1 the next one), `{year}` and `{quarter}`
    for the calendar's. `page` is where a person finds the file.
    """

    what: str
    urls: Sequence[str]
    page: str

    def addresses(self, on: date) -> list[str]:
        """The URLs on a day."""
        words = {
            "fiscal": str(on.year + (on.month >= 10)),
            "year": str(on.year),
            "quarter": _QUARTERS[(on.month - 1) // 3],
        }
        return [url.format(**words) for url in self.urls]


def file_name(url: str) -> str:
    """The name for the file at a URL: its last segment, possibly empty."""
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in name).lstrip(".-")
