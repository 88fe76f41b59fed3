"""Work with a time limit, whether it waits or not."""

import asyncio

import pytest

from medcodegraph.http.serving.within import within

pytestmark = pytest.mark.anyio


async def ready(value: int) -> int:
    return value


async def steps(count: int) -> int:
    for _ in range(count):
        await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    return count


async def test_its_result() -> None:
    """Without a wait, and after several waits of both kinds."""
    assert await within(1, ready(7)) == 7
    assert await within(1, steps(3)) == 3


@pytest.mark.parametrize("wait", [False, True])
async def test_its_error(wait: bool) -> None:
    async def fail() -> None:
        if wait:
            await asyncio.sleep(0.001)
        raise ValueError("its own")

    with pytest.raises(ValueError, match="its own"):
        await within(1, fail())


async def test_too_late() -> None:
    """TimeoutError, after the work could clean up."""
    cleaned: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0)
            cleaned.append("yes")

    with pytest.raises(TimeoutError):
        await within(0.02, wait())
    assert cleaned == ["yes"]


async def test_cancelled() -> None:
    """A cancellation reaches the work, and goes on to who waits for it."""
    reached = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            reached.set()
            raise

    task = asyncio.create_task(within(30, wait()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert reached.is_set()
