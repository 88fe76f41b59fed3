"""Many keys at once: in order, each with the code or why there is none; and nodes by their keys."""

from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.names.search import derive
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio

LOOKUP = """query($keys: [String!]!) { lookup(keys: $keys) { __typename
  ... on Code { key display conditions { totalCount nodes { name } } }
  ... on CodeRetired { key code { validTo } replacements { on code { key } } }
  ... on CodeNotFound { key problem suggestions { reason code { key __typename } } } } }"""
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename key ... on Condition { synonyms } } }"


async def look(schema: GraphSchema, *keys: str) -> list[dict[str, Any]]:
    result = await schema.execute(LOOKUP, {"keys": list(keys)})
    assert result.errors is None
    assert result.data is not None
    return result.data["lookup"]


async def test_every_key_has_its_place(schema: GraphSchema) -> None:
    """In any form, duplicate, retired, unknown, not a key at all."""
    keys = ["icd10cm:z001", "CPT:0001T", "nonsense", "", "hcpcs:q0001", "ICD10CM:Z00.1", "CPT:1"]
    found = await look(schema, *keys)
    assert [one["__typename"] for one in found] == [
        "Code",
        "CodeRetired",
        "CodeNotFound",
        "CodeNotFound",
        "Code",
        "Code",
        "CodeNotFound",
    ]
    assert found[0] == found[5]
    assert found[0]["conditions"]["nodes"] == [
        {"name": "odd blood disease"},
        {"name": "very odd blood disease"},
    ]
    assert [found[at]["key"] for at in (2, 3, 6)] == ["nonsense", "", "CPT:1"]


async def test_a_retired_code_comes_with_its_replacement(schema: GraphSchema) -> None:
    (retired,) = await look(schema, "cpt:0001t")
    assert retired == {
        "__typename": "CodeRetired",
        "key": "CPT:0001T",
        "code": {"validTo": "2024-12-31"},
        "replacements": [{"on": "2025-01-01", "code": {"key": "CPT:10001"}}],
    }


@pytest.mark.parametrize(
    ("key", "problem", "suggested"),
    [
        ("HCPCS:0001T", "UNKNOWN_SYSTEM", ("SAME_CODE", "CPT:0001T")),
        ("CPT:1000l", "UNKNOWN_CODE", ("SLIP", "CPT:10001")),
        ("CPT:01001", "UNKNOWN_CODE", ("SLIP", "CPT:10001")),
        ("CPT:1T", "UNKNOWN_CODE", ("LEADING_ZEROS", "CPT:0001T")),
        ("CPT:B1T", "UNKNOWN_CODE", ("SAME_DIGITS", "CPT:0001T")),
        ("Z001", "NOT_A_KEY", ("SAME_CODE", "ICD10CM:Z00.1")),
        ("ICD10CM:Z00.123", "UNKNOWN_SYSTEM", ("BROADER", "ICD10CM:Z00.1")),
        ("CPT:100", "UNKNOWN_CODE", ("NARROWER", "CPT:10001")),
    ],
)
async def test_missing_codes_are_explained(
    key: str, problem: str, suggested: tuple[str, str], schema: GraphSchema
) -> None:
    (found,) = await look(schema, key)
    assert found["problem"] == problem
    best = found["suggestions"][0]
    assert (best["reason"], best["code"]["key"]) == suggested


async def test_the_executor_and_the_library_agree(
    schema: GraphSchema, ordinary: GraphSchema, sample: Graph
) -> None:
    """In one statement, however many keys."""
    keys = ["CPT:0001T", "x", "CPT:10001", "CPT:1000"] * 3
    before = sample.statements
    found = await look(schema, *keys)
    assert sample.statements == before + 1
    assert found == await look(ordinary, *keys)
    query = find("lookup")
    rows = await sample.read(*query.sent({"codes": keys}))
    assert [(row["place"], row["asked"], row["answer"]) for row in rows] == [
        (place, key, one["__typename"]) for place, (key, one) in enumerate(zip(keys, found, strict=True))
    ]
    for row, one in zip(rows, found, strict=True):
        suggested = [s["code"]["key"] for s in one.get("suggestions", ())]
        assert [s["key"] for s in row["suggestions"]] == suggested


@pytest.mark.parametrize("key", ["MONDO:7", "doid:7", "MONDO:0"])
async def test_every_key_of_a_condition_leads_to_it(
    schema: GraphSchema, ordinary: GraphSchema, sample: Graph, key: str
) -> None:
    """Of another ontology, a secondary or an obsolete one: in `node`, `nodes` and `lookup` alike."""
    await sample.write("MERGE (c:Condition {key: 'MONDO:7'}) SET c.xrefs = ['DOID:7', 'MONDO:0']")
    await derive(sample)
    document = """query($key: String!, $id: ID!) { node(id: $id) { __typename key }
      nodes(ids: [$id, "DOID:0"]) { __typename key }
      lookup(keys: [$key]) { __typename ... on Condition { key } } }"""
    one = {"__typename": "Condition", "key": "MONDO:7"}
    for asked in (schema, ordinary):
        result = await asked.execute(document, {"key": key, "id": key})
        assert result.errors is None
        assert result.data == {"node": one, "nodes": [one, None], "lookup": [one]}


async def test_no_keys_and_too_many(schema: GraphSchema) -> None:
    assert await look(schema) == []
    assert len(await look(schema, *["CPT:10001"] * 1000)) == 1000
    for document, variables in (
        (LOOKUP, {"keys": ["CPT:10001"] * 1001}),
        (NODES, {"ids": ["CPT:10001"] * 1001}),
    ):
        result = await schema.execute(document, variables)
        assert result.data is None
        assert result.errors is not None
        assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}


async def test_nodes_keep_order_with_null_for_missing_ones(
    schema: GraphSchema, ordinary: GraphSchema
) -> None:
    variables = {"ids": ["MONDO:1", "x", "cpt:10001", "MONDO:1", ""]}
    result = await schema.execute(NODES, variables)
    assert result.errors is None
    assert result.data == {
        "nodes": [
            {"__typename": "Condition", "key": "MONDO:1", "synonyms": ["OBD", "odd blood"]},
            None,
            {"__typename": "Code", "key": "CPT:10001"},
            {"__typename": "Condition", "key": "MONDO:1", "synonyms": ["OBD", "odd blood"]},
            None,
        ]
    }
    assert (await ordinary.execute(NODES, variables)).data == result.data


async def test_the_cost_grows_with_the_keys(schema: GraphSchema) -> None:
    """The objects each key may return are counted before anything runs."""
    heavy = """query($keys: [String!]!) { lookup(keys: $keys) {
      ... on Code { policies(first: 1000) { nodes { key } } } } }"""
    assert (await schema.execute(heavy, {"keys": ["CPT:10001"]})).errors is None
    result = await schema.execute(heavy, {"keys": ["CPT:10001"] * 100})
    assert result.errors is not None
    assert (result.errors[0].extensions or {})["code"] == "QUERY_TOO_EXPENSIVE"
