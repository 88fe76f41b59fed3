"""Measures every field of the schema on the current graph, one at a time: median time of its answer.

A field of a node is asked of the nodes of its type with the most relationships, a field of Query with the
arguments below; lists by pages of 100 with their `totalCount`. A field that takes longer than the limit fails
the run. Times are those of the whole request in this process, without HTTP, once its statement is planned.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_composite_type,
)
from record import keep, offer

from medcodegraph.cli.running.session import connect, run
from medcodegraph.config import Settings
from medcodegraph.graph.driver import Graph
from medcodegraph.schema.build import build, sdl

PAGE = 100
BUSIEST = "MATCH (node:`%s`) RETURN node.key AS key ORDER BY COUNT { (node)--() } DESC, key LIMIT $most"
CODE, DIAGNOSIS = "HCPCS:Q2041", "ICD10CM:C83.30"
ARGUMENTS: dict[str, Any] = {
    "a": CODE,
    "b": "HCPCS:Q2042",
    "before": "2025",
    "after": "2026",
    "code": CODE,
    "codes": ["ICD10CM:I10", "ICD10CM:I11.9"],
    "condition": "MONDO:0005044",
    "diagnosis": DIAGNOSIS,
    "from": CODE,
    "key": DIAGNOSIS,
    "keys": [DIAGNOSIS, CODE],
    "ids": [DIAGNOSIS, CODE],
    "id": DIAGNOSIS,
    "source": "icd10cm",
    "text": "heart failure",
    "to": DIAGNOSIS,
}
"""Values of required arguments, by name."""

GIVEN: dict[str, list[dict[str, Any]]] = {
    "codes": [{}, {"asOf": "2025-01-01"}],
    "policies": [{}, {"asOf": "2025-01-01"}],
    "coverage": [{}, {"diagnosis": DIAGNOSIS}],
    "disagreements": [{"system": "HCPCS"}],
    "path": [{"to": "ICD10CM:C91.00"}],
    "policyChanges": [{"from": "2025-01-01", "to": "2026-01-01"}],
}
"""Other arguments of a field of Query: each map is one request."""

Request = tuple[str, str]
"""How a request is called, and its document."""


def requests(schema: GraphQLSchema, keys: dict[str, Sequence[str]]) -> Iterator[Request]:
    """A request for each field of Query and of each type of node."""
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        for more in GIVEN.get(name, [{}]):
            given = {**_required(field), **more}
            if "key" in given and (some := keys.get(get_named_type(field.type).name)):
                given["key"] = some[0]
            told = "".join(f" {argument}" for argument in more)
            yield f"{name}{told}", f"{{ {_asked(name, field, given)} }}"
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    for type_ in schema.get_possible_types(node):
        for name, field in type_.fields.items():
            if is_composite_type(get_named_type(field.type)):
                for key in keys[type_.name]:
                    asked = _asked(name, field, _required(field))
                    text = f"{{ node(id: {json.dumps(key)}) {{ ... on {type_.name} {{ {asked} }} }} }}"
                    yield f"{type_.name}.{name} {key}", text


def _required(field: GraphQLField) -> dict[str, Any]:
    return {
        name: ARGUMENTS.get(name) for name, one in field.args.items() if isinstance(one.type, GraphQLNonNull)
    }


def _asked(name: str, field: GraphQLField, given: dict[str, Any]) -> str:
    """The field with its arguments and what can be selected below it, one level deep."""
    if "first" in field.args:
        given = {**given, "first": PAGE if name != "path" else 1}
    arguments = ", ".join(f"{argument}: {json.dumps(value)}" for argument, value in given.items())
    return f"{name}({arguments}) {_selection(field)}" if arguments else f"{name} {_selection(field)}"


def _selection(field: GraphQLField) -> str:
    type_ = get_named_type(field.type)
    if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        return "{ __typename }" if is_composite_type(type_) else ""
    parts = _leaves(type_)
    edges = type_.fields.get("edges")
    if edges is not None and isinstance(edge := get_named_type(edges.type), GraphQLObjectType):
        parts.append(f"edges {{ {' '.join(_leaves(edge))} node {{ __typename }} }}")
    return f"{{ {' '.join(parts)} }}"


def _leaves(type_: GraphQLObjectType | GraphQLInterfaceType) -> list[str]:
    """The fields of a type that have no fields of their own."""
    return [
        name for name, field in type_.fields.items() if not is_composite_type(get_named_type(field.type))
    ] or ["__typename"]


async def work(graph: Graph, names: Sequence[str], rounds: int, bound: float, most: int) -> dict[str, float]:
    """Print a line for each request; returns the slowest time of each field, infinite for one that fails."""
    plain, schema = build_schema(sdl()), build(graph)
    keys: dict[str, Sequence[str]] = {}
    for label in (type_.name for type_ in plain.get_possible_types(plain.type_map["Node"])):  # type: ignore[arg-type]
        rows = await graph.read(BUSIEST % label, {"most": most}, timeout=120)
        keys[label] = [row["key"] for row in rows]
    slowest: dict[str, float] = {}
    for called, text in requests(plain, keys):
        field = called.partition(" ")[0]
        if names and field not in names:
            continue
        times = []
        errors: object = None
        for _ in range(rounds + 1):
            began = time.perf_counter()
            errors = (await schema.execute(text)).errors or errors
            times.append((time.perf_counter() - began) * 1000)
        median = float("inf") if errors else statistics.median(times[1:])
        slowest[f"{field} ms"] = max(median, slowest.get(f"{field} ms", 0.0))
        told = f"FAILED {errors}" if errors else "SLOW" if median > bound else ""
        print(f"{median:9.1f} ms, first {times[0]:7.0f} ms  {called} {told}", flush=True)
    return slowest


def main() -> Any:
    """Measure the fields given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="fields (codes, Code.policies); all where none is given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bound", type=float, default=300.0, help="milliseconds of the median")
    parser.add_argument("--most", type=int, default=2, help="nodes of each type")
    offer(parser)
    told = parser.parse_args()
    with connect(Settings.from_environment()) as connection:
        slowest = run(connection, lambda graph: work(graph, told.names, told.rounds, told.bound, told.most))
    if told.keep:
        keep("fields", slowest)
    slow = [name for name, time_ in slowest.items() if time_ > told.bound]
    print(f"{len(slowest)} fields, {len(slow)} over {told.bound:g} ms")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
