"""A plan's statement for several requests at once: a row for each, the same sub-queries in every row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_FIXED = re.compile(r"\b(?:LIMIT|SKIP)\s+\$(\w+)")
_PARAMETER = re.compile(r"\$(\w+)")
_SCOPE = re.compile(r"\bCALL\s*\(([^()*]*)\)\s*\{")
_UNSCOPED = re.compile(r"\bCALL\s*\{")
_COLUMN = re.compile(r"^  \S.* AS (\w+),?$", re.MULTILINE)
ITEM = "item__"  # a name that no statement of the library uses


@dataclass(frozen=True, slots=True)
class Joined:
    """`text` takes `$batch`, the parameters of each request, and returns one record with one list: for each
    request its index and its record. One record costs the driver less than many.

    The parameters named in `fixed` stay the statement's own: they must be the same for the whole batch.
    """

    text: str
    fixed: tuple[str, ...]

    def values(self, batch: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The parameters of the statement for the parameters of each request."""
        return {name: batch[0][name] for name in self.fixed} | {"batch": batch}


def join(text: str) -> Joined | None:
    """The statement of a plan (`RETURN` and sub-queries) for a batch; None where it cannot be one.

    LIMIT and SKIP cannot read variables, so what they read is fixed.
    """
    if _UNSCOPED.search(text) or not text.startswith("RETURN\n"):
        return None
    fixed = tuple(dict.fromkeys(_FIXED.findall(text)))

    def value(match: re.Match[str]) -> str:
        return match[0] if match[1] in fixed else f"{ITEM}.{match[1]}"

    def scope(match: re.Match[str]) -> str:
        return f"CALL ({', '.join(name for name in (match[1].strip(), ITEM) if name)}) {{"

    body = _SCOPE.sub(scope, _PARAMETER.sub(value, text.removeprefix("RETURN\n")))
    head = f"UNWIND range(0, size($batch) - 1) AS index__\nWITH index__, $batch[index__] AS {ITEM}\n"
    columns = ", ".join(["index__", *_COLUMN.findall(body)])
    return Joined(f"{head}WITH index__,\n{body}\nRETURN collect([{columns}]) AS rows__", fixed)
