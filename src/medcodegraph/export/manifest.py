"""manifest.json of an export: its files with their checksums, and the sources of what is in them."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from medcodegraph.errors import InputError

NAME = "manifest.json"
LAYOUT = 1
"""What a reader has to know: raised where older readers would read wrongly."""


def sha256(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest, last of all: a folder without one is not a complete export."""
    text = orjson.dumps({"layout": LAYOUT, **manifest}, option=orjson.OPT_INDENT_2, default=str)
    (folder / NAME).write_bytes(text + b"\n")


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a folder whose files are all there, as they were written; raises InputError."""
    path = folder / NAME
    try:
        found = orjson.loads(path.read_bytes())
        layout, files = found["layout"], found["files"]
    except FileNotFoundError as error:
        raise InputError(
            "there is no manifest.json: this is not an export, or not a complete one", folder
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"this is not the manifest of an export ({error})", path) from error
    if layout != LAYOUT:
        raise InputError(f"it was written by another version (layout {layout}, not {LAYOUT})", path)
    for file in files:
        place = (folder / file["path"]).resolve()
        if folder.resolve() not in place.parents or not place.is_file():
            raise InputError("the manifest names it, but it is not there", folder / file["path"])
        if sha256(place) != file["sha256"]:
            raise InputError("it is not what was exported: its checksum differs", place)
    return dict(found)
