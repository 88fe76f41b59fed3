"""Rows as a person counts them, of a table or the statements of a document; each rejected only once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from medcodegraph.loaders.policy_check import Place
from medcodegraph.loaders.policy_fields import listed
from medcodegraph.loaders.readers import YamlValue
from medcodegraph.loaders.source import Report

_SHOWN = 20  # faults of one row; a list of codes can have thousands

Row = tuple[Place, int]
"""Where a row stands in the document, and its line."""


def rows_of(policy: YamlValue, place: Place, line: int) -> list[Row]:
    """The statements of a policy; the policy itself where it has none."""
    found = [
        row
        for index, _, version in listed(policy, "versions")
        for row in rows_of_version(version, (*place, "versions", index))
    ]
    return found or [(place, line)]


def rows_of_version(version: YamlValue, place: Place) -> list[Row]:
    """The statements of a version."""
    return [
        ((*place, name, index), line)
        for name in ("codes", "diagnoses")
        for index, line, _ in listed(version, name)
    ]


@dataclass(slots=True)
class Rows:
    """What is wrong with which row. A row of a `table` is its line: its reader has counted it."""

    file: str
    report: Report
    table: bool
    _faults: dict[Place, list[tuple[int, str, str]]] = field(default_factory=dict)

    def count(self, rows: Sequence[Row]) -> None:
        """Take note that these rows are there."""
        if not self.table:
            self.report.rows += len(rows)

    def reject(self, place: Place, line: int, reason: str, said: str = "") -> None:
        """Leave out a row or something in it."""
        held = self._faults.setdefault((line,) if self.table else place, [])
        if (line, reason, said) not in held:
            held.append((line, reason, said))

    def reject_all(self, rows: Sequence[Row], faults: Sequence[tuple[int, str]]) -> None:
        """Leave out all rows of a policy, since it has these faults."""
        (place, _), *others = rows
        for line, reason in faults:
            self.reject(place, line, reason)
        first = faults[0][0]
        for place, line in others:
            if not self.table or line != first:
                self.reject(place, line, f"it is left out with its policy: see line {first}")

    def tell(self) -> None:
        """Put one reject for each row into the report, in the order of lines."""
        for held in sorted(self._faults.values(), key=lambda held: held[0][0]):
            said = ", ".join(one for _, _, one in held if one)
            self.report.reject(self.file, held[0][0], _reason(held), said)


def _reason(held: Sequence[tuple[int, str, str]]) -> str:
    first = held[0][0]
    reasons = [reason if line == first else f"line {line}: {reason}" for line, reason, _ in held[:_SHOWN]]
    if len(held) > _SHOWN:
        reasons.append(f"and {len(held) - _SHOWN} more")
    return "; ".join(reasons)
