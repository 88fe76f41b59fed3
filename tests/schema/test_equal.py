"""The planned answer equals the standard executor's, including errors, for each kind of document."""

from typing import Any

import pytest
from support.plans import plan_of

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.request.joined import join
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio

CODE = 'code(key: "CPT:0001T")'
DOCUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "leaf": ("{ CODE { key } }", {}),
    "null": ('{ code(key: "CPT:none") { key } }', {}),
    "alias": ("{ a: CODE { k: key l: key } }", {}),
    "merged fields": ("{ CODE { key } CODE { status } }", {}),
    "merged lists": ("{ CODE { procedures { name } procedures { steps } } }", {}),
    "merged pages": ("{ CODE { policies { totalCount } policies { nodes { key } } } }", {}),
    "fragment": ("{ CODE { ...f } } fragment f on Code { key billable }", {}),
    "nested fragments": (
        "{ CODE { ...f } } fragment f on Code { ...g key } fragment g on Node { key ... on Code { status } }",
        {},
    ),
    "inline fragment without a type": ("{ CODE { ... { key } } }", {}),
    "what is above, beside and similar": (
        "{ CODE { label ancestors { edges { steps node { key } } } } "
        'similarity(a: "CPT:10001", b: "CPT:0001T") { score parts { kind contribution } code { label } '
        'sharedProcedures { key } source { key } } neighbours(key: "CPT:0001T", first: 3) { totalCount '
        "edges { relation direction sources { key } node { label } } } "
        'payer(key: "PAYER:one") { stances { policies conditional } } editions { series } }',
        {},
    ),
    "other forms of values": (
        '{ codes(filter: { status: { in: ["Active"] }, system: { eq: "cpt4" } }) { nodes { key } } '
        'search(text: "odd", filter: { kind: { eq: "condition" } }) { nodes { key } } }',
        {},
    ),
    "abstract type": (
        '{ node(id: "NCD:1.1") { __typename key ... on Code { status } ... on Policy { title } } }',
        {},
    ),
    "same key, another field for each type": (
        '{ node(id: "MONDO:1") { ... on Code { name: display } ... on Condition { name } } }',
        {},
    ),
    "union": (
        '{ policy(key: "NCD:1.1") { diagnoses { edges { stance node { __typename ... on Code { key } '
        "... on Condition { name } } } } } }",
        {},
    ),
    "typename everywhere": (
        "{ __typename CODE { __typename policies { __typename edges { __typename node { __typename } } "
        "pageInfo { __typename hasNextPage } } similar { edges { parts { __typename kind } } } } }",
        {},
    ),
    "several roots": (
        '{ CODE { key } payer(key: "PAYER:one") { name } codes { totalCount } }',
        {},
    ),
    "skip true": ("{ CODE { key status @skip(if: true) } }", {}),
    "skip variable": ("query($s: Boolean!) { CODE { key status @skip(if: $s) } }", {"s": False}),
    "include false": ('{ CODE @include(if: false) { key } payer(key: "PAYER:one") { key } }', {}),
    "include default": ("query($i: Boolean = true) { CODE { key status @include(if: $i) } }", {}),
    "both directives": ("{ CODE { key status @skip(if: false) @include(if: false) } }", {}),
    "nothing left": ("{ CODE @skip(if: true) { key } }", {}),
    "variable": ("query($k: String!) { code(key: $k) { key } }", {"k": "cpt:0001t"}),
    "variable with default": ('query($k: String! = "CPT:10001") { code(key: $k) { key } }', {}),
    "absent variable": ("query($n: Int) { codes(first: $n) { nodes { key } } }", {}),
    "null variable": ("query($n: Int) { codes(first: $n) { nodes { key } } }", {"n": None}),
    "missing variable": ("query($k: String!) { code(key: $k) { key } }", {}),
    "wrong variable": ("query($n: Int) { codes(first: $n) { nodes { key } } }", {"n": "many"}),
    "input object variable": (
        "query($f: CodeFilter) { codes(filter: $f) { nodes { key } } }",
        {"": {"system": {"eq": "CPT"}, "not": {"status": {"eq": "active"}}}},
    ),
    "variable inside an input object": (
        'query($s: String) { codes(filter: { system: { in: [$s, "HCPCS"] } }) { nodes { key } } }',
        {"s": "CPT"},
    ),
    "enum variable": (
        "query($o: [CodeOrder!]) { codes(order: $o) { nodes { key } } }",
        {"o": [{"field": "DISPLAY", "direction": "DESC"}, {"field": "KEY"}]},
    ),
    "order written out": ("{ codes(order: { field: VALID_FROM, direction: DESC }) { nodes { key } } }", {}),
    "dates": ('{ codes(filter: { validTo: { lt: "2025-01-01" } }) { nodes { key validTo validFrom } } }', {}),
    "wrong date": ('{ codes(filter: { validTo: { lt: "soon" } }) { nodes { key } } }', {}),
    "enums and dates": (
        "{ CODE { policies { edges { stance validTo node { kind effectiveFrom } } } } }",
        {},
    ),
    "introspection": ('{ __schema { queryType { name } } __type(name: "Code") { name } }', {}),
    "introspection and data": ('{ __type(name: "Code") { name } CODE { key } }', {}),
    "negative page": ("{ codes(first: -1) { nodes { key } } }", {}),
    "huge page": ("{ codes(first: 1001) { nodes { key } } }", {}),
    "empty page": ("{ codes(first: 0) { totalCount nodes { key } pageInfo { endCursor hasNextPage } } }", {}),
    "bad cursor": ('{ codes(after: "%%%") { nodes { key } } }', {}),
    "null in a filter": ("{ codes(filter: { system: null }) { nodes { key } } }", {}),
    "unknown field": ('{ code(key: "CPT:0001T") { colour } }', {}),
    "unknown argument": ('{ code(number: "CPT:0001T") { key } }', {}),
    "no selection": ("{ CODE }", {}),
    "syntax": ("{ code(", {}),
    "no operation": ("fragment f on Code { key }", {}),
    "weighed parts": (
        "{ CODE { similar { edges { score relation parts { kind weight score contribution } } } } }",
        {},
    ),
    "what two codes share": (
        "{ CODE { similar { edges { sharedProcedures { name } sharedPolicies { key } "
        "sharedConditions { key } source { title } node { key } } } } }",
        {},
    ),
    "a verdict inside a list that a query lists": (
        '{ alternatives(to: "CPT:10001") { totalCount edges { how specificity conditions { specificity '
        'condition { key } } codes { step code { key } coverage(asOf: "2024-06-01") { verdict asOf paths { '
        "decides via says validTo diagnoses { breadth } } } } node { __typename key } } } }",
        {},
    ),
    "lists of text": ('{ code(key: "ICD10CM:Z00") { excludes1 inclusionTerms excludes2 } }', {}),
}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_planned_and_ordinary_answers_are_equal(
    name: str, schema: GraphSchema, ordinary: GraphSchema, sample: Graph
) -> None:
    """Data, errors and their codes are the same; and each runs at most one statement."""
    document, variables = DOCUMENTS[name]
    document = document.replace("CODE", CODE)
    before = sample.statements
    planned = await schema.execute(document, variables)
    assert sample.statements - before <= 1
    other = await ordinary.execute(document, variables)
    assert planned.data == other.data
    assert [error.formatted for error in planned.errors or ()] == [
        error.formatted for error in other.errors or ()
    ]
    assert list(_keys(planned.data)) == list(_keys(other.data)), "the order of the keys differs"


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_joined_and_lone_answers_are_equal(name: str, schema: GraphSchema, sample: Graph) -> None:
    """A plan's statement for several requests returns for each the same record as alone."""
    document, variables = DOCUMENTS[name]
    asked = {"cypher": True}
    told = (
        await schema.execute(document.replace("CODE", CODE), variables, operation_extensions=asked)
    ).extensions
    if not told or not told["cypher"]["parameters"]["given"]:
        return
    text, values = told["cypher"]["statement"], told["cypher"]["parameters"]
    joined = join(plan_of(schema, document.replace("CODE", CODE), variables))
    assert joined is not None
    alone = await sample.row(text, values)
    assert await sample.row(joined.text, joined.values([values["given"]] * 2)) == [[[0, *alone], [1, *alone]]]


