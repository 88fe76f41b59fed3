"""What distinguishes loads of a source: the checksum of its files, and the mark made from it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.loaders.source import Loader, Options, Part, rank_of

FORMAT = 1
"""Incremented when the graph must be rewritten from the same files."""


def checksum(files: Sequence[Path]) -> str:
    """The SHA-256 of a file, in hexadecimal; for several, that of their names and checksums in order.

    Raises InputError for a file that cannot be read.
    """
    digests = []
    for file in files:
        try:
            with file.open("rb") as stream:
                digests.append(file_digest(stream, "sha256").hexdigest())
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", file) from error
    if len(digests) == 1:
        return digests[0]
    lines = (f"{file.name}\t{digest}\n" for file, digest in zip(files, digests, strict=True))
    return sha256("".join(lines).encode()).hexdigest()


def mark(loader: Loader, part: Part, options: Options, files: str) -> str:
    """The mark of a load: the same if and only if files (by checksum), options and loader are the same."""
    told = [
        FORMAT,
        part.name,
        files,
        sorted(options.items()),
        rank_of(loader, part),
        asdict(part.provenance),
        _code(),
    ]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


@cache
def _code() -> str:
    """The checksum of all loaders' code: after a fix, a loader reads its files again."""
    digest = sha256()
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
