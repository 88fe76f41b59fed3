"""Statements that would take the database's whole memory are refused; good ones pass."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from medcodegraph.errors import StatementTooLarge
from medcodegraph.graph.library.budget import check
from medcodegraph.graph.library.queries import questions

HOSTILE = {
    "a list of a long range": "RETURN size([x IN range(1, 2000000000) | x])",
    "the same by another name": "WITH range(1, 2000000000) AS r RETURN size([x IN r | x])",
    "a range of unknown length": "MATCH (n) UNWIND [1, 2] AS i RETURN [x IN range(1, n.size * i) | x]",
    "ranges within ranges": "RETURN [x IN range(1, 100000) | [y IN range(1, 100000) | y]]",
    "a range backwards": "RETURN [x IN range(2000000000, 1, -1) | x]",
    "tenfold replace": "WITH 'aaaaaaaaaa' AS s "
    + "WITH replace(s, 'a', 'aaaaaaaaaa') AS s " * 8
    + "RETURN s",
    "nested replace": "RETURN " + "replace(" * 8 + "'aaaaaaaaaa'" + ", 'a', 'aaaaaaaaaa')" * 8,
    "replace by itself": "WITH 'aaaaaaaaaaaaaaaaaaaa' AS s "
    + "WITH replace(s, 'a', s) AS s " * 3
    + "RETURN s",
    "a text doubled": "WITH 'aaaaaaaaaa' AS s " + "WITH s + s AS s " * 26 + "RETURN size(s)",
    "doubled and split": "WITH 'aaaaaaaaaa' AS s " + "WITH s + s AS s " * 20 + "RETURN split(s, '')",
    "lists of itself": "WITH [1] AS l " + "WITH [l, l] AS l " * 30 + "RETURN l",
    "reduce that doubles": "RETURN reduce(s = 'a', i IN range(1, 40) | s + s)",
    "reduce that replaces": "RETURN reduce(s = 'a', i IN range(1, 40) | replace(s, 'a', 'aa'))",
    "a stored text doubled": "MATCH (p:Policy) WITH p.text AS s " + "WITH s + s AS s " * 12 + "RETURN s",
    "deep expressions": "RETURN " + "COLLECT { MATCH (n) RETURN " * 9 + "1" + " }" * 9,
    "deep clauses": "CALL () { " * 25 + "RETURN 1 AS x" + " } RETURN x" * 25,
    "very long": "RETURN " + " + ".join(["1"] * 12_000),
}
GOOD = (
    "UNWIND range(1, 2000000000) AS x RETURN count(x)",
    "RETURN [x IN range(1, 1000) | x * x + x]",
    "MATCH (p:Policy) RETURN p.key, size(split(p.text, ' ')) AS words ORDER BY words DESC LIMIT 10",
    "MATCH (c:Code) RETURN replace(replace(c.code, '.', ''), '-', '') AS plain, c.key + ' ' + c.display",
    "MATCH (c:Code) WITH collect(c.key) AS keys RETURN [i IN range(0, size(keys) - 1) | keys[i]]",
    "MATCH (a)-[r]->(b) WITH a, count(r) AS n RETURN n, n * n, sum(n) / count(n) LIMIT 5",
    "RETURN reduce(total = 0, n IN [1, 2, 3] | total + n)",
    "MATCH (c:Code) RETURN COLLECT { MATCH (c)-[:CHILD_OF]->(p) RETURN p.key } AS above, EXISTS { (c)--() }",
)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_statement_that_grows_without_bound_is_refused(kind: str) -> None:
    with pytest.raises(StatementTooLarge):
        check(HOSTILE[kind])


@pytest.mark.parametrize("params", [{"n": 2_000_000_000}, {"n": 1_000_001}])
def test_a_parameter_counts_as_what_it_is(params: Mapping[str, Any]) -> None:
    check("RETURN [x IN range(1, $n) | x]", {"n": 1_000})
    with pytest.raises(StatementTooLarge, match="more than 1,000,000: use UNWIND"):
        check("RETURN [x IN range(1, $n) | x]", params)
    with pytest.raises(StatementTooLarge):
        check("RETURN replace($a, 'x', $b)", {"a": "x" * 100_000, "b": "y" * 100_000})


@pytest.mark.parametrize("statement", GOOD)
@pytest.mark.parametrize("prefix", ["", "EXPLAIN ", "PROFILE "])
def test_good_statements_pass(statement: str, prefix: str) -> None:
    check(prefix + statement)


def test_every_question_of_the_library_and_the_analysts_passes() -> None:
    for query in questions():
        check(query.text)
    analysis = (Path(__file__).parents[2] / "cypher" / "analysis.cypher").read_text("utf-8")
    for statement in analysis.split(";"):
        check(statement)
