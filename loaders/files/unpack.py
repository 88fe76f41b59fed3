"""A file as it is published (plain, gzip, Zstandard, zip, tar) as a stream of bytes."""

import gzip
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, cast

from zstandard import ZstdError

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.tar import GZIP, MARK, MARK_AT, Repacked
from medcodegraph.loaders.files.zst import MAGIC, open_zst

CHUNK = 1 << 16
"""Bytes that are read at a time."""

_WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype\s+)?html\b", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, ZstdError)
_DAMAGED = (*_BROKEN, struct.error, EOFError, OSError, ValueError)


_ARCHIVES = ("zip", "tar")
_TAR_HEAD = 512
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""The byte order marks of UTF-16."""


class NoData(InputError):
    """An intact file that no source publishes: empty, a web page, in another encoding."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for unpacking: total bytes and, beyond `ratio_from` bytes, a multiple of the packed size."""

    unpacked: int = 8 << 30
    ratio: int = 250
    ratio_from: int = 16 << 20
    members: int = 20_000  # members of one zip


@dataclass(frozen=True, slots=True)
class Packed:
    """A file, or the member of a zip that is read in its place; `name` identifies it in errors."""

    path: Path
    member: str | None = None
    limits: Limits = Limits()

    @property
    def name(self) -> str:
        """The file's path, followed by `!` and the member, if any: `orders.zip!orders_2026.txt`."""
        return str(self.path) if self.member is None else f"{self.path}!{self.member}"

    @property
    def title(self) -> str:
        """The file's or member's own name, without folders, `.gz` and `.zst`."""
        name = PurePosixPath(self.member or self.path.name).name
        return name.removesuffix(".gz").removesuffix(".zst")

    @property
    def dated(self) -> date | None:
        """The date of a zip's member, according to the zip; None for a plain file."""
        if self.member is None:
            return None
        try:
            return date(*_archive(self.path, self.limits).getinfo(self.member).date_time[:3])
        except (KeyError, ValueError, OSError, zipfile.BadZipFile):
            return None

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes; raises InputError if damaged, too large, empty or a web page."""
        total = 0
        with _errors(self.name), self._stream() as (stream, most):
            while chunk := stream.read(CHUNK):
                if not total and _WEB_PAGE.match(chunk):
                    reason = "this is a web page (HTML), not a data file: download the file itself"
                    raise NoData(reason, self.name)
                total += len(chunk)
                if most is not None:
                    self._check_size(total, most)
                yield chunk
        if not total:
            raise NoData("the file is empty: download it again", self.name)

    @contextmanager
    def _stream(self) -> Iterator[tuple[IO[bytes], int | None]]:
        """The open stream and the most bytes it may yield, None if it is not packed."""
        size = self.path.stat().st_size
        if self.member is not None:
            archive = _archive(self.path, self.limits)
            info = archive.getinfo(self.member)
            packed = size if _kind(self.path) == "tar" else min(size, info.compress_size)
            most = self._most(packed)
            self._check_size(info.file_size, most)
            with archive.open(info) as stream:
                yield stream, most
        elif _kind(self.path) == "gz":
            with gzip.open(self.path) as stream:
                yield cast(IO[bytes], stream), self._most(size)
        elif _kind(self.path) == "zst":
            with open_zst(self.path) as stream:
                yield stream, self._most(size)
        else:
            with self.path.open("rb") as stream:
                yield stream, None

    def _check_size(self, size: int, most: int) -> None:
        if size > most:
            reason = f"it unpacks to more than {most:,} bytes, like a zip bomb"
            raise InputError(f"{reason}: if you trust it, unpack it first", self.name)

    def _most(self, packed: int) -> int:
        return min(self.limits.unpacked, max(self.limits.ratio_from, packed * self.limits.ratio))


def contents(path: Path, limits: Limits = Limits()) -> list[Packed]:
    """The readable contents of a file: itself or, if its content (not its name) is a zip, the members.

    Raises InputError for a path that is not a readable file and for a zip or tar that is damaged or has
    members that leave its folder, are links, are encrypted or are listed twice.
    """
    if not path.is_file():
        reason = "no such file: check the path"
        if path.exists():
            reason = f"this is a {'folder' if path.is_dir() else 'pipe or device'}: give a file"
        raise InputError(reason, path)
    with _errors(str(path)):
        if _kind(path) not in _ARCHIVES:
            return [Packed(path, None, limits)]
        members = _archive(path, limits).infolist()
    if len(members) > limits.members:
        reason = f"the zip has {len(members):,} members, more than {limits.members:,}"
        raise InputError(f"{reason}: unpack it and load the folder", path)
    seen: set[str] = set()
    for member in members:
        twice = "it is listed twice" if member.filename.casefold() in seen else None
        if danger := _unsafe(member) or twice:
            reason = f"the zip's member {member.filename!r} is refused because {danger}"
            raise InputError(f"{reason}: download the zip from its publisher", path)
        seen.add(member.filename.casefold())
    files = [m for m in members if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    full = [m for m in files if m.file_size]
    if files and not full:
        raise NoData(f"the zip's {len(files):,} members are all empty: download it again", path)
    return [Packed(path, member.filename, limits) for member in full]


def pick(path: Path, wanted: Callable[[str], bool], what: str, limits: Limits = Limits()) -> Packed:
    """The file to read: the path itself, or the only member of the zip whose name is `wanted`.

    `what` names it in messages ("the tabular list"). Raises InputError if a zip has none or several.
    """
    found = contents(path, limits)
    if len(found) == 1 and found[0].member is None:
        return found[0]
    matching = [each for each in found if each.member is not None and wanted(each.member)]
    if len(matching) == 1:
        return matching[0]
    count = f"{len(matching)} members of the zip are" if matching else "no member of the zip is"
    names = ", ".join(str(each.member) for each in (matching or found)[:10]) or "nothing"
    raise InputError(f"{count} {what} (it contains: {names}): give the right file, unpacked if need be", path)


def _archive(path: Path, limits: Limits) -> zipfile.ZipFile:
    """An open zip; the last few are cached, so that their directory is read once and not for each member."""
    found = path.stat()
    if _kind(path) == "tar":
        return zipfile.ZipFile(_repacked(path, limits, found.st_size, found.st_mtime_ns).path)
    return _opened(path, found.st_ino, found.st_size, found.st_mtime_ns)


@lru_cache(4)
def _opened(path: Path, _inode: int, _size: int, _changed: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


@lru_cache(2)
def _repacked(path: Path, limits: Limits, size: int, _changed: int) -> Repacked:
    most = min(limits.unpacked, max(limits.ratio_from, size * limits.ratio))
    return Repacked(path, most, limits.members, lambda reason: InputError(reason, path))


def unpacked_size(source: Packed) -> int | None:
    """How many bytes a file unpacks to, as far as that is known without unpacking it."""
    if source.member is not None:
        return _archive(source.path, source.limits).getinfo(source.member).file_size
    return source.path.stat().st_size if _kind(source.path) == "plain" else None


def _kind(path: Path) -> str:
    found = path.stat()
    return _kind_of(path, found.st_ino, found.st_size, found.st_mtime_ns)


@lru_cache(256)
def _kind_of(path: Path, _inode: int, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        start = file.read(_TAR_HEAD)
    if _is_tar(start, path):
        return "tar"
    start = start[:4]
    if start in (b"PK\x03\x04", b"PK\x05\x06"):
        return "zip"
    if start == MAGIC:
        return "zst"
    return "gz" if start[:2] == GZIP else "plain"


def _is_tar(start: bytes, path: Path) -> bool:
    """Whether a file is a tar, or one packed by gzip, by its first bytes."""
    if start.startswith(GZIP):
        with gzip.open(path) as stream:
            try:
                start = stream.read(_TAR_HEAD)
            except _DAMAGED:
                return False
    return start[MARK_AT:].startswith(MARK)


def _unsafe(member: zipfile.ZipInfo) -> str | None:
    """Why a member must not be read, or None."""
    name = PurePosixPath(member.orig_filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or _DRIVE.match(str(name)) or "\0" in member.orig_filename:
        return "its name leads outside the folder"
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is a link, not a file"
    return "it is encrypted" if member.flag_bits & 0x41 else None


@contextmanager
def _errors(name: str) -> Iterator[None]:
    """Translate the errors of Python's readers into our own."""
    try:
        yield
    except PermissionError as error:
        raise InputError("no permission to read it: check the file's permissions", name) from error
    except NotImplementedError as error:
        raise InputError(f"its compression is not supported ({error}): unpack it yourself", name) from error
    except _DAMAGED as error:
        raise InputError(f"the file is damaged or cut short ({error}): download it again", name) from error
