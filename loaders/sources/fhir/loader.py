"""FHIR terminology (R4, R5): code systems, concept maps and value sets, from JSON, bundles and NDJSON."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Document, Fact
from medcodegraph.graph.keys import slug_key
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import Found, check_editions, found_files, known
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.fhir.code_systems import code_system_facts
from medcodegraph.loaders.sources.fhir.codes import Codes
from medcodegraph.loaders.sources.fhir.concept_maps import concept_map_facts
from medcodegraph.loaders.sources.fhir.contents import At, Contents, contents_of
from medcodegraph.loaders.sources.fhir.files import (
    CODE_SYSTEM,
    CONCEPT_MAP,
    KINDS,
    VALUE_SET,
    Form,
    Resource,
    form_of,
    is_supplement,
)
from medcodegraph.loaders.sources.fhir.resources import resources
from medcodegraph.loaders.sources.fhir.value_sets import included_systems, value_set_facts
from medcodegraph.loaders.uris.names import slug_of
from medcodegraph.loaders.uris.systems import name_of

_FORMATS = (
    "FHIR R4 or R5 resources CodeSystem, ConceptMap and ValueSet: one per JSON file, in a Bundle, "
    "or one per line (NDJSON)"
)
_UNKNOWN_LICENCE = "not stated in the file"
_NAMELESS = "the resource has no url for others to refer to: give it one"
_QUOTING = 5
"""Rank of value sets and maps: their wording of a code counts only if no other source has one."""
_ADDING = 44
"""Rank of a supplement: the system's own synonyms take precedence."""
_EDITION = re.compile(r"[-_ .]+v?\d[\d._-]*$", re.IGNORECASE)
_READERS = {
    CODE_SYSTEM: code_system_facts,
    CONCEPT_MAP: concept_map_facts,
    VALUE_SET: value_set_facts,
}

Facts = Callable[[Report, Names], Iterator[Fact]]


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    """The parts; a resource without a URL is skipped among others, which the first part reports."""
    given = [Packed(path) for path in paths]
    parts, nameless = [], []
    for found in found_files(paths, form_of, _FORMATS):
        if own := _of_file(found):
            parts += own
        elif found.source in given:
            raise InputError(_NAMELESS, found.source.name)
        else:
            nameless.append(found.source.name)
    if nameless and not parts:
        raise InputError(_NAMELESS, nameless[0])
    check_editions(parts)
    parts.sort(key=_turn)
    if nameless:
        parts[0] = replace(parts[0], facts=partial(_telling, nameless, parts[0].facts))
    return parts


def _turn(part: Part) -> int:
    """The order of parts: code systems first, then those that look up codes in them, then sets and maps."""
    if part.rank == _QUOTING:
        return 2
    return 1 if part.systems else 0


def _telling(nameless: Sequence[str], facts: Facts, report: Report, names: Names) -> Iterator[Fact]:
    """The facts of a part, after reporting what was skipped beside it."""
    for name in nameless:
        report.notice(f"{name}: skipped: {_NAMELESS}")
    yield from facts(report, names)


def _of_file(found: Found[Form]) -> list[Part]:
    """The parts of a file: a single resource is one part, named by its URL; several are two, by file name.

    What value sets and maps say counts less than what code systems say, so they are apart. None for a
    resource alone that has no address. A file is read to its end for that: what it is called, and whose codes
    it looks up, may stand there.
    """
    with contents_of(found.source, found.kind, (At.HEAD, At.INCLUDE, At.EXCLUDE)) as contents:
        return _of_contents(contents)


