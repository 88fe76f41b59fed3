"""Payer policies to facts: each version a policy of its own, the newest under the policy's key."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import normalise, slug_key
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.mcd_facts import Once
from medcodegraph.loaders.policy_check import Place
from medcodegraph.loaders.policy_codes import check_range, codes_of, condition_of, written
from medcodegraph.loaders.readers import YamlList, YamlMapping, YamlValue
from medcodegraph.loaders.source import Names, Report

_COUNTRY = {"us": "United States"}


@dataclass(slots=True)
class Reading:
    """A file on its way into facts. `broken` holds the places of policies and statements that have faults."""

    file: str
    names: Names
    report: Report
    broken: Container[Place]
    accept: bool
    once: Once = field(default_factory=Once)
    payers: dict[str, Node] = field(default_factory=dict)  # by name and by key
    lines: dict[str, int] = field(default_factory=dict)  # of the policies so far, by key

    def reject(self, line: int, reason: str, row: str = "") -> None:
        """Leave out a policy, a statement or an item."""
        self.report.reject(self.file, line, reason, row)

    def facts(self, document: YamlMapping) -> Iterator[Fact]:
        """Everything that the document says and that can be used."""
        for entry in _mappings(document, "payers"):
            name = _text(entry, "name")
            node = Node(Label.PAYER, _text(entry, "key") or slug_key("PAYER", name), _payer(entry))
            self.payers |= {_folded(name): node, node.key: node}
        for index, policy in enumerate(_mappings(document, "policies")):
            place: Place = ("policies", index)
            self.report.rows += 1
            if place in self.broken:
                continue
            try:
                payer, versions = self._payer(policy), _versions(policy)
                base = _base(policy, payer.key)
                if base in self.lines:
                    raise ValueError(f"{base} is there twice, first at line {self.lines[base]}: keep one")
            except ValueError as error:
                self.reject(policy.line, str(error))
                continue
            self.lines[base] = policy.line
            yield from self._policy(policy, place, base, payer, versions)

    def _payer(self, policy: YamlMapping) -> Node:
        said = _text(policy, "payer")
        if said.upper().startswith("PAYER:"):
            key = normalise(said)
            if key not in self.payers and not self.names.has(Label.PAYER, key):
                raise ValueError(f"there is no payer {key}: name it under `payers`")
            return self.payers.get(key) or Node(Label.PAYER, key)
        known = self.payers.get(_folded(said))
        if known is not None:
            return known
        found = self.names.key(Label.PAYER, said)
        return (
            Node(Label.PAYER, found) if found else Node(Label.PAYER, slug_key("PAYER", said), {"name": said})
        )

    def _policy(
        self, policy: YamlMapping, place: Place, base: str, payer: Node, versions: "list[_Version]"
    ) -> Iterator[Fact]:
        yield from self.once.node(payer.label, payer.key, payer.properties)
        for version in versions:
            key = base if version is versions[-1] else f"{base}@{version.slug}"
            yield Node(Label.POLICY, key, _properties(policy, base, version))
            yield Edge(Rel.ISSUED_BY, (Label.POLICY, key), (Label.PAYER, payer.key))
            yield from self._places(policy, key)
            yield from self._others(version.said, key)
            if version.before is not None:
                older = (Label.POLICY, f"{base}@{version.before}")
                yield Edge(Rel.SUPERSEDES, (Label.POLICY, key), older)
            at = (*place, "versions", version.index)
            yield from self._statements(version.said, at, key)

    def _places(self, policy: YamlMapping, key: str) -> Iterator[Fact]:
        for said, line in _items(policy, "jurisdictions"):
            known: dict[str, Value] = {}
            short = said.lower().removeprefix("us-")
            if said.upper().startswith("JURISDICTION:"):
                place = normalise(said)
            elif short in _COUNTRY:
                place, known = f"JURISDICTION:{short}", {"name": _COUNTRY[short], "kind": "country"}
            elif re.fullmatch(r"[a-z]{2}", short):
                place, known = f"JURISDICTION:us-{short}", {"kind": "state"}
            else:
                self.reject(line, f"{said!r} is no jurisdiction: write US, two letters of a state, or a key")
                continue
            yield from self.once.node(Label.JURISDICTION, place, known)
            yield Edge(Rel.APPLIES_IN, (Label.POLICY, key), (Label.JURISDICTION, place))

    def _others(self, said: YamlMapping, key: str) -> Iterator[Fact]:
        for name, kind in (("cites", Rel.CITES), ("supersedes", Rel.SUPERSEDES)):
            for text, line in _items(said, name):
                other = normalise(text)
                if ":" not in other:
                    self.reject(line, f"{text!r} is no policy's key: write it as NCD:110.24")
                    continue
                yield from self.once.node(Label.POLICY, other, {})
                yield Edge(kind, (Label.POLICY, key), (Label.POLICY, other))

    def _statements(self, said: YamlMapping, at: Place, key: str) -> Iterator[Fact]:
        ids: set[tuple[Rel, str, str]] = set()
        for name, kind in (("codes", Rel.COVERS), ("diagnoses", Rel.SUPPORTS)):
            for index, statement in enumerate(_mappings(said, name)):
                self.report.rows += 1
                if (*at, name, index) in self.broken:
                    continue
                facts = _facts(statement, diagnosis=kind is Rel.SUPPORTS)
                for label, end in self._ends(statement, name):
                    if label is Label.CODE:
                        yield from self.once.code(*end.split(":", 1))
                    else:
                        yield from self.once.node(label, end, {})
                    id_ = _text(statement, "group")
                    if (kind, end, id_) in ids:
                        id_ = f"{id_}/{index}"
                    if (kind, end, id_) not in ids:
                        ids.add((kind, end, id_))
                        yield Edge(kind, (Label.POLICY, key), (label, end), facts, id_)

    def _ends(self, statement: YamlMapping, name: str) -> Iterator[tuple[Label, str]]:
        """What the items of a statement lead to; those that lead nowhere are rejected."""
        for text, line in _items(statement, name):
            self.report.rows += 1
            try:
                item = written(text, _text(statement, "system"), diagnosis=name == "diagnoses")
                if item.system is None:
                    yield Label.CONDITION, condition_of(item, self.names)
                    continue
                check_range(item)
                codes = codes_of(item, self.names.codes(item.system), accept=self.accept)
            except ValueError as error:
                self.reject(line, str(error), text)
                continue
            for code in codes:
                yield Label.CODE, f"{item.system}:{code}"


@dataclass(slots=True)
class _Version:
    """A version in its place: what is said, its index in the file, and the slug of the one before it."""

    said: YamlMapping
    index: int
    slug: str
    before: str | None = None
    ends: date | None = None
    last: bool = True


def _versions(policy: YamlMapping) -> list[_Version]:
    """The versions in the order of their first days; raises ValueError where they cannot be told apart."""
    found = []
    for index, said in enumerate(_mappings(policy, "versions")):
        label = _text(said, "version") or _text(said, "effective_from")
        slug = re.sub(r"[^a-z0-9.]+", "-", label.lower()).strip("-.")
        found.append(_Version(said, index, slug, ends=_day(said, "effective_to")))
    found.sort(key=lambda version: (_day(version.said, "effective_from") or date.min, version.index))
    slugs = [version.slug for version in found]
    if len(found) > 1 and ("" in slugs or len(set(slugs)) < len(slugs)):
        raise ValueError("its versions cannot be told apart: give each a `version` or a first day of its own")
    for older, newer in pairwise(found):
        newer.before, older.last = older.slug, False
        starts = _day(newer.said, "effective_from")
        if older.ends is None and starts is not None:
            older.ends = starts - timedelta(days=1)
    return found


def _base(policy: YamlMapping, payer: str) -> str:
    name = _text(policy, "number") or _text(policy, "title")
    return _text(policy, "key") or slug_key("POLICY", f"{payer.partition(':')[2]} {name}")


def _properties(policy: YamlMapping, base: str, version: _Version) -> dict[str, Value]:
    said, prefix = version.said, base.partition(":")[0]
    return {
        "kind": _text(policy, "kind") or (prefix if prefix != "POLICY" else "PAYER"),
        "number": _text(policy, "number"),
        "version": _text(said, "version"),
        "title": _text(said, "title") or _text(policy, "title"),
        "status": _text(said, "status") or ("" if version.last else "retired"),
        "effective_from": _day(said, "effective_from"),
        "effective_to": version.ends,
        "url": _text(said, "url"),
        "text": _text(said, "text"),
    }


def _facts(statement: YamlMapping, *, diagnosis: bool) -> dict[str, Value]:
    facts: dict[str, Value] = {
        "stance": _text(statement, "stance") or "covered",
        "criteria": _text(statement, "criteria"),
        "group": _text(statement, "group"),
    }
    if not diagnosis:
        facts |= {name: _day(statement, name) for name in ("valid_from", "valid_to")}
    return facts


def _payer(entry: YamlMapping) -> Mapping[str, Value]:
    return {name: _text(entry, name) for name in ("name", "kind", "url")}


def _mappings(holder: YamlMapping, name: str) -> list[YamlMapping]:
    found = holder.get(name, YamlList())
    return [item for item in found if isinstance(item, YamlMapping)] if isinstance(found, YamlList) else []


def _items(holder: YamlMapping, name: str) -> Iterator[tuple[str, int]]:
    """The texts of a list, each with its line."""
    found = holder.get(name, YamlList())
    if isinstance(found, YamlList):
        for value, line in zip(found, found.lines, strict=True):
            if isinstance(value, str):
                yield value.strip(), line


def _text(holder: YamlMapping, name: str) -> str:
    value: YamlValue = holder.get(name, "")
    return " ".join(value.split()) if isinstance(value, str) and name != "text" else str(value).strip()


def _day(holder: YamlMapping, name: str) -> date | None:
    text = _text(holder, name)
    return date.fromisoformat(text) if text else None


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
