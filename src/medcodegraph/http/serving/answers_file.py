"""Answers kept over a restart: a file in the data directory, used for the same graph, day and software."""

import os
import shutil
import struct
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from medcodegraph.graph.driver import RESERVE

_ENTRY = struct.Struct("<16sI")
"""Before each answer: its key, and how many bytes it has."""

_PACKAGE = Path(__file__).parents[2]
_CODE = (".py", ".cypher", ".graphql")


class AnswersFile:
    """The file; `rules` are the settings on which answers depend besides the graph, the day and the software.

    It is for its owner alone, as the graph beside it is. One that cannot be written or read is done without.
    """

    def __init__(self, file: Path, rules: str) -> None:
        # Of the software that runs: its files may have been replaced when answers are written.
        self._file, self._rules = file, f"{_software()} {rules}"

    def write(self, about: str, answers: Sequence[tuple[bytes, bytes]]) -> None:
        """Replace the content by answers and their keys; `about` is the graph and the day they are for.

        Nothing is written if that would leave the database less room than its writes do.
        """
        part = self._file.with_suffix(".part")
        size = sum(_ENTRY.size + len(body) for _, body in answers)
        try:
            if shutil.disk_usage(part.parent).free < RESERVE + size:
                return
            with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
                out.write(self._mark(about))
                for key, body in answers:
                    out.write(_ENTRY.pack(key, len(body)))
                    out.write(body)
            part.replace(self._file)
        except OSError:
            part.unlink(missing_ok=True)

    def read(self, about: str) -> list[tuple[bytes, bytes]]:
        """The answers and their keys, none if they are for something else."""
        found: list[tuple[bytes, bytes]] = []
        try:
            content = self._file.read_bytes()
        except OSError:
            return found
        mark = self._mark(about)
        at = len(mark)
        if not content.startswith(mark):
            return found
        while at + _ENTRY.size <= len(content):
            key, length = _ENTRY.unpack_from(content, at)
            at += _ENTRY.size + length
            if at <= len(content):  # else the file has been cut off
                found.append((key, content[at - length : at]))
        return found

    def _mark(self, about: str) -> bytes:
        return f"{about} {self._rules}\n".encode()


def _software() -> str:
    """A fingerprint of what makes answers: the files of this package."""
    found = blake2b(digest_size=16)
    for file in sorted(_PACKAGE.rglob("*")):
        if file.suffix in _CODE:
            found.update(file.read_bytes())
    return found.hexdigest()
