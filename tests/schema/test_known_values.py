"""Keys and known values in any form; wrong ones are errors that say what to write."""

from typing import Any

import pytest

from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio

ALIKE: dict[str, tuple[str, str]] = {
    "status": ('codes(filter: { status: { eq: "Active" } })', 'codes(filter: { status: { eq: "active" } })'),
    "statuses": (
        'codes(filter: { status: { in: ["RETIRED"] } })',
        'codes(filter: { status: { in: ["retired"] } })',
    ),
    "system": (
        'codes(filter: { system: { eq: "icd-10-cm" } })',
        'codes(filter: { system: { eq: "ICD10CM" } })',
    ),
    "key": ('codes(filter: { key: { eq: "cpt4:0001t" } })', 'codes(filter: { key: { eq: "CPT:0001T" } })'),
    "key of what it leads to": (
        'codes(filter: { parent: { eq: "icd10cm:z00" } })',
        'codes(filter: { parent: { eq: "ICD10CM:Z00" } })',
    ),
    "kind of a policy": (
        'policies(filter: { kind: { eq: "ncd" } })',
        'policies(filter: { kind: { eq: "NCD" } })',
    ),
    "kind of a hit": (
        'search(text: "odd", filter: { kind: { eq: "condition" } })',
        'search(text: "odd", filter: { kind: { eq: "Condition" } })',
    ),
    "system of a hit": (
        'search(text: "odd", filter: { system: { in: ["Icd10cm"] } })',
        'search(text: "odd", filter: { system: { in: ["ICD10CM"] } })',
    ),
    "not": (
        'codes(filter: { not: { status: { eq: "Retired" } } })',
        'codes(filter: { not: { status: { eq: "retired" } } })',
    ),
}


@pytest.mark.parametrize("name", ALIKE)
async def test_other_forms_of_a_value_match_too(name: str, schema: GraphSchema) -> None:
    loose, strict = ALIKE[name]
    counts = []
    for query in (loose, strict):
        result = await schema.execute(f"{{ found: {query} {{ totalCount }} }}")
        assert result.data is not None
        counts.append(result.data["found"]["totalCount"])
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ('codes(filter: { status: { eq: "activ" } })', ["did you mean 'active'?", "active, retired, draft"]),
        ('policies(filter: { kind: { in: ["NCD", "memo"] } })', ["'memo'", "NCD, LCD, ARTICLE"]),
        ('search(text: "odd", filter: { kind: { eq: "Disease" } })', ["'Disease'", "Condition"]),
        ('neighbours(key: "CPT:0001T", relations: ["BILL"])', ["did you mean 'BILLS'?"]),
    ],
)
async def test_an_unknown_value_is_an_error_that_lists_the_known_ones(
    query: str, told: list[str], schema: GraphSchema
) -> None:
    result = await schema.execute(f"{{ {query} {{ totalCount }} }}")
    assert result.data is None
    assert result.errors is not None
    assert result.errors[0].extensions == {"code": "BAD_FILTER"}
    assert all(words in result.errors[0].message for words in told)


@pytest.mark.parametrize(
    "query",
    [
        'code(key: "E11.9") { key }',
        'coverage(code: "0537T") { verdict }',
        'condition(key: "leukemia") { key }',
        'policy(key: "110.24") { key }',
        'similarity(a: "CPT:0001T", b: "10001") { score }',
        'neighbours(key: "0001T") { totalCount }',
        'alternatives(to: "0001T") { totalCount }',
        'sharedIndications(codes: ["CPT:0001T", "10001"]) { totalCount }',
        'treatments(condition: "leukemia") { totalCount }',
        'node(id: "E11.9") { key }',
        'path(from: "0001T", to: "CPT:0001T") { summary }',
        'path(from: "CPT:0001T", to: "0001T") { summary }',
    ],
)
async def test_a_text_that_cannot_be_a_key_is_an_error(query: str, schema: GraphSchema) -> None:
    """It says how a key is written; a key that nothing has is null."""
    result: Any = await schema.execute(f"{{ {query} }}")
    assert result.data is None
    assert "write SYSTEM:code" in result.errors[0].message
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}
