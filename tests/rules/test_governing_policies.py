"""Which of two versions counts on a day: every combination of their states, in every statement concerned.

Two policies of one payer name one code. The older one (from 2020) covers it, the newer one (from 2022) does
not; each is open, ended (on the last day of 2023), retired without a last day, or a draft. The newer one
supersedes the older one explicitly, or has the same number. The expected results are in `_RIGHT`, written by
hand.
"""

from datetime import date
from itertools import product
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find

pytestmark = pytest.mark.anyio

STATES = ("open", "ended", "retired", "draft")
LINKS = ("supersedes", "number")
DAYS = ("2021-06-01", "2022-06-01", "2024-06-01", "today")

# older, newer: which one counts in 2021, 2022, 2024 and today (o, n, or - for neither).
_RIGHT = {
    ("open", "open"): "onnn",
    ("open", "ended"): "onoo",
    ("open", "retired"): "onno",
    ("open", "draft"): "oooo",
    ("ended", "open"): "onnn",
    ("ended", "ended"): "on--",
    ("ended", "retired"): "onn-",
    ("ended", "draft"): "oo--",
    ("retired", "open"): "onnn",
    ("retired", "ended"): "ono-",
    ("retired", "retired"): "onn-",
    ("retired", "draft"): "ooo-",
    ("draft", "open"): "-nnn",
    ("draft", "ended"): "-n--",
    ("draft", "retired"): "-nn-",
    ("draft", "draft"): "----",
}
_CASES = [(f"{old}-{new}-{link}", old, new, link) for old, new, link in product(STATES, STATES, LINKS)]

_WRITE = """
CREATE (against:Payer {key: 'PAYER:against', name: 'against', kind: 'commercial'})
CREATE (always:Policy {key: 'POLICY:always', kind: 'PAYER', title: 'Always'})-[:ISSUED_BY]->(against)
CREATE (gone:Code {key: 'X:gone', system: 'X', valid_to: date('2019-12-31'), status: 'retired'})
CREATE (disease:Condition {key: 'MONDO:1', name: 'disease'})
WITH *
UNWIND $cases AS one
CREATE (code:Code {key: 'X:' + toUpper(one.name), system: 'X'})-[:INDICATED_FOR {source: 'S'}]->(disease)
CREATE (always)-[:COVERS {stance: 'conditional', source: 'S'}]->(code)
CREATE (payer:Payer {key: 'PAYER:' + one.name, name: one.name, kind: 'commercial'})
CREATE (place:Jurisdiction {key: 'JURISDICTION:' + one.name, name: one.name, kind: 'region'})
WITH *
CALL (one, payer, place, code, gone) {
  UNWIND one.policies AS said
  CREATE (policy:Policy {key: 'POLICY:' + one.name + '-' + said.age, kind: 'PAYER', title: 'A title',
    number: said.number, status: said.status, effective_from: date(said.from), effective_to: date(said.to)})
  CREATE (policy)-[:ISSUED_BY]->(payer) CREATE (policy)-[:APPLIES_IN]->(place)
  CREATE (policy)-[:COVERS {stance: said.stance, source: 'S'}]->(code)
  CREATE (policy)-[:COVERS {stance: said.stance, source: 'S'}]->(gone)
  RETURN collect(policy) AS policies
}
WITH one, policies[0] AS older, policies[1] AS newer WHERE one.link = 'supersedes'
CREATE (newer)-[:SUPERSEDES]->(older)
"""


def _policy(age: str, state: str, link: str, name: str) -> dict[str, Any]:
    return {
        "age": age,
        "stance": "covered" if age == "o" else "not_covered",
        "number": name if link == "number" else None,
        "status": {"retired": "retired", "draft": "draft"}.get(state, "active"),
        "from": "2020-01-01" if age == "o" else "2022-01-01",
        "to": "2023-12-31" if state == "ended" else None,
    }


@pytest.fixture(scope="module")
async def versions(open_graph: Graph) -> Graph:
    """One code, payer and place for each combination; the tests only read it."""
    await open_graph.write("MATCH (n) DETACH DELETE n")
    cases = [
        {
            "name": name,
            "link": link,
            "policies": [_policy("o", old, link, name), _policy("n", new, link, name)],
        }
        for name, old, new, link in _CASES
    ]
    await open_graph.write(_WRITE, {"cases": cases})
    return open_graph


@pytest.fixture(params=DAYS)
def when(request: pytest.FixtureRequest) -> str:
    """One of the days, by its name: today is read when a test runs, not when it is collected."""
    return str(request.param)


def _day(when: str) -> date:
    return date.today() if when == "today" else date.fromisoformat(when)


