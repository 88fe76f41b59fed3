"""B: the same schema in typical Strawberry style: a resolver per field, DataLoaders for hops."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import strawberry
import uvicorn
from neo4j import AsyncGraphDatabase
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.types import Info

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from race.peers.hops import NODE, Loaders, Row


def _loaders(info: Info) -> Loaders:
    loaders: Loaders = info.context["loaders"]
    return loaders


@strawberry.interface
class Node:
    """Any object with a key."""

    key: str


@strawberry.type
class CodeSystem:
    """A code system."""

    name: str | None


@strawberry.type
class Condition(Node):
    """A condition."""

    name: str | None

    @strawberry.field
    async def parents(self, info: Info) -> "list[Condition]":
        """One hop up."""
        return [_condition(row["node"]) for row in await _loaders(info).rows("parents", self.key)]


@strawberry.type
class ConditionEdge:
    """A condition in a list."""

    match: str
    node: Condition


@strawberry.type
class ConditionPage:
    """A page of conditions."""

    edges: list[ConditionEdge]


@strawberry.type
class Part:
    """Evidence of one kind."""

    kind: str
    contribution: float


@strawberry.type
class CodeEdge:
    """A code in a list, with the properties of its edge."""

    edge: strawberry.Private[Row]
    node: "Code"

    @strawberry.field
    def stance(self) -> str:
        """What the policy says."""
        return str(self.edge["stance"]).upper()

    @strawberry.field
    def score(self) -> float:
        """How similar."""
        return float(self.edge["score"])

    @strawberry.field
    def relation(self) -> str:
        """How related."""
        return str(self.edge["relation"])

    @strawberry.field
    def summary(self) -> str:
        """Why, in one line."""
        return str(self.edge["summary"])

    @strawberry.field
    def parts(self) -> list[Part]:
        """Why, in parts."""
        weights = SIMILAR_WEIGHTS.items()
        return [
            Part(kind=k, contribution=self.edge[k] * w) for k, w in weights if self.edge.get(k) is not None
        ]


@strawberry.type
class CodePage:
    """A page of codes."""

    edges: list[CodeEdge]
    hop: strawberry.Private[tuple[str, str]]

    @strawberry.field
    def nodes(self) -> "list[Code]":
        """The codes alone."""
        return [edge.node for edge in self.edges]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        """How many there are."""
        return int(await _loaders(info).count(*self.hop))


@strawberry.type
class Policy(Node):
    """A policy."""

    title: str | None

    @strawberry.field
    async def codes(self, info: Info, first: int = 25) -> CodePage:
        """The codes it names."""
        return await _page(info, "codes", self.key, first)


@strawberry.type
class PolicyEdge:
    """A policy in a list."""

    stance: str
    node: Policy


@strawberry.type
class PolicyPage:
    """A page of policies."""

    edges: list[PolicyEdge]
    total_count: int


@strawberry.type
class Code(Node):
    """A code."""

    system: str | None
    code: str | None
    display: str | None
    status: str | None
    billable: bool | None
    valid_from: str | None

    @strawberry.field
    async def code_system(self, info: Info) -> CodeSystem | None:
        """Its system."""
        rows = await _loaders(info).rows("codeSystem", self.key)
        return CodeSystem(name=rows[0]["node"].get("name")) if rows else None

    @strawberry.field
    async def parents(self, info: Info) -> "list[Code]":
        """One hop up."""
        return [_code(row["node"]) for row in await _loaders(info).rows("broader", self.key)]

    @strawberry.field
    async def children(self, info: Info, first: int = 25) -> CodePage:
        """One hop down."""
        return await _page(info, "children", self.key, first)

    @strawberry.field
    async def similar(self, info: Info, first: int = 10) -> CodePage:
        """Similar codes."""
        return await _page(info, "similar", self.key, first)

    @strawberry.field
    async def conditions(self, info: Info, first: int = 25) -> ConditionPage:
        """What it classifies."""
        rows = await _loaders(info).rows("conditions", self.key, first)
        edges = [
            ConditionEdge(match=row["edge"]["match"].upper(), node=_condition(row["node"])) for row in rows
        ]
        return ConditionPage(edges=edges)

    @strawberry.field
    async def policies(self, info: Info, first: int = 25) -> PolicyPage:
        """The policies that name it."""
        rows = await _loaders(info).rows("policies", self.key, first)
        edges = [
            PolicyEdge(
                stance=row["edge"]["stance"].upper(),
                node=_policy(row["node"]),
            )
            for row in rows
        ]
        return PolicyPage(edges=edges, total_count=await _loaders(info).count("policies", self.key))


@strawberry.type
class Procedure(Node):
    """A procedure."""

    name: str | None


@strawberry.type
class Payer(Node):
    """A payer."""

    name: str | None


@strawberry.type
class HitPage:
    """What a search found."""

    nodes: list[Node]


@strawberry.input
class Prefix:
    """How a text starts."""

    starts_with: str


@strawberry.input
class Flag:
    """A flag's value."""

    eq: bool


