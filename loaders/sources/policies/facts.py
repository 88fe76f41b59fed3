"""Turns payer policies into facts: each version is a policy node, the newest with the policy's own key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import normalise
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.files.text import YamlMapping, YamlValue
from medcodegraph.loaders.once import Once
from medcodegraph.loaders.source import Names
from medcodegraph.loaders.sources.policies.check import Fault, Place
from medcodegraph.loaders.sources.policies.codes import (
    Written,
    check_range,
    codes_of,
    condition_of,
    written_items,
)
from medcodegraph.loaders.sources.policies.fields import day, listed, text, texts
from medcodegraph.loaders.sources.policies.rows import Rows, rows_of, rows_of_version
from medcodegraph.loaders.sources.policies.versions import (
    Stated,
    Version,
    name_of,
    other_key,
    payer_key,
    policy_key,
    properties,
    put_in_order,
)
from medcodegraph.loaders.us_states import TERRITORIES, state_in
from medcodegraph.loaders.wording import repeated

_COUNTRY = {"us": "United States"}
_LIMITS = ("complete", "scope")
"""What a list of diagnoses can say about unlisted ones."""
_UNDATED = "the version has no first day, while others of the policy have one: give its `effective_from`"


@dataclass(frozen=True, slots=True)
class _Policy:
    """A usable policy: `base` is the key of its newest version, `row` the row its faults are counted for."""

    said: YamlMapping
    place: Place
    row: Place
    base: str
    payer: Node
    versions: list[Version]


@dataclass(slots=True)
class Reading:
    """Turns a file into facts. `faults` are those of policies and statements, by their paths."""

    names: Names
    rows: Rows
    faults: Mapping[Place, Sequence[Fault]]
    accept: bool
    once: Once = field(default_factory=Once)
    payers: dict[str, Node] = field(default_factory=dict)  # by name and by key
    lines: dict[str, int] = field(default_factory=dict)  # lines of the policies so far, by key

    def facts(self, document: YamlMapping) -> Iterator[Fact]:
        """All usable facts of the document."""
        for _, line, entry in listed(document, "payers"):
            assert isinstance(entry, YamlMapping)  # as the schema has it
            self._name_payer(entry, line)
        for index, line, said in listed(document, "policies"):
            policy = self._usable(said, ("policies", index), line)
            if policy is not None:
                yield from self._policy(policy)
        self.rows.tell()

    def _name_payer(self, entry: YamlMapping, line: int) -> None:
        name = text(entry, "name")
        try:
            key = text(entry, "key") or payer_key(name)
        except ValueError as error:
            raise InputError(str(error), self.rows.file, line) from error
        node = Node(Label.PAYER, key, {one: text(entry, one) for one in ("name", "kind", "url")})
        self.payers |= {_folded(name): node, node.key: node}

    def _usable(self, said: YamlValue, place: Place, line: int) -> _Policy | None:
        """The usable part of a policy; the rest is rejected. None if no version is left."""
        rows = rows_of(said, place, line)
        self.rows.count(rows)
        for one in (one for row in rows for one in (row.place, *row.parts()) if one != place):
            for fault in self.faults.get(one, ()):
                self.rows.reject(one, fault.line, fault.reason)
        faults = [(fault.line, fault.reason) for fault in self.faults.get(place, ())]
        if not faults and isinstance(said, YamlMapping):
            try:
                return self._checked(said, place, rows[0].place)
            except ValueError as error:
                faults = [(said.line, str(error))]
        self.rows.reject_all(rows, faults, whole="policy")
        return None

    def _checked(self, said: YamlMapping, place: Place, row: Place) -> _Policy | None:
        payer = self._payer(said)
        _check_places(said)
        base = policy_key(said, payer.key)
        if base in self.lines:
            raise ValueError(f"{repeated(base, self.lines[base])}: keep one")
        versions = self._versions(said, place, base)
        put_in_order(versions)
        if not versions:
            return None
        self.lines[base] = said.line
        return _Policy(said, place, row, base, payer, versions)

    def _versions(self, policy: YamlMapping, place: Place, base: str) -> list[Version]:
        """The versions, without those whose statements are all unusable."""
        found = []
        versions = [one for _, _, one in listed(policy, "versions") if isinstance(one, YamlMapping)]
        dated = any(text(one, "effective_from") for one in versions)
        for index, line, said in listed(policy, "versions"):
            assert isinstance(said, YamlMapping)  # as the schema has it
            at = (*place, "versions", index)
            if dated and not text(said, "effective_from"):  # it would sort before all others
                rows = rows_of_version(said, at) or rows_of(policy, place, line)[:1]
                self.rows.reject_all(rows, [(line, _UNDATED)], whole="version")
                continue
            stated = self._with_diagnoses(said, at, list(self._stated(said, at)))
            if stated or not rows_of_version(said, at):
                found.append(Version(said, index, stated))
                continue
            # as the newest it would end the previous one without replacing its content
            called = f"version {name_of(said)}".strip()
            self.rows.report.notice(
                f"{self.rows.file}:{line}: {called} of {base} is left out: none of its statements can be used"
            )
        return found

    def _with_diagnoses(self, said: YamlMapping, at: Place, stated: list[Stated]) -> list[Stated]:
        """The links, without codes whose diagnoses were all rejected: they would apply to any diagnosis."""
        wanted = _groups(said, "diagnoses")
        left = {str(one.facts["group"]) for one in stated if one.kind is Rel.SUPPORTS}
        bare = {
            group
            for group in _groups(said, "codes")
            if (own := {each for each in wanted if not group or each in ("", group)}) and not own & left
        }
        for index, line, statement in listed(said, "codes"):
            if isinstance(statement, YamlMapping) and text(statement, "group") in bare:
                reason = "all diagnoses for these codes are rejected: without them, any diagnosis would do"
                self.rows.reject((*at, "codes", index), line, reason)
        return [one for one in stated if one.kind is Rel.SUPPORTS or str(one.facts["group"]) not in bare]

    def _payer(self, policy: YamlMapping) -> Node:
        said = text(policy, "payer")
        if said.upper().startswith("PAYER:"):
            key = normalise(said)
            if key not in self.payers and not self.names.has(Label.PAYER, key):
                raise ValueError(f"there is no payer {key}: name it under `payers`")
            return self.payers.get(key) or Node(Label.PAYER, key)
        known = self.payers.get(_folded(said))
        if known is not None:
            return known
        found = self.names.key(Label.PAYER, said)
        return Node(Label.PAYER, found) if found else Node(Label.PAYER, payer_key(said), {"name": said})

    def _policy(self, policy: _Policy) -> Iterator[Fact]:
        base, payer = policy.base, policy.payer
        yield from self.once.node(payer.label, payer.key, payer.properties)
        for version in policy.versions:
            key = base if version.last else f"{base}@{version.slug}"
            yield Node(Label.POLICY, key, properties(policy.said, base, version))
            yield Edge(Rel.ISSUED_BY, (Label.POLICY, key), (Label.PAYER, payer.key))
            yield from self._places(policy, key)
            yield from self._others(policy, version, base, key)
            if version.before is not None:
                older = (Label.POLICY, f"{base}@{version.before}")
                yield Edge(Rel.SUPERSEDES, (Label.POLICY, key), older)
            yield from self._statements(version, key)

    def _places(self, policy: _Policy, key: str) -> Iterator[Fact]:
        for said, line in texts(policy.said, "jurisdictions"):
            try:
                place, known = _place(said)
            except ValueError as error:
                self.rows.reject(policy.row, line, str(error))
                continue
            yield from self.once.node(Label.JURISDICTION, place, known)
            yield Edge(Rel.APPLIES_IN, (Label.POLICY, key), (Label.JURISDICTION, place))

    def _others(self, policy: _Policy, version: Version, base: str, key: str) -> Iterator[Fact]:
        rows = rows_of_version(version.said, (*policy.place, "versions", version.index))
        row = rows[0].place if rows else policy.row
        for name, kind in (("cites", Rel.CITES), ("supersedes", Rel.SUPERSEDES)):
            for said, line in texts(version.said, name):
                try:
                    other = other_key(said)
                    if other in (base, key):
                        raise ValueError(f"{said} {name} itself: remove it")
                except ValueError as error:
                    self.rows.reject(row, line, str(error))
                    continue
                yield from self.once.node(Label.POLICY, other, {})
                yield Edge(kind, (Label.POLICY, key), (Label.POLICY, other))

    def _statements(self, version: Version, key: str) -> Iterator[Fact]:
        for one in version.stated:
            if one.label is Label.CODE:
                yield from self.once.code(*one.key.split(":", 1))
            else:
                yield from self.once.node(one.label, one.key, {})
            yield Edge(one.kind, (Label.POLICY, key), (one.label, one.key), one.facts, one.id)

    def _stated(self, said: YamlMapping, at: Place) -> Iterator[Stated]:
        """The links that a version states, each once."""
        ids: set[tuple[Rel, str, str]] = set()
        whole = self._are_whole(said, at)
        for name, kind in (("codes", Rel.COVERS), ("diagnoses", Rel.SUPPORTS)):
            for index, _, statement in listed(said, name):
                row = (*at, name, index)
                if row in self.faults or not isinstance(statement, YamlMapping):
                    continue
                facts = _facts(statement, diagnosis=kind is Rel.SUPPORTS)
                if not whole:
                    facts |= dict.fromkeys(_LIMITS)
                for label, end, modifier in self._ends(statement, name, row):
                    id_ = text(statement, "group")
                    said_of = _with_modifier(facts, modifier) if modifier else facts
                    if modifier:
                        id_ = f"{id_}/{modifier}"
                    if (kind, end, id_) in ids:
                        id_ = f"{id_}/{index}"
                    if (kind, end, id_) not in ids:
                        ids.add((kind, end, id_))
                        yield Stated(kind, label, end, said_of, id_)

    def _are_whole(self, said: YamlMapping, at: Place) -> bool:
        """Whether all diagnoses of a version are usable: otherwise its lists cannot be complete."""
        lists = [
            ((*at, "diagnoses", index), line, one)
            for index, line, one in listed(said, "diagnoses")
            if isinstance(one, YamlMapping)
        ]
        limits = [line for _, line, one in lists if any(text(one, name) == "true" for name in _LIMITS)]
        if not limits or all(self._is_whole(one, row) for row, _, one in lists):
            return True
        self.rows.report.notice(
            f"{self.rows.file}:{limits[0]}: some diagnoses of the version cannot be used, so its lists"
            " count neither as complete nor as its scope"
        )
        return False

    def _is_whole(self, statement: YamlMapping, row: Place) -> bool:
        system = text(statement, "system")
        for index, _, entry in listed(statement, "diagnoses"):
            try:
                for item in written_items(str(entry).strip(), system, diagnosis=True):
                    list(self._end(item))
            except ValueError:
                return False
            if (*row, "diagnoses", index) in self.faults:
                return False
        return row not in self.faults

    def _ends(self, statement: YamlMapping, name: str, row: Place) -> Iterator[tuple[Label, str, str]]:
        """The nodes that the items of a statement name; items that name none are rejected."""
        for index, line, entry in listed(statement, name):
            place, said = (*row, name, index), str(entry).strip()
            if place in self.faults:
                continue
            try:
                items = written_items(said, text(statement, "system"), diagnosis=name == "diagnoses")
                ends = [end for item in items for end in self._end(item)]
            except ValueError as error:
                self.rows.reject(place, line, str(error), said)
                continue
            yield from ends

    def _end(self, item: Written) -> Iterator[tuple[Label, str, str]]:
        """The nodes that one item names, each with its modifier; raises ValueError if there are none."""
        if item.system is None:
            yield Label.CONDITION, condition_of(item, self.names), ""
            return
        check_range(item)
        for code in codes_of(item, self.names.codes(item.system), accept=self.accept):
            yield Label.CODE, f"{item.system}:{code}", item.modifier


def _place(said: str) -> tuple[str, dict[str, Value]]:
    """The key and the properties of a jurisdiction; raises ValueError if it is not one."""
    if said.upper().startswith("JURISDICTION:"):
        return normalise(said), {}
    short = said.lower().removeprefix("us-")
    if short in _COUNTRY:
        return f"JURISDICTION:{short}", {"name": _COUNTRY[short], "kind": "country"}
    letters = state_in(said)
    kind = "territory" if letters in TERRITORIES else "district" if letters == "DC" else "state"
    return f"JURISDICTION:us-{letters.lower()}", {"kind": kind}


def _check_places(policy: YamlMapping) -> None:
    """Raise ValueError if no jurisdiction of a policy is valid: it would apply everywhere."""
    wrong = []
    for said, _ in texts(policy, "jurisdictions"):
        try:
            _place(said)
        except ValueError as error:
            wrong.append(str(error))
        else:
            return
    if wrong:
        raise ValueError("; ".join(wrong))


def _groups(version: YamlMapping, name: str) -> set[str]:
    """The groups of the statements about codes or diagnoses; an empty one of those without."""
    return {text(one, "group") for _, _, one in listed(version, name) if isinstance(one, YamlMapping)}


def _facts(statement: YamlMapping, *, diagnosis: bool) -> dict[str, Value]:
    facts: dict[str, Value] = {
        "stance": text(statement, "stance") or "covered",
        "criteria": text(statement, "criteria"),
        "group": text(statement, "group"),
    }
    if diagnosis:
        facts |= {name: True if text(statement, name) == "true" else None for name in _LIMITS}
    else:
        facts |= {name: day(statement, name) for name in ("valid_from", "valid_to")}
    return facts


def _with_modifier(facts: Mapping[str, Value], modifier: str) -> dict[str, Value]:
    """A statement about a code with a modifier, restated for the code: it depends on the modifier."""
    only = (
        f"Not covered with modifier {modifier}."
        if facts["stance"] == "not_covered"
        else (f"With modifier {modifier} only.")
    )
    criteria = f"{only} {facts['criteria'] or ''}".strip()
    return {**facts, "stance": "conditional", "criteria": criteria}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
