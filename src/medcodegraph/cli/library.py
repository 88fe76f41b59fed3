"""`medcodegraph cypher run NAME`: one command per library query, with options from its header."""

import json
from inspect import Parameter as Argument
from inspect import Signature
from textwrap import indent
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from medcodegraph.cli.running.session import on_graph
from medcodegraph.cli.terminal.output import Format, show
from medcodegraph.graph.library.parameters import Parameter
from medcodegraph.graph.library.queries import Query, question, questions

FormatOption = Annotated[
    Format, typer.Option(help="How to write the rows; csv keeps texts that begin with = + - @ as they are.")
]
LimitOption = Annotated[int | None, typer.Option(min=0, help="The most rows to show.")]
TimeoutOption = Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds the database may take.")]


class Queries(TyperGroup):
    """The library as a group of commands, each made on demand."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002
        """The names of the queries."""
        return [query.name for query in questions()]

    def get_command(self, ctx: object, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of one query; raises NotFoundError with a suggestion."""
        return _command(question(cmd_name))


app = typer.Typer(
    cls=Queries,
    help="Run a library query, with its parameters as options.",
    epilog="""\b
Examples:
  medcodegraph cypher run procedures_sharing_indication --key MONDO:0004967
  medcodegraph cypher run sources --format csv
  medcodegraph cypher run code_conditions --help
""",
    no_args_is_help=True,
)


def _command(query: Query) -> Any:
    def run(**options: Any) -> None:
        # Not above: `--help` needs no driver.
        from medcodegraph.graph.library.answered import answered

        format, timeout, limit = options.pop("format"), options.pop("timeout"), options.pop("limit", None)
        values = {name[2:]: value for name, value in options.items() if value is not None}
        query.bind(values)
        rows = on_graph(lambda graph: answered(graph, query, values, timeout=timeout))
        show(rows[:limit], format, [column.name for column in query.returns])

    shared = [
        Argument("format", Argument.KEYWORD_ONLY, default=Format.TABLE, annotation=FormatOption),
        Argument("timeout", Argument.KEYWORD_ONLY, default=60, annotation=TimeoutOption),
    ]
    if not any(param.name == "limit" for param in query.params):
        shared.append(Argument("limit", Argument.KEYWORD_ONLY, default=None, annotation=LimitOption))
    run.__signature__ = Signature([*map(_option, query.params), *shared])  # type: ignore[attr-defined]
    one = typer.Typer(add_completion=False)
    examples = "\n".join(f"  {example}" for example in query.examples)
    one.command(
        query.name,
        help="\n\n".join(escape(text) for text in (f"{query.title}.", query.description) if text),
        epilog=escape(f"\b\nExamples:\n{examples}") if examples else None,
    )(run)
    return typer.main.get_command(one)


def _option(param: Parameter) -> Argument:
    """A query's parameter as an option; a prefix keeps its name from being a Python keyword."""
    option = typer.Option(
        flag(param),
        metavar=param.type,
        help=escape(f"{param.description}{shown_default(param)}."),
        show_default=False,
    )
    return Argument(
        f"p_{param.name}",
        Argument.KEYWORD_ONLY,
        default=Argument.empty if param.required else None,
        annotation=Annotated[str | None, option],
    )


def flag(param: Parameter) -> str:
    """A parameter as a command-line option: `--payer-key`."""
    return f"--{param.name.replace('_', '-')}"


def shown_default(param: Parameter) -> str:
    """A parameter's default for display; empty if it is then omitted."""
    return "" if param.default is None else f" (default: {json.dumps(param.default, default=str)})"


def explained(query: Query) -> str:
    """A query's parameters, columns and statement, for display."""
    parameters = [
        f"  {flag(param)} {param.type}  {param.description}{shown_default(param)}" for param in query.params
    ]
    derived = [f"  {one.name} {one.type} from {one.of}  {one.description}" for one in query.derived]
    returns = [f"  {column.name} {column.type}  {column.description}" for column in query.returns]
    parts = [
        f"{query.name}: {query.title}",
        query.description,
        "\n".join(["Parameters:", *parameters]) if parameters else "",
        "\n".join(["Made from these:", *derived]) if derived else "",
        "\n".join(["Returns:", *returns]) if returns else "",
        "Examples:\n" + indent("\n".join(query.examples), "  ") if query.examples else "",
        "Statement:\n\n" + query.text,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
