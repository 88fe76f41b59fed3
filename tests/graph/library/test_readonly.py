"""Statements of analysts: those that only read the graph run, all others are refused before they run."""

import pytest

from medcodegraph.errors import StatementRejected
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library import readonly
from medcodegraph.graph.library.readonly import PROCEDURES, check

READING = [
    "MATCH (n:Code) RETURN n.key AS key LIMIT 5",
    "match (n) where n.key = 'LOAD CSV; CREATE (x)' return count(*) AS n // USE; CREATE",
    "OPTIONAL MATCH (n) RETURN n;",
    "RETURN 'CALL apoc.load.json()' AS text, duration.between(date('2025-01-01'), date()) AS time",
    "UNWIND [1, 2] AS x WITH x WHERE x > 1 RETURN x",
    "CALL db.labels() YIELD label RETURN label",
    "CALL (*) { MATCH (n) RETURN n LIMIT 1 } RETURN n",
    "MATCH (a:Code)-[:USES]->(b) RETURN a.use, b.call",
    "/* asked by */ MATCH (n:`LOAD CSV`) RETURN n.`a;b`",
    "RETURN COLLECT { MATCH (n) RETURN n.key } AS keys, COUNT { (:Code)-->() } AS edges",
]

HOSTILE = [
    "CREATE (n:X) RETURN n",
    "MATCH (n) SET n.x = 1",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) REMOVE n.x RETURN n",
    "MERGE (n:X) RETURN n",
    "UNWIND [1] AS x CREATE (n) RETURN n",
    "CALL () { CREATE (n) } RETURN 1",
    "MATCH (n) CALL (n) { SET n.x = 1 } IN TRANSACTIONS RETURN 1",
    "MATCH (n) FOREACH (x IN [1] | CREATE (:X))",
    "CREATE INDEX x FOR (n:X) ON (n.y)",
    "DROP CONSTRAINT x",
    "RETURN 1; CREATE (n)",
    "RETURN 1 // ;\n; CREATE (n)",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "WITH 1 AS x LOAD CSV FROM 'http://127.0.0.1/' AS line RETURN line",
    "WITH 1 AS x LOAD/**/CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "WITH 1 AS x // hidden\rLOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "WITH 1 AS x L\\u004FAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "RETURN '\\u0027 LOAD CSV FROM \\u0027file:///etc/passwd' AS x",
    "WITH 1 AS x LOAD\u180eCSV FROM 'file:///etc/passwd' AS line RETURN line",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) DELETE n",
    "CYPHER runtime=slotted CREATE (n)",
    "SHOW USERS",
    "SHOW TRANSACTIONS",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "USE system MATCH (n) RETURN n",
    "CALL () { USE system MATCH (n) RETURN n } RETURN 1",
    "CALL dbms.listConfig() YIELD name RETURN name",
    "CALL dbms.killQuery('x')",
    "CALL db.clearQueryCaches()",
    "CALL db.createLabel('X')",
    "CALL /* */ dbms . components() YIELD name RETURN name",
    "CALL `dbms`.`listConfig`() YIELD name RETURN name",
    "CALL`dbms`.listConfig() YIELD name RETURN name",
    "OPTIONAL CALL dbms.listConfig() YIELD name RETURN name",
    "UNWIND [1] AS x CALL apoc.load.json('http://127.0.0.1/') YIELD value RETURN value",
    "RETURN apoc.cypher.runFirstColumnSingle('LOAD CSV ...', {}) AS x",
    "RETURN apoc . cypher.`runFirstColumnSingle` ('x', {}) AS x",
    "RETURN `load`('x')",
    "",
    "// nothing",
    "MATCH (n",
    "MATCH (n) SET n:Hacked RETURN n",
    "MATCH (n) SET n += {x: 1}",
    "MATCH (a), (b) CREATE (a)-[:X]->(b)",
    "INSERT (:X)",
    "MATCH (n) NODETACH DELETE n",
    "RETURN COLLECT { CREATE (n) RETURN n } AS x",
    "UNWIND range(1, 3) AS x CALL (x) { MERGE (:X {id: x}) } IN CONCURRENT TRANSACTIONS RETURN x",
    "MATCH (n) WITH n LIMIT 1 CALL (n) { WITH n DETACH DELETE n } RETURN 1",
    "OPTIONAL MATCH (n) FOREACH (i IN CASE WHEN n IS NULL THEN [1] ELSE [] END | CREATE (:X))",
    "CREATE FULLTEXT INDEX x FOR (n:X) ON EACH [n.y]",
    "CREATE CONSTRAINT x FOR (n:X) REQUIRE n.y IS UNIQUE",
    "CREATE USER eve SET PASSWORD 'abcdefgh'",
    "DROP DATABASE neo4j",
    "GRANT ROLE admin TO eve",
    "DENY MATCH {*} ON GRAPH * TO PUBLIC",
    "STOP DATABASE neo4j",
    "SHOW SETTINGS",
    "SHOW PROCEDURES",
    "SHOW FUNCTIONS YIELD name RETURN name",
    "SHOW DATABASES",
    "SHOW INDEXES YIELD * RETURN *",
    "MATCH (n) RETURN n UNION SHOW USERS YIELD user AS n RETURN n",
    "BEGIN",
    ":use system",
    ":source file:///etc/passwd",
    "CALL dbms.security.createUser('eve', 'abcdefgh', false)",
    "CALL dbms.setConfigValue('db.logs.query.enabled', 'OFF')",
    "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()",
    "CALL tx.setMetaData({x: 1})",
    "CALL dbms.showCurrentUser() YIELD username RETURN username",
    "CALL db.labels() YIELD label CALL dbms.killTransaction(label) YIELD message RETURN message",
    "CALL {CALL dbms.listConnections() YIELD connectionId RETURN connectionId} RETURN connectionId",
    "RETURN EXISTS { CALL dbms.listConfig() YIELD name RETURN name } AS x",
    "WITH 1 AS x LOAD CSV WITH HEADERS FROM $url AS line RETURN line",
    "LOAD CSV FROM 'https://127.0.0.1/' AS line RETURN line",
    "LOAD CSV FROM 'ftp://127.0.0.1/' AS line RETURN line",
    "UNWIND ['file:///etc/passwd'] AS f LOAD\tCSV FROM f AS line RETURN line",
    "CALL () { LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line } RETURN line",
    "/* a */ LOAD /* b */ CSV /* c */ FROM 'file:///etc/passwd' AS line RETURN line",
    "RETURN graph.byName('system') AS x",
    "MATCH (n) USING INDEX SEEK n:Code(key) RETURN n; MATCH (n) DELETE n",
    "RETURN '\\\\' ; CREATE (n) //'",
    'RETURN "x" /* " */; CREATE (n) /* " */',
    "RETURN 1 AS `x``; CREATE (n) RETURN 1 AS ``y`; CREATE (n)",
]


