"""Downloads a publisher's current files: each URL of a file is tried in turn until one works."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from medcodegraph.errors import FetchError
from medcodegraph.fetch.download import Fetched, Missing, fetch
from medcodegraph.loaders.download import file_name
from medcodegraph.progress import Progress


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file: its possible URLs, likeliest first, and the page where a person finds it."""

    addresses: Sequence[str]
    page: str = ""


def fetch_all(
    wanted: Sequence[Wanted], folder: Path, *, largest: int, progress: Progress | None = None
) -> Iterator[Fetched]:
    """Download each file into the folder, lazily.

    Raises FetchError for a file that is at none of its URLs, or that cannot be downloaded.
    """
    for one in wanted:
        yield _first(one, folder, largest, progress)


def _first(wanted: Wanted, folder: Path, largest: int, progress: Progress | None) -> Fetched:
    *others, last = wanted.addresses
    for url in others:
        try:
            return _one(url, folder, largest, progress)
        except Missing:
            continue
    try:
        return _one(last, folder, largest, progress)
    except Missing as error:
        look = f"; look at {wanted.page} and give the new address with --url" if wanted.page else ""
        raise FetchError(f"{error.reason}{look}", last) from error


def _one(url: str, folder: Path, largest: int, progress: Progress | None) -> Fetched:
    name = file_name(url)
    if not name:
        raise FetchError("the address names no file", url)
    return fetch(url, folder / name, largest=largest, progress=progress)
