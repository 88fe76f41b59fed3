"""What a person should look at after a load: notices that are alike as one, and all of them in a file."""

import re
from collections.abc import Sequence
from pathlib import Path

_VARYING = re.compile(r"""'[^']*'|"[^"]*"|\S*[0-9]\S*""")  # codes, numbers, lines and quoted texts


def alike(notices: Sequence[str]) -> list[tuple[str, int]]:
    """The first of those notices that differ by codes, numbers and quoted texts only, with their count."""
    first: dict[str, str] = {}
    counts: dict[str, int] = {}
    for notice in notices:
        kind = _VARYING.sub("#", notice)
        first.setdefault(kind, notice)
        counts[kind] = counts.get(kind, 0) + 1
    return [(notice, counts[kind]) for kind, notice in first.items()]


def write_notices(folder: Path, part: str, notices: Sequence[str]) -> Path:
    """Write all notices of a part to `<folder>/<part>.notices.txt`, a line each."""
    file = folder / f"{part}.notices.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{' '.join(notice.split())}\n" for notice in notices)
    file.write_text(text, "utf-8", errors="backslashreplace")
    return file
