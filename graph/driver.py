"""The only access to Neo4j: sessions, read mode, deadlines, retries, and errors translated to our own."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from medcodegraph.errors import (
    DatabaseError,
    DatabaseUnavailable,
    DiskFull,
    StatementRejected,
    StatementTooLarge,
    StatementTooSlow,
)
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.imports import without

with without("pandas", "pyarrow"):  # it would load them for values that are never sent: half a second
    import neo4j
    from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction, Query
    from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError

READ_TIMEOUT = 30.0  # a large statement that a cold Neo4j has never planned takes seconds
WRITE_TIMEOUT = 120.0
_GRACE = 3.0  # how much longer the client waits than the server, which checks timeouts every 2 s
_FIRST_TIMEOUT = 30.0  # a server that has just started loads its planner first
_TRIES = 3
_EXPLAIN = "EXPLAIN "
RESERVE = 100_000_000
"""Bytes of disk space that writes leave free: Neo4j stops answering when it cannot write its log."""

_PACKED = """\
CALL () {
%s
}
WITH collect([%s]) AS rows
UNWIND range(0, size(rows) - 1, 1000) AS start
RETURN rows[start .. start + 1000] AS rows"""

_TOO_LARGE = ("OutOfMemory", "StackOverFlow")

Row = dict[str, Any]
Parameters = Mapping[str, Any] | None


class Step(NamedTuple):
    """An operator of a plan: its details, its depth in the tree, and the rows it is estimated to return."""

    operator: str
    details: str
    depth: int
    rows: float | None


@dataclass(frozen=True, slots=True)
class Explained:
    """Neo4j's type of a statement (`r`, `w`, `rw`, or `s`: schema and administration), and its plan."""

    kind: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Seen:
    """The nodes and edges among the values of a stream, for a picture: at most `most` of each.

    Both by the database's ids; an edge is `(start, end, type)`, and its ends may be missing among the nodes.
    """

    most: int
    nodes: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    edges: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def look(self, value: Any) -> None:
        """Collect the nodes and edges in a value of the driver."""
        match value:
            case list():
                for item in value:
                    self.look(item)
            case dict():
                for item in value.values():
                    self.look(item)
            case neo4j.graph.Path():
                for part in (*value.nodes, *value.relationships):
                    self.look(part)
            case neo4j.graph.Node() if len(self.nodes) < self.most:
                label = next(iter(value.labels), "")
                self.nodes[value.element_id] = (label, {key: plain(one) for key, one in value.items()})
            case neo4j.graph.Relationship() if len(self.edges) < self.most:
                start, end = value.start_node, value.end_node
                if start is not None and end is not None:
                    self.edges[value.element_id] = (start.element_id, end.element_id, value.type)


