"""The tools on the official MCP SDK: over standard input and output, or as an ASGI application."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.types import ASGIApp

from medcodegraph import __version__
from medcodegraph.assistants.answers import DISCLAIMER
from medcodegraph.assistants.calling import Caller
from medcodegraph.assistants.tools import tools

INSTRUCTIONS = f"""\
A knowledge graph of medical codes, procedures, conditions and payers' policies. Everything has a key, such as
HCPCS:Q2042; `search` finds keys. Answers cite their sources by key: name them. What is not loaded is not
known.
{DISCLAIMER}"""


def server(caller: Callable[[], Caller], *, cypher: bool) -> Server[Any]:
    """The protocol server; `caller` gives what calls its tools, once the application has started."""
    offered = [
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=dict(tool.arguments),
            annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
        )
        for tool in tools(cypher=cypher).values()
    ]

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=offered)

    async def call_tool(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        text, worked = await caller().call(params.name, params.arguments or {})
        return types.CallToolResult(content=[types.TextContent(text=text)], is_error=not worked)

    made: Server[Any] = Server(
        "medcodegraph",
        version=__version__,
        title="medcodegraph",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    made.middleware.clear()  # the SDK's own tracing: the service traces requests itself
    return made


async def serve_stdio(caller: Caller) -> None:
    """Serve one client over standard input and output until it disconnects."""
    made = server(lambda: caller, cypher=caller.cypher)
    async with stdio_server() as (read, write):
        await made.run(read, write, made.create_initialization_options())


def application(
    caller: Callable[[], Caller], *, cypher: bool, body: int
) -> tuple[ASGIApp, Callable[[], AbstractAsyncContextManager[None]]]:
    """An ASGI application for POST requests of at most `body` bytes, and the context in which it answers.

    It keeps no sessions: every request stands alone and is answered with one JSON object.
    """
    manager = StreamableHTTPSessionManager(
        server(caller, cypher=cypher), json_response=True, stateless=True, max_request_body_size=body
    )
    return StreamableHTTPASGIApp(manager), manager.run
