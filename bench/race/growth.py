"""How the cost of an answer grows with its depth and width: time per returned object."""

import json
from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any

from medcodegraph.graph.driver import Graph
from medcodegraph.schema.build import build

TIMES = 15
WIDE = 'query($n: Int) { codes(filter: { system: { eq: "ICD10CM" } }, first: $n) { nodes { key display } } }'
FANS = (10, 100, 1000)
DEPTHS = (1, 2, 3, 4)
START = "MATCH (c:Code {system: 'ICD10CM', level: 'chapter'}) RETURN c.key AS key ORDER BY key"


async def growth(graph: Graph) -> Iterator[str]:
    """Lines of a table: lists of growing length, then trees of growing depth."""
    schema = build(graph)
    (start, *_) = [row["key"] for row in await graph.read(START)] or [""]
    asked = [(f"{n} codes", WIDE, {"n": n}) for n in FANS]
    asked += [(f"{d} levels", _tree(d), {"key": start}) for d in DEPTHS]
    lines = [f"{'answer':10} {'objects':>8} {'ms':>8} {'us/object':>10}"]
    for name, document, values in asked:
        objects = _objects((await schema.execute(document, values)).data)
        times = []
        for _ in range(TIMES):
            begun = perf_counter()
            answer = await schema.execute(document, values)
            json.dumps(answer.data)
            times.append(perf_counter() - begun)
        took = median(times)
        lines.append(f"{name:10} {objects:8} {took * 1e3:8.2f} {took * 1e6 / objects:10.1f}")
    return iter(lines)


def _tree(depth: int) -> str:
    inner = "key display"
    for _ in range(depth):
        inner = f"key display children(first: 10) {{ nodes {{ {inner} }} }}"
    return f"query($key: String!) {{ code(key: $key) {{ {inner} }} }}"


def _objects(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_objects, value))
    return 1 + sum(map(_objects, value.values())) if isinstance(value, dict) else 0
