"""The life of a code: status by date, replacements, previous codes, and its editions."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.plans import plan_of

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.library.today import dated
from medcodegraph.graph.names.search import derive
from medcodegraph.graph.request.joined import join
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
async def sample(open_graph: Graph) -> Graph:
    """The sample of tests/golden and the codes of life.cypher."""
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write((HERE.parent / "golden" / "graph.cypher").read_text())
    await open_graph.write(dated((HERE / "graphs" / "life.cypher").read_text(), f"'{date.today()}'"))
    await derive(open_graph)
    return open_graph


async def ask(schema: GraphSchema, ordinary: GraphSchema, query: str, **variables: Any) -> Any:
    """The data; the standard executor must give the same."""
    result = await schema.execute(query, variables)
    assert result.errors is None
    assert (await ordinary.execute(query, variables)).data == result.data
    return result.data


async def test_status_follows_the_last_day_in_fields_filters_counts_and_facets(
    schema: GraphSchema, ordinary: GraphSchema
) -> None:
    """L:1 ended yesterday and was loaded as active; L:2 ends today and was loaded as retired."""
    query = """query ($status: String!) {
      codes(filter: { system: { eq: "L" }, status: { eq: $status } }) { totalCount nodes { key status } } }"""
    wanted = {"active": ["L:0", "L:2", "L:3", "L:4"], "retired": ["L:1", "L:5"]}
    for status, keys in wanted.items():
        page = (await ask(schema, ordinary, query, status=status))["codes"]
        assert page == {
            "totalCount": len(keys),
            "nodes": [{"key": key, "status": status} for key in keys],
        }
    (first, second) = (await ask(schema, ordinary, '{ lookup(keys: ["L:1", "L:2"]) { __typename } }'))[
        "lookup"
    ]
    assert (first["__typename"], second["__typename"]) == ("CodeRetired", "Code")
    facets = (await ask(schema, ordinary, '{ search(text: "first") { facets { status { value count } } } }'))[
        "search"
    ]["facets"]["status"]
    assert facets == [{"value": "retired", "count": 1}]


async def test_today_is_the_day_where_the_service_runs(
    schema: GraphSchema, sample: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's own is the day in UTC. An answer can also be made for another day."""
    query = '{ code(key: "L:2") { status } coverage(code: "L:2", diagnosis: "L:3") { asOf } }'
    day, utc = date.today(), datetime.now(UTC)
    zone = "Pacific/Honolulu" if utc.hour < 10 else "Pacific/Kiritimati"  # a day before, or after
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        local = date.today()
        assert local != utc.date()
        (code,) = await sample.read(*find("code").sent({"key": "L:2"}))
        assert code["status"] == ("retired" if local > day else "active")
        wanted = {"code": {"status": code["status"]}, "coverage": {"asOf": str(local)}}
        assert (await schema.execute(query)).data == wanted
    finally:
        monkeypatch.undo()
        time.tzset()
    for days, status in ((-1, "active"), (0, "active"), (1, "retired")):
        when = date.today() + timedelta(days)
        result = await schema.execute(query, context_value=when)
        assert result.data == {"code": {"status": status}, "coverage": {"asOf": str(when)}}


async def test_requests_of_two_days_can_share_a_statement(schema: GraphSchema, sample: Graph) -> None:
    plan = plan_of(schema, "query ($key: String!) { code(key: $key) { status } }", {"key": "L:2"})
    joined = join(plan)
    assert joined is not None
    batch = [plan.bind({"key": "L:2"}, date.today() + timedelta(days)) for days in (1, 0)]
    (rows,) = await sample.row(joined.text, joined.values(batch))
    assert [plan.answer(row[1:], batch[row[0]]) for row in sorted(rows)] == [
        {"code": {"status": "retired"}},
        {"code": {"status": "active"}},
    ]


