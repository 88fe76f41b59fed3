"""All commands, and their common options."""

import logging
from dataclasses import dataclass
from typing import Annotated

import typer

from medcodegraph import __version__
from medcodegraph.cli import cypher, database, files, mcp, page, sources, token, web
from medcodegraph.cli.fetching import command as fetching


@dataclass(slots=True)
class State:
    """The values of the options given before the command."""

    debug: bool = False


STATE = State()

EPILOG = """\b
Examples:
  medcodegraph up
      everything: http://127.0.0.1:8000/graphql
  medcodegraph load icd10cm
      one source, from its default file
  medcodegraph cypher list
      the named queries
  medcodegraph cypher run similar_codes --key CPT:0537T
      one of them

\b
Exit codes:
  0  done; `up` and `serve` stopped by SIGTERM or Ctrl-C
  1  unexpected
  2  an option or a setting is wrong
  3  a file or a row is wrong
  4  a name or a key that does not exist
  5  the database cannot be reached, or refused
  6  a request is wrong
  7  loaded, without the rows that were rejected
  8  a download failed
  130, 143  stopped by Ctrl-C, by SIGTERM

\b
Environment:
  MEDCODEGRAPH_HOME   data directory
  MEDCODEGRAPH_CACHE  where downloads are kept
  MEDCODEGRAPH_HOST, MEDCODEGRAPH_PORT
      where `up` and `serve` listen (127.0.0.1, 8000)
  MEDCODEGRAPH_NEO4J_URI, _USER, _PASSWORD, _DATABASE
      another Neo4j instead of the embedded one
  MEDCODEGRAPH_TOKENS, MEDCODEGRAPH_HOSTS, MEDCODEGRAPH_ORIGINS
      who may ask `up` and `serve`, and from where
  MEDCODEGRAPH_LOG    text or json
  MEDCODEGRAPH_HIDE_LICENSED
      1 hides texts loaded under a licence, 0 shows them
  docs/operations.md has them all
"""

app = typer.Typer(
    name="medcodegraph",
    help="A knowledge graph of medical codes, procedures, conditions and payer policies.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"medcodegraph {__version__}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
    version: Annotated[  # noqa: ARG001 (the callback answers it)
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Set the options for every command."""
    STATE.debug = debug
    logging.basicConfig(level=logging.ERROR)


web.add_to(app)
sources.add_to(app)
fetching.add_to(app)
page.add_to(app)
files.add_to(app)
mcp.add_to(app)
app.add_typer(cypher.app, name="cypher")
app.add_typer(database.app, name="db")
app.add_typer(token.app, name="token")
