"""Progress on standard error: a bar on a terminal, an occasional line in logs."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from medcodegraph.cli.terminal.letters import printable
from medcodegraph.progress import Progress as Report


def say(text: str) -> None:
    """Print a line about what is being waited for, on a terminal only."""
    if sys.stderr.isatty():
        Console(stderr=True).print(text, style="dim", markup=False, highlight=False)


def note(text: str) -> None:
    """Print a line that summarises standard output, also without a terminal."""
    print(printable(text), file=sys.stderr)


def say_error(text: str) -> None:
    """Print a line about something that failed, also without a terminal."""
    print("error:", printable(" ".join(text.split())), file=sys.stderr)


def warn(text: str) -> None:
    """Print a line about a problem that does not stop the work, also without a terminal."""
    print("warning:", printable(" ".join(text.split())), file=sys.stderr)


@contextmanager
def bar() -> Iterator[Report]:
    """A function of label, amount done and total that shows progress: a bar on a terminal, else lines."""
    if not sys.stderr.isatty():
        yield Lines().tell
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def show(label: str, done: int, of: int | None) -> None:
            if not progress.tasks or progress.tasks[0].description != label:
                for task in progress.task_ids:
                    progress.remove_task(task)
                progress.add_task(label, total=of)
            progress.update(progress.task_ids[0], completed=done, total=_at_least(done, of))

        yield show


def _at_least(done: int, of: int | None) -> int | None:
    """Of how much, where that was only estimated and there turns out to be more."""
    return None if of is None else max(done, of)


class Lines:
    """Progress without a terminal: an occasional line on standard error, none for short work."""

    def __init__(self, every: float = 15.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._every, self._clock = every, clock
        self._label = ""
        self._began = 0.0
        self._said = clock()

    def tell(self, label: str, done: int, of: int | None) -> None:
        """Report progress, speed and the estimated time left."""
        now = self._clock()
        if label != self._label:
            self._label, self._began = label, now
        if now - self._said < self._every or now <= self._began:
            return
        self._said = now
        rate, of = done / (now - self._began), _at_least(done, of)
        words = [f"{label}: {done:,}" + (f" of {of:,} ({done / of:.0%})" if of else ""), f"{rate:,.0f}/s"]
        if of and rate:
            words.append(f"{timedelta(seconds=round((of - done) / rate))} left")
        print(", ".join(words), file=sys.stderr)


class _Rate(ProgressColumn):
    """The rate per second."""

    def render(self, task: Task) -> Text:
        """The rate of the last half minute, once there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="progress.data.speed")
