"""What is above, beside and similar; systems, value sets and editions as roots; a label for everything."""

from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio

ANSWERS: dict[str, tuple[str, Any]] = {
    "ancestors of a code": (
        '{ code(key: "ICD10CM:Z00.1") { ancestors { totalCount edges { steps node { key } } } } }',
        {"code": {"ancestors": {"totalCount": 1, "edges": [{"steps": 1, "node": {"key": "ICD10CM:Z00"}}]}}},
    ),
    "ancestors of a condition": (
        '{ condition(key: "MONDO:2") { ancestors(first: 1) { nodes { label } pageInfo { hasNextPage } } } }',
        {
            "condition": {
                "ancestors": {"nodes": [{"label": "odd blood disease"}], "pageInfo": {"hasNextPage": False}}
            }
        },
    ),
    "no ancestors": (
        '{ code(key: "CPT:10001") { ancestors { nodes { key } } } }',
        {"code": {"ancestors": {"nodes": []}}},
    ),
    "code systems": (
        "{ codeSystems { totalCount nodes { key title } } }",
        {"codeSystems": {"totalCount": 1, "nodes": [{"key": "SYSTEM:CPT", "title": "Numbers"}]}},
    ),
    "value sets": (
        "{ valueSets { edges { node { label codes { totalCount } } } } }",
        {"valueSets": {"edges": [{"node": {"label": "Odd", "codes": {"totalCount": 2}}}]}},
    ),
    "labels": (
        '{ nodes(ids: ["CPT:10001", "HCPCS:Q0001", "NCD:1.1", "ROLE:nurse"]) { label } }',
        {
            "nodes": [
                {"label": "CPT:10001"},
                {"label": "Zeta cells, per dose"},
                {"label": "Cells"},
                {"label": "Nurse"},
            ]
        },
    ),
    "neighbours, by relation and direction": (
        '{ neighbours(key: "procedure:cell-harvest", relations: ["bills", "ALTERNATIVE_TO"]) { totalCount '
        "edges { relation direction sources { key } node { __typename key } } } }",
        {
            "neighbours": {
                "totalCount": 4,
                "edges": [
                    {
                        "relation": relation,
                        "direction": direction,
                        "sources": [{"key": "SOURCE:made-up"}],
                        "node": {"__typename": type_, "key": key},
                    }
                    for relation, direction, type_, key in (
                        ("ALTERNATIVE_TO", "OUT", "Procedure", "PROCEDURE:rest"),
                        ("BILLS", "IN", "Code", "CPT:0001T"),
                        ("BILLS", "IN", "Code", "CPT:10001"),
                        ("BILLS", "IN", "Code", "HCPCS:Q0001"),
                    )
                ],
            }
        },
    ),
    "similarity of two codes": (
        '{ similarity(a: "cpt:10001", b: "CPT:0001T") { score relation parts { kind score } '
        "sharedProcedures { name } code { key } source { key } } }",
        {
            "similarity": {
                "score": 0.75,
                "relation": "REPLACES",
                "parts": [{"kind": "replacement", "score": 1.0}, {"kind": "procedure", "score": 0.5}],
                "sharedProcedures": [{"name": "Cell harvest"}],
                "code": {"key": "CPT:0001T"},
                "source": {"key": "SOURCE:made-up"},
            }
        },
    ),
    "no similarity": ('{ similarity(a: "CPT:10001", b: "ICD10CM:Z00") { score } }', {"similarity": None}),
    "stances of a payer": (
        '{ one: payer(key: "PAYER:one") { stances { policies covered conditional notCovered } } '
        'two: payer(key: "PAYER:two") { stances(asOf: "2024-06-01") { policies covered notCovered } } }',
        {
            "one": {"stances": {"policies": 1, "covered": 0, "conditional": 2, "notCovered": 0}},
            "two": {"stances": {"policies": 1, "covered": 1, "notCovered": 1}},
        },
    ),
    "no editions": ("{ editions { series } }", {"editions": []}),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_relations(name: str, schema: GraphSchema, ordinary: GraphSchema) -> None:
    query, expected = ANSWERS[name]
    for one in (schema, ordinary):
        result = await one.execute(query)
        assert (result.errors, result.data) == (None, expected)


async def test_neighbours_are_paged(schema: GraphSchema) -> None:
    """A page goes on behind the last relation, direction and key."""
    query = """query($after: String) { neighbours(key: "CPT:0001T", first: 4, after: $after) {
      totalCount pageInfo { endCursor hasNextPage } edges { relation direction node { key } } } }"""
    seen: list[Any] = []
    after = None
    for _ in range(5):
        page = ((await schema.execute(query, {"after": after})).data or {})["neighbours"]
        seen += [tuple(str(part) for part in edge.values()) for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == page["totalCount"] > 4


async def test_editions_with_their_last_days(sample: Graph, schema: GraphSchema) -> None:
    """By series, the oldest first; the newest has no last day."""
    await sample.write(
        "UNWIND ['2025', '2026'] AS year CREATE (:Source {key: 'SOURCE:numbers/' + year, name: 'numbers', "
        "series: 'numbers/all', release: year, begins: date(year + '-01-01'), state: 'complete'})"
    )
    try:
        result = await schema.execute(
            '{ editions(name: "numbers") { series begins until source { release } } }'
        )
    finally:
        await sample.write("MATCH (s:Source {name: 'numbers'}) DELETE s")
    assert result.data == {
        "editions": [
            {
                "series": "numbers/all",
                "begins": f"{year}-01-01",
                "until": until,
                "source": {"release": year},
            }
            for year, until in (("2025", "2025-12-31"), ("2026", None))
        ]
    }


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)//http://example.org", False),
        ("data:text/html,x", False),
    ],
)
async def test_only_addresses_of_the_web_are_urls(
    url: str, shown: bool, sample: Graph, schema: GraphSchema
) -> None:
    """Whatever a file had there: clients make links of them."""
    await sample.write("MATCH (p:Policy {key: 'POLICY:two-7'}) SET p.url = $url", {"url": url})
    try:
        result = await schema.execute('{ policy(key: "POLICY:two-7") { url } }')
    finally:
        await sample.write("MATCH (p:Policy {key: 'POLICY:two-7'}) REMOVE p.url")
    assert result.data == {"policy": {"url": url if shown else None}}