def _right(when: str) -> dict[str, str]:
    """Which version counts on a day (o, n or -), by the name of the combination."""
    return {name: _RIGHT[old, new][DAYS.index(when)] for name, old, new, _ in _CASES}


async def _ask(graph: Graph, name: str, **values: object) -> list[dict[str, Any]]:
    query = find(name)
    return await graph.read(*query.sent(values), timeout=300)


async def test_coverage(when: str, versions: Graph) -> None:
    verdicts = {"o": "COVERED", "n": "NOT_COVERED", "-": "NO_POLICY_FOUND"}
    found = {}
    for name, *_ in _CASES:
        (row,) = await _ask(
            versions, "coverage", key=f"X:{name.upper()}", payer_key=f"PAYER:{name}", as_of=_day(when)
        )
        found[name] = row["verdict"]
        deciding = [path["policy"][-1] for path in row["paths"] if path["decides"]]
        assert "".join(deciding) == _right(when)[name].strip("-"), name
        for path in row["paths"]:
            if path["overridden"] == "SUPERSEDED":
                assert f"the newer POLICY:{name}-n is in force" in path["reason"]
                assert _right(when)[name] == "n", "it is said to be in force: then it counts"
    assert found == {name: verdicts[who] for name, who in _right(when).items()}


@pytest.mark.parametrize("statement", ["disagreements", "most_disputed_codes"])
async def test_disputes(when: str, statement: str, versions: Graph) -> None:
    rows = await _ask(
        versions, statement, as_of=_day(when), **({"limit": 100} if statement.startswith("most") else {})
    )
    found = dict.fromkeys(_right(when), "-")
    for row in rows:
        key = row["code"] if "code" in row else row["node"]["key"]
        who = [policy[-1] for policy in row["policies"] if policy != "POLICY:always"]
        if key != "X:gone":
            found[key.removeprefix("X:").lower()] = "".join(who)
    assert found == _right(when)


async def test_payers(when: str, versions: Graph) -> None:
    """Compared with a payer that always covers under conditions, and by their own stances."""
    right = _right(when)
    rows = await _ask(versions, "payers_compared", as_of=_day(when), limit=1000)
    compared = {row["other"] for row in rows if row["payer"] == "PAYER:against"}
    assert compared == {f"PAYER:{name}" for name, who in right.items() if who != "-"}
    for row in await _ask(versions, "stances_by_payer", as_of=_day(when)):
        if row["payer"] != "PAYER:against":
            who = right[row["name"]]
            counted = (row["policies"], row["covered"], row["not_covered"])
            assert counted == {"o": (1, 2, 0), "n": (1, 0, 2), "-": (0, 0, 0)}[who], row["name"]


async def test_places_products_and_retired_codes(when: str, versions: Graph) -> None:
    right = _right(when)
    places = {row["name"] for row in await _ask(versions, "jurisdictions_compared", as_of=_day(when))}
    assert places == {name for name, who in right.items() if who != "-"}
    found = dict.fromkeys(right, "-")
    for row in await _ask(versions, "products_of_condition", key="MONDO:1", as_of=_day(when)):
        name = row["indicated"].removeprefix("X:").lower()
        assert row["conditional"] == ["against"]
        found[name] = "o" * (name in row["covered"]) + "n" * (name in row["not_covered"]) or "-"
    assert found == right
    rows = await _ask(versions, "policies_citing_retired_codes", as_of=_day(when))
    citing = {row["policy"] for row in rows}
    assert citing == {f"POLICY:{name}-{who}" for name, who in right.items() if who != "-"}


async def test_changes(versions: Graph) -> None:
    """A version that ended is retired unless the newer one is in force the next day; drafts are left out."""
    rows = await _ask(versions, "policy_changes", from_day=date(2023, 6, 1), to_day=date(2024, 6, 1))
    found = {row["node"]["key"] for row in rows if "RETIRED" in row["kinds"]}
    ended = [(name, old, new) for name, old, new, _ in _CASES if "ended" in (old, new)]
    right = {f"POLICY:{name}-n" for name, _, new in ended if new == "ended"}
    right |= {f"POLICY:{name}-o" for name, old, new in ended if old == "ended" and new in ("ended", "draft")}
    assert found == right
    rows = await _ask(versions, "policy_changes", from_day=date(2021, 6, 1), to_day=date(2022, 6, 1))
    began = {row["node"]["key"]: (row["kinds"], row["previous"]) for row in rows}
    for name, old, new, _ in _CASES:
        if new == "draft":
            assert f"POLICY:{name}-n" not in began
        elif old == "draft":
            assert began[f"POLICY:{name}-n"] == (["NEW"], [])
        else:
            assert began[f"POLICY:{name}-n"] == (["NEW_VERSION", "CODES"], [f"POLICY:{name}-o"])