class Graph:
    """An open connection pool to one database. Values come back as plain Python (dates as datetime.date)."""

    def __init__(
        self,
        driver: AsyncDriver,
        database: str,
        read_timeout: float = READ_TIMEOUT,
        folder: str | None = None,
        *,
        routed: bool = False,
    ) -> None:
        self._driver, self._database, self._read_timeout = driver, database, read_timeout
        self._folder = folder
        # On a cluster, no read may come from a replica that is behind what was read or written before.
        self._bookmarks = AsyncGraphDatabase.bookmark_manager() if routed else None
        self.statements = 0  # how many reads were sent, for tests and metrics

    @classmethod
    @asynccontextmanager
    async def open(
        cls, connection: Connection, *, pool: int = 100, read_timeout: float = READ_TIMEOUT
    ) -> AsyncIterator["Graph"]:
        """Connect, check that the server answers, and close the connection at the end.

        `read_timeout` is the default timeout of a read, in seconds.
        """
        try:
            driver = AsyncGraphDatabase.driver(
                connection.uri,
                auth=(connection.user, connection.password),
                max_connection_pool_size=pool,
                connection_timeout=3,
                connection_acquisition_timeout=4,
                max_transaction_retry_time=4,
                liveness_check_timeout=30,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="medcodegraph",
            )
        except (ConfigurationError, ValueError) as error:
            raise DatabaseUnavailable(
                f"{connection.uri!r} is not a Neo4j address ({error}): use bolt:// or neo4j://"
            ) from error
        async with driver:
            routed = connection.uri.startswith("neo4j")
            graph = cls(driver, connection.database, read_timeout, connection.folder, routed=routed)
            await graph.read("RETURN 1", timeout=_FIRST_TIMEOUT)
            yield graph

    async def read(self, text: str, params: Parameters = None, *, timeout: float | None = None) -> list[Row]:
        """Run one statement in read mode; `timeout` in seconds holds on the server and on the client."""
        self.statements += 1
        return [_plain_row(record) for record in await self._read(text, params, timeout)]

    async def read_many(
        self, text: str, columns: Sequence[str], params: Parameters = None, *, timeout: float | None = None
    ) -> list[Row]:
        """The same for a statement with many rows: fetched as one record, as the driver spends 60 us on each.

        `columns` are the columns the statement returns. Neo4j holds all rows in memory at once.
        """
        packed = f"CALL () {{\n{text}\n}}\nRETURN collect([{', '.join(columns)}]) AS rows"
        (rows,) = await self.row(packed, params, timeout=timeout)
        return [{name: plain(value) for name, value in zip(columns, row, strict=True)} for row in rows]

    async def row(self, text: str, params: Parameters = None, *, timeout: float | None = None) -> list[Any]:
        """Run one statement in read mode; returns the values of its only record, as the driver gives them."""
        self.statements += 1
        return (await self._read(text, params, timeout))[0].values()

    async def ping(self, *, timeout: float) -> None:
        """Wait for the server to answer a trivial statement, which is not counted."""
        await self._read("RETURN 1", None, timeout)

    async def write(
        self, text: str, params: Parameters = None, *, timeout: float = WRITE_TIMEOUT
    ) -> list[Row]:
        """Run one statement in a write transaction; retried where Neo4j calls the error transient."""

        async def work(transaction: AsyncManagedTransaction) -> list[Row]:
            return await _all_rows(await transaction.run(text, dict(params or {})))

        async with self._writing(timeout) as session:
            unit = neo4j.unit_of_work(timeout=timeout)(work)
            return await session.execute_write(unit)

    async def write_auto(
        self, text: str, params: Parameters = None, *, timeout: float = WRITE_TIMEOUT
    ) -> list[Row]:
        """Run one auto-commit statement (schema changes, `CALL { } IN TRANSACTIONS`). Never retried."""
        async with self._writing(timeout) as session:
            return await _all_rows(await session.run(Query(text, timeout=timeout), dict(params or {})))

    async def write_with(self, text: str, then: str, params: Mapping[str, Any], *, retried: bool) -> None:
        """Run a statement that returns a list, `left`, and in its transaction `then`, unless it is empty."""

        async def work(transaction: AsyncManagedTransaction | neo4j.AsyncTransaction) -> None:
            (row,) = await _all_rows(await transaction.run(text, dict(params)))
            if row["left"]:
                await _all_rows(await transaction.run(then, {"left": row["left"]}))

        async with self._writing(WRITE_TIMEOUT) as session:
            if retried:
                await session.execute_write(neo4j.unit_of_work(timeout=WRITE_TIMEOUT)(work))
            else:
                async with await session.begin_transaction(timeout=WRITE_TIMEOUT) as transaction:
                    await work(transaction)
                    await transaction.commit()

    async def explain(self, text: str, params: Parameters = None) -> "Explained":
        """Neo4j's plan for a statement, without running it.

        Planning without the parameters takes several times as long.
        """
        query = Query(f"{_EXPLAIN}{text}", timeout=READ_TIMEOUT)
        try:
            async with _deadline(READ_TIMEOUT), self._reading() as session:
                summary = await (await session.run(query, dict(params or {}))).consume()
        except StatementRejected as error:
            raise StatementRejected(_unexplained(str(error))) from error
        return Explained(summary.query_type or "s", tuple(_operators(summary.plan)))

    @asynccontextmanager
    async def stream(
        self, text: str, params: Parameters = None, *, timeout: float, seen: Seen | None = None
    ) -> AsyncIterator[tuple[Sequence[str], AsyncIterator[list[Any]]]]:
        """Run one statement in read mode: its columns, and an iterator over its rows as they arrive.

        The deadline applies until the block ends; rows that are not read are not fetched. `seen` collects
        the nodes and edges of those that are.
        """
        self.statements += 1
        async with _deadline(timeout), self._reading(fetch_size=200) as session:
            result = await session.run(Query(text, timeout=timeout), dict(params or {}))
            rows = (_noted(record.values(), seen) async for record in result)
            yield result.keys(), rows

    async def table(
        self, text: str, params: Parameters = None, *, timeout: float
    ) -> tuple[Sequence[str], list[list[Any]]]:
        """Run one statement in read mode that may have very many rows: its columns, and the rows.

        The driver spends its time on each record, so Neo4j is asked to put a thousand rows into each. Where
        it will not (a column without a name of its own, more rows than a statement may hold), they come one
        by one.
        """
        bare = text.rstrip().rstrip(";")
        try:
            columns = await self._columns(bare, params)
            names = ", ".join("`" + name.replace("`", "``") + "`" for name in columns)
            packed = _PACKED % (bare, names)
            async with self.stream(packed, params, timeout=timeout) as (_, chunks):
                return columns, [row async for (chunk,) in chunks for row in chunk]
        except (StatementRejected, StatementTooLarge):
            async with self.stream(text, params, timeout=timeout) as (columns, rows):
                return columns, [row async for row in rows]

    async def _columns(self, text: str, params: Parameters) -> Sequence[str]:
        """The columns of a statement, which is not run."""
        async with _deadline(READ_TIMEOUT), self._reading() as session:
            result = await session.run(Query(f"{_EXPLAIN}{text}", timeout=READ_TIMEOUT), dict(params or {}))
            return result.keys()

    @asynccontextmanager
    async def _writing(self, timeout: float) -> AsyncIterator[neo4j.AsyncSession]:
        """A session for writing; raises if the disk is full, or an error says that it became full."""
        self._leave_room()
        try:
            async with _deadline(timeout), self._session() as session:
                yield session
        except DatabaseError:
            self._leave_room()
            raise

    def _leave_room(self) -> None:
        if self._folder is not None and shutil.disk_usage(self._folder).free < RESERVE:
            raise DiskFull(
                f"the disk is full: less than {RESERVE // 1_000_000} MB are free for {self._folder}; "
                "free some, or set MEDCODEGRAPH_HOME elsewhere, and try again"
            )

    def _reading(self, **more: Any) -> neo4j.AsyncSession:
        return self._session(default_access_mode=neo4j.READ_ACCESS, **more)

    def _session(self, **more: Any) -> neo4j.AsyncSession:
        return self._driver.session(database=self._database, bookmark_manager=self._bookmarks, **more)

    async def _read(self, text: str, params: Parameters, timeout: float | None) -> list[neo4j.Record]:
        timeout = self._read_timeout if timeout is None else timeout
        query = Query(text, timeout=timeout)
        async with _deadline(timeout):
            for attempt in range(1, _TRIES + 1):
                try:
                    async with self._reading() as session:
                        result = await session.run(query, params if params is None else dict(params))
                        return [record async for record in result]
                except (Neo4jError, DriverError) as error:
                    if attempt == _TRIES or not _may_help_again(error):
                        raise
                    await asyncio.sleep(0.05 * 4**attempt)
        raise AssertionError("unreachable")


