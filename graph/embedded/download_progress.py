"""Progress of a download: a bar in bytes on a terminal, one line at the start and the end elsewhere."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)


class Meter:
    """Counts bytes from several threads; `stopped` tells them to give up."""

    def __init__(self, show: Callable[[int], None]) -> None:
        self._show, self._lock, self._done = show, threading.Lock(), 0
        self.stopped = False

    def advance(self, count: int) -> None:
        """Add bytes, or subtract those of a file that failed (a negative count)."""
        with self._lock:
            self._done += count
            self._show(self._done)

    def stop(self) -> None:
        """Make running downloads end at their next chunk."""
        self.stopped = True

    @contextmanager
    def file(self, name: str, size: int) -> Iterator[Callable[[int], None]]:
        """jgo's callback for each file it downloads: yields a function that takes the bytes of each chunk."""
        count = 0

        def chunk(length: int) -> None:
            nonlocal count
            if self.stopped:
                raise ConnectionAbortedError(f"{name} ({size} bytes) was not waited for")
            count += length
            self.advance(length)

        try:
            yield chunk
        except BaseException:
            self.advance(-count)
            raise


@contextmanager
def metering(what: str, total: int) -> Iterator[Meter]:
    """Show the progress of `total` bytes on standard error."""
    if not sys.stderr.isatty():
        print(f"{what}, {total / 1e6:.0f} MB ...", file=sys.stderr, flush=True)
        yield Meter(lambda _: None)
        print(f"{what}: done", file=sys.stderr, flush=True)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns,
        console=Console(stderr=True),
    ) as progress:
        task = progress.add_task(what, total=total)
        yield Meter(lambda done: progress.update(task, completed=done))
