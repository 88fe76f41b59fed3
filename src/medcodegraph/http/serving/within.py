"""Time limits that cost nothing where there is nothing to wait for, as for a body that is there already."""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns; raises TimeoutError if it is not done after some seconds.

    It runs at once as far as it can; a timer is set only if it has to wait.
    """
    try:
        awaited = work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    async with asyncio.timeout(seconds):
        return await _rest(work, awaited)


@coroutine
def _rest(work: Coroutine[Any, Any, T], awaited: Any) -> Generator[Any, Any, T]:
    """The rest of a coroutine that has begun and waits for something."""
    try:
        while True:
            try:
                given = yield awaited
            except BaseException as error:  # such as a cancellation: for the coroutine to handle
                awaited = work.throw(error)
            else:
                awaited = work.send(given)
    except StopIteration as done:
        result: T = done.value
        return result
