"""`medcodegraph token`: bearer tokens for clients of the service."""

from typing import Annotated

import typer

from medcodegraph.http.doors import tokens

app = typer.Typer(help="Make bearer tokens for clients of the service.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `new` as a separate command."""


@app.command(
    epilog="""\b
Examples:
  medcodegraph token new
  medcodegraph token new "the dashboard" | tail -1 >> tokens.txt
  MEDCODEGRAPH_TOKENS=tokens.txt medcodegraph up
"""
)
def new(
    name: Annotated[str, typer.Argument(help="The holder's name, kept beside the digest.")] = "",
) -> None:
    """Print a new token, for its holder, and its SHA-256, for MEDCODEGRAPH_TOKENS.

    The token is not stored anywhere: if it is lost, make a new one.
    """
    token = tokens.new()
    typer.echo(token)
    typer.echo(f"{tokens.digest(token)} {' '.join(name.split())}".rstrip())
