"""Writes log lines together that come within one step of the event loop: each write is a system call."""

import asyncio
import logging
from contextlib import suppress
from typing import TextIO


class StepHandler(logging.Handler):
    """Writes the lines of a step at its end; a warning, or a line from outside of an event loop, at once.

    A line from another thread may be written with those of a step that is under way.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Log one record."""
        try:
            self._lines.append(self.format(record) + "\n")
        except Exception:
            self.handleError(record)
            return
        if record.levelno >= logging.WARNING:
            self.flush()
        elif len(self._lines) == 1:
            try:
                asyncio.get_running_loop().call_soon(self.flush)
            except RuntimeError:  # none runs in this thread
                self.flush()

    def flush(self) -> None:
        """Write what is left; lines that cannot be written are lost: there is nowhere else to put them."""
        self.acquire()
        try:
            lines, self._lines = self._lines, []
            with suppress(OSError, ValueError):
                self._stream.write("".join(lines))
                self._stream.flush()
        finally:
            self.release()
