"""Answers kept between two changes of the graph: the same question is answered from memory.

The key of an answer includes the version of the graph, so that none outlives it, and the day, as answers may
depend on it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

from medcodegraph.errors import DatabaseError
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.write.version import DERIVATIONS, SIMILAR
from medcodegraph.http.serving.watch import WatchedGraph

FRESH = 0.4
"""Seconds for which a version counts as current; a change made on this machine is noticed at once."""

USABLE = 0.9
"""Seconds for which it still counts while it is being read again."""

_OVERHEAD = 300  # bytes that an entry takes beside its body
_CALLS = 20_000
"""How many requests are remembered by their bytes; others have to be read before their answer is found."""

Sample = tuple[str, dict[str, Any], str | None]
"""A document that people may ask, its variables, and the name of an operation in it."""


@dataclass(frozen=True)
class State:
    """What answers are about: a version of the graph, on a day."""

    version: str
    day: date

    @cached_property
    def mark(self) -> str:
        """The state as a text."""
        return f"{self.version} {self.day}"


class Version:
    """The present version of the graph. `sign` is the file that loads on this machine change.

    `changing` are the kinds of change (graph/write/version.py) that were running when it was last read.
    """

    def __init__(self, graph: WatchedGraph, sign: Path) -> None:
        self._graph, self._sign = graph, sign
        self._known: str | None = None
        self.changing: frozenset[str] = frozenset()
        self._signed: str | None = None
        self._looked = False  # whether the sign was looked at in this step of the event loop
        self._read_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """End what is being read of the graph before it closes: else a connection is left open."""
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def current(self) -> str | None:
        """The version; None while the graph changes, or if it is not known."""
        if not self._looked:
            self._look()
        age = monotonic() - self._read_at
        if age >= FRESH and self._reading is None:
            self._reading = asyncio.create_task(self._read())
            self._tasks.add(self._reading)
            self._reading.add_done_callback(self._tasks.discard)
        if age >= USABLE and self._reading is not None:
            await asyncio.shield(self._reading)
        return self._known

    async def _read(self) -> None:
        mine, began, known, changing = asyncio.current_task(), monotonic(), None, frozenset[str]()
        with suppress(DatabaseError):
            id_, kinds = await self._graph.row(find("graph_version").text)
            known, changing = None if kinds else id_, frozenset(kinds)
        if self._reading is mine:  # else the sign has changed since
            self._known, self._read_at, self._reading = known, began, None
            self.changing = changing

    @property
    def pending(self) -> str | None:
        """What answers may lack, in a sentence, if the graph was being changed when last read; else None."""
        if self.changing == {SIMILAR}:
            return "Similar codes are still being computed: those in this answer may be incomplete."
        if self.changing and self.changing <= DERIVATIONS:
            return (
                "Search names, the conditions of codes and similar codes are still being computed: "
                "this answer may lack some."
            )
        if self.changing:
            return "The graph is being changed, or a change was interrupted: this answer may be incomplete."
        return None

    async def notice(self) -> str | None:
        """What an answer may lack that is asked for now."""
        await self.current()
        return self.pending

    def _look(self) -> None:
        """Look at the sign, once for all requests of a step: each had arrived when the step began."""
        self._looked = True
        asyncio.get_running_loop().call_soon(self._look_again)
        signed = self._read_sign()
        if signed != self._signed:
            self._signed, self._reading, self._read_at = signed, None, float("-inf")

    def _look_again(self) -> None:
        self._looked = False

    def _read_sign(self) -> str:
        try:
            found = self._sign.stat()
        except OSError:
            return ""
        return f"{found.st_mtime_ns}:{found.st_ino}:{found.st_size}"


class Answers:
    """At most `size` bytes of answers, the least recently used are dropped; 0 keeps none.

    An answer has the key of its question, and is found by the bytes of requests that ask it, too. All are
    `about` one state of the graph, None if there are none. A question that is being answered is not
    asked again: those who ask meanwhile wait for the answer.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.held = self.hits = self.misses = 0
        self.about: State | None = None
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._calls: OrderedDict[bytes, bytes] = OrderedDict()
        self._waiting: dict[bytes, list[asyncio.Future[bytes | None]]] = {}

    def renew(self, version: str, day: date) -> State:
        """The state of a version on a day; all answers are dropped if they are about another one."""
        if (about := self.about) is None or about.version != version or about.day != day:
            about = self.about = State(version, day)
            self.held = 0
            self._kept.clear()
            self._calls.clear()
        return about

    def called(self, call: bytes) -> bytes | None:
        """The kept answer to a request that was made before, by the digest of its bytes."""
        question = self._calls.get(call)
        return None if question is None else self.known(question)

    def call(self, call: bytes, question: bytes) -> None:
        """Remember which question a request asks."""
        self._calls[call] = question
        if len(self._calls) > _CALLS:
            self._calls.popitem(last=False)

    def known(self, key: bytes) -> bytes | None:
        """The kept answer of a key."""
        if (body := self._kept.get(key)) is not None:
            self.hits += 1
            self._kept.move_to_end(key)
        return body

    def has(self, key: bytes) -> bool:
        """Whether the answer of a key is kept."""
        return key in self._kept

    async def found(self, key: bytes) -> bytes | None:
        """The kept answer of a key, or the one that is being made; None if it has to be made."""
        while (body := self.known(key)) is None and (waiting := self._waiting.get(key)) is not None:
            coming = asyncio.get_running_loop().create_future()
            waiting.append(coming)
            if (body := await coming) is not None:
                self.hits += 1
                break
        return body

    def begin(self, key: bytes) -> None:
        """An answer is being made from now on; `end` must follow."""
        self.misses += 1
        self._waiting[key] = []

    def end(self, key: bytes, body: bytes | None) -> None:
        """It is made and kept; or None, if it may not be kept: each who waits for it asks again."""
        if body is not None:
            self.keep(key, body)
        for coming in self._waiting.pop(key):
            if not coming.done():  # it may have been cancelled
                coming.set_result(body)

    def keep(self, key: bytes, body: bytes) -> None:
        """Keep an answer, if it is not larger than all that may be kept."""
        taken = len(body) + _OVERHEAD
        if taken > self.size:
            return
        if (before := self._kept.pop(key, None)) is not None:
            self.held -= len(before) + _OVERHEAD
        self._kept[key] = body
        self.held += taken
        while self.held > self.size:
            _, dropped = self._kept.popitem(last=False)
            self.held -= len(dropped) + _OVERHEAD

    def all(self) -> list[tuple[bytes, bytes]]:
        """All kept answers with their keys, the least recently used first."""
        return list(self._kept.items())
