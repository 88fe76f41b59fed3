"""`medcodegraph db`: runs the embedded Neo4j by itself, in the background."""

import typer

from medcodegraph.cli.terminal.progress import say
from medcodegraph.config import Settings
from medcodegraph.errors import NotFoundError, SettingsError
from medcodegraph.graph.embedded import database

app = typer.Typer(
    help="Start, stop and inspect the embedded database.",
    epilog="""\b
Examples:
  medcodegraph db start     keep it running: the other commands then attach to it at once
  medcodegraph db status    exit code 4 where it is not running
  medcodegraph db stop
""",
    no_args_is_help=True,
)


@app.command()
def start() -> None:
    """Start the database in the background, downloading it first where it is missing."""
    settings = _embedded()
    say("Starting the database")
    connection = database.start_detached(settings.home, settings.cache, settings.heap, settings.page_cache)
    typer.echo(f"running at {connection.uri}, user {connection.user}, data in {settings.home}")


@app.command()
def stop() -> None:
    """Stop the database that runs in the background."""
    settings = _embedded()
    if not database.stop_detached(settings.home):
        raise NotFoundError(f"no database is running on {settings.home}")
    typer.echo("stopped")


@app.command()
def status() -> None:
    """Say where the database runs; exit code 4 where it does not."""
    settings = _embedded()
    connection = database.running(settings.home)
    if connection is None:
        raise NotFoundError(
            f"no database is running on {settings.home}: start it with `medcodegraph db start`"
        )
    typer.echo(f"running at {connection.uri}, user {connection.user}, data in {settings.home}")


def _embedded() -> Settings:
    settings = Settings.from_environment()
    if settings.neo4j_uri:
        raise SettingsError(
            f"MEDCODEGRAPH_NEO4J_URI is set to {settings.neo4j_uri}: `db` is for the embedded database"
        )
    return settings
