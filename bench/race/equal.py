"""Checks before measuring: every server returns the same data, and ours sends one statement for it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from medcodegraph.graph.driver import Graph
from medcodegraph.schema.build import build
from race.servers import Server
from race.works import Work

ASKED = 12
"""How many sets of variables each work is compared with."""


def check_equal(servers: Sequence[Server], works: Sequence[Work], drawn: Mapping[str, list[Any]]) -> None:
    """Fail at the first answer that differs."""
    for work in works:
        values = drawn[work.name]
        for given in values[:: max(1, len(values) // ASKED)]:
            answers = {s.letter: s.answer(work, given) for s in servers if work.name not in s.kind.without}
            first, *others = answers.items()
            for letter, answer in others:
                if answer != first[1]:
                    texts = [json.dumps(one, sort_keys=True)[:2000] for one in (first[1], answer)]
                    raise SystemExit(
                        f"{work.name} {given}: {first[0]} and {letter} differ\n{texts[0]}\n{texts[1]}"
                    )


async def check_statements(graph: Graph, works: Sequence[Work], drawn: Mapping[str, list[Any]]) -> None:
    """Check that each of our requests is one statement."""
    schema = build(graph)
    for work in works:
        before = graph.statements
        result = await schema.execute(work.text("graphql"), drawn[work.name][0])
        if result.errors or graph.statements != before + 1:
            raise SystemExit(f"{work.name}: {graph.statements - before} statements, {result.errors}")