def _unexplained(message: str) -> str:
    """Neo4j's message about a statement, its positions and marker corrected for the EXPLAIN put before it."""

    def place(match: re.Match[str]) -> str:
        line, column, offset = int(match[1]), int(match[2]), int(match[3])
        column -= len(_EXPLAIN) if line == 1 else 0
        return f"(line {line}, column {max(1, column)} (offset: {max(0, offset - len(_EXPLAIN))}))"

    lines = re.sub(r"\(line (\d+), column (\d+) \(offset: (\d+)\)\)", place, message).split("\n")
    for number, line in enumerate(lines):
        if line.startswith(f'"{_EXPLAIN}'):
            lines[number] = '"' + line[len(_EXPLAIN) + 1 :]
            if number + 1 < len(lines) and not lines[number + 1].strip(" ^"):
                lines[number + 1] = lines[number + 1].removeprefix(" " * len(_EXPLAIN))
    return "\n".join(lines)


def _noted(values: list[Any], seen: Seen | None) -> list[Any]:
    """The values of a record as plain Python."""
    if seen is not None:
        seen.look(values)
    return [plain(value) for value in values]


def _operators(plan: Mapping[str, Any] | None) -> Iterator[Step]:
    waiting = [(plan, 0)] if plan else []
    while waiting:
        step, depth = waiting.pop()
        given = step.get("args", {})
        name, details = step["operatorType"].partition("@")[0], str(given.get("Details", ""))
        yield Step(name, details, depth, given.get("EstimatedRows"))
        waiting += [(child, depth + 1) for child in reversed(step.get("children", ()))]


