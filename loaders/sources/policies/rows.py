"""Rows of policies (the entries of their statements), counted so that rejects never exceed rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from medcodegraph.loaders.files.text import YamlValue
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.policies.check import Place
from medcodegraph.loaders.sources.policies.fields import listed

_SHOWN = 20  # faults of one reject; a version can cite thousands
_STATEMENT = 6  # steps to a statement; an entry of it has two more

_Held = list[tuple[int, str, str]]
"""Faults: the line, the reason and the text there."""


class Row(NamedTuple):
    """A statement, or a policy without any: its path, its line, and how many entries it counts for."""

    place: Place
    line: int
    entries: int = 1

    def parts(self) -> Iterator[Place]:
        """The paths of the entries of a statement."""
        if len(self.place) == _STATEMENT:
            yield from ((*self.place, self.place[-2], index) for index in range(self.entries))


def rows_of(policy: YamlValue, place: Place, line: int) -> list[Row]:
    """The statements of a policy; the policy itself if it has none."""
    found = [
        row
        for index, _, version in listed(policy, "versions")
        for row in rows_of_version(version, (*place, "versions", index))
    ]
    return found or [Row(place, line)]


def rows_of_version(version: YamlValue, place: Place) -> list[Row]:
    """The statements of a version; one without entries counts as one."""
    return [
        Row((*place, name, index), line, sum(1 for _ in listed(statement, name)) or 1)
        for name in ("codes", "diagnoses")
        for index, line, statement in listed(version, name)
    ]


@dataclass(slots=True)
class Rows:
    """The faults of each row. A line of a `table` is one statement, counted by its reader."""

    file: str
    report: Report
    table: bool
    _faults: dict[Place, dict[Place, _Held]] = field(default_factory=dict)  # of statements, by entry or ()
    _sizes: Counter[Place] = field(default_factory=Counter)

    def count(self, rows: Sequence[Row]) -> None:
        """Register these rows."""
        for row in rows:
            self._sizes[self._statement(row.place, row.line)] += row.entries
            self.report.rows += 0 if self.table else row.entries

    def reject(self, place: Place, line: int, reason: str, said: str = "") -> None:
        """Reject a statement, one of its entries, or something beside it, by path."""
        faults = self._faults.setdefault(self._statement(place, line), {})
        held = faults.setdefault(place if len(place) > _STATEMENT else (), [])
        if (line, reason, said) not in held:
            held.append((line, reason, said))

    def reject_all(self, rows: Sequence[Row], faults: Sequence[tuple[int, str]], *, whole: str) -> None:
        """Reject all statements of a `whole` (a policy, a version) because of these faults."""
        for line, reason in faults:
            self.reject(rows[0].place, line, reason)
        at = faults[0][0]
        for row in rows if self.table else rows[1:]:
            if not self.table or row.line != at:
                self.reject(row.place, row.line, f"it is left out with its {whole}: see line {at}")

    def tell(self) -> None:
        """Add one reject per statement or entry with faults to the report, in line order."""
        found = [held for statement in self._faults for held in self._told(statement)]
        for held in sorted(found, key=lambda held: held[0][0]):
            said = ", ".join(one for _, _, one in held if one)
            self.report.reject(self.file, held[0][0], _reason(held), said)

    def _told(self, statement: Place) -> list[_Held]:
        """The faults of a statement, one list for each reject."""
        faults = dict(self._faults[statement])
        if len(faults) > max(1, self._sizes[statement]) and () in faults:  # all its entries are rejected
            own, (first, *others) = faults.pop(()), faults.values()
            return [own + first, *others]
        return list(faults.values())

    def _statement(self, place: Place, line: int) -> Place:
        return (line,) if self.table else place[:_STATEMENT]


def _reason(held: _Held) -> str:
    first = held[0][0]
    reasons = [reason if line == first else f"line {line}: {reason}" for line, reason, _ in held[:_SHOWN]]
    if len(held) > _SHOWN:
        reasons.append(f"and {len(held) - _SHOWN} more")
    return "; ".join(reasons)
