"""What was found out about a file, kept while the file is unchanged: whoever asks, it is read only once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from typing import Protocol, TypeVar

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import CHUNK, Packed, unpacked_size


class _OnDisk(Protocol):
    """A file, or a member of one; equal if it is the same."""

    def __hash__(self) -> int: ...
    @property
    def path(self) -> Path: ...


class _Readable(_OnDisk, Protocol):
    @property
    def name(self) -> str: ...
    def chunks(self) -> Iterator[bytes]: ...


Source = TypeVar("Source", bound=_OnDisk)
Answer = TypeVar("Answer")


def kept(most: int) -> Callable[[Callable[[Source], Answer]], Callable[[Source], Answer]]:
    """Makes a function of a file work once for each: its last answers, and InputErrors, are kept."""

    def decorate(function: Callable[[Source], Answer]) -> Callable[[Source], Answer]:
        @lru_cache(most)
        def answer(source: Source, _stamp: tuple[int, ...]) -> tuple[Answer | None, InputError | None]:
            try:
                return function(source), None
            except InputError as error:
                return None, error.with_traceback(None)  # which would keep what was read

        @wraps(function)
        def asked(source: Source) -> Answer:
            found, error = answer(source, stamp(source.path))
            if error is not None:
                raise error.with_traceback(None)
            return found  # type: ignore[return-value]  # None only where the function gave it

        return asked

    return decorate


def stamp(path: Path) -> tuple[int, ...]:
    """Changes when the file does; empty if there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


@kept(256)
def head_of(source: _Readable) -> bytes:
    """The first 64 KiB of a file, unpacked, or all of a shorter one; raises InputError as `chunks` does."""
    found: list[bytes] = []
    for chunk in source.chunks():
        found.append(chunk)
        if sum(map(len, found)) >= CHUNK:
            break
    return b"".join(found)


@dataclass(frozen=True, slots=True)
class Headed:
    """A file as bytes that begin with its head, which is kept: the file is opened again only to read on."""

    source: _Readable

    @property
    def name(self) -> str:
        """Its name in errors."""
        return self.source.name

    def chunks(self) -> Iterator[bytes]:
        """Its bytes."""
        head = head_of(self.source)
        yield head
        if len(head) < CHUNK:
            return
        passed = 0
        for chunk in self.source.chunks():
            passed += len(chunk)
            if passed > len(head):
                yield chunk[-(passed - len(head)) :] if passed - len(head) < len(chunk) else chunk


def rough_count(source: Packed, mark: bytes) -> int | None:
    """About how often something occurs in a file, judging by its head; None if its size is unknown.

    Only for showing progress, which is not worth reading a file twice.
    """
    head, size = head_of(source), unpacked_size(source)
    if size is None and len(head) >= CHUNK:
        return None
    return round(head.count(mark) * max(1.0, (size or 0) / len(head)))
