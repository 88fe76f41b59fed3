"""`fetch`: the current files of a source, from their publisher."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medcodegraph.cli.library import FormatOption
from medcodegraph.cli.terminal.output import Format, show
from medcodegraph.config import Settings

if TYPE_CHECKING:  # slow imports, so only when a file is fetched
    from collections.abc import Sequence

    from medcodegraph.fetch.publisher import Wanted


def fetch(
    source: Annotated[str, typer.Argument(help="Name of a source: `load --help` lists them.")],
    into: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Target folder; `downloads` in the data directory if not given."),
    ] = None,
    url: Annotated[
        list[str] | None, typer.Option(help="A URL instead of the publisher's. Can be repeated.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=2000, max=2100, help="A year other than the current one.")
    ] = None,
    max_bytes: Annotated[int, typer.Option(min=1, help="Refuse a larger file.")] = 4 << 30,
    format: FormatOption = Format.TABLE,
) -> None:
    """Download the current official files of a source; an interrupted download resumes where it stopped."""
    from medcodegraph.errors import SettingsError
    from medcodegraph.fetch.publisher import Wanted
    from medcodegraph.loaders.registry import LOADERS, named

    loaders = named(source)
    if len(loaders) > 1:
        raise SettingsError(f"{source} is several sources: fetch them one by one")
    downloads = LOADERS[source].downloads
    if not downloads and not url:
        able = ", ".join(name for name, loader in LOADERS.items() if loader.downloads)
        raise SettingsError(f"{source} has no files to download; these have: {able}")
    folder = into or Settings.from_environment().home / "downloads" / source
    day = _day(year)
    wanted = [Wanted([each]) for each in url or ()]
    wanted = wanted or [Wanted(each.addresses(day), each.page) for each in downloads]
    rows = _fetch_all(wanted, folder, max_bytes)
    show(rows, format)
    typer.echo(f"now: medcodegraph load {source} {folder}", err=True)


def _day(year: int | None) -> date:
    """The day whose files to download: today, or one in the last quarter of the fiscal year."""
    return date(year, 9, 30) if year else datetime.now(UTC).date()


def _fetch_all(wanted: "Sequence[Wanted]", folder: Path, largest: int) -> list[dict[str, Any]]:
    from medcodegraph.cli.terminal.progress import bar
    from medcodegraph.fetch.publisher import fetch_all

    with bar() as tell:
        return [
            {
                "file": str(fetched.file),
                "state": fetched.state,
                "bytes": fetched.size,
                "sha256": fetched.sha256,
                "url": fetched.url,
            }
            for fetched in fetch_all(wanted, folder, largest=largest, progress=tell)
        ]


_EXAMPLES = """\b
Examples:
  medcodegraph fetch hcpcs
  medcodegraph fetch icd10cm --year 2026
  medcodegraph fetch ccsr --url https://example.org/DXCCSR-v2026-1.zip --into files

Beside each file is a .json with its address, SHA-256 and time.
"""


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog=_EXAMPLES)(fetch)