def _of_contents(contents: Contents) -> list[Part]:
    source, form = contents.source, contents.form
    there = resources(contents, Report())
    if form is Form.ALONE:
        alone = there
        if not alone:
            return []
        resource = alone[0]
        name = f"fhir/{resource.kind.lower()}/{slug_of(resource.url)}"
        facts = partial(_facts, source, form, None, KINDS)
        part = Part(name, [source.path], _provenance(resource), facts, rank=_rank(resource))
        systems = _looked_up(contents, alone)
        return [replace(part, systems=systems, follows=systems)]
    stem = _EDITION.sub("", source.title.rsplit(".", 1)[0])
    name = f"fhir/{slug_key('', stem).removeprefix(':') or 'bundle'}"
    provenance = Provenance(f"FHIR resources ({source.title})", "several", "", "stated in each document")
    groups: dict[str, Sequence[str]] = {name: KINDS}
    if any(each.kind == CODE_SYSTEM for each in there.values()):
        groups = {name: (CODE_SYSTEM,), f"{name}/sets-and-maps": (VALUE_SET, CONCEPT_MAP)}
    parts = []
    for called, kinds in groups.items():
        own = {place: each for place, each in there.items() if each.kind in kinds}
        if own or called == name:
            facts = partial(_facts, source, form, f"SOURCE:{called}", kinds)
            rank = None if CODE_SYSTEM in kinds and len(groups) > 1 else _QUOTING
            systems = _looked_up(contents, own)
            part = Part(called, [source.path], provenance, facts, rank=rank)
            parts.append(replace(part, systems=systems, follows=systems))
    return parts


def _rank(resource: Resource) -> int | None:
    """The rank of a single resource, if it is not the loader's."""
    if resource.kind != CODE_SYSTEM:
        return _QUOTING
    return _ADDING if is_supplement(resource) else None


def _looked_up(contents: Contents, chosen: Mapping[int, Resource]) -> list[str]:
    """The systems whose codes are looked up: those named by supplements and by inclusions of all codes."""
    found = {name_of(each.head.get("supplements", "")) for each in chosen.values() if is_supplement(each)}
    sets = {place for place, each in chosen.items() if each.kind == VALUE_SET}
    found |= included_systems(contents, sets) if sets else set()
    return sorted(found - {""})


def _provenance(resource: Resource) -> Provenance:
    head = resource.head
    return Provenance(
        title=resource.called,
        publisher=head.get("publisher", ""),
        url=resource.url,
        licence=head.get("copyright") or _UNKNOWN_LICENCE,
        release=head.get("version") or head.get("date"),
    )


def _facts(
    source: Packed, form: Form, part: str | None, kinds: Sequence[str], report: Report, names: Names
) -> Iterator[Fact]:
    """The facts of a file's resources of some kinds; `part` is the Source's key if each is a document."""
    with contents_of(source, form) as contents:
        yield from _facts_of(contents, part, kinds, report, names)


def _facts_of(
    contents: Contents, part: str | None, kinds: Sequence[str], report: Report, names: Names
) -> Iterator[Fact]:
    found = resources(contents, report, kinds)
    codes = Codes(names)
    if CODE_SYSTEM not in kinds:
        _read_systems(contents, codes)
    if part is not None:
        found = {at: replace(each, cites=_document_key(part, each)) for at, each in found.items()}
        yield from map(_document, found.values())
    for kind, read in _READERS.items():
        chosen: Mapping[int, Resource] = {at: each for at, each in found.items() if each.kind == kind}
        if chosen:
            yield from read(contents, chosen, codes, report)
    for system in sorted(codes.untold):
        report.notice(f"{contents.name}: the wording of {system} codes is left out, as it is licensed")


def _read_systems(contents: Contents, codes: Codes) -> None:
    """Read the code systems of a file, which another part states, as its value sets refer to them."""
    unheard = Report()
    systems = {at: each for at, each in resources(contents, unheard).items() if each.kind == CODE_SYSTEM}
    whole = {at: each for at, each in systems.items() if not is_supplement(each)}
    for _ in code_system_facts(contents, whole, codes, unheard):
        pass
    codes.forget_stated()


def _document_key(part: str, resource: Resource) -> str:
    return f"{part}/{resource.kind.lower()}-{slug_of(resource.url)}"


def _document(resource: Resource) -> Document:
    provenance = _provenance(resource)
    try:
        published = date.fromisoformat(resource.head.get("date", "")[:10])
    except ValueError:
        published = None
    return Document(
        key=resource.cites or "",
        title=provenance.title,
        publisher=provenance.publisher,
        url=provenance.url,
        licence=provenance.licence,
        published_on=published,
    )


LOADER = Loader(
    name="fhir",
    summary="FHIR code systems, concept maps and value sets (R4, R5)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=45,
    parts=_parts,
    recognises=known(form_of),
)
