"""`load`, `unload`, `derive`, `sources` and `diff`: what is in the graph and where it comes from."""

from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperCommand

from medcodegraph.cli.library import FormatOption
from medcodegraph.cli.terminal.output import Format, show
from medcodegraph.config import Settings
from medcodegraph.errors import REJECTS, InputError


def load(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE|PATH", help="Name of a source (see below), or the first file or folder."
        ),
    ],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Files or folders; none for the default.")
    ] = None,
    code: Annotated[str | None, typer.Option(help="The code a page is about: 0537T.")] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="An option of the source. Can be repeated."),
    ] = None,
    licence: Annotated[
        bool,
        typer.Option("--i-have-a-licence", help="You hold the licence that the source's texts require."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Load even if nothing has changed, or if the release is older.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only report what would change; write nothing.")
    ] = False,
    max_rejects: Annotated[
        float, typer.Option(min=0, max=1, help="Load nothing if a larger share of the rows is rejected.")
    ] = 0.1,
    format: FormatOption = Format.TABLE,
) -> None:
    """Load a source, or whatever sources are in files and folders.

    What a source no longer states is removed; what other sources state stays. Without the name of a source
    (or with `auto`), each file is recognised by its content; one that is wrong does not stop the others (exit
    code 3). A bad row is left out and listed; the rest of its file is loaded, and the exit code is 7.
    """
    from medcodegraph.cli.loading import failed, load_order, say_found, tried
    from medcodegraph.loaders.pipeline.order import Order, named_options
    from medcodegraph.loaders.pipeline.survey import survey
    from medcodegraph.loaders.registry import LOADERS, is_name

    words = [*(option or ()), *([f"code={code}"] if code else ()), *(["licence=yes"] if licence else ())]
    options = named_options(words)
    settings = Settings.from_environment()
    if source == "auto" or (Path(source).exists() and not is_name(source)):
        paths = [*([] if source == "auto" else [Path(source)]), *(files or ())]
        seen = survey(paths, LOADERS.values())
        say_found(seen)
        order = Order.found(paths, seen, options, force, max_rejects)
    elif not is_name(source) and ("/" in source or "\\" in source or Path(source).suffix):
        raise InputError("no such file", source)
    else:
        order = Order.named(source, files or (), options, force, max_rejects)
    rows = tried(order, settings) if dry_run else load_order(order, settings)
    show(rows, format, () if rows or not dry_run else ("part", "kind", "change", "count", "examples"))
    if failure := failed(order):
        raise typer.Exit(failure)
    if any(row.get("rejected") for row in rows):
        raise typer.Exit(REJECTS)


def derive(
    full: Annotated[
        bool,
        typer.Option("--full", help="Read and compare everything, regardless of what was derived before."),
    ] = False,
    without_similar: Annotated[
        bool,
        typer.Option(
            "--without-similar", help="Only the names that search finds, and the codes of conditions."
        ),
    ] = False,
) -> None:
    """Bring up to date what is derived from loaded facts. Every load and unload does this at its end."""
    from medcodegraph.cli.loading import derive_now

    derive_now(Settings.from_environment(), full=full, similar=not without_similar)


def unload(
    source: Annotated[str, typer.Argument(help="Name of a source, or of one part: page/cpt-0537t.")],
) -> None:
    """Remove what a source states; what other sources state stays."""
    from medcodegraph.cli.loading import unload_source

    removed = unload_source(source, Settings.from_environment())
    typer.echo(f"removed {source}: {removed} nodes and edges")


def sources(
    every: Annotated[bool, typer.Option("--all", help="Also the documents that sources cite.")] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """List what is loaded: release, licence, publisher, checksum, how many facts it states."""
    from medcodegraph.cli.loading import loaded

    show(loaded(Settings.from_environment(), documents=every), format)


def diff(
    source: Annotated[str, typer.Argument(help="Name of a source: icd10cm.")],
    before: Annotated[str, typer.Argument(help="The earlier release: 2025.")],
    after: Annotated[
        str, typer.Argument(help="The later release: 2026, or 2026-04 for the first with this prefix.")
    ],
    series: Annotated[
        str | None, typer.Option(help="Compare editions of this series: icd10cm/tabular.")
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Show what changed between two loaded releases of a source: codes added, ended and revised."""
    from medcodegraph.cli.loading import compared

    rows, columns = compared(source, before, after, series, Settings.from_environment())
    show(rows, format, columns)


class LoadCommand(TyperCommand):
    """`load` with help that lists the sources; importing them is slow, so only on demand."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        from medcodegraph.loaders.registry import LOADERS, default_set

        lines = []
        for one in LOADERS.values():
            lines += [f"{one.name}: {one.summary}", f"    from {one.formats}"]
            lines += [f"    --option {name}=... is {text}" for name, text in one.options.items()]
        lines.append(f"default: {' and '.join(one.name for one in default_set())}, from their default files")
        wrapped = [fill(line, 76, initial_indent="  ", subsequent_indent="      ") for line in lines]
        self.epilog = "\b\nSources:\n" + escape("\n".join(wrapped)) + _LOAD_EXAMPLES
        super().format_help(ctx, formatter)


_LOAD_EXAMPLES = """

\b
Examples:
  medcodegraph load default
  medcodegraph load downloads/
  medcodegraph load icd10cm icd10cm-tabular-April-2026.xml
  medcodegraph load icd10cm cms_2026_dx.zip --dry-run
  medcodegraph load page 0537T.txt
  medcodegraph load page saved.txt --code CPT:0537T
  medcodegraph load cpt LONGULT.txt MEDU.txt SHORTU.txt --i-have-a-licence

The rows that were rejected are listed under `rejects` in the data directory.

\b
Exit codes:
  0  loaded, or unchanged, with every row
  3  nothing was loaded: a file is wrong, or too many rows were rejected (--max-rejects)
  7  loaded, without the rows that were rejected
"""


_DIFF_EXAMPLES = """\b
Examples:
  medcodegraph diff icd10cm 2025 2026
  medcodegraph diff icd10cm 2025 2026 --format csv
  medcodegraph diff hcpcs 2019 2025-10 --format json

The same as a library query: `medcodegraph cypher show release_changes`.
"""


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command(cls=LoadCommand)(load)
    app.command(epilog="\b\nExample:\n  medcodegraph unload page")(unload)
    app.command(epilog="\b\nExample:\n  medcodegraph derive --full")(derive)
    app.command(epilog=_DIFF_EXAMPLES)(diff)
    app.command(epilog="\b\nExamples:\n  medcodegraph sources\n  medcodegraph sources --all --format csv")(
        sources
    )
