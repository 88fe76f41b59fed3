"""A past day: `asOf` on codes, policies and the facts between them; chains of replacements."""

from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio


async def ask(schema: GraphSchema, ordinary: GraphSchema, query: str, **variables: Any) -> Any:
    """The data; the standard executor must give the same."""
    result = await schema.execute(query, variables)
    assert result.errors is None
    assert (await ordinary.execute(query, variables)).data == result.data
    return result.data


def keys(page: dict[str, Any]) -> list[str]:
    return [node["key"] for node in page["nodes"]]


@pytest.mark.parametrize(
    ("day", "codes", "policies"),
    [
        ("2020-01-01", ["CPT:0001T"], []),
        ("2020-02-02", ["CPT:0001T"], ["NCD:1.1"]),
        ("2024-12-31", ["CPT:0001T"], ["NCD:1.1", "POLICY:two-7"]),
        ("2025-01-01", ["CPT:10001"], ["NCD:1.1"]),
    ],
)
async def test_codes_and_policies_of_a_day(
    schema: GraphSchema, ordinary: GraphSchema, day: str, codes: list[str], policies: list[str]
) -> None:
    """The first and the last day count; objects without dates are in effect on every day."""
    query = """query ($day: Date!) {
      codes(asOf: $day, filter: { system: { eq: "CPT" } }) { totalCount nodes { key } }
      policies(asOf: $day) { nodes { key } } }"""
    found = await ask(schema, ordinary, query, day=day)
    assert keys(found["codes"]) == codes
    assert found["codes"]["totalCount"] == len(codes)
    assert keys(found["policies"]) == policies


async def test_the_facts_of_a_day(schema: GraphSchema, ordinary: GraphSchema, sample: Graph) -> None:
    """A stance is shown on the days on which it and its policy are in effect."""
    query = """query ($day: Date) {
      code(key: "CPT:0001T") { policies(asOf: $day) { edges { stance validTo node { key } } } }
      policy(key: "POLICY:two-7") { codes(asOf: $day) { nodes { key } } } }"""
    rows = await sample.read(
        "MATCH (p:Policy)-[c:COVERS]->(:Code {key: 'CPT:0001T'}) RETURN p.key AS key, "
        "c.valid_from AS first, c.valid_to AS last, p.effective_from AS f, p.effective_to AS l"
    )
    every = await ask(schema, ordinary, query, day=None)
    assert len(every["code"]["policies"]["edges"]) == len(rows) > 0
    for day in ("2019-01-01", "2021-06-01", "2023-06-01", "2024-06-01", "2026-01-01"):
        found = await ask(schema, ordinary, query, day=day)
        expected = sorted(
            row["key"]
            for row in rows
            if all(row[name] is None or str(row[name]) <= day for name in ("first", "f"))
            and all(row[name] is None or str(row[name]) >= day for name in ("last", "l"))
        )
        assert sorted(edge["node"]["key"] for edge in found["code"]["policies"]["edges"]) == expected


async def test_a_day_that_is_none_is_refused(schema: GraphSchema) -> None:
    result = await schema.execute('{ codes(asOf: "yesterday") { totalCount } }')
    assert result.errors
    assert "asOf" in result.errors[0].message or "Date" in result.errors[0].message


async def test_a_chain_is_followed_both_ways(
    schema: GraphSchema, ordinary: GraphSchema, sample: Graph
) -> None:
    """From the old code and from the new one; the library gives the same rows."""
    query = """query ($key: String!) { code(key: $key) { replacementChain {
      step code { key status } sources { key } } } }"""
    library = find("replacement_chain")
    for key, own in (("CPT:0001T", 0), ("CPT:10001", 1)):
        chain = (await ask(schema, ordinary, query, key=key))["code"]["replacementChain"]
        assert [(one["step"] + own, one["code"]["key"]) for one in chain] == [
            (0, "CPT:0001T"),
            (1, "CPT:10001"),
        ]
        assert [one["key"] for one in chain[0]["sources"]] == ["SOURCE:made-up/letter"]
        rows = await sample.read(library.text, {"key": key})
        assert [(row["step"], row["node"]["key"], row["sources"]) for row in rows] == [
            (one["step"], one["code"]["key"], [source["key"] for source in one["sources"]]) for one in chain
        ]


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("codes(filter: { procedure: { exists: true } })", ["CPT:0001T", "CPT:10001", "HCPCS:Q0001"]),
        ('codes(filter: { procedure: { exists: false }, system: { eq: "CPT" } })', []),
        ('codes(filter: { parent: { eq: "icd10cm:z00" } })', ["ICD10CM:Z00.1"]),
        ('codes(filter: { replacedBy: { in: ["cpt:10001", "CPT:none"] } })', ["CPT:0001T"]),
        (
            'codes(filter: { condition: { startsWith: "MONDO:", exists: true } })',
            ["ICD10CM:Z00", "ICD10CM:Z00.1"],
        ),
        ('codes(filter: { not: { condition: { eq: "MONDO:1" } }, billable: { eq: true } })', None),
        ('policies(filter: { payer: { eq: "payer:two" } })', ["POLICY:two-7"]),
        ('policies(filter: { code: { eq: "cpt:0001t" }, jurisdiction: { exists: true } })', None),
        ('procedures(filter: { alternative: { eq: "PROCEDURE:rest" } })', ["PROCEDURE:cell-harvest"]),
        ("conditions(filter: { procedure: { exists: true }, parent: { exists: false } })", ["MONDO:1"]),
        ('conditions(filter: { code: { eq: "ICD10CM:Z001" } })', ["MONDO:1", "MONDO:2"]),
    ],
)
async def test_filters_match_related_objects(
    schema: GraphSchema, ordinary: GraphSchema, filter_: str, found: list[str] | None
) -> None:
    """In the same form for every list: there is one, there is none, one with this key in any form."""
    ((_, page),) = (await ask(schema, ordinary, f"{{ {filter_} {{ totalCount nodes {{ key }} }} }}")).items()
    assert page["totalCount"] == len(keys(page))
    if found is not None:
        assert keys(page) == found
    else:
        assert page["nodes"]


async def test_exists_can_be_a_variable(schema: GraphSchema, ordinary: GraphSchema) -> None:
    query = "query ($yes: Boolean) { codes(filter: { procedure: { exists: $yes } }) { totalCount } }"
    counts = [(await ask(schema, ordinary, query, yes=yes))["codes"]["totalCount"] for yes in (True, False)]
    assert counts == [3, (await ask(schema, ordinary, "{ codes { totalCount } }"))["codes"]["totalCount"] - 3]
