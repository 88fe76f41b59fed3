"""The Human Disease Ontology, whole or in part, joined with MONDO where MONDO states equivalence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Fact
from medcodegraph.graph.model import Label
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.ontology.code_links import SYSTEM
from medcodegraph.loaders.sources.ontology.doid_tables import parent_terms, xref_terms
from medcodegraph.loaders.sources.ontology.facts import condition_facts
from medcodegraph.loaders.sources.ontology.files import (
    Form,
    OntologyFile,
    check_editions,
    form_of,
    ontology_files,
)
from medcodegraph.loaders.sources.ontology.obo import obo_heading, obo_terms
from medcodegraph.loaders.sources.ontology.obographs import obograph_heading, obograph_terms
from medcodegraph.loaders.sources.ontology.sssom import mapping_set, mappings
from medcodegraph.loaders.sources.ontology.term import (
    Heading,
    Term,
    is_obsolete,
    part_word,
    release_in,
    term_key,
)

_PREFIX = "DOID"
_MONDO = "MONDO"
_FORMATS = (
    "the Disease Ontology as OBO or obographs JSON; its tables HumanDO.tsv and ICD10inDO.tsv; beside these, "
    "MONDO's exact mappings to DOID (mondo_exactmatch_doid.sssom.tsv), by which terms are joined"
)

Joins = Mapping[str, tuple[str, str]]
"""From a DOID key to the key and name of the same condition in MONDO."""


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    files = ontology_files(paths, _is_wanted, _FORMATS)
    maps = [file.source for file in files if file.form is Form.MAPPINGS]
    parts = [_part(file, maps) for file in files if file.form is not Form.MAPPINGS]
    if not parts:
        raise InputError(f"only mappings were given: also give {_FORMATS}", maps[0].name)
    check_editions(parts)
    return parts


def _recognises(source: Packed, helping: bool) -> bool:
    """Whether a file is of the ontology or, `helping`, maps its terms to those of MONDO."""
    form = form_of(source)
    if form is None or (form is Form.MAPPINGS) != helping:
        return False
    return _is_wanted(OntologyFile(source, form, given=False))


def _is_wanted(file: OntologyFile) -> bool:
    if file.form is Form.MAPPINGS:
        return {_PREFIX, _MONDO} <= mapping_set(file.source).prefixes
    return file.form in _TABLES or _is_own(_heading(file))


def _is_own(heading: Heading) -> bool:
    return heading.name.lower().startswith(("doid", "do_"))


def _heading(file: OntologyFile) -> Heading:
    if file.form is Form.OBO:
        return obo_heading(file.source)
    return obograph_heading(file.source) if file.form is Form.GRAPH else Heading("", "")


def _part(file: OntologyFile, maps: Sequence[Packed]) -> Part:
    source = file.source
    heading = _heading(file)
    if file.form in _TABLES:
        name, read = _TABLES[file.form]
    else:
        name = part_word(heading.name) + (".obo" if file.form is Form.OBO else ".json")
        read = obo_terms if file.form is Form.OBO else obograph_terms
    provenance = Provenance(
        title=f"Human Disease Ontology: {heading.name or source.title}",
        publisher="Disease Ontology, University of Maryland School of Medicine",
        url="https://disease-ontology.org",
        licence="CC0 1.0",
        release=release_in(heading.version) or release_in(source.title),
    )
    files = [source.path, *(packed.path for packed in maps)]
    facts = partial(_facts, source, read, maps, own_only=file.form in _TABLES)
    needs = () if maps else (Label.CONDITION,)
    return Part(f"doid/{name}", files, provenance, facts, needs=needs, systems=(SYSTEM,))


def _facts(
    source: Packed,
    read: Callable[[Packed, Report], Iterator[Term]],
    maps: Sequence[Packed],
    report: Report,
    names: Names,
    *,
    own_only: bool,
) -> Iterator[Fact]:
    joins = _joins(maps, report) if maps else None
    joined = 0

    def join(own: str) -> tuple[str, str] | None:
        nonlocal joined
        if joins is not None:
            found = joins.get(own)
        else:
            key = names.key(Label.CONDITION, own) or ""
            found = (key, "") if key.startswith(f"{_MONDO}:") else None
        joined += found is not None
        return found

    terms = read(source, report)
    listed = names.codes(SYSTEM)
    yield from condition_facts(terms, _PREFIX, source.name, report, join, own_only=own_only, listed=listed)
    if not joined:
        reason = (
            "MONDO's mappings to DOID were neither given nor loaded before: give or load them, and load again"
        )
        report.notice(f"{source.name}: no term is joined with a MONDO term; {reason}")


def _joins(maps: Sequence[Packed], report: Report) -> Joins:
    """The terms that mappings state to be the same in MONDO and DOID; obsolete terms are never joined."""
    found: dict[str, dict[str, str]] = {}
    for source in maps:
        same, rejected = _same_terms(source)
        for own, key, label in same:
            found.setdefault(own, {})[key] = label
        if rejected:
            report.notice(f"{source.name}: {rejected} mappings cannot be read: load mondo to see why")
    for own, keys in found.items():
        if len(keys) > 1:
            report.notice(f"{own} is not joined: mappings say it is the same as {' and '.join(keys)}")
    return {own: next(iter(keys.items())) for own, keys in found.items() if len(keys) == 1}


def _is_doid(written: str) -> bool:
    return (term_key(written) or "").startswith(_PREFIX)


@kept(4)
def _same_terms(source: Packed) -> tuple[Sequence[tuple[str, str, str]], int]:
    """Terms of DOID, each with the MONDO term that is the same and its label; how many rows were rejected.

    Kept for the other files of the Disease Ontology, whose terms are joined by the same mappings.
    """
    found, read = [], Report()
    for given in mappings(source, read, _is_doid):
        mapping = given if (term_key(given.subject) or "").startswith(_MONDO) else given.reversed()
        key, own = term_key(mapping.subject), term_key(mapping.object)
        exact = mapping.match == "exact" and not is_obsolete(mapping.subject_label)
        if exact and key and own and key.startswith(_MONDO) and own.startswith(_PREFIX):
            found.append((own, key, mapping.subject_label))
    return found, len(read.rejects)


_TABLES: Mapping[Form, tuple[str, Callable[[Packed, Report], Iterator[Term]]]] = {
    Form.PARENTS: ("humando", parent_terms),
    Form.XREFS: ("icd10indo", xref_terms),
}

_DOWNLOADS = (
    Download(
        "ontology", ["https://purl.obolibrary.org/obo/doid.obo"], "https://disease-ontology.org/downloads/"
    ),
)


LOADER = Loader(
    name="doid",
    summary="Human Disease Ontology: names, definitions, hierarchy, ICD-10-CM codes, joined with MONDO",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zst, .zip)",
    rank=65,
    parts=_parts,
    downloads=_DOWNLOADS,
    recognises=partial(_recognises, helping=False),
    uses=partial(_recognises, helping=True),
)
