"""Work in a thread, one step ahead of what is done with it."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import TypeVar

T = TypeVar("T")


async def ahead(steps: Iterator[T]) -> AsyncGenerator[T, None]:
    """The items, each made in a thread while the one before it is at work. To be closed by `aclosing`."""
    coming = asyncio.ensure_future(asyncio.to_thread(next, steps, None))
    try:
        while (step := await coming) is not None:
            coming = asyncio.ensure_future(asyncio.to_thread(next, steps, None))
            yield step
    finally:
        await asyncio.gather(coming, return_exceptions=True)
