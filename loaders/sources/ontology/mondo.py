"""MONDO: diseases with their names and hierarchy, and its official mappings to ICD-10-CM and DOID."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from medcodegraph.graph.facts import Fact
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.files.json_rows import JsonRow, json_rows
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.ontology.code_links import SYSTEM
from medcodegraph.loaders.sources.ontology.facts import condition_facts
from medcodegraph.loaders.sources.ontology.files import (
    Form,
    OntologyFile,
    check_editions,
    form_of,
    ontology_files,
)
from medcodegraph.loaders.sources.ontology.mondo_mappings import mapping_facts
from medcodegraph.loaders.sources.ontology.obo import obo_heading, obo_terms
from medcodegraph.loaders.sources.ontology.obographs import obograph_heading, obograph_terms
from medcodegraph.loaders.sources.ontology.sssom import mapping_set
from medcodegraph.loaders.sources.ontology.term import Term, part_word, release_in

_PREFIX = "MONDO"
_OF_ANIMALS = ("MONDO:0005583", "MONDO:0700096")
"""`Non-human animal disease` and `human disease`; a few are below both."""
_MAPPED = {"ICD10CM", "DOID"}
_FORMATS = "MONDO as OBO, obographs JSON or packed JSON; its SSSOM mappings to ICD-10-CM and DOID"
_PUBLISHER = "Monarch Initiative"
_URL = "https://mondo.monarchinitiative.org"
_MEMBERS = {
    "label": str,
    "description": str,
    "synonyms": list,
    "ancestors": dict,
    "deprecated": bool,
    "replaced_by": str,
}
"""The fields of a term in packed JSON that are read; missing ones are empty."""


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    parts = [_part(file) for file in ontology_files(paths, _is_wanted, _FORMATS)]
    check_editions(parts)
    return parts


def _recognises(source: Packed) -> bool:
    form = form_of(source)
    return form is not None and _is_wanted(OntologyFile(source, form, given=False))


def _is_wanted(file: OntologyFile) -> bool:
    if file.form is Form.MAPPINGS:
        prefixes = mapping_set(file.source).prefixes
        return file.given or not prefixes or (_PREFIX in prefixes and bool(prefixes & _MAPPED))
    if file.form is Form.OBO:
        return obo_heading(file.source).name.lower().startswith("mondo")
    if file.form is Form.GRAPH:
        return obograph_heading(file.source).name.lower().startswith("mondo")
    return file.form is Form.PACKED


def _part(file: OntologyFile) -> Part:
    source = file.source
    if file.form is Form.MAPPINGS:
        return _mapping_part(source)
    read, version = _READERS[file.form]
    provenance = Provenance(
        title="Mondo Disease Ontology",
        publisher=_PUBLISHER,
        url=_URL,
        licence="CC BY 4.0",
        release=release_in(version(source)) or release_in(source.title),
    )
    facts = partial(_terms, source, read)
    return Part("mondo/terms", [source.path], provenance, facts, systems=(SYSTEM,))


def _mapping_part(source: Packed) -> Part:
    told = mapping_set(source)
    name = told.name or source.title.removesuffix(".tsv").removesuffix(".sssom")
    provenance = Provenance(
        title=f"Mondo mappings: {name}",
        publisher=_PUBLISHER,
        url=_URL,
        licence=told.licence or "CC BY 4.0",
        release=release_in(told.version) or release_in(source.title),
    )
    return Part(
        f"mondo/{part_word(name.removeprefix('mondo_'))}",
        [source.path],
        provenance,
        partial(mapping_facts, source),
        systems=(SYSTEM,),
    )


def _terms(
    source: Packed, read: Callable[[Packed, Report], Iterator[Term]], report: Report, names: Names
) -> Iterator[Fact]:
    listed = names.codes(SYSTEM)
    terms = read(source, report)
    yield from condition_facts(terms, _PREFIX, source.name, report, of_animals=_OF_ANIMALS, listed=listed)


def packed_terms(source: Packed, report: Report) -> Iterator[Term]:
    """The terms of packed JSON: one member each, with its ancestors and their distances; counts them."""
    for row in json_rows(source, "*"):
        report.rows += 1
        term = _packed_term(row)
        if term is None:
            reason = "a value in the term has the wrong type"
            report.reject(source.name, row.line, reason, f"{row.key} {row.value}")
        else:
            yield term


def _packed_term(row: JsonRow) -> Term | None:
    if not isinstance(row.value, dict):
        return None
    given: dict[str, Any] = {name: kind() for name, kind in _MEMBERS.items()} | row.value
    if not all(isinstance(given[name], kind) for name, kind in _MEMBERS.items()):
        return None
    if not all(isinstance(text, str) for text in given["synonyms"]):
        return None
    if not all(type(distance) is int for distance in given["ancestors"].values()):
        return None
    return Term(
        row.line,
        row.key,
        given["label"],
        given["description"],
        tuple(given["synonyms"]),
        tuple(key for key, distance in given["ancestors"].items() if distance == 1),
        obsolete=given["deprecated"],
        replaced_by=given["replaced_by"],
    )


_READERS: Mapping[Form, tuple[Callable[[Packed, Report], Iterator[Term]], Callable[[Packed], str]]] = {
    Form.OBO: (obo_terms, lambda source: obo_heading(source).version),
    Form.GRAPH: (obograph_terms, lambda source: obograph_heading(source).version),
    Form.PACKED: (packed_terms, lambda _: ""),
}

_MAPPINGS = "https://raw.githubusercontent.com/monarch-initiative/mondo/master/src/ontology/mappings"
_PAGE = "https://mondo.monarchinitiative.org/pages/download/"
_DOWNLOADS = (
    Download("ontology", ["https://purl.obolibrary.org/obo/mondo.obo"], _PAGE),
    *(
        Download(f"mappings ({name})", [f"{_MAPPINGS}/mondo_{name}.sssom.tsv"], _PAGE)
        for name in (
            "exactmatch_icd10cm",
            "broadmatch_icd10cm",
            "narrowmatch_icd10cm",
            "hasdbxref_icd10cm",
            "exactmatch_doid",
        )
    ),
)


LOADER = Loader(
    name="mondo",
    summary="MONDO diseases: names, definitions, hierarchy, mappings to ICD-10-CM and DOID",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zst, .zip)",
    rank=70,
    parts=_parts,
    downloads=_DOWNLOADS,
    recognises=_recognises,
)
