"""What long work says on standard error: bars and lines for people, nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Tell = Callable[[str, int, int | None], None]
"""Called with what is going on, how much is done, and of how much where that is known."""


def say(text: str) -> None:
    """One line about what is waited for, on a terminal only."""
    if sys.stderr.isatty():
        Console(stderr=True).print(text, style="dim", markup=False, highlight=False)


def note(text: str) -> None:
    """One line that sums up what is on standard output; also where nobody looks."""
    print(text, file=sys.stderr)


def warn(text: str) -> None:
    """One line about something that went wrong and does not stop the work; also where nobody looks."""
    print("warning:", " ".join(text.split()), file=sys.stderr)


@contextmanager
def bar() -> Iterator[Tell]:
    """A progress bar on a terminal: yields what to call with a label, how much is done, and of how much."""
    if not sys.stderr.isatty():
        yield lambda _label, _done, _of: None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def show(label: str, done: int, of: int | None) -> None:
            if not progress.tasks or progress.tasks[0].description != label:
                for task in progress.task_ids:
                    progress.remove_task(task)
                progress.add_task(label, total=of)
            progress.update(progress.task_ids[0], completed=done, total=of)

        yield show