@strawberry.input
class CodeFilter:
    """Which codes."""

    key: Prefix
    billable: Flag


@strawberry.type
class Query:
    """The root fields."""

    @strawberry.field
    async def code(self, info: Info, key: str) -> Code | None:
        """The code with this key."""
        rows = await _loaders(info).ask(f"MATCH (b:Code {{key: $key}}) RETURN {NODE} AS node", key=key)
        return _code(rows[0]["node"]) if rows else None

    @strawberry.field
    async def policy(self, info: Info, key: str) -> Policy | None:
        """The policy with this key."""
        rows = await _loaders(info).ask(f"MATCH (b:Policy {{key: $key}}) RETURN {NODE} AS node", key=key)
        return _policy(rows[0]["node"]) if rows else None

    @strawberry.field
    async def codes(self, info: Info, filter: CodeFilter, first: int = 25) -> CodePage:
        """Codes in the order of their keys."""
        rows = await _loaders(info).ask(
            f"""MATCH (b:Code) WHERE b.key STARTS WITH $prefix AND b.billable = $billable
            WITH b ORDER BY b.key LIMIT $first RETURN {NODE} AS node""",
            prefix=filter.key.starts_with,
            billable=filter.billable.eq,
            first=first,
        )
        return CodePage(edges=[CodeEdge(edge={}, node=_code(row["node"])) for row in rows], hop=("", ""))

    @strawberry.field
    async def search(self, info: Info, text: str, first: int = 10) -> HitPage:
        """What matches a text."""
        query = library()["search"]
        rows = await _loaders(info).ask(
            f"CALL () {{ {query.text} }} RETURN labels(node)[0] AS label, properties(node) AS node",
            **query.bind({"text": text, "limit": first}),
        )
        return HitPage(nodes=[_hit(row["label"], row["node"]) for row in rows])


async def _page(info: Info, hop: str, key: str, first: int) -> CodePage:
    rows = await _loaders(info).rows(hop, key, first)
    return CodePage(
        edges=[CodeEdge(edge=row["edge"], node=_code(row["node"])) for row in rows], hop=(hop, key)
    )


def _code(node: Row) -> Code:
    names = ("key", "system", "code", "display", "status", "billable", "valid_from")
    return Code(**{name: node.get(name) for name in names})  # type: ignore[arg-type]


def _condition(node: Row) -> Condition:
    return Condition(key=node["key"], name=node.get("name"))


def _policy(node: Row) -> Policy:
    return Policy(key=node["key"], title=node.get("title"))


def _hit(label: str, node: Row) -> Node:
    match label:
        case "Code":
            return _code(node)
        case "Condition":
            return _condition(node)
        case "Policy":
            return _policy(node)
        case "Procedure":
            return Procedure(key=node["key"], name=node.get("name"))
    return Payer(key=node["key"], name=node.get("name"))


class View(GraphQL[Any, Any]):
    """Strawberry's own view, with new loaders for each request."""

    async def get_context(self, request: Any, response: Any) -> Any:  # noqa: ARG002
        """The `info.context` of resolvers."""
        return {"loaders": Loaders(request.app.state.driver)}


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with AsyncGraphDatabase.driver(
        os.environ["MEDCODEGRAPH_NEO4J_URI"],
        auth=(os.environ["MEDCODEGRAPH_NEO4J_USER"], os.environ["MEDCODEGRAPH_NEO4J_PASSWORD"]),
    ) as driver:
        app.state.driver = driver
        yield


app = Starlette(
    routes=[Route("/graphql", View(strawberry.Schema(Query, types=[Procedure, Payer])))], lifespan=_lifespan
)

if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", access_log=False, http="httptools")