async def test_several_operations_need_a_name(schema: GraphSchema, ordinary: GraphSchema) -> None:
    """The named one runs; without a name, or with a wrong one, an error lists the existing ones."""
    document = "query a { CODE { key } } query b { CODE { status } }".replace("CODE", CODE)
    assert (await schema.execute(document, operation_name="b")).data == {"code": {"status": "retired"}}
    assert (await ordinary.execute(document, operation_name="b")).data == {"code": {"status": "retired"}}
    for name in (None, "c"):
        result = await schema.execute(document, operation_name=name)
        assert result.data is None
        assert result.errors is not None
        assert "a, b" in result.errors[0].message


async def test_a_value_that_breaks_the_schema_is_an_error_at_its_place(
    schema: GraphSchema, sample: Graph
) -> None:
    """An invalid stance: the standard executor reports path and field, and the rest is answered."""
    await sample.write(
        "MATCH (:Policy {key: 'POLICY:two-7'})-[c:COVERS {id: '2'}]->() SET c.stance = 'perhaps'"
    )
    try:
        result = await schema.execute(
            f"{{ {CODE} {{ key policies {{ edges {{ stance }} }} }} codes {{ totalCount }} }}"
        )
    finally:
        await sample.write("MATCH ()-[c:COVERS {stance: 'perhaps'}]->() SET c.stance = 'not_covered'")
    assert result.errors is not None
    assert result.errors[0].path == ["code", "policies", "edges", 2, "stance"]
    assert result.data == {"code": None, "codes": {"totalCount": 5}}


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)
