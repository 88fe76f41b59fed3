"""Answers kept over a restart: files in the data directory, used for the same graph, day and software."""

import os
import shutil
import struct
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path

from medcodegraph.graph.driver import RESERVE
from medcodegraph.http.serving.answers import State

_ENTRY = struct.Struct("<16sI")
"""Before each answer: its key, and how many bytes it has."""

_FILE = "answers-{}"
_PACKAGE = Path(__file__).parents[2]
_CODE = (".py", ".cypher", ".graphql", ".tsv", ".json")


class AnswersFiles:
    """A file for each day, for its owner alone, as the graph beside it is.

    `rules` are the settings on which answers depend besides the graph, the day and the software. A file that
    cannot be written or read is done without.
    """

    def __init__(self, folder: Path, rules: str) -> None:
        # Of the software that runs: its files may have been replaced when answers are written.
        self._folder, self._rules = folder, f"{_software()} {rules}"

    def has(self, state: State) -> bool:
        """Whether there are answers for a state."""
        mark = self._mark(state)
        try:
            with self._file(state.day).open("rb") as file:
                return file.read(len(mark)) == mark
        except OSError:
            return False

    def write(self, state: State, answers: Sequence[tuple[bytes, bytes]]) -> None:
        """Replace a day's answers by these with their keys; those of days that are over go.

        Nothing is written if that would leave the database less room than its writes do.
        """
        file = self._file(state.day)
        part = file.with_suffix(".part")
        size = sum(_ENTRY.size + len(body) for _, body in answers)
        try:
            if shutil.disk_usage(part.parent).free < RESERVE + size:
                return
            with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
                out.write(self._mark(state))
                for key, body in answers:
                    out.write(_ENTRY.pack(key, len(body)))
                    out.write(body)
            part.replace(file)
            for other in self._folder.glob(_FILE.format("*")):
                if other.name < self._file(date.today()).name:
                    other.unlink(missing_ok=True)
        except OSError:
            part.unlink(missing_ok=True)

    def read(self, state: State) -> list[tuple[bytes, bytes]]:
        """The answers and their keys, none if they are for something else."""
        found: list[tuple[bytes, bytes]] = []
        try:
            content = self._file(state.day).read_bytes()
        except OSError:
            return found
        mark = self._mark(state)
        at = len(mark)
        if not content.startswith(mark):
            return found
        while at + _ENTRY.size <= len(content):
            key, length = _ENTRY.unpack_from(content, at)
            at += _ENTRY.size + length
            if at <= len(content):  # else the file has been cut off
                found.append((key, content[at - length : at]))
        return found

    def _file(self, day: date) -> Path:
        return self._folder / _FILE.format(day)

    def _mark(self, state: State) -> bytes:
        return f"{state.mark} {self._rules}\n".encode()


def _software() -> str:
    """A fingerprint of what makes answers: the files of this package."""
    found = blake2b(digest_size=16)
    for file in sorted(_PACKAGE.rglob("*")):
        if file.suffix in _CODE:
            found.update(file.read_bytes())
    return found.hexdigest()
