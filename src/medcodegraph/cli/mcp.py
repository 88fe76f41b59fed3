"""`mcp`: tools for assistants over standard input and output."""

from importlib.util import find_spec

import typer

from medcodegraph.cli.running.session import connect, version_sign
from medcodegraph.config import Settings
from medcodegraph.errors import SettingsError


def mcp() -> None:
    """Offer the graph to an assistant as tools, over standard input and output (Model Context Protocol).

    An assistant starts this command itself: name it in its settings. The limits of the environment
    apply as for `serve`, and Cypher is offered only if MEDCODEGRAPH_CYPHER is 1.
    """
    if find_spec("mcp") is None:
        raise SettingsError("the MCP SDK is not installed: pip install 'medcodegraph[mcp]'")
    import asyncio

    from medcodegraph.assistants.calling import Caller
    from medcodegraph.assistants.server import serve_stdio
    from medcodegraph.assistants.statements import Statements
    from medcodegraph.graph.driver import Graph
    from medcodegraph.http.serving.answers import Version
    from medcodegraph.http.serving.watch import WatchedGraph
    from medcodegraph.schema.build import build

    settings = Settings.from_environment()
    service = settings.service

    async def served() -> None:
        async with Graph.open(connection, pool=8, read_timeout=service.seconds) as graph:
            schema = build(graph, service.limits, slow=service.slow)
            statements = Statements(graph, service.cypher_seconds)
            version = Version(WatchedGraph(graph), version_sign(settings))
            caller = Caller(schema.execute, statements, version.notice, cypher=service.cypher)
            async with version.running():
                await serve_stdio(caller)

    with connect(settings, revive=True) as connection:
        asyncio.run(served())


def add_to(app: typer.Typer) -> None:
    """Add this module's command to the command line."""
    app.command(
        epilog="""\b
Examples:
  medcodegraph mcp
  {"mcpServers": {"medcodegraph": {"command": "medcodegraph", "args": ["mcp"]}}}
"""
    )(mcp)
