"""Zstandard files as a stream of bytes, in small steps; truncation is an error."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard

MAGIC = b"\x28\xb5\x2f\xfd"
_PIECE = 512  # bytes fed at once: each 4 of them may unpack to a block of 128 KiB
_WINDOW = 128 << 20


@contextmanager
def open_zst(path: Path) -> Iterator[IO[bytes]]:
    """The unpacked content of a file of one or more frames.

    Reading raises zstandard.ZstdError for damage, and EOFError if the last frame is truncated.
    """
    with path.open("rb") as packed:
        yield cast(IO[bytes], _Frames(packed))


class _Frames(io.RawIOBase):
    """Reads frame after frame: the library's own reader accepts a truncated file as complete."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._library = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._waiting = b""  # packed bytes after the end of a frame
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the buffer with the next bytes; returns 0 at the end."""
        while not self._ready:
            piece = self._waiting or self._packed.read(_PIECE)
            self._waiting = b""
            if not piece:
                if self._frame is not None:
                    raise EOFError("the last frame is incomplete")
                return 0
            self._frame = self._frame or self._library.decompressobj()
            self._ready = memoryview(self._frame.decompress(piece))
            if self._frame.eof:
                self._waiting = self._frame.unused_data
                self._frame = None
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size
