"""Runs an iterator in a thread, one item ahead of its consumer."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import TypeVar

T = TypeVar("T")


async def ahead(steps: Iterator[T]) -> AsyncGenerator[T, None]:
    """The items, each made in a thread while the previous one is processed. Close it with `aclosing`."""
    coming = asyncio.ensure_future(asyncio.to_thread(next, steps, None))
    try:
        while (step := await coming) is not None:
            coming = asyncio.ensure_future(asyncio.to_thread(next, steps, None))
            yield step
    finally:
        await asyncio.gather(coming, return_exceptions=True)