async def test_as_of_leaves_out_codes_retired_on_an_unknown_day(
    schema: GraphSchema, ordinary: GraphSchema
) -> None:
    """From today on; nothing is known about earlier days. Its last day still counts."""
    query = """query ($day: Date!) { codes(asOf: $day, filter: { system: { eq: "L" } }) { nodes { key } } }"""
    today = str(date.today())
    for day, keys in (
        (today, ["L:0", "L:2", "L:3", "L:4"]),
        ("2024-06-01", ["L:0", "L:1", "L:2", "L:3", "L:5"]),
    ):
        found = await ask(schema, ordinary, query, day=day)
        assert [node["key"] for node in found["codes"]["nodes"]] == keys


async def test_one_replacement_is_one_row_with_all_its_sources(
    schema: GraphSchema, ordinary: GraphSchema
) -> None:
    """The day is shown if any source states it; splits are marked. A valid code was not replaced."""
    query = """query ($key: String!) { code(key: $key) {
      replacedBy { on split code { key } sources { key } }
      replaces { code { key } sources { key } }
      previouslyCodedAs { on code { key } sources { key } }
      previousCodeOf { on code { key } } } }"""
    today = str(date.today())
    both = [{"key": "SOURCE:made-up"}, {"key": "SOURCE:made-up/letter"}]
    assert (await ask(schema, ordinary, query, key="L:1"))["code"]["replacedBy"] == [
        {"on": today, "split": True, "code": {"key": "L:3"}, "sources": both},
        {"on": today, "split": True, "code": {"key": "L:4"}, "sources": both[:1]},
    ]
    third = (await ask(schema, ordinary, query, key="L:3"))["code"]
    assert third["replacedBy"] == []
    assert third["replaces"] == [{"code": {"key": "L:1"}, "sources": both}]
    assert third["previousCodeOf"] == [{"on": "2025-01-01", "code": {"key": "L:4"}}]
    assert (await ask(schema, ordinary, query, key="L:4"))["code"]["previouslyCodedAs"] == [
        {"on": "2025-01-01", "code": {"key": "L:3"}, "sources": both}
    ]


async def test_one_classification_is_one_row_with_the_closest_match(
    schema: GraphSchema, ordinary: GraphSchema
) -> None:
    """In both directions, on every page, and in counts."""
    query = """query ($after: String) {
      code(key: "L:3") { conditions { totalCount edges { match node { key } sources { key } } } }
      condition(key: "MONDO:1") { codes(first: 2, after: $after) {
        totalCount edges { match sources { key } node { key } } pageInfo { hasNextPage endCursor } } } }"""
    found = await ask(schema, ordinary, query)
    both = [{"key": "SOURCE:made-up"}, {"key": "SOURCE:made-up/letter"}]
    assert found["code"]["conditions"] == {
        "totalCount": 1,
        "edges": [{"match": "EXACT", "node": {"key": "MONDO:1"}, "sources": both[1:]}],
    }
    codes = found["condition"]["codes"]
    assert codes["totalCount"] == 3
    after = codes["pageInfo"]["endCursor"]
    rest = (await ask(schema, ordinary, query, after=after))["condition"]["codes"]
    edges = [(edge["node"]["key"], edge["match"], edge["sources"]) for edge in codes["edges"] + rest["edges"]]
    assert edges == [
        ("ICD10CM:Z00", "EXACT", both[:1]),
        ("ICD10CM:Z00.1", "NARROW", both[:1]),
        ("L:3", "EXACT", both[1:]),
    ]
    assert not rest["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    ("key", "steps"),
    [
        ("R:1", [(-1, "R:0", False), (0, "R:1", True), (1, "R:2", True), (2, "R:3", True)]),
        ("R:0", [(0, "R:0", False), (1, "R:1", True), (2, "R:2", True), (3, "R:3", True)]),
    ],
)
async def test_a_circle_of_replacements_ends_and_has_each_code_once(
    schema: GraphSchema, ordinary: GraphSchema, key: str, steps: list[tuple[int, str, bool]]
) -> None:
    query = "query ($key: String!) { code(key: $key) { replacementChain { step loop code { key } } } }"
    chain = (await ask(schema, ordinary, query, key=key))["code"]["replacementChain"]
    assert [(one["step"], one["code"]["key"], one["loop"]) for one in chain] == steps


