"""The status of a code follows its last day: in the rule of the library, and in compiled statements."""

from datetime import date, timedelta

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.model import STATUS_TODAY

pytestmark = pytest.mark.anyio

# The flag, the last day in days from today, and the status of today.
CASES = [
    ("active", None, "active"),
    ("retired", None, "retired"),
    (None, None, None),
    ("active", -1, "retired"),
    ("active", 0, "active"),
    ("retired", 1, "active"),
    (None, -1, "retired"),
]


async def test_the_last_day_decides_and_without_one_the_flag(graph: Graph) -> None:
    """The last day itself still counts; compiled statements agree with the rule."""
    today = date.today()
    cases = [
        {"flag": flag, "last": None if last is None else today + timedelta(days=last)}
        for flag, last, _ in CASES
    ]
    rows = await graph.write(
        "UNWIND range(0, size($cases) - 1) AS at CREATE (c:Code {key: 'X:' + at, system: 'X', code: '' + at})"
        " SET c.status = $cases[at].flag, c.valid_to = $cases[at].last"
        f" RETURN {STATUS_TODAY.format('c')} AS status ORDER BY at",
        {"cases": cases},
    )
    wanted = [status for _, _, status in CASES]
    assert [row["status"] for row in rows] == wanted
    statuses = [(await graph.read(find("code").text, {"key": f"X:{at}"}))[0]["status"] for at in range(7)]
    assert statuses == wanted
