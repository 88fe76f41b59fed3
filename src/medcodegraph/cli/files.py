"""`export` and `import`: the graph as files, and back."""

from pathlib import Path
from typing import Annotated

import typer

from medcodegraph.cli.running.session import alone, connect, run, run_change
from medcodegraph.cli.terminal.progress import bar, note
from medcodegraph.config import Settings
from medcodegraph.export.file_format import FileFormat


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An empty or new folder.")],
    format: Annotated[FileFormat, typer.Option(help="What to write.")] = FileFormat.PARQUET,
    with_licensed: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE", help="Also what this licensed or hidden source says. Can be repeated."
        ),
    ] = None,
) -> None:
    """Write the whole graph as files: tables of nodes and edges, and manifest.json with their checksums.

    What licensed or hidden sources say is left out, unless they are named. `kgx` is for tools of the Biolink
    model, `neo4j-admin` for `neo4j-admin database import full @import.args`; the others can be read again by
    `medcodegraph import`.
    """
    from medcodegraph.export.write import export as export_files

    settings = Settings.from_environment()
    with connect(settings) as connection, bar() as tell:
        made = run(
            connection,
            lambda graph: export_files(graph, folder, format, licensed=with_licensed or (), progress=tell),
        )
    if made["withheld"]:
        note(f"licensed or hidden, left out: {', '.join(made['withheld'])}")
    typer.echo(
        f"{made['nodes']:,} nodes and {made['edges']:,} edges in {len(made['files'])} files of {folder}"
    )


def import_(folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `export` wrote.")]) -> None:
    """Read an export (parquet, csv or jsonl) into an empty graph.

    The graph is then the one that was exported. Its files are checked against the manifest first.
    """
    from medcodegraph.export.read import import_ as import_files

    settings = Settings.from_environment()
    with connect(settings) as connection, alone(settings), bar() as tell:
        made = run_change(connection, settings, lambda graph: import_files(graph, folder, tell))
    typer.echo(f"{made['nodes']:,} nodes and {made['edges']:,} edges read")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command(
        epilog="""\b
Examples:
  medcodegraph export release
  medcodegraph export release --format kgx
  medcodegraph export release --format csv --with-licensed cpt
"""
    )(export)
    app.command(
        "import",
        epilog="""\b
Examples:
  medcodegraph import release
  MEDCODEGRAPH_HOME=elsewhere medcodegraph import release
""",
    )(import_)
