"""`up` and `serve`: the application in the foreground."""

from typing import Annotated

import typer

from medcodegraph.config import Settings


def up(
    more: Annotated[
        str,
        typer.Option(
            "--with",
            metavar="SOURCE,...",
            help="Also download and load these sources if they are not loaded yet: hcpcs,mondo.",
        ),
    ] = "",
) -> None:
    """Do everything: start the database, load the default data once, install the playground, serve.

    The last line of the start is `ready` and the address, on standard output. After a load, similar codes
    are derived while it already serves; until they are there, answers say so. A source of `--with` that
    cannot be downloaded or loaded is reported, and the rest continues.
    """
    from medcodegraph.cli.serving import serve_application

    names = more.replace(",", " ").split()
    if names:
        from medcodegraph.cli.fetching.downloading import wanted_files

        for name in names:
            wanted_files(name)
    serve_application(Settings.from_environment(), complete=True, more=names)


def serve() -> None:
    """Serve what is loaded, without loading data or installing the playground."""
    from medcodegraph.cli.serving import serve_application

    serve_application(Settings.from_environment(), complete=False)


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to the command line."""
    app.command(
        epilog="""\b
Examples:
  medcodegraph up
  medcodegraph up --with hcpcs,icd10pcs,mondo,mcd
  MEDCODEGRAPH_PORT=8080 medcodegraph up
  MEDCODEGRAPH_NEO4J_URI=neo4j://db MEDCODEGRAPH_NEO4J_PASSWORD=... medcodegraph up
"""
    )(up)
    app.command(
        epilog="""\b
Examples:
  medcodegraph serve
  MEDCODEGRAPH_HOST=0.0.0.0 medcodegraph serve
"""
    )(serve)
