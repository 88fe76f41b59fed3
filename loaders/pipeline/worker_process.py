"""The process that reads parts for worker.py: one after another, until there are no more.

Run as `python -m medcodegraph.loaders.pipeline.worker_process`. Standard input carries messages, each a Part
and its batch size; standard output carries the results of `read_part` for it, or its error.
"""

import os
import pickle
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from medcodegraph.errors import MedcodegraphError
from medcodegraph.garbage import collecting_seldom
from medcodegraph.loaders.pipeline.read_part import read_part
from medcodegraph.loaders.pipeline.worker import LENGTH, message, no_other_names

_NICE = 10
"""The niceness of this process: with few processors, the database, which writes earlier parts, goes first."""


def main() -> int:
    """Read parts until standard input or output closes; returns the exit code."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # any other output must not mix with the answers
    _give_way()
    try:
        with collecting_seldom():
            _serve(sys.stdin.buffer, answers)
    except BrokenPipeError:
        return 1
    return 0


def _give_way() -> None:
    """Let other processes go first, also those in other sessions, between which Linux may share the CPU."""
    os.nice(_NICE)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(_NICE))


def _serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    while length := orders.read(LENGTH):
        content = orders.read(int.from_bytes(length, "big"))
        part, size = pickle.loads(content)  # noqa: S301  from our own parent
        try:
            for step in read_part(part, no_other_names(part), size):
                answers.write(message(step))
                answers.flush()
        except MedcodegraphError as error:
            answers.write(message(error))
            answers.flush()


if __name__ == "__main__":
    sys.exit(main())
