"""Reading parts, large ones in a process beside this one: while it reads one, another is written here."""

import asyncio
import pickle
import subprocess
import sys
from collections.abc import AsyncGenerator
from typing import Any

from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.known_names import KnownNames, NamesBeside
from medcodegraph.loaders.pipeline.parts import source_key, stats_of
from medcodegraph.loaders.pipeline.prefetch import ahead
from medcodegraph.loaders.pipeline.read_part import Chunk, Read, read_part
from medcodegraph.loaders.source import Names, Part

LENGTH = 8
"""Bytes that tell how long a message between the two processes is."""

_LARGE = 100_000  # bytes of files; less is read before a process has started


def stands_alone(part: Part) -> bool:
    """Whether reading it needs nothing from the graph."""
    return not part.needs and not part.systems


def nobody_beside(part: Part) -> NamesBeside:
    """The names for a part that asks for none."""
    return NamesBeside(KnownNames(()), source_key(part.name), {})


class Reader:
    """Reads one part after the other. The process is started for the first large one, ended by `close`."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None

    def read(self, part: Part, names: Names, size: int) -> AsyncGenerator[Chunk | Read, None]:
        """What `read_part` gives, and the errors that it raises."""
        if stands_alone(part) and _ours(part) and _is_large(part):
            return self._beside(part, size)
        return ahead(read_part(part, names, size))

    async def close(self) -> None:
        """End the process, whatever it is doing."""
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
                start_new_session=True,  # Ctrl-C reaches this process alone, which ends that one
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
            if not answered:  # it is in the middle of this part, or has ended
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
    """Something for the other process."""
    pickled = pickle.dumps(content, protocol=5)
    return len(pickled).to_bytes(LENGTH, "big") + pickled


def _ours(part: Part) -> bool:
    """Whether its facts come from a function that another process can find by its name: our loaders' do."""
    function = getattr(part.facts, "func", part.facts)
    return str(function.__module__).startswith("medcodegraph.")


def _is_large(part: Part) -> bool:
    return sum(each.st_size for each in stats_of(part)) >= _LARGE
