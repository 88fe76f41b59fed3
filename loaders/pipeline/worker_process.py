"""The process that reads parts for worker.py: one after the other, until no more are asked for.

Run as `python -m medcodegraph.loaders.pipeline.worker_process`. Standard input brings messages, each a Part
and the size of its batches; standard output takes what `read_part` gives for it, or the error that it raises.
"""

import os
import pickle
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.garbage import collecting_seldom
from medcodegraph.loaders.pipeline.read_part import read_part
from medcodegraph.loaders.pipeline.worker import LENGTH, message, nobody_beside

_NICE = 10
"""The database, which writes what was read before, goes first where there are few processors."""


def main() -> int:
    """Read parts until standard input closes, or no one takes what was read; the exit code."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is not an answer
    _give_way()
    try:
        with collecting_seldom():
            _serve(sys.stdin.buffer, answers)
    except BrokenPipeError:
        return 1
    return 0


def _give_way() -> None:
    """Let other processes go first, in other sessions too, among which Linux may share processors first."""
    os.nice(_NICE)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(_NICE))


def _serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    while length := orders.read(LENGTH):
        content = orders.read(int.from_bytes(length, "big"))
        part, size = pickle.loads(content)  # noqa: S301  from our own parent
        try:
            for step in read_part(part, nobody_beside(part), size):
                answers.write(message(step))
                answers.flush()
        except MedcodegraphError as error:
            answers.write(message(error))
            answers.flush()


if __name__ == "__main__":
    sys.exit(main())
