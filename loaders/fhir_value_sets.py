"""FHIR ValueSets: their members, as expanded or as listed one by one."""

from collections.abc import Iterator, Mapping

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import slug_key
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.fhir_codes import Codes
from medcodegraph.loaders.fhir_files import Form, Resource, items_in, rows, text_in
from medcodegraph.loaders.ontology_facts import sound
from medcodegraph.loaders.source import Report
from medcodegraph.loaders.unpack import Packed

_SAME = ("title", "description", "publisher", "version", "status")
_LONGEST_NAME = 2_000  # letters: what an index takes


def value_set_key(url: str) -> str:
    """The key of the value set with this canonical address."""
    return slug_key("VALUESET", url.partition("://")[2] or url)


def value_set_facts(
    source: Packed, form: Form, sets: Mapping[int, Resource], codes: Codes, report: Report
) -> Iterator[Fact]:
    """The value sets of a file (by their place in it) with their members; counts the members named.

    An expansion, where there is one, says what the members are; else those listed and not excluded. What a
    rule or another value set stands for is not worked out, only said. Rejects a member without code or
    system.
    """
    for resource in sets.values():
        yield Node(Label.VALUE_SET, value_set_key(resource.url), _stated(resource), resource.cites)
    expanded: set[int] = set()
    members = _Members(source.name, sets, codes, report)
    for place, row in rows(source, form, "expansion", "contains", "*"):
        if place in sets:
            expanded.add(place)
            for uri, concept in _contained(row.value):
                yield from members.facts(place, row.line, uri, concept)
    for place, row in rows(source, form, "compose", "exclude", "*"):
        if place in sets and place not in expanded:
            members.exclude(place, row.line, row.value)
    for place, row in rows(source, form, "compose", "include", "*"):
        if place not in sets or place in expanded:
            continue
        listed = items_in(row.value, "concept")
        if not listed or items_in(row.value, "valueSet"):
            report.notice(
                f"{source.name}:{row.line}: {sets[place].called} has members by a rule, left out here: "
                "expand it with a terminology server"
            )
            continue
        for concept in listed:
            yield from members.facts(place, row.line, text_in(row.value, "system"), concept)


def _stated(resource: Resource) -> dict[str, Value]:
    told: dict[str, Value] = {name: resource.head.get(name) for name in _SAME}
    name = resource.head.get("name", "")[:_LONGEST_NAME]
    return {"name": name, "uri": resource.url, "licence": resource.head.get("copyright"), **told}


def _contained(value: object) -> Iterator[tuple[str, object]]:
    """System and concept of what an expansion contains, nested ones too, without headings."""
    waiting = [value]
    while waiting:
        value = waiting.pop(0)
        if not (isinstance(value, dict) and value.get("abstract") is True):
            yield text_in(value, "system"), value
        waiting += items_in(value, "contains")


class _Members:
    """The members of the value sets of a file, each stated once."""

    def __init__(self, file: str, sets: Mapping[int, Resource], codes: Codes, report: Report) -> None:
        self._file, self._sets, self._codes, self._report = file, sets, codes, report
        self._seen: set[tuple[int, str]] = set()

    def exclude(self, place: int, line: int, value: object) -> None:
        """Leave out what an exclusion of a value set lists."""
        for concept in items_in(value, "concept"):
            key = self._key(line, text_in(value, "system"), concept)
            if key is not None:
                self._seen.add((place, key))

    def facts(self, place: int, line: int, uri: str, concept: object) -> Iterator[Fact]:
        """A member of the value set at a place; nothing if it was there, is excluded or is rejected."""
        self._report.rows += 1
        key = self._key(line, uri, concept)
        if key is None or (place, key) in self._seen:
            return
        self._seen.add((place, key))
        resource, display = self._sets[place], text_in(concept, "display")
        yield from self._codes.facts(resource, uri, key, {"display": display if sound(display) else None})
        ends = (Label.CODE, key), (Label.VALUE_SET, value_set_key(resource.url))
        yield Edge(Rel.MEMBER_OF, *ends, cites=resource.cites)

    def _key(self, line: int, uri: str, concept: object) -> str | None:
        """The key of a code, None where it is rejected."""
        try:
            return self._codes.key(uri, concept.get("code") if isinstance(concept, dict) else None)
        except ValueError as error:
            words = f"{text_in(concept, 'code')} {text_in(concept, 'display')}"
            self._report.reject(self._file, line, str(error), words)
            return None