def _may_help_again(error: Neo4jError | DriverError) -> bool:
    code = (error.code or "") if isinstance(error, Neo4jError) else ""
    return error.is_retryable() and not any(word in code for word in _TOO_LARGE)


@asynccontextmanager
async def _deadline(timeout: float) -> AsyncIterator[None]:
    """Limit the time of an operation and translate its failures."""
    try:
        async with asyncio.timeout(timeout + _GRACE):
            yield
    except TimeoutError as error:
        raise DatabaseUnavailable(f"Neo4j did not answer within {timeout:g} s") from error
    except AuthError as error:
        raise DatabaseUnavailable(
            "Neo4j refused the user or the password: check MEDCODEGRAPH_NEO4J_USER and _PASSWORD"
        ) from error
    except ClientError as error:
        if any(word in (error.code or "") for word in ("TimedOut", "Terminated")):
            raise StatementTooSlow(f"Neo4j stopped the statement after {timeout:g} s") from error
        raise StatementRejected(f"Neo4j refused the statement: {error.message}") from error
    except DriverError as error:
        raise DatabaseUnavailable(f"Neo4j cannot be reached: {str(error).splitlines()[0]}") from error
    except Neo4jError as error:
        if any(word in (error.code or "") for word in _TOO_LARGE):
            raise StatementTooLarge(f"Neo4j refused the statement more memory: {error.message}") from error
        raise DatabaseError(f"Neo4j failed: {error.message}") from error


async def _all_rows(result: neo4j.AsyncResult) -> list[Row]:
    """The rows of a result. Its parameters, which may be large, are released.

    A result refers to itself: it would stay in memory, with all it holds, until Python collects cycles.
    """
    rows = [_plain_row(record) async for record in result]
    summary = await result.consume()
    if summary.parameters:
        summary.parameters.clear()
    return rows


def _plain_row(record: neo4j.Record) -> Row:
    return {key: plain(value) for key, value in zip(record.keys(), record.values(), strict=True)}


def plain(value: Any) -> Any:
    """A driver's value as plain Python: datetime's dates and times, nodes and edges as their properties."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, neo4j.graph.Node | neo4j.graph.Relationship):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, neo4j.graph.Path):
        return [
            plain(part)
            for pair in zip(value.nodes, [*value.relationships, None], strict=True)
            for part in pair
        ][:-1]
    if isinstance(value, neo4j.time.Date | neo4j.time.DateTime | neo4j.time.Time):
        return value.to_native()
    return value
