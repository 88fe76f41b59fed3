"""FHIR ValueSets: their members, from expansions, explicit lists, or simple rules."""

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.batches import LONGEST_INDEXED
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.codes import Codes
from medcodegraph.loaders.sources.fhir.contents import At, Contents
from medcodegraph.loaders.sources.fhir.files import Resource, items_in, text_in
from medcodegraph.loaders.uris.names import slug_of
from medcodegraph.loaders.uris.systems import name_of
from medcodegraph.loaders.usable_text import sound

_SAME = ("title", "description", "publisher", "version", "status")
_BELOW = ("is-a", "descendent-of")
_UNDONE = "rule that is not evaluated here: expand it with a terminology server"


def value_set_key(url: str) -> str:
    """The key of the value set with this canonical URL."""
    return f"VALUESET:{slug_of(url)}"


def value_set_facts(
    contents: Contents, sets: Mapping[int, Resource], codes: Codes, report: Report
) -> Iterator[Fact]:
    """The value sets of a file (by index) with their members; counts the members named.

    The members are those of the expansion, if there is one, else those included and not excluded. A rule is
    evaluated if the file has the whole code system: all of its codes, or those below one. If all codes of a
    system that other sources state are included, those are taken. Other rules and references to other value
    sets are only reported as missing; if one is an exclusion, none of the set's rules and lists is taken. A
    set without inactive codes omits those that the file marks as retired. The rest of a paged expansion is
    reported as missing too. Rejects a member without code or system.
    """
    for resource in sets.values():
        yield Node(Label.VALUE_SET, value_set_key(resource.url), _stated(resource), resource.cites)
    done: set[int] = set()
    members = _Members(contents.name, sets, codes, report)
    there: Counter[int] = Counter()
    for place, row in contents.rows(At.CONTAINED):
        if place in sets:
            done.add(place)
            for uri, concept in _contained(row.value):
                there[place] += 1
                if not _is_heading(concept):
                    yield from members.facts(place, row.line, uri, concept)
    _tell_pages(contents, sets, there, report)
    unknown: set[int] = set()
    for place, row in contents.rows(At.EXCLUDE):
        if place in sets and place not in done and not members.exclude(place, row.line, row.value):
            unknown.add(place)
            report.notice(f"{contents.name}:{row.line}: {sets[place].called} excludes codes by a {_UNDONE}")
    done |= unknown
    for place, row in contents.rows(At.INACTIVE):
        if row.value is False:
            members.current.add(place)
    for place, row in contents.rows(At.INCLUDE):
        if place not in sets or place in done:
            continue
        found = members.include(place, row.line, row.value)
        if found is None:
            why = _whole(row.value, codes) or f"defines members by a {_UNDONE}"
            report.notice(f"{contents.name}:{row.line}: {sets[place].called} {why}")
        else:
            yield from found


def included_systems(contents: Contents, sets: Collection[int]) -> set[str]:
    """The names of the systems that a value set (by index) includes or excludes as a whole."""
    found = set()
    for at in (At.INCLUDE, At.EXCLUDE):
        for place, row in contents.rows(at):
            uri = text_in(row.value, "system")
            if (
                place in sets
                and uri
                and not any(items_in(row.value, n) for n in ("concept", "filter", "valueSet"))
            ):
                found.add(name_of(uri))
    return found


def _whole(value: object, codes: Codes) -> str | None:
    """The notice about an inclusion of a whole system that is not loaded; None for other inclusions."""
    if any(items_in(value, name) for name in ("filter", "valueSet")):
        return None
    system = text_in(value, "system")
    if not name_of(system) or name_of(system) in codes.complete:
        return None
    return f"includes all of {system}, which is not loaded: once it is, its codes become members"


def _stated(resource: Resource) -> dict[str, Value]:
    told: dict[str, Value] = {name: resource.head.get(name) for name in _SAME}
    name = resource.head.get("name", "")[:LONGEST_INDEXED]
    return {"name": name, "uri": resource.url, "licence": resource.head.get("copyright"), **told}


def _contained(value: object) -> Iterator[tuple[str, object]]:
    """System and concept of each entry of an expansion, including nested ones and headings."""
    waiting = deque([value])
    while waiting:
        value = waiting.popleft()
        yield text_in(value, "system"), value
        waiting += items_in(value, "contains")


def _is_heading(concept: object) -> bool:
    return isinstance(concept, dict) and concept.get("abstract") is True


def _tell_pages(
    contents: Contents, sets: Mapping[int, Resource], there: Mapping[int, int], report: Report
) -> None:
    """Report which expansions are only one page; `there` is how many entries each has."""
    sizes: dict[int, dict[str, int]] = {}
    lines: dict[int, int] = {}
    for place, row in contents.rows(At.PAGE):
        if place in sets and isinstance(row.value, int):
            sizes.setdefault(place, {})[row.key] = row.value
            lines.setdefault(place, row.line)
    for place, size in sizes.items():
        count, offset = there.get(place, 0), size.get("offset", 0)
        total = max(size.get("total", 0), offset + count)
        if count < total:
            report.notice(
                f"{contents.name}:{lines[place]}: the expansion of {sets[place].called} is only a page, "
                f"with {count} of {total} entries: expand it without paging (offset and count)"
            )