@pytest.mark.anyio
@pytest.mark.parametrize("statement", READING)
async def test_a_statement_that_reads_runs(graph: Graph, statement: str) -> None:
    await readonly.read(graph, statement, timeout=5)


@pytest.mark.anyio
@pytest.mark.parametrize("statement", HOSTILE)
async def test_a_statement_that_does_more_is_refused(graph: Graph, statement: str) -> None:
    """Refused by the check alone, regardless of the access mode; and the graph is empty afterwards."""
    with pytest.raises(StatementRejected):
        await check(graph, statement)
    assert await graph.read("MATCH (n) RETURN n") == []


@pytest.mark.anyio
@pytest.mark.parametrize("procedure", sorted(PROCEDURES))
async def test_every_allowed_procedure_reads(graph: Graph, procedure: str) -> None:
    """A procedure that Neo4j itself classes as anything else must not be on the list."""
    arguments = ""
    if ".index." in procedure:
        arguments = "'search', 1, [1.0]" if "vector" in procedure else "'search_stems', 'x'"
    await check(graph, f"CALL {procedure}({arguments})")


@pytest.mark.anyio
async def test_parameters_are_given_apart(graph: Graph) -> None:
    rows = await readonly.read(graph, "RETURN $x AS x", {"x": "1; CREATE (n)"}, timeout=5)
    assert rows == [{"x": "1; CREATE (n)"}]