async def test_history_has_one_entry_for_each_edition(schema: GraphSchema, ordinary: GraphSchema) -> None:
    query = """query ($key: String!) { code(key: $key) { history {
      release begins until stated wording billable parent { key } source { key } } } }"""
    assert (await ask(schema, ordinary, query, key="L:3"))["code"]["history"] == [
        {
            "release": "2024",
            "begins": "2024-01-01",
            "until": "2024-12-31",
            "stated": True,
            "wording": "Third",
            "billable": False,
            "parent": {"key": "L:5"},
            "source": {"key": "SOURCE:list-2024"},
        },
        {
            "release": "2025",
            "begins": "2025-01-01",
            "until": None,
            "stated": True,
            "wording": "Third now",
            "billable": True,
            "parent": {"key": "L:0"},
            "source": {"key": "SOURCE:list-2025"},
        },
    ]
    fifth = (await ask(schema, ordinary, query, key="L:5"))["code"]["history"]
    assert [(one["release"], one["stated"]) for one in fifth] == [("2024", True), ("2025", False)]


async def test_every_shown_property_names_its_own_source(schema: GraphSchema, ordinary: GraphSchema) -> None:
    """The newest edition of a series; a lower rank if no other states it; a list that lacks the code."""
    query = """query ($key: String!) { code(key: $key) { sources { properties source { key } } } }"""

    async def told(key: str) -> dict[str, list[str]]:
        found = (await ask(schema, ordinary, query, key=key))["code"]["sources"]
        return {one["source"]["key"]: one["properties"] for one in found}

    assert await told("L:3") == {
        "SOURCE:list-2025": ["billable", "code", "display", "level", "status", "system"],
        "SOURCE:list-2024": [],
        "SOURCE:weak": ["short"],
    }
    worded = '{ code(key: "L:3") { source { key } } }'
    assert (await ask(schema, ordinary, worded))["code"]["source"]["key"] == "SOURCE:list-2025"
    assert await told("L:4") == {
        "SOURCE:list-2025": ["code", "level", "status", "system"],
        "SOURCE:list-2024": ["validFrom"],
    }


async def test_difference_of_two_releases(schema: GraphSchema, ordinary: GraphSchema) -> None:
    """Codes added, ended and revised, in pages; null if a release is not loaded."""
    query = """query ($after: String!, $kinds: [ReleaseChangeKind!]) {
      releaseDifference(source: "list", before: "2024", after: $after) {
        before { key } after { key }
        changes(kinds: $kinds, first: 3) { totalCount
          edges { change day property before after node { key } } pageInfo { hasNextPage } } } }"""
    found = (await ask(schema, ordinary, query, after="2025"))["releaseDifference"]
    assert (found["before"]["key"], found["after"]["key"]) == ("SOURCE:list-2024", "SOURCE:list-2025")
    assert found["changes"]["totalCount"] == 4
    assert found["changes"]["pageInfo"] == {"hasNextPage": True}
    rows = [tuple(edge.values()) for edge in found["changes"]["edges"]]
    assert rows == [
        ("ADDED", "2025-01-01", None, None, None, {"key": "L:4"}),
        ("ENDED", "2024-12-31", None, None, None, {"key": "L:5"}),
        ("REVISED", "2025-01-01", "billable", "false", "true", {"key": "L:3"}),
    ]
    revised = await ask(schema, ordinary, query, after="2025", kinds=["REVISED"])
    assert revised["releaseDifference"]["changes"]["totalCount"] == 2
    assert (await ask(schema, ordinary, query, after="2027"))["releaseDifference"] is None
