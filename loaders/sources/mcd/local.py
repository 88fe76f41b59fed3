"""LCDs and Articles as policies: the current version of each, with its dates and texts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from medcodegraph.graph.facts import Fact, Node, Value
from medcodegraph.graph.model import Label
from medcodegraph.loaders.once import Once
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.mcd.facts import PAGES, one_line, sections
from medcodegraph.loaders.sources.mcd.look import identity
from medcodegraph.loaders.sources.mcd.tables import Row, Tables, day
from medcodegraph.loaders.wording import repeated

_STATUS = {"": None, "A": "active", "R": "retired"}
_OTHER_STATUS = "draft"  # in comment, in notice, in force from a later day
_OLD_ROWS = "rows left out because they are not about the current version of a policy"


@dataclass(frozen=True, slots=True)
class Family:
    """The differences between LCDs and Articles; `name` is the prefix of their tables and columns.

    `starts` and `ends` are the columns for the first and the last day, of which the first non-empty one
    counts; `headings` are the columns with text, and their headings.
    """

    name: str
    kind: str
    letter: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    headings: tuple[tuple[str, str], ...]

    def number(self, id_: str) -> str:
        """A policy's number, from its id: `L39270`."""
        return self.letter + id_

    def key(self, id_: str) -> str:
        """A policy's key, from its id: `LCD:L39270`."""
        return f"{self.kind}:{self.letter}{id_}"


@dataclass(slots=True)
class Export:
    """Reads an export of local policies into facts.

    `versions` has the current version of each policy, `on` is the day of the release. `keys` has the key of
    each policy once `policies` has been read to its end; `counts` is what to give notice of.
    """

    family: Family
    tables: Tables
    versions: Mapping[str, int]
    on: date | None
    report: Report
    once: Once = field(default_factory=Once)
    counts: Counter[str] = field(default_factory=Counter)
    keys: dict[str, str] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[tuple[Row, str]]:
        """The rows of a table (named without the family) about current versions, with their policy's key."""
        for row in self.tables.rows(f"{self.family.name}_{table}", self.report):
            id_, version = identity(self.family.name, row[1])
            if version is None:
                self.reject(table, row, f"{id_!r} is not a policy id with a version")
            elif version != self.versions[id_]:
                self.counts[_OLD_ROWS] += 1
            else:
                yield row, self.keys[id_]

    def reject(self, table: str, row: Row, reason: str) -> None:
        """Reject a row of a table (named without the family)."""
        self.tables.reject(self.report, f"{self.family.name}_{table}", row, reason)

    def policies(self) -> Iterator[Fact]:
        """The current version of each policy; policies named only in other tables, by their number."""
        main = self.family.name
        retiring = self._retiring()
        lines: dict[str, int] = {}
        for row in self.tables.rows(main, self.report):
            id_, version = identity(main, row[1])
            self._check_status(row)
            if version is not None and version != self.versions[id_]:
                self.counts[_OLD_ROWS] += 1
                continue
            try:
                if version is None:
                    raise ValueError(f"{id_!r} is not a policy id with a version")
                if id_ in lines:
                    raise ValueError(repeated(id_, lines[id_]))
                node = self._policy(id_, row[1], retiring)
            except ValueError as error:
                self.tables.reject(self.report, main, row, str(error))
                continue
            lines[id_], self.keys[id_] = row[0], node.key
            yield from self.once.node(node.label, node.key, node.properties)
        unknown = sorted(self.versions.keys() - lines.keys())
        for id_ in unknown:
            self.keys[id_] = key = self.family.key(id_)
            yield from self.once.node(Label.POLICY, key, self._known(id_, retiring.get(id_)))
        if main not in self.tables:
            self.report.notice(
                f"{main}.csv is missing: policies have no text, and have titles and dates only if the"
                " Coverage API listing is loaded too"
            )
        elif unknown:
            self.counts[f"policies that are not in {main}.csv, so only their numbers are known"] += len(
                unknown
            )

    def _check_status(self, row: Row) -> None:
        """Report an unknown status: of two versions an active one would have been chosen."""
        written = row[1]["status"].strip()
        if len(written) > 1 or not (written.isalpha() or not written):
            file = self.tables.by_name[self.family.name].source.name
            reason = (
                f"{written[:50]!r} is not a status, such as A (active): the version counts as not in force"
            )
            self.report.notice(f"{file}:{row[0]}: {reason}")

    def _policy(self, id_: str, cells: Mapping[str, str], retiring: Mapping[str, date]) -> Node:
        """The policy of a row; raises ValueError for an invalid date."""
        number = cells["display_id"].strip().upper()
        if not number.endswith(id_) or not number.removesuffix(id_).isalpha():
            number = self.family.number(id_)
        written = cells["status"].strip().upper()
        properties: dict[str, Value] = {
            "status": _STATUS.get(written, _OTHER_STATUS),
            **self._known(id_, _first(cells, self.family.ends) or retiring.get(id_)),
            "number": number,
            "title": one_line(cells["title"]),
            "effective_from": _first(cells, self.family.starts),
            "text": sections(cells, self.family.headings),
        }
        return Node(Label.POLICY, f"{self.family.kind}:{number}", properties)

    def _known(self, id_: str, ends: date | None) -> dict[str, Value]:
        """The properties that follow from the id, the version and the last day."""
        name, version = self.family.name, self.versions[id_]
        known: dict[str, Value] = {
            "kind": self.family.kind,
            "number": self.family.number(id_),
            "version": str(version),
            "effective_to": ends,
            "url": f"{PAGES}/{name}.aspx?{name}id={id_}&ver={version}",
        }
        if ends is not None and self.on is not None and ends <= self.on:
            known["status"] = "retired"
        return known

    def _retiring(self) -> dict[str, date]:
        """The day on which a policy will be retired, by its id."""
        days: dict[str, date] = {}
        for row in self.tables.rows(f"{self.family.name}_future_retire", self.report):
            id_ = row[1].get(f"{self.family.name}_id") or row[1].get("lcd_id") or ""
            try:
                ends = day(row[1]["retire_dt"])
            except ValueError as error:
                self.reject("future_retire", row, str(error))
                continue
            if ends is not None:
                days[id_.strip()] = ends
        return days


def _first(cells: Mapping[str, str], columns: tuple[str, ...]) -> date | None:
    """The first date in these columns; raises ValueError for an invalid one."""
    return next((found for column in columns if (found := day(cells.get(column, "")))), None)
