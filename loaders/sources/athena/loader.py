"""OHDSI Athena: the vocabularies of an export, their hierarchies and the maps between them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.facts import Fact
from medcodegraph.graph.keys import system_name
from medcodegraph.graph.write.batches import LONGEST_INDEXED
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.licence import CPT_LICENCE, CPT_OWNER, OPTION, holds_licence
from medcodegraph.loaders.recognise import found_files, known
from medcodegraph.loaders.report import Reject, Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.athena.concepts import Concepts
from medcodegraph.loaders.sources.athena.relations import relation_facts
from medcodegraph.loaders.sources.athena.tables import (
    COLUMNS,
    CONCEPTS,
    RELATIONS,
    SYNONYMS,
    VOCABULARIES,
    table_of,
    table_rows,
)

_PUBLISHER = "Observational Health Data Sciences and Informatics (OHDSI)"
_URL = "https://athena.ohdsi.org"
_LICENCE = "each vocabulary's own terms, granted to whoever made the export"
_FORMATS = "an Athena export: CONCEPT.csv with CONCEPT_SYNONYM.csv, CONCEPT_RELATIONSHIP.csv, VOCABULARY.csv"
_VOCABULARIES = {
    "vocabularies": "which vocabularies of the export to load: SNOMED,RxNorm; by default all but OHDSI's own"
}
_NAMELESS = (
    "they are licensed: if you hold the licence, run the export's cpt.sh, then load with --i-have-a-licence"
)

Tables = Mapping[str, Sequence[Packed]]
Titles = Mapping[str, Mapping[str, str]]


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    tables: dict[str, list[Packed]] = {}
    for found in found_files(paths, table_of, _FORMATS):
        tables.setdefault(found.kind, []).append(found.source)
    if CONCEPTS not in tables:
        raise InputError("there is no CONCEPT.csv: give the whole export", paths[0])
    if many := next((files for table, files in tables.items() if table != CONCEPTS and len(files) > 1), None):
        raise InputError(f"{many[0].name} and {many[1].name} are from two exports: give one", paths[0])
    chosen = [name.strip() for name in options.get("vocabularies", "").split(",") if name.strip()]
    bad = Report()
    titles = _titles(tables.get(VOCABULARIES, ()), bad)
    _check(chosen, titles)
    licensed = holds_licence(options)
    release = titles.get("None", {}).get("vocabulary_version")
    files = list(dict.fromkeys(source.path for sources in tables.values() for source in sources))
    all_ = Provenance("OHDSI Standardized Vocabularies", _PUBLISHER, _URL, _LICENCE, release)
    parts = [
        Part("athena/concepts", files, all_, partial(_facts, tables, chosen, titles, bad.rejects, licensed))
    ]
    if licensed:
        texts = Provenance("CPT names from an Athena export", CPT_OWNER, _URL, CPT_LICENCE, release)
        facts = partial(_cpt_facts, tables, chosen, titles)
        parts.append(Part("athena/cpt-names", files, texts, facts, licensed=True))
    return parts


def _titles(files: Sequence[Packed], report: Report) -> Titles:
    """The rows of VOCABULARY.csv by vocabulary id. Rejects a row with an unusable id or that is too long."""
    titles: dict[str, Mapping[str, str]] = {}
    for source in files:
        for line, row in table_rows(source, VOCABULARIES, report):
            name = row["vocabulary_id"]
            reason = None
            if not system_name(name):
                reason = f"vocabulary_id is {name[:50]!r}, which is not a vocabulary"
            elif name in titles:
                reason = f"the vocabulary {name[:50]} is listed twice"
            elif long := next(
                (column for column in COLUMNS[VOCABULARIES] if len(row[column]) > LONGEST_INDEXED), None
            ):
                reason = f"{long} has more than {LONGEST_INDEXED:,} characters"
            if reason:
                report.reject(source.name, line, reason, name)
            else:
                titles[name] = row
    return titles


def _check(chosen: Sequence[str], titles: Titles) -> None:
    """Raise SettingsError for a vocabulary that is not in the export."""
    known = {name.casefold() for name in titles}
    for name in chosen:
        if known and name.casefold() not in known:
            raise SettingsError(f"the export has no vocabulary {name!r}; it has: {', '.join(sorted(titles))}")


def _facts(
    tables: Tables,
    chosen: Sequence[str],
    titles: Titles,
    bad: Sequence[Reject],
    licensed: bool,
    report: Report,
    _names: Names,
) -> Iterator[Fact]:
    report.rejects += bad  # rows of VOCABULARY.csv, read before
    concepts = Concepts(chosen, titles)
    yield from concepts.facts(tables[CONCEPTS], report)
    for name in chosen:
        if name.casefold() not in {found.casefold() for found in concepts.vocabularies}:
            report.notice(f"{tables[CONCEPTS][0].name}: it has no concepts of {name}")
    file = tables[CONCEPTS][0].name
    if (count := concepts.untold.get("CPT")) and not licensed:
        report.notice(f"{file}: {count:,} CPT codes are loaded without their names: {_NAMELESS}")
    yield from concepts.synonyms(tables.get(SYNONYMS, ()), report, of_cpt=False)
    yield from relation_facts(tables.get(RELATIONS, ()), concepts.keys, report)


def _cpt_facts(
    tables: Tables, chosen: Sequence[str], titles: Titles, report: Report, _names: Names
) -> Iterator[Fact]:
    concepts = Concepts(chosen, titles)
    yield from concepts.texts(tables[CONCEPTS], report)
    if empty := concepts.untold.get("CPT"):
        file = tables[CONCEPTS][0].name
        report.notice(
            f"{file}: {empty:,} CPT codes have no name in it: run the export's cpt.sh, then load again"
        )
    yield from concepts.synonyms(tables.get(SYNONYMS, ()), report, of_cpt=True)


LOADER = Loader(
    name="athena",
    summary="OHDSI vocabularies: SNOMED, RxNorm, LOINC and others, mapped to each other (Athena)",
    formats=_FORMATS + "; a folder or zip",
    rank=42,
    parts=_parts,
    recognises=known(table_of),
    options={**_VOCABULARIES, **OPTION},
)
