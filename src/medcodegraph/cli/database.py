"""`medcodegraph db`: runs the embedded Neo4j by itself, in the background."""

from typing import Annotated

import typer

from medcodegraph.cli.terminal.progress import say
from medcodegraph.client.database import known
from medcodegraph.config import Settings
from medcodegraph.errors import NotFoundError, SettingsError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.embedded import database

app = typer.Typer(
    help="Start, stop and inspect the embedded database.",
    epilog="""\b
Examples:
  medcodegraph db start --bolt-port 7687
  medcodegraph db connect   how Neo4j Browser, cypher-shell, DataGrip and drivers reach it
  medcodegraph db start     keep it running: the other commands then attach to it at once
  medcodegraph db status    exit code 4 if it is not running
  medcodegraph db stop
""",
    no_args_is_help=True,
)


@app.command()
def start(
    bolt_port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Listen on this port, now and on later starts if it is free."),
    ] = None,
) -> None:
    """Start the database in the background, downloading it first if it is missing."""
    settings = _embedded()
    say("Starting the database")
    connection = database.start_detached(
        settings.home, settings.cache, settings.heap, settings.page_cache, bolt_port or settings.bolt_port
    )
    typer.echo(f"running at {connection.uri}, user {connection.user}, data in {settings.home}")


@app.command()
def connect(
    password: Annotated[bool, typer.Option("--password", help="Print the password alone.")] = False,
) -> None:
    """Show how other programs reach the database: Neo4j Browser, cypher-shell, DataGrip, drivers."""
    settings = Settings.from_environment()
    connection = known(settings)
    if connection is None:
        raise NotFoundError(
            f"no database is running on {settings.home}: start it with `medcodegraph db start`"
        )
    typer.echo(connection.password if password else how_to_connect(connection).rstrip())


def how_to_connect(connection: Connection) -> str:
    """The address and the credentials, in the form each kind of program expects."""
    scheme, _, place = connection.uri.partition("://")
    _, plus, secured = scheme.partition("+")
    user, name = connection.user, connection.database
    return f"""\
Address   {connection.uri}
User      {user}
Password  medcodegraph db connect --password
Database  {name}

Anyone with the password can write: Neo4j Community has no roles. Open sessions in read mode, as below; for
people who must not write, open POST /cypher instead (MEDCODEGRAPH_CYPHER=1), which only reads.

Neo4j Browser, Neo4j Desktop (remote connection)
  connect URL {connection.uri}, user name {user}
cypher-shell
  cypher-shell -a {connection.uri} -u {user} -p "$(medcodegraph db connect --password)" --access-mode read
DataGrip and other JDBC programs
  jdbc:neo4j{plus}{secured}://{place}/{name}, user {user}
Python (pip install neo4j)
  driver = neo4j.GraphDatabase.driver("{connection.uri}", auth=("{user}", password))
  driver.execute_query("MATCH (c:Code) RETURN count(c)", database_="{name}", routing_="r")
Python, with the query library and data frames
  medcodegraph.connect().run("similar_codes", key="CPT:0537T").to_polars()
JavaScript (npm install neo4j-driver)
  const driver = neo4j.driver("{connection.uri}", neo4j.auth.basic("{user}", password))
  driver.session({{ database: "{name}", defaultAccessMode: neo4j.session.READ }})
"""


@app.command()
def stop() -> None:
    """Stop the database that runs in the background."""
    settings = _embedded()
    if not database.stop_detached(settings.home):
        raise NotFoundError(f"no database is running on {settings.home}")
    typer.echo("stopped")


@app.command()
def status() -> None:
    """Show where the database runs; exit code 4 if it does not."""
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
