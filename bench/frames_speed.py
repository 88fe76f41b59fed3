"""How long a data frame of many rows takes, by `connect().cypher(...).to_polars()` and by the bare driver.

Both ask the database of the environment (MEDCODEGRAPH_HOME, or MEDCODEGRAPH_NEO4J_URI) for the same rows, in
turn. Exit code 1 where ours takes longer than the bare driver.
"""

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median

import neo4j
import polars

import medcodegraph
from medcodegraph.client.database import embedded, known
from medcodegraph.config import Settings
from medcodegraph.graph.connection import Connection

STATEMENT = """\
MATCH (c:Code)-[r]->(o)
RETURN c.key AS key, c.display AS display, c.valid_from AS valid_from, c.billable AS billable,
  type(r) AS fact, o.key AS other
LIMIT $rows"""


def bare(connection: Connection, rows: int) -> polars.DataFrame:
    """The rows as people take them from the official driver."""
    auth = (connection.user, connection.password)
    with neo4j.GraphDatabase.driver(connection.uri, auth=auth, notifications_min_severity="OFF") as driver:
        found, _, names = driver.execute_query(
            STATEMENT, rows=rows, database_=connection.database, routing_="r"
        )
        plain = [
            [value.to_native() if isinstance(value, neo4j.time.Date) else value for value in record.values()]
            for record in found
        ]
    return polars.DataFrame(plain, schema=list(names), orient="row", infer_schema_length=None)


def ours(connection: Connection, rows: int) -> polars.DataFrame:
    """The same rows from `medcodegraph.connect`."""
    with medcodegraph.connect(
        connection.uri, user=connection.user, password=connection.password, database=connection.database
    ) as graph:
        return graph.cypher(STATEMENT, rows=rows).to_polars()


def measure(connection: Connection, rows: int, rounds: int) -> bool:
    """Print the times; whether ours are not longer."""
    ways: dict[str, Callable[[Connection, int], polars.DataFrame]] = {"bare driver": bare, "connect()": ours}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        frames = {}
        for name, way in ways.items():
            start = time.perf_counter()
            frames[name] = way(connection, rows)
            if number:  # the first warms the database
                times[name].append(time.perf_counter() - start)
        first, second = frames.values()
        assert first.shape == second.shape == (rows, 6), "both answer with the same rows"
        assert first.dtypes == second.dtypes
    for name, taken in times.items():
        print(f"{name:12} {rows:,} rows: median {median(taken):.2f} s, best {min(taken):.2f} s")
    return median(times["connect()"]) <= median(times["bare driver"])


def main() -> None:
    """Measure on the database of the environment, started for it where it does not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    settings = Settings.from_environment()
    if connection := known(settings):
        sys.exit(not measure(connection, asked.rows, asked.rounds))
    with embedded(settings) as connection:
        sys.exit(not measure(connection, asked.rows, asked.rounds))


if __name__ == "__main__":
    main()
