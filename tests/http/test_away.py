"""An unavailable database: frozen, killed, out of memory, restarted. The service reports it, and recovers.

On a `medcodegraph serve` with its own embedded database.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from support.running import ready, start

from medcodegraph.errors import DatabaseError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.database import running
from medcodegraph.graph.embedded.home import Home

SOON = 5.0
QUERY = {"query": '{ code(key: "X:1") { key } codes { totalCount } }'}


@dataclass
class Away:
    """A server, and its database that tests can freeze or kill."""

    home: Path
    url: str

    def signal(self, number: signal.Signals) -> None:
        owner = Home(self.home).owner()
        assert owner
        os.kill(owner.pid, number)

    def ask(self) -> tuple[float, httpx.Response]:
        """One request, and how long it took."""
        began = time.monotonic()
        answer = httpx.post(f"{self.url}/graphql", json=QUERY, timeout=30)
        return time.monotonic() - began, answer

    def health(self, what: str) -> httpx.Response:
        return httpx.get(f"{self.url}/health/{what}", timeout=10)

    def back_within(self) -> float:
        """How long until it answers again."""
        began = time.monotonic()
        while time.monotonic() - began < 4 * SOON:
            if self.ask()[1].status_code == 200 and self.health("ready").status_code == 200:
                break
            time.sleep(0.1)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    home = tmp_path_factory.mktemp("away")
    environment = {**os.environ, "MEDCODEGRAPH_HOME": str(home), "MEDCODEGRAPH_PORT": "0"}
    with start(["serve"], environment) as process:
        yield Away(home, ready(process, 120))
        process.terminate()
        assert process.wait(20) == 0


def _away(away: Away, reason: Callable[[str], bool]) -> None:
    """Several requests at once fail within seconds; it is alive but not ready, with the reason."""
    with ThreadPoolExecutor(6) as pool:
        found = [future.result() for future in [pool.submit(away.ask) for _ in range(6)]]
    for seconds, answer in found:
        assert seconds < SOON
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "DATABASE_UNAVAILABLE"
        assert error["extensions"]["requestId"] == answer.headers["x-request-id"]
        assert "bolt" not in answer.text.lower()
    assert away.ask()[0] < 1, "once it is known, nobody waits"
    began = time.monotonic()
    assert away.health("live").status_code == 200
    assert time.monotonic() - began < 1
    unready = away.health("ready")
    assert unready.status_code == 503
    assert reason(unready.json()["checks"]["database"]["reason"])


def test_a_frozen_database(away: Away) -> None:
    """It accepts connections and does not answer; later it continues normally."""
    assert away.ask()[1].json()["data"] == {"code": None, "codes": {"totalCount": 0}}
    away.signal(signal.SIGSTOP)
    try:
        _away(away, lambda reason: "answer" in reason)
    finally:
        away.signal(signal.SIGCONT)
    assert away.back_within() < SOON


def test_a_killed_database(away: Away) -> None:
    """As by the system when out of memory: it is restarted on the same port."""
    away.signal(signal.SIGKILL)
    _away(away, lambda reason: "reached" in reason)
    asyncio.run(_answers(away.home))
    assert away.back_within() < SOON


def test_a_database_out_of_memory(away: Away) -> None:
    """Of heap that Neo4j does not count: the statement fails, and the same process answers the next."""
    asyncio.run(_answers(away.home))
    before = Home(away.home).owner()
    asyncio.run(_use_up(away.home))
    assert away.back_within() < SOON
    after = Home(away.home).owner()
    assert before
    assert after
    assert before.pid == after.pid


async def _use_up(home: Path) -> None:
    """Request more memory than the database has."""
    connection = running(home)
    assert connection
    async with Graph.open(connection) as graph:
        with pytest.raises(DatabaseError):
            await graph.write_auto(
                "RETURN size(reduce(text = 'x', _ IN range(1, 40) | text + text)) AS size", timeout=60
            )


async def _answers(home: Path) -> None:
    """Wait until the database answers a separate client."""
    until = time.monotonic() + 120
    while (connection := running(home)) is None:
        assert time.monotonic() < until
        await asyncio.sleep(0.1)
    async with Graph.open(connection):
        pass
