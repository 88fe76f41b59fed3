"""How many lists of similar codes are correct according to a gold file: key, must, must_not (tab-separated).

A row is correct if every token of `must` (`A|B`: any of these) is among the first ten of its own code system
or the first fifteen of all, and none of `must_not` (`X*`: any key with this prefix) among the first ten of
all.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

OWN, ALL = 10, 15
Ranked = Callable[[str], Sequence[str]]
"""The keys of the codes most similar to a code, best first."""


@dataclass(frozen=True)
class GoldRow:
    """Which codes must be similar to a code, and which must not."""

    key: str
    must: Sequence[str]
    must_not: Sequence[str]

    def missing(self, found: Sequence[str]) -> list[str]:
        """The tokens of `must` that are missing."""
        own = [key for key in found if key.partition(":")[0] == self.key.partition(":")[0]]
        near = {*own[:OWN], *found[:ALL]}
        return [token for token in self.must if not near & set(token.split("|"))]

    def wrong(self, found: Sequence[str]) -> list[str]:
        """The keys that should not be among the first."""
        return [key for key in found[:OWN] if any(_fits(key, one) for one in self.must_not)]


def read_gold(file: Path) -> list[GoldRow]:
    """The rows of a gold file."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [GoldRow(row["key"], row["must"].split(), row["must_not"].split()) for row in rows]


def report(title: str, rows: Sequence[GoldRow], rank: Ranked, *, misses: bool) -> None:
    """Print how many rows are correct, how many tokens of `must` are found, and the misses."""
    right = met = tokens = unwanted = 0
    for row in rows:
        found = rank(row.key)
        missing, wrong = row.missing(found), row.wrong(found)
        right += not missing and not wrong
        met += len(row.must) - len(missing)
        tokens += len(row.must)
        unwanted += len(wrong)
        if misses and (missing or wrong):
            print(f"  - {row.key}: missing {' '.join(missing) or '-'}; wrong {' '.join(wrong) or '-'}")
    print(f"  {title:28} {right} of {len(rows)} rows right, {met} of {tokens} must, {unwanted} must_not")


def _fits(key: str, pattern: str) -> bool:
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern
