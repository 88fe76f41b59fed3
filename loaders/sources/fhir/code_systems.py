"""FHIR CodeSystems: concepts, nested or with parents and children as properties."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Fact, Value
from medcodegraph.graph.hierarchy import circles
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.codes.facts import code_edge
from medcodegraph.loaders.files.json_rows import JsonRow
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.codes import Codes
from medcodegraph.loaders.sources.fhir.concepts import Concepts
from medcodegraph.loaders.sources.fhir.contents import At, Contents, contents_of
from medcodegraph.loaders.sources.fhir.files import Resource, items_in, text_in
from medcodegraph.loaders.sources.fhir.properties import (
    Properties,
    ended_on,
    is_flagged,
    is_retired,
    properties_of,
    property_names,
    relatives,
)
from medcodegraph.loaders.uris.systems import name_of
from medcodegraph.loaders.usable_text import sound
from medcodegraph.loaders.wording import INVALID_UNICODE, circular, repeated

_SHOWN = 5  # codes in a message


def code_system_facts(
    contents: Contents, systems: Mapping[int, Resource], codes: Codes, report: Report
) -> Iterator[Fact]:
    """The code systems of a file (by index), their codes and hierarchies.

    Counts concepts, including nested ones. Rejects one without a code, with a duplicate code (ignoring case)
    or an unusable text, and a parent that is not in the system or closes a cycle. Raises InputError if the
    concepts of a system are not a list.
    """
    found: dict[int, Concepts] = {}
    names = property_names(contents)
    for place, resource in systems.items():
        found[place] = Concepts(resource, names.get(place, {}))
        content = resource.head.get("content", "complete")
        if content not in ("complete", "supplement"):
            report.notice(
                f"{contents.name}:{resource.line}: {resource.called} says that it is incomplete: {content}"
            )
        if found[place].complete:
            codes.complete[name_of(resource.url)] = found[place]
        if resource.head.get("caseSensitive") == "false":
            codes.caseless.add(name_of(_uri(resource)))
        yield from codes.system(resource, _uri(resource), _stated(resource))
    told: set[int] = set()
    for place, row in contents.rows(At.CONCEPT):
        if place in found:
            if row.key:
                raise _no_list(contents, row, found[place])
            told.add(place)
            yield from _concepts(contents.name, row.line, row.value, found[place], codes, report)
    _check_silent(contents, {place: each for place, each in found.items() if place not in told})
    for system in found.values():
        _tell_unknown(contents.name, system, report)
        _drop_mistaken(contents.name, system, codes, report)
        yield from _edges(contents.name, system, report)


def _tell_unknown(file: str, system: Concepts, report: Report) -> None:
    """Report which codes of a supplement no source has; raises InputError if none is known."""
    if not system.unknown:
        return
    name = name_of(_uri(system.resource))
    some = ", ".join(system.unknown[:_SHOWN]) + (", ..." if len(system.unknown) > _SHOWN else "")
    said = f"{len(system.unknown)} codes of {system.resource.called} are not in {name} as loaded: {some}"
    if not system.lines:
        raise InputError(f"{said}; load {name} first", file, system.resource.line)
    report.notice(f"{file}:{system.resource.line}: {said}; they are left out")


def _check_silent(contents: Contents, silent: Mapping[int, Concepts]) -> None:
    """Raise InputError for a system without concepts whose `concept` is not a list."""
    if silent and (wrong := _wrong(contents, silent)) is not None:
        place, row = wrong
        raise _no_list(contents, row, silent[place])


def _wrong(contents: Contents, silent: Collection[int]) -> tuple[int, JsonRow] | None:
    try:
        with contents_of(contents.source, contents.form, [At.CONCEPTS]) as whole:
            for place, row in whole.rows(At.CONCEPTS):
                if place in silent and not isinstance(row.value, list | None):
                    return place, row
    except InputError:  # the list of another system is too long for memory; the file itself was valid
        pass
    return None


def _no_list(contents: Contents, row: JsonRow, system: Concepts) -> InputError:
    reason = f"the concept of {system.resource.called} is not a list: no codes can be read"
    return InputError(reason, contents.name, row.line)


def _uri(resource: Resource) -> str:
    """The URI of the system whose codes it has: a supplement's are another system's."""
    return resource.head.get("supplements") or resource.url


def _stated(resource: Resource) -> dict[str, Value]:
    if resource.head.get("supplements"):
        return {}
    return {
        "title": resource.called,
        "publisher": resource.head.get("publisher"),
        "licence": resource.head.get("copyright"),
        "version": resource.head.get("version"),
    }


def _concepts(
    file: str, line: int, concept: object, system: Concepts, codes: Codes, report: Report
) -> Iterator[Fact]:
    """A concept and those nested in it, outer ones first."""
    waiting: deque[tuple[object, str | None]] = deque([(concept, None)])  # with the key of the code above
    while waiting:
        concept, above = waiting.popleft()
        report.rows += 1
        code = concept.get("code") if isinstance(concept, dict) else None
        uri = _uri(system.resource)
        try:
            key = codes.named(uri, code)
            if system.supplement and not codes.is_known(key):
                system.unknown.append(str(code))
                waiting += [(inner, above) for inner in items_in(concept, "concept")]
                continue
            if key in system.lines:
                raise ValueError(repeated(code, system.lines[key]))
            properties = properties_of(concept, system.names)
            told = _told(concept, properties, system)
            related = (
                []
                if system.supplement
                else [(name, codes.key(uri, other), other) for name, other in relatives(properties)]
            )
        except ValueError as error:
            report.reject(file, line, str(error), f"{code} {text_in(concept, 'display')}")
            waiting += [(inner, above) for inner in items_in(concept, "concept")]
            continue
        system.lines[key] = line
        if is_flagged(properties, "notSelectable"):
            system.headings.add(key)
        if told.get("status") == "retired":
            system.retired.add(key)
        links = [(key, above)] if above and not system.supplement else []
        for name, other, written in related:
            links.append((key, other) if name == "parent" else (other, key))
            if codes.has_capitals(other):
                system.asked[links[-1]] = other, written
        for child, parent in links:
            parents = system.parents.setdefault(child, [])
            if parent not in parents:
                parents.append(parent)
        yield from codes.facts(system.resource, uri, key, {"code": code, **told})
        waiting += [(inner, key) for inner in items_in(concept, "concept")]


def _told(concept: object, properties: Properties, system: Concepts) -> dict[str, Value]:
    """The properties of a concept; raises ValueError if one cannot be stored.

    A supplement adds only wordings. Only a complete system implies that a code is active.
    """
    inner = concept.get("concept") if isinstance(concept, dict) else None
    if inner is not None and not isinstance(inner, list):
        raise ValueError("its nested `concept` is not a list")
    display = text_in(concept, "display")
    wordings = dict.fromkeys(text_in(each, "value") for each in items_in(concept, "designation"))
    synonyms = [wording for wording in wordings if wording not in ("", display)]
    definition = text_in(concept, "definition")
    if not all(map(sound, (display, definition, *synonyms))):
        raise ValueError(f"a text {INVALID_UNICODE}")
    if system.supplement:
        return {"synonyms": list(dict.fromkeys(filter(None, (display, *synonyms))))}
    return {
        "display": display,
        "description": definition,
        "synonyms": synonyms,
        "status": "retired" if is_retired(properties) else "active" if system.complete else None,
        "valid_to": _last_day(properties),
    }


def _last_day(properties: Properties) -> date | None:
    ended = ended_on(properties)
    return None if ended in (None, date.min) else ended - timedelta(days=1)


def _drop_mistaken(file: str, system: Concepts, codes: Codes, report: Report) -> None:
    """Reject parents and children that are not in the system but have the key of a code that is."""
    for (child, parent), (key, written) in system.asked.items():
        try:
            codes.check_capitals(key, written)
        except ValueError as error:
            system.parents[child].remove(parent)
            line = system.lines[parent if key == child else child]
            report.reject(file, line, str(error), f"{child} below {parent}")


def _edges(file: str, system: Concepts, report: Report) -> Iterator[Fact]:
    back = circles(system.parents)
    for child, parents in system.parents.items():
        for parent in parents:
            known = [key for key in (child, parent) if key in system.lines]
            line = system.lines[known[0]] if known else system.resource.line
            if len(known) < 2:
                reason = f"{child} is below {parent}, but one of them is not in the system"
            elif (child, parent) in back:
                reason = circular(parent)
            else:
                yield code_edge(Rel.CHILD_OF, child, parent, cites=system.resource.cites)
                continue
            report.reject(file, line, reason, f"{child} below {parent}")
