"""Payer policies as a table: one row for each group of codes and its diagnoses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.library.parameters import suggestion
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.text import (
    HeldText,
    YamlList,
    YamlMapping,
    YamlValue,
    csv_records,
    header_of_records,
    rows_of_records,
    text_lines,
)
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.policies.check import ends_early, faults
from medcodegraph.loaders.sources.policies.fields import listed
from medcodegraph.loaders.sources.policies.rows import rows_of_version
from medcodegraph.loaders.wording import repeated_column

_POLICY = ("payer", "number", "title", "kind", "jurisdictions")
_VERSION = ("version", "effective_from", "effective_to", "status", "url", "text", "cites")
_CODES = ("codes", "stance", "criteria", "group", "valid_from", "valid_to")
_DIAGNOSES = ("diagnoses", "diagnosis_stance", "diagnosis_criteria", "diagnosis_complete", "diagnosis_scope")
COLUMNS = (*_POLICY, *_VERSION, *_CODES, *_DIAGNOSES)
_STATEMENTS = ("codes", "diagnoses")
_LISTS = {"jurisdictions", "cites", "codes", "diagnoses"}
_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def table_document(path: Path, report: Report, *, check: bool = True) -> YamlMapping:
    """The document equivalent to a CSV file; counts its entries, and rejects rows with faults.

    Without `check`, which is much faster, all rows with codes or diagnoses are used regardless of faults.
    Raises InputError for unknown columns, a missing payer column, and a table without rows.
    """
    records = _records(Packed(path))
    columns = _columns(path, records)
    table = _Table(path, report, check)
    for line, cells in rows_of_records(records, columns, str(path), report):
        if not any(cell.strip() for cell in cells.values()):
            report.rows -= 1  # as Excel writes them
            continue
        table.add(line, {name: cell.strip() for name, cell in cells.items() if cell.strip()})
    table.drop_undated()
    if not report.rows:
        raise InputError("no row follows the header: check that it is the right file, and complete", path)
    return _mapping(1, {"policies": table.policies})


@kept(16)
def _records(source: Packed) -> Sequence[tuple[int, list[str]]]:
    """The records of a file, kept from the look at what it names until it is loaded.

    Raises InputError for a file without text, or too large to hold.
    """
    return list(csv_records(HeldText(source.name, text_lines(source.path))))


def _columns(path: Path, records: Sequence[tuple[int, list[str]]]) -> list[str]:
    line, columns = header_of_records(records)
    if len(columns) == 1:
        for sign in (sign for sign in _SEPARATORS if sign in columns[0]):
            reason = f"the columns of the header are separated by {_SEPARATORS[sign]}: save it with commas"
            raise InputError(reason, path, line)
    for name in columns:
        if name not in COLUMNS:
            raise InputError(f"unknown column {name!r}{suggestion(name, COLUMNS)}", path, line)
        if columns.count(name) > 1:
            raise InputError(repeated_column(name), path, line)
    for name in ("payer", "stance"):
        if name not in columns:
            raise InputError(f"the header has no {name!r}: it can have {', '.join(COLUMNS)}", path, line)
    return columns


@dataclass(slots=True)
class _Table:
    """The policies so far; rows with the same payer and number (or title) belong to one policy."""

    path: Path
    report: Report
    check: bool
    policies: YamlList = field(default_factory=YamlList)
    _policies: dict[tuple[str, ...], YamlMapping] = field(default_factory=dict)
    _versions: dict[tuple[str, ...], YamlMapping] = field(default_factory=dict)
    _first_days: dict[tuple[str, ...], int] = field(default_factory=dict)  # lines, in rejected rows

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        """Add one row, or reject it without any effect."""
        if not {"codes", "diagnoses"} & cells.keys():
            self.report.reject(self.path, line, "the row has neither codes nor diagnoses")
            return
        policy_name = (cells.get("payer", ""), cells.get("number") or cells.get("title", ""))
        version_name = (*policy_name, cells.get("version") or cells.get("effective_from", ""))
        policy, version = _mapping(line, _said(_POLICY, cells, line)), _version(cells, line)
        self.report.rows += sum(row.entries for row in rows_of_version(version, ())) - 1  # it counts as one
        known = self._policies.get(policy_name, YamlMapping(line))
        dated = self._versions.get(version_name, YamlMapping(line))
        wrong = _wrong(policy, version, known, dated) if self.check else []
        if wrong:
            self.report.reject(self.path, line, "; ".join(wrong), ",".join(cells.values()))
            if "effective_from" in cells:
                self._first_days.setdefault(version_name, line)
            return
        if policy_name not in self._policies:
            self._policies[policy_name] = known
            _append(self.policies, known, line)
            _put(known, "versions", YamlList(), line)
        if version_name not in self._versions:
            self._versions[version_name] = dated
            _append(known["versions"], dated, line)
        _join(known, policy)
        _join(dated, version)

    def drop_undated(self) -> None:
        """Reject the rows of versions whose first day is only in a rejected row: they would sort first."""
        for name, line in self._first_days.items():
            version = self._versions.get(name)
            if version is not None and "effective_from" not in version:
                for row in sorted({at for kind in _STATEMENTS for _, at, _ in listed(version, kind)}):
                    reason = f"the first day of its version is on line {line}, which is rejected: fix it"
                    self.report.reject(self.path, row, reason)
                _remove(self._policies[name[:2]]["versions"], version)


def _wrong(policy: YamlMapping, version: YamlMapping, known: YamlMapping, dated: YamlMapping) -> list[str]:
    """The faults of a row, by itself or compared with earlier rows of its policy and version."""
    wrong = [*_faults(policy, version), *_clashes(known, policy), *_clashes(dated, version)]
    early = ends_early({**version, **dated})
    return wrong or ([early[1]] if early is not None else [])


def _version(cells: Mapping[str, str], line: int) -> YamlMapping:
    """The version in a row, with its statements."""
    version = _mapping(line, _said(_VERSION, cells, line))
    group = cells.get("group")
    if group is None and {"codes", "diagnoses"} <= cells.keys():
        group = f"line {line}"
    groups = {} if group is None else {"group": group}
    if "codes" in cells:
        said = _mapping(line, {**_said(_CODES, cells, line), **groups})
        _put(version, "codes", _append(YamlList(), said, line), line)
    if "diagnoses" in cells:
        facts = {
            name: cells[f"diagnosis_{name}"]
            for name in ("stance", "criteria", "complete", "scope")
            if f"diagnosis_{name}" in cells
        }
        said = _mapping(line, {**_said(("diagnoses",), cells, line), **facts, **groups})
        _put(version, "diagnoses", _append(YamlList(), said, line), line)
    return version


def _faults(policy: YamlMapping, version: YamlMapping) -> Iterator[str]:
    """The faults of a row by itself, checked as a document of one policy with one version."""
    line = policy.line
    alone = _mapping(line, {**policy, "versions": _append(YamlList(), version, line)})
    document = _mapping(line, {"policies": _append(YamlList(), alone, line)})
    yield from (fault.reason for fault in faults(document))


def _clashes(known: YamlMapping, new: YamlMapping) -> Iterator[str]:
    for name in new:
        if name not in _STATEMENTS and known.get(name, new[name]) != new[name]:
            yield f"{name} differs from line {known.lines[name]}, a row of the same policy"


def _join(known: YamlMapping, new: YamlMapping) -> None:
    """Add new fields, and all statements."""
    for name, value in new.items():
        held = known.get(name)
        if held is None:
            _put(known, name, value, new.line)
        elif name in _STATEMENTS and isinstance(value, YamlList):
            for one in value:
                _append(held, one, new.line)


def _said(names: tuple[str, ...], cells: Mapping[str, str], line: int) -> dict[str, YamlValue]:
    return {name: _value(name, cells[name], line) for name in names if name in cells}


def _value(name: str, cell: str, line: int) -> YamlValue:
    if name not in _LISTS:
        return cell
    items = YamlList()
    for item in re.split(r"\s*[;,\n]\s*", cell):
        if item:
            _append(items, item, line)
    return items


def _mapping(line: int, said: Mapping[str, YamlValue]) -> YamlMapping:
    made = YamlMapping(line)
    for name, value in said.items():
        _put(made, name, value, line)
    return made


def _append(items: YamlValue, value: YamlValue, line: int) -> YamlList:
    assert isinstance(items, YamlList)
    items.append(value)
    items.lines.append(line)
    return items


def _remove(items: YamlValue, value: YamlMapping) -> None:
    assert isinstance(items, YamlList)
    index = next(index for index, one in enumerate(items) if one is value)
    del items[index], items.lines[index]


def _put(mapping: YamlMapping, name: str, value: YamlValue, line: int) -> None:
    mapping[name] = value
    mapping.lines[name] = line
