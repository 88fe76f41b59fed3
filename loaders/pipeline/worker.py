"""Reads parts, large ones in a child process, while this process writes another part."""

import asyncio
import pickle
import subprocess
import sys
from collections.abc import AsyncGenerator
from typing import Any

from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.names.known import KnownNames, NamesBeside
from medcodegraph.loaders.pipeline.parts import source_key, stats_of
from medcodegraph.loaders.pipeline.read_part import Chunk, Read, read_part
from medcodegraph.loaders.source import Names, Part
from medcodegraph.prefetch import ahead

LENGTH = 8
"""The number of bytes that encode the length of a message between the two processes."""

_LARGE = 100_000  # bytes of files; less is read faster than a process starts


def stands_alone(part: Part) -> bool:
    """Whether reading a part needs nothing from the graph."""
    return not part.needs and not part.systems


def no_other_names(part: Part) -> NamesBeside:
    """The names for a part that needs none."""
    return NamesBeside(KnownNames(()), source_key(part.name), {})


class Reader:
    """Reads one part after another. The process starts with the first large one; `close` ends it."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None

    def read(self, part: Part, names: Names, size: int) -> AsyncGenerator[Chunk | Read, None]:
        """The results of `read_part`, and its errors."""
        if stands_alone(part) and _ours(part) and _is_large(part):
            return self._beside(part, size)
        return ahead(read_part(part, names, size))

    async def close(self) -> None:
        """End the process, even while it is reading."""
        if self._child is not None:
            child, self._child = self._child, None
            if child.returncode is None:
                child.kill()
            await child.communicate()

    async def _beside(self, part: Part, size: int) -> AsyncGenerator[Chunk | Read, None]:
        if self._child is None:
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "medcodegraph.loaders.pipeline.worker_process"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C reaches only this process, which ends the child
            )
        child, answered = self._child, False
        try:
            await _send(child, (part, size))
            while not answered:
                answer = await _received(child)
                answered = not isinstance(answer, Chunk)
                if isinstance(answer, MedcodegraphError):
                    raise answer
                yield answer
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            reason = f"the process that read {part.name} ended with exit code {await child.wait()}"
            raise MedcodegraphError(f"{reason}: load it again; is there enough memory?") from error
        finally:
            if not answered:  # it is in the middle of a part, or has ended
                await self.close()


async def _send(child: asyncio.subprocess.Process, content: Any) -> None:
    assert child.stdin is not None
    child.stdin.write(message(content))
    await child.stdin.drain()


async def _received(child: asyncio.subprocess.Process) -> Any:
    assert child.stdout is not None
    length = int.from_bytes(await child.stdout.readexactly(LENGTH), "big")
    return pickle.loads(await child.stdout.readexactly(length))  # noqa: S301  from our own child


def message(content: Any) -> bytes:
    """A message to the other process, as bytes."""
    pickled = pickle.dumps(content, protocol=5)
    return len(pickled).to_bytes(LENGTH, "big") + pickled


def _ours(part: Part) -> bool:
    """Whether its facts come from a function that another process can import by name, as our loaders' do."""
    function = getattr(part.facts, "func", part.facts)
    return str(function.__module__).startswith("medcodegraph.")


def _is_large(part: Part) -> bool:
    return sum(each.st_size for each in stats_of(part)) >= _LARGE
