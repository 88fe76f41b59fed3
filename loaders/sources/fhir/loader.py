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
from medcodegraph.loaders.sources.fhir.files import (
    CODE_SYSTEM,
    CONCEPT_MAP,
    VALUE_SET,
    Form,
    Resource,
    form_of,
    resources,
)
from medcodegraph.loaders.sources.fhir.value_sets import value_set_facts
from medcodegraph.loaders.uri_names import slug_of

_FORMATS = (
    "CodeSystem, ConceptMap and ValueSet resources of FHIR R4 or R5: a JSON file each, a Bundle, "
    "or one a line (NDJSON)"
)
_UNKNOWN_LICENCE = "not stated in the file"
_NAMELESS = "the resource has no url, by which others refer to it: give it one"
_QUOTING = 5
"""Rank of value sets and maps: how they word a code is for whom nobody else words it."""
_EDITION = re.compile(r"[-_ .]+v?\d[\d._-]*$", re.IGNORECASE)
_READERS = {
    CODE_SYSTEM: code_system_facts,
    CONCEPT_MAP: concept_map_facts,
    VALUE_SET: value_set_facts,
}

Facts = Callable[[Report, Names], Iterator[Fact]]


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    """The parts; a resource without an address is passed over among others, and the first of them tells."""
    given = [Packed(path) for path in paths]
    parts, nameless = [], []
    for found in found_files(paths, form_of, _FORMATS):
        part = _part(found)
        if part is not None:
            parts.append(part)
        elif found.source in given:
            raise InputError(_NAMELESS, found.source.name)
        else:
            nameless.append(found.source.name)
    if nameless and not parts:
        raise InputError(_NAMELESS, nameless[0])
    check_editions(parts)
    if nameless:
        parts[0] = replace(parts[0], facts=partial(_telling, nameless, parts[0].facts))
    return parts


def _telling(nameless: Sequence[str], facts: Facts, report: Report, names: Names) -> Iterator[Fact]:
    """The facts of a part, after what was passed over beside it."""
    for name in nameless:
        report.notice(f"{name}: it is passed over: {_NAMELESS}")
    yield from facts(report, names)


def _part(found: Found[Form]) -> Part | None:
    """A resource is a part by its address; several in one file are one, by the file's name.

    None for a resource alone that has no address.
    """
    source, form = found.source, found.kind
    facts = partial(_facts, source, form)
    if form is Form.ALONE:
        alone = resources(source, form, Report())
        if not alone:
            return None
        resource = alone[0]
        name = f"fhir/{resource.kind.lower()}/{slug_of(resource.url)}"
        rank = None if resource.kind == "CodeSystem" else _QUOTING
        return Part(name, [source.path], _provenance(resource), partial(facts, None), rank=rank)
    stem = _EDITION.sub("", source.title.rsplit(".", 1)[0])
    name = f"fhir/{slug_key('', stem).removeprefix(':') or 'bundle'}"
    provenance = Provenance(f"FHIR resources ({source.title})", "several", "", "each as its document says")
    return Part(name, [source.path], provenance, partial(facts, f"SOURCE:{name}"))


def _provenance(resource: Resource) -> Provenance:
    head = resource.head
    return Provenance(
        title=resource.called,
        publisher=head.get("publisher", ""),
        url=resource.url,
        licence=head.get("copyright") or _UNKNOWN_LICENCE,
        release=head.get("version") or head.get("date"),
    )


def _facts(source: Packed, form: Form, part: str | None, report: Report, _names: Names) -> Iterator[Fact]:
    """The facts of all resources of a file; `part` is its Source's key where they are documents of it."""
    found = resources(source, form, report)
    if part is not None:
        found = {at: replace(each, cites=_document_key(part, each)) for at, each in found.items()}
        yield from map(_document, found.values())
    codes = Codes()
    for kind, read in _READERS.items():
        chosen: Mapping[int, Resource] = {at: each for at, each in found.items() if each.kind == kind}
        if chosen:
            yield from read(source, form, chosen, codes, report)
    for system in sorted(codes.untold):
        report.notice(f"{source.name}: the wording of {system} codes is left out, as it is licensed")


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
    summary="code systems, concept maps and value sets of FHIR (R4, R5)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=45,
    parts=_parts,
    recognises=known(form_of),
)
