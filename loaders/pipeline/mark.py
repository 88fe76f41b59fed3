"""What distinguishes loads of a source: the checksum of its files, and the mark made from it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.source import Loader, Names, Options, Part, rank_of

FORMAT = 1
"""Incremented when the graph must be rewritten from the same files."""


def checksum(files: Sequence[Path]) -> str:
    """The SHA-256 of a file, in hexadecimal; for several, that of their names and checksums in order.

    Raises InputError for a file that cannot be read.
    """
    digests = [_digest(Packed(file)) for file in files]
    if len(digests) == 1:
        return digests[0]
    lines = (f"{file.name}\t{digest}\n" for file, digest in zip(files, digests, strict=True))
    return sha256("".join(lines).encode()).hexdigest()


@kept(1 << 12)
def _digest(file: Packed) -> str:
    """Of a file as it is on disk: before it is known whether it must be read, and once for all its parts."""
    try:
        with file.path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file.path) from error


def mark(loader: Loader, part: Part, options: Options, files: str, followed: str | None) -> str:
    """The mark of a load: the same for the same files (their checksum), options and loader, and only then.

    Of a part that follows code systems also for the same codes there (`codes_followed`): when more are
    loaded, the same file is read again.
    """
    told = [
        FORMAT,
        part.name,
        files,
        sorted(options.items()),
        rank_of(loader, part),
        asdict(part.provenance),
        _code(),
    ]
    if followed:
        told.append(followed)
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def codes_followed(systems: Sequence[str], names: Names) -> str | None:
    """A fingerprint of the codes of some systems, the same for the same codes only; None for no systems."""
    if not systems:
        return None
    digest = sha256()
    for system in systems:
        for code in sorted(names.codes(system)):
            digest.update(f"{system}:{code}\n".encode())
    return digest.hexdigest()


@cache
def _code() -> str:
    """The checksum of all loaders' code: after a fix, a loader reads its files again."""
    digest = sha256()
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
