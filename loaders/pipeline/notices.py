"""Notices after a load: similar ones are shown as one, and all are written to a file."""

import re
from collections.abc import Sequence
from pathlib import Path

_VARYING = re.compile(r"""'[^']*'|"[^"]*"|\S*[0-9]\S*""")  # codes, numbers, lines and quoted texts


def alike(notices: Sequence[str]) -> list[tuple[str, int]]:
    """Notices that differ only in codes, numbers and quoted texts, as the first of them with their count."""
    first: dict[str, str] = {}
    counts: dict[str, int] = {}
    for notice in notices:
        kind = _VARYING.sub("#", notice)
        first.setdefault(kind, notice)
        counts[kind] = counts.get(kind, 0) + 1
    return [(notice, counts[kind]) for kind, notice in first.items()]


def write_notices(folder: Path, part: str, notices: Sequence[str]) -> Path:
    """Write all notices of a part to `<folder>/<part>.notices.txt`, one per line."""
    file = folder / f"{part}.notices.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{' '.join(notice.split())}\n" for notice in notices)
    file.write_text(text, "utf-8", errors="backslashreplace")
    return file
