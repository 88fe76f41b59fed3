"""Payer policies as a table: one row for each group of codes and the diagnoses that go with it."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.parameters import suggestion
from medcodegraph.loaders.readers import YamlList, YamlMapping, YamlValue, csv_rows, text_lines
from medcodegraph.loaders.source import Report

_POLICY = ("payer", "number", "title", "kind", "jurisdictions")
_VERSION = ("version", "effective_from", "effective_to", "status", "url", "text", "cites")
_CODES = ("codes", "stance", "criteria", "group", "valid_from", "valid_to")
_DIAGNOSES = ("diagnoses", "diagnosis_stance", "diagnosis_criteria")
COLUMNS = (*_POLICY, *_VERSION, *_CODES, *_DIAGNOSES)
_LISTS = {"jurisdictions", "cites", "codes", "diagnoses"}


def table_document(path: Path, report: Report) -> YamlMapping:
    """The document that a CSV file stands for; rows that cannot be part of it are rejected.

    Raises InputError for a header with columns that are unknown, or without the payer.
    """
    document = YamlMapping(1)
    read = Report()
    table = _Table(path, read)
    for line, cells in csv_rows(path, _columns(path), read):
        table.add(line, {name: cell.strip() for name, cell in cells.items() if cell.strip()})
    report.rows += len(read.rejects)
    report.rejects += read.rejects
    _put(document, "policies", table.policies, 1)
    return document


def _columns(path: Path) -> list[str]:
    columns = next(csv.reader([text_lines(path)[0]]), [])
    for name in columns:
        if name not in COLUMNS:
            raise InputError(f"there is no column {name!r}{suggestion(name, COLUMNS)}", path, 1)
        if columns.count(name) > 1:
            raise InputError(f"the column {name!r} stands twice: keep one", path, 1)
    for name in ("payer", "stance"):
        if name not in columns:
            raise InputError(f"the header has no {name!r}: it can have {', '.join(COLUMNS)}", path, 1)
    return columns


@dataclass(slots=True)
class _Table:
    """Policies so far; rows with the same payer and number (or title) are of one policy."""

    path: Path
    report: Report
    policies: YamlList = field(default_factory=YamlList)
    _known: dict[tuple[str, ...], YamlMapping] = field(default_factory=dict)

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        """Take in one row."""
        if not {"codes", "diagnoses"} & cells.keys():
            self.report.reject(self.path, line, "the row has neither codes nor diagnoses")
            return
        name = (cells.get("payer", ""), cells.get("number") or cells.get("title", ""))
        policy, versions = self._open(name, self.policies, line, "versions")
        label = (*name, cells.get("version") or cells.get("effective_from", ""))
        version, _ = self._open(label, versions, line, None)
        for target, names in ((policy, _POLICY), (version, _VERSION)):
            for one in (name for name in names if name in cells):
                value = _value(one, cells, line)
                if target.get(one, value) != value:
                    reason = f"{one} differs from line {target.lines[one]}, a row of the same policy"
                    self.report.reject(self.path, line, reason)
                    return
                if one not in target:
                    _put(target, one, value, line)
        self._statements(version, cells, line)

    def _open(
        self, name: tuple[str, ...], among: YamlList, line: int, holds: str | None
    ) -> tuple[YamlMapping, YamlList]:
        """The policy or version of a name, made where it is new, and the list in it."""
        if name not in self._known:
            made = self._known[name] = YamlMapping(line)
            among.append(made)
            among.lines.append(line)
            if holds:
                _put(made, holds, YamlList(), line)
        found = self._known[name]
        inner = found.get(holds or "")
        return found, inner if isinstance(inner, YamlList) else YamlList()

    def _statements(self, version: YamlMapping, cells: Mapping[str, str], line: int) -> None:
        group = cells.get("group")
        if group is None and {"codes", "diagnoses"} <= cells.keys():
            group = f"line {line}"
        if "codes" in cells:
            said = YamlMapping(line)
            for name in _CODES:
                if name in cells:
                    _put(said, name, _value(name, cells, line), line)
            _state(version, "codes", said, group, line)
        if "diagnoses" in cells:
            said = YamlMapping(line)
            _put(said, "diagnoses", _value("diagnoses", cells, line), line)
            for name in ("stance", "criteria"):
                if f"diagnosis_{name}" in cells:
                    _put(said, name, cells[f"diagnosis_{name}"], line)
            _state(version, "diagnoses", said, group, line)


def _state(version: YamlMapping, name: str, said: YamlMapping, group: str | None, line: int) -> None:
    if group is not None:
        _put(said, "group", group, line)
    if name not in version:
        _put(version, name, YamlList(), line)
    held = version[name]
    assert isinstance(held, YamlList)
    held.append(said)
    held.lines.append(line)


def _value(name: str, cells: Mapping[str, str], line: int) -> YamlValue:
    if name not in _LISTS:
        return cells[name]
    items = YamlList()
    items += [item for item in re.split(r"\s*[;,\n]\s*", cells[name]) if item]
    items.lines += [line] * len(items)
    return items


def _put(mapping: YamlMapping, name: str, value: YamlValue, line: int) -> None:
    mapping[name] = value
    mapping.lines[name] = line
