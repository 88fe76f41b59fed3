"""ICD-9-CM: its titles of diagnoses and procedures, and the maps to and from ICD-10 (GEMs)."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.graph.facts import Fact
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import check_editions, found_files, known, recognised_once
from medcodegraph.loaders.release_name import RELEASE_OPTION, release_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.icd9.facts import LICENCE, PUBLISHER
from medcodegraph.loaders.sources.icd9.gems import Gem, gem_facts, gem_of
from medcodegraph.loaders.sources.icd9.titles import Titles, title_facts, titles_of

_FORMATS = "CMS's files of long and short titles (.txt), and the General Equivalence Mappings (GEMs)"
_URL = "https://www.cms.gov/medicare/coding-billing/icd-10-codes/icd-9-cm-diagnosis-procedure-codes-abbreviated-and-full-code-titles"
_GEM_URL = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"
_NAMES = {
    Gem.DIAGNOSES: "gem-diagnoses",
    Gem.DIAGNOSES_BACK: "gem-diagnoses-back",
    Gem.PROCEDURES: "gem-procedures",
    Gem.PROCEDURES_BACK: "gem-procedures-back",
}
_Kind = Gem | Titles


@recognised_once
def _kind(source: Packed) -> _Kind | None:
    return gem_of(source) or titles_of(source)


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    parts = [_part(found.source, found.kind, options) for found in found_files(paths, _kind, _FORMATS)]
    check_editions(parts)
    return parts


def _part(source: Packed, kind: object, options: Options) -> Part:
    release = release_of(source, options)
    if isinstance(kind, Gem):
        provenance = Provenance(
            f"General Equivalence Mappings: {kind.called}", PUBLISHER, _GEM_URL, LICENCE, release
        )
        return Part(f"icd9cm/{_NAMES[kind]}", [source.path], provenance, partial(_gem, source, kind))
    assert isinstance(kind, Titles)
    provenance = Provenance(f"ICD-9-CM {kind.what}, {kind.length} titles", PUBLISHER, _URL, LICENCE, release)
    name = f"icd9cm/{kind.what}-{kind.length}"
    return Part(name, [source.path], provenance, partial(_titles, source, kind))


def _gem(source: Packed, gem: Gem, report: Report, _names: Names) -> Iterator[Fact]:
    return gem_facts(source, gem, report)


def _titles(source: Packed, titles: Titles, report: Report, _names: Names) -> Iterator[Fact]:
    return title_facts(source, titles, report)


LOADER = Loader(
    name="icd9cm",
    summary="ICD-9-CM, and the maps between it and ICD-10-CM and ICD-10-PCS (GEMs)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=75,
    parts=_parts,
    recognises=known(_kind),
    options=RELEASE_OPTION,
)
