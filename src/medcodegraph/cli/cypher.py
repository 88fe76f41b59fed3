"""`medcodegraph cypher`: library queries by name, and your own statements; read-only."""

import sys
from typing import Annotated

import typer

from medcodegraph.cli import library
from medcodegraph.cli.running.session import on_graph
from medcodegraph.cli.terminal.output import Format, show
from medcodegraph.graph.library import queries
from medcodegraph.graph.library.parameters import json_object, json_words

app = typer.Typer(help="Query the graph in Cypher: library queries or your own.", no_args_is_help=True)
app.add_typer(library.app, name="run")


@app.command(
    "list", epilog="\b\nExamples:\n  medcodegraph cypher list\n  medcodegraph cypher list --format json"
)
def list_(format: library.FormatOption = Format.TABLE) -> None:
    """List the library queries."""
    show(
        [
            {
                "name": query.name,
                "asks": query.title,
                "parameters": [param.name for param in query.params],
            }
            for query in queries.questions()
        ],
        format,
    )


@app.command("show", epilog="\b\nExample:\n  medcodegraph cypher show code_conditions")
def show_(
    name: Annotated[str, typer.Argument(help="Name of a query: see `medcodegraph cypher list`.")],
) -> None:
    """Explain a library query: its parameters, columns and statement."""
    sys.stdout.write(library.explained(queries.find(name)))


@app.command(epilog="\b\nExample:\n  medcodegraph cypher docs > docs/cypher.md")
def docs() -> None:
    """Print the library and the model of the graph as a document in Markdown."""
    from medcodegraph.cli.documents.library import markdown

    sys.stdout.write(markdown())


@app.command(epilog="\b\nExample:\n  medcodegraph cypher model > model.mmd")
def model() -> None:
    """Print the model of the graph as a picture, in the language of Mermaid."""
    from medcodegraph.cli.documents.model import mermaid

    sys.stdout.write(mermaid())


@app.command(
    epilog="""\b
Examples:
  medcodegraph cypher query "MATCH (c:Code) RETURN c.system AS system, count(*) AS codes"
  medcodegraph cypher query 'MATCH (c:Code {key: $key}) RETURN c.status' --param key=CPT:0537T
  medcodegraph cypher query - --format csv < question.cypher
  medcodegraph cypher query - --params '{"p0": "CPT:0537T"}' < statement.cypher
"""
)
def query(
    statement: Annotated[str, typer.Argument(help="The statement, or - to read it from standard input.")],
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A parameter: JSON, or else a text. Can be repeated."),
    ] = None,
    params: Annotated[
        str | None,
        typer.Option(
            metavar="JSON",
            help="All parameters as one JSON object, as returned in `extensions.cypher`.",
        ),
    ] = None,
    format: library.FormatOption = Format.TABLE,
    limit: library.LimitOption = None,
    timeout: library.TimeoutOption = 60,
) -> None:
    """Run a read-only statement."""
    from medcodegraph.graph.library import readonly

    text = sys.stdin.read() if statement == "-" else statement
    values = json_object(params or "{}") | json_words(param or ())
    rows = on_graph(lambda graph: readonly.read(graph, text, values, timeout=timeout))
    show(rows[:limit], format)