def _listed(value: object) -> bool:
    """Whether an inclusion or exclusion names its codes one by one."""
    return bool(items_in(value, "concept")) and not items_in(value, "valueSet")


class _Members:
    """The members of the value sets of a file, each stated once."""

    def __init__(self, file: str, sets: Mapping[int, Resource], codes: Codes, report: Report) -> None:
        self._file, self._sets, self._codes, self._report = file, sets, codes, report
        self._seen: set[tuple[int, str]] = set()
        self.current: set[int] = set()
        """The value sets, by their places, that take no retired codes."""

    def exclude(self, place: int, line: int, value: object) -> bool:
        """Leave out the codes of an exclusion; False if it cannot be evaluated."""
        if _listed(value):
            uri, concepts = text_in(value, "system"), items_in(value, "concept")
            keys: Collection[str] = [key for each in concepts if (key := self._key(line, uri, each))]
        else:
            chosen = self._chosen(value)
            if chosen is None:
                return False
            keys = chosen
        self._seen.update((place, key) for key in keys)
        return True

    def include(self, place: int, line: int, value: object) -> Iterator[Fact] | None:
        """The members of an inclusion; None if it cannot be evaluated."""
        uri = text_in(value, "system")
        if _listed(value):
            concepts = items_in(value, "concept")
            return (fact for each in concepts for fact in self.facts(place, line, uri, each))
        chosen = self._chosen(value)
        if chosen is None:
            return None
        if name_of(uri) not in self._codes.complete:
            self._report.notice(
                f"{self._file}:{line}: {self._sets[place].called} includes all of {name_of(uri)}: the "
                f"{len(chosen):,} codes loaded now, and more once they are loaded"
            )
        return (fact for key in chosen for fact in self._member(place, uri, key, None))

    def facts(self, place: int, line: int, uri: str, concept: object) -> Iterator[Fact]:
        """A member of the value set at an index; nothing if duplicate, excluded or rejected."""
        self._report.rows += 1
        key = self._key(line, uri, concept)
        if key is not None:
            display = text_in(concept, "display")
            yield from self._member(place, uri, key, display if sound(display) else None)

    def _member(self, place: int, uri: str, key: str, display: str | None) -> Iterator[Fact]:
        if (place, key) in self._seen or (place in self.current and self._is_retired(uri, key)):
            return
        self._seen.add((place, key))
        resource = self._sets[place]
        yield from self._codes.facts(resource, uri, key, {"display": display})
        ends = (Label.CODE, key), (Label.VALUE_SET, value_set_key(resource.url))
        yield Edge(Rel.MEMBER_OF, *ends, cites=resource.cites)

    def _is_retired(self, uri: str, key: str) -> bool:
        """Whether the code is retired according to its system in the file."""
        concepts = self._codes.complete.get(name_of(uri))
        return concepts is not None and key in concepts.retired

    def _chosen(self, value: object) -> Collection[str] | None:
        """The codes that a rule selects from a system; None if the rule is not supported."""
        uri, version = text_in(value, "system"), text_in(value, "version")
        concepts = self._codes.complete.get(name_of(uri))
        if items_in(value, "valueSet") or not uri:
            return None
        if concepts is None:
            return self._loaded(uri, value)
        if version and version != concepts.resource.head.get("version"):
            return None
        chosen: Collection[str] = concepts.lines.keys()
        for rule in items_in(value, "filter"):
            try:
                start = self._codes.named(uri, text_in(rule, "value"))
            except ValueError:
                return None
            how = text_in(rule, "op")
            if text_in(rule, "property") != "concept" or how not in _BELOW or start not in concepts.lines:
                return None
            below = {*concepts.below(start), *([start] if how == "is-a" else [])}
            chosen = [key for key in chosen if key in below]
        return [key for key in chosen if key not in concepts.headings]

    def _loaded(self, uri: str, value: object) -> Collection[str] | None:
        """The codes of a whole system from other sources; None if there are none, or for part of a system."""
        return None if items_in(value, "filter") else self._codes.elsewhere(name_of(uri)) or None

    def _key(self, line: int, uri: str, concept: object) -> str | None:
        """The key of a code, None if it is rejected."""
        try:
            return self._codes.named(uri, concept.get("code") if isinstance(concept, dict) else None)
        except ValueError as error:
            words = f"{text_in(concept, 'code')} {text_in(concept, 'display')}"
            self._report.reject(self._file, line, str(error), words)
            return None
