"""`up` and `serve`: the application in the foreground."""

import typer

from medcodegraph.config import Settings


def up() -> None:
    """Do everything: start the database, load the default data once, install the playground, serve.

    The last line of the start is `ready` and the address, on standard output.
    """
    from medcodegraph.cli.serving import serve_application

    serve_application(Settings.from_environment(), complete=True)


def serve() -> None:
    """Serve what is loaded, without loading data or installing the playground."""
    from medcodegraph.cli.serving import serve_application

    serve_application(Settings.from_environment(), complete=False)


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module into the command line."""
    app.command(
        epilog="""\b
Examples:
  medcodegraph up
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
