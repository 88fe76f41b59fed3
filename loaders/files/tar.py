"""A tar archive, as FHIR packages are (.tgz), stored as a zip, so that its members are read like any others.

A member of a packed tar can only be reached by unpacking all before it: so it is gone through once.
"""

import gzip
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast
from weakref import finalize

MARK = b"ustar"
MARK_AT = 257
GZIP = b"\x1f\x8b"
_LARGEST_READ = 1 << 20
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a zip


class Repacked:
    """The files of a tar, stored in a temporary zip for as long as someone holds this; links are left out.

    `most` is how many bytes it may unpack to, `members` how many it may have; `refuse` makes the error for
    more. Raises tarfile.TarError, EOFError or OSError for damage.
    """

    def __init__(self, path: Path, most: int, members: int, refuse: Callable[[str], Exception]) -> None:
        folder = TemporaryDirectory(prefix="medcodegraph-")
        finalize(self, folder.cleanup)
        self.path = Path(folder.name, "members.zip")
        total = count = 0
        with _opened(path) as stream, zipfile.ZipFile(self.path, "w") as archive:
            careful = cast(IO[bytes], _Careful(stream))
            with tarfile.open(fileobj=careful, mode="r:") as tar:
                for member in tar:
                    count, total = count + 1, total + member.size
                    if count > members:
                        raise refuse(f"the archive has more than {members:,} members: unpack it first")
                    if total > most:
                        reason = f"it unpacks to more than {most:,} bytes, like a zip bomb"
                        raise refuse(f"{reason}: if you trust it, unpack it first")
                    if member.isreg():
                        _store(tar, member, archive)


class _Careful:
    """A stream that is read in small steps: a hostile archive states headers of any length."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int = -1) -> bytes:
        """So many bytes."""
        if not 0 <= size <= _LARGEST_READ:
            raise tarfile.ReadError("a header is too long")
        return self._stream.read(size)


def _opened(path: Path) -> IO[bytes]:
    file = path.open("rb")
    if file.read(len(GZIP)) != GZIP:
        file.seek(0)
        return file
    file.close()
    return cast(IO[bytes], gzip.open(path))


def _store(tar: tarfile.TarFile, member: tarfile.TarInfo, archive: zipfile.ZipFile) -> None:
    content = tar.extractfile(member)
    assert content is not None  # as it is a regular file
    written = max(_FIRST_DAY, time.gmtime(max(0, min(member.mtime, 1 << 32)))[:6])
    with content, archive.open(zipfile.ZipInfo(member.name, written), "w") as stored:
        while chunk := content.read(_LARGEST_READ):
            stored.write(chunk)
