"""Health for people and load balancers: `/health/live` and `/health/ready`."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence, Sized
from time import perf_counter
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from medcodegraph.errors import MedcodegraphError

DEADLINE = 2.0
"""Seconds within which `/health/ready` answers, whatever the database does."""

logger = logging.getLogger(__name__)


class Reader(Protocol):
    """The interface that health checks need; medcodegraph.graph.driver.Graph has it."""

    def read(
        self, text: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = ...
    ) -> Awaitable[Sequence[Mapping[str, Any]]]:
        """Run one statement in read mode."""
        ...


def routes(
    graph: Callable[[], Reader | None], queries: Callable[[], Sized], searchable: Callable[[], bool]
) -> list[BaseRoute]:
    """The two routes; `graph` returns the open graph or None, `queries` the loaded library, `searchable`
    whether a first load has got so far that search finds what it loaded.
    """

    async def live(_: Request) -> JSONResponse:
        return _answer(True, "live", {})

    async def ready(_: Request) -> JSONResponse:
        checks = {
            "database": await _database(graph()),
            "queries": _queries(queries()),
            "search": {"ok": True} if searchable() else _failed("Search names are still being derived"),
        }
        return _answer(all(check["ok"] for check in checks.values()), "ready", checks)

    return [Route("/health/live", live), Route("/health/ready", ready)]


def _answer(ok: bool, status: str, checks: Mapping[str, Mapping[str, Any]]) -> JSONResponse:
    return JSONResponse(
        {"status": status if ok else "unavailable", "checks": checks},
        status_code=200 if ok else 503,
        headers={"Cache-Control": "no-store"},
    )


async def _database(graph: Reader | None) -> dict[str, Any]:
    if graph is None:
        return _failed("The database is not connected yet")
    start = perf_counter()
    try:
        async with asyncio.timeout(DEADLINE):
            await graph.read("RETURN 1 AS one", timeout=DEADLINE / 2)
    except TimeoutError:
        return _failed(f"The database did not answer within {DEADLINE:g} s")
    except MedcodegraphError as error:
        logger.warning("the database does not answer: %s", error)
        return _failed(str(error).partition(":")[0] + ": see the log")  # not where it is
    except Exception:
        logger.exception("The database check failed")
        return _failed("The database check failed: see the log")
    return {"ok": True, "ms": round((perf_counter() - start) * 1000, 1)}


def _queries(library: Sized) -> dict[str, Any]:
    return {"ok": True, "loaded": len(library)} if len(library) else _failed("No query is loaded")


def _failed(reason: str) -> dict[str, Any]:
    return {"ok": False, "reason": reason}
