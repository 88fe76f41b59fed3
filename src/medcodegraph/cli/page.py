"""`page`: everything about one code on one page, with reasons and sources."""

import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from medcodegraph.cli.running.session import on_graph
from medcodegraph.cli.terminal.letters import printable


class PageFormat(StrEnum):
    """How a page is written."""

    TEXT = "text"
    MARKDOWN = "markdown"


def page(
    key: Annotated[str, typer.Argument(help="Key of a code, in any form: CPT:0537T, icd10cm:c9100.")],
    format: Annotated[PageFormat, typer.Option(help="How to write the page.")] = PageFormat.TEXT,
) -> None:
    """Print a page about one code: what it is, related policies, similar codes, with reasons and sources."""
    from medcodegraph.errors import NotFoundError, RequestError
    from medcodegraph.graph.driver import Graph
    from medcodegraph.graph.keys import normalise
    from medcodegraph.graph.library.answered import labels
    from medcodegraph.pages import as_markdown, as_text
    from medcodegraph.pages.code import page as page_of
    from medcodegraph.pages.documents import document, operations
    from medcodegraph.schema.build import build

    async def asked(graph: Graph) -> str:
        canonical = normalise(key)
        if await labels(graph, [canonical]) != ["Code"]:
            raise NotFoundError(f"{canonical!r} is not the key of a code: the explorer shows its page")
        schema = build(graph)
        code: dict[str, Any] = {}
        for operation in operations("code"):
            result = await schema.execute(document("code"), {"key": key}, operation_name=operation)
            if result.errors:
                raise RequestError(result.errors[0].message)
            code |= (result.data or {}).get("code") or {}
        found = page_of({"code": code})
        return as_markdown(found) if format is PageFormat.MARKDOWN else as_text(found)

    sys.stdout.write(printable(on_graph(asked)))


def add_to(app: typer.Typer) -> None:
    """Add this module's command to the command line."""
    app.command(
        epilog="""\b
Examples:
  medcodegraph page CPT:0537T
  medcodegraph page icd10cm:c9100 --format markdown > page.md
"""
    )(page)
