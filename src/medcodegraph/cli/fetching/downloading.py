"""Downloading the files of sources, for `fetch` and for `up --with`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from medcodegraph.config import Settings
from medcodegraph.errors import FetchError, SettingsError
from medcodegraph.fetch.publisher import Wanted, fetch_all
from medcodegraph.loaders.download import file_name
from medcodegraph.loaders.registry import LOADERS, named
from medcodegraph.progress import Progress

LARGEST = 4 << 30
"""The default size limit of a file, in bytes."""


def downloadable() -> list[str]:
    """The sources whose files can be downloaded."""
    return [name for name, loader in LOADERS.items() if loader.downloads]


def folder_of(source: str, settings: Settings) -> Path:
    """Where the files of a source are kept."""
    return settings.home / "downloads" / source


def wanted_files(source: str, mirror: str | None = None, year: int | None = None) -> list[Wanted]:
    """The current files of a source, at its publisher's addresses, or under their names at a mirror.

    Raises NotFoundError for a source that does not exist, SettingsError for one without downloads.
    """
    if len(named(source)) > 1:
        raise SettingsError(f"{source} covers several sources: fetch them one at a time")
    downloads = LOADERS[source].downloads
    if not downloads:
        raise SettingsError(f"{source} has no files to download; these have: {', '.join(downloadable())}")
    day = date(year, 9, 30) if year else datetime.now(UTC).date()
    wanted = [Wanted(each.addresses(day), each.page) for each in downloads]
    if mirror is None:
        return wanted
    return [Wanted([f"{mirror.rstrip('/')}/{file_name(url)}" for url in one.addresses]) for one in wanted]


def download(
    source: str,
    wanted: Sequence[Wanted],
    folder: Path,
    *,
    largest: int = LARGEST,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Download files into a folder, as rows; raises FetchError for one that cannot be downloaded."""
    return [
        {
            "source": source,
            "file": str(fetched.file),
            "state": fetched.state,
            "bytes": fetched.size,
            "sha256": fetched.sha256,
            "url": fetched.url,
        }
        for fetched in fetch_all(wanted, folder, largest=largest, progress=progress)
    ]


def download_each(
    sources: Iterable[str],
    settings: Settings,
    *,
    into: Path | None = None,
    year: int | None = None,
    largest: int = LARGEST,
    progress: Progress | None = None,
) -> tuple[list[dict[str, Any]], dict[str, FetchError]]:
    """Download the files of several sources, each into its own folder.

    The rows, and the sources with a file that cannot be downloaded: the last error of each.
    """
    rows: list[dict[str, Any]] = []
    failures: dict[str, FetchError] = {}
    for source in sources:
        for one in wanted_files(source, settings.mirror, year):
            folder = into / source if into else folder_of(source, settings)
            try:
                rows += download(source, [one], folder, largest=largest, progress=progress)
            except FetchError as error:
                failures[source] = FetchError(f"{error.reason} (a file of {source})", error.where)
    return rows, failures
