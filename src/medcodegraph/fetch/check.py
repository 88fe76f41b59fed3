"""Checks of a downloaded file: of its first bytes, and of a zip's whole directory."""

import re
import zipfile
import zlib
from pathlib import Path

_WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_STARTS = {
    "zip": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "gz": (b"\x1f\x8b",),
    "json": (b"{", b"["),
    "obo": (b"format-version:",),
    "xml": (b"<",),
}
_LARGEST = 32 << 30
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_NAMES = {
    "zip": "a zip",
    "xlsx": "a workbook",
    "gz": "a gzip",
    "json": "JSON",
    "obo": "OBO",
    "xml": "XML",
}


def wrong_start(name: str, start: bytes) -> str | None:
    """Why a file cannot begin like this, or None; the extension of `name` gives its expected type."""
    if _WEB_PAGE.match(start):
        return "the server sent a web page, not the file"
    kind = name.lower().rpartition(".")[2]
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip() if kind in ("json", "obo", "xml") else start
    if kind in _STARTS and not bare.startswith(_STARTS[kind]):
        return f"what the server sent is not {_NAMES[kind]}"
    return None


def wrong_whole(path: Path, name: str) -> str | None:
    """Why a file is incomplete, or None: a zip has a directory at its end, with a checksum per member."""
    if not name.lower().endswith((".zip", ".xlsx")):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                return "the zip unpacks to more than any publisher's file"
            broken = archive.testzip()
    except _BROKEN as error:
        return f"the zip is damaged or cut short ({error})"
    return f"the zip's member {broken} is damaged" if broken else None
