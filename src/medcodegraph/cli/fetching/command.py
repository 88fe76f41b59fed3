"""`fetch`: the current files of a source, or of all of them, from their publishers."""

from pathlib import Path
from typing import Annotated

import typer

from medcodegraph.cli.library import FormatOption
from medcodegraph.cli.terminal.output import Format, show
from medcodegraph.config import Settings


def fetch(
    source: Annotated[str | None, typer.Argument(help="Name of a source: `load --help` lists them.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All sources that can be downloaded; those that fail are named.")
    ] = False,
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
    from medcodegraph.cli.fetching import downloading
    from medcodegraph.cli.terminal.progress import bar, say_error
    from medcodegraph.errors import FetchError, SettingsError
    from medcodegraph.fetch.publisher import Wanted

    if every == (source is not None):
        raise SettingsError("name one source, or give --all")
    if every and url:
        raise SettingsError("--url is the address of one source's file: name the source")
    settings = Settings.from_environment()
    with bar() as tell:
        if source is None:
            rows, failures = downloading.download_each(
                downloading.downloadable(), settings, into=into, year=year, largest=max_bytes, progress=tell
            )
        else:
            failures = {}
            folder = into or downloading.folder_of(source, settings)
            wanted = [Wanted([each]) for each in url or ()]
            wanted = wanted or downloading.wanted_files(source, settings.mirror, year)
            rows = downloading.download(source, wanted, folder, largest=max_bytes, progress=tell)
    show(rows, format)
    for failure in failures.values():
        say_error(str(failure))
    place = into or settings.home / "downloads"
    typer.echo(f"now: medcodegraph load {place if every else f'{source} {folder}'}", err=True)
    if failures:
        raise typer.Exit(FetchError.exit_code)


_EXAMPLES = """\b
Examples:
  medcodegraph fetch hcpcs
  medcodegraph fetch --all
  medcodegraph fetch icd10cm --year 2026
  medcodegraph fetch ccsr --url https://example.org/DXCCSR-v2026-1.zip --into files
  MEDCODEGRAPH_MIRROR=https://mirror.example/files medcodegraph fetch --all

Beside each file is a .json with its address, SHA-256 and time. A mirror holds all files under their own
names, in one folder.
"""


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog=_EXAMPLES)(fetch)