async def test_natural_order_takes_numbers_by_size(sample: Graph, schema: GraphSchema) -> None:
    """In keys of chapters and of policies, over pages, in both directions."""
    numbers = ["CHAPTER-1", "CHAPTER-2", "CHAPTER-10", "CHAPTER-21"]
    await sample.write(
        "UNWIND $numbers AS n CREATE (:Code {key: 'ICDX:' + n, code: n, system: 'ICDX'})",
        {"numbers": numbers},
    )
    query = """query($after: String, $way: Direction!) {
      codes(filter: { system: { eq: "ICDX" } }, first: 3, order: [{ field: NATURAL, direction: $way }],
        after: $after) { nodes { code } pageInfo { endCursor } } }"""
    try:
        for way, expected in (("ASC", numbers), ("DESC", numbers[::-1])):
            first = ((await schema.execute(query, {"way": way})).data or {})["codes"]
            after = {"way": way, "after": first["pageInfo"]["endCursor"]}
            rest = ((await schema.execute(query, after)).data or {})["codes"]
            assert [node["code"] for node in first["nodes"] + rest["nodes"]] == expected
    finally:
        await sample.write("MATCH (c:Code {system: 'ICDX'}) DELETE c")


async def test_natural_order_of_policies_takes_the_parts_of_a_number_by_size(
    sample: Graph, schema: GraphSchema
) -> None:
    keys = ["NCD:20.4", "NCD:20.10", "NCD:110.3"]
    await sample.write("UNWIND $keys AS key CREATE (:Policy {key: key, title: 'By number'})", {"keys": keys})
    query = """{ policies(filter: { text: { contains: "By number" } }, order: [{ field: NATURAL }]) {
      nodes { key } } }"""
    try:
        result = await schema.execute(query)
    finally:
        await sample.write("MATCH (p:Policy {title: 'By number'}) DELETE p")
    assert result.data == {"policies": {"nodes": [{"key": key} for key in keys]}}
