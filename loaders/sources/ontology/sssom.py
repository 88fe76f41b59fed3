"""SSSOM: mappings between vocabularies as tab-separated rows below a `#` header in YAML."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, takewhile

import yaml

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import Headed
from medcodegraph.loaders.files.tab_rows import tab_rows
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.code_links import MATCHES, turned
from medcodegraph.loaders.sources.ontology.term import last_part

_NO_MATCH = {
    *(
        "crossSpeciesExactMatch",
        "crossSpeciesBroadMatch",
        "crossSpeciesNarrowMatch",
        "crossSpeciesCloseMatch",
    ),
    *("differentFrom", "disjointWith", "subClassOf", "seeAlso"),
}
"""Predicates of mappings that do not match two terms for one disease."""
_NO_TERM = "NoTermFound"
COLUMNS = ("subject_id", "predicate_id", "object_id")
_LICENCES = {"publicdomain/zero": "CC0 1.0", "licenses/by/4.0": "CC BY 4.0"}


@dataclass(frozen=True, slots=True)
class MappingSet:
    """The header: texts, which may be empty, and the prefixes it defines."""

    name: str
    version: str
    licence: str
    prefixes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping; `match` (exact, narrow, broad, related) is seen from the object."""

    line: int
    subject: str
    subject_label: str
    match: str
    object: str
    object_label: str

    def reversed(self) -> "Mapping":
        """The same mapping, with subject and object exchanged."""
        match = turned(self.match)
        return Mapping(self.line, self.object, self.object_label, match, self.subject, self.subject_label)


def mapping_set(source: Packed) -> MappingSet:
    """The header of a mapping file; raises InputError, with the line, if it is not YAML."""
    heading = takewhile(lambda numbered: numbered[1].startswith("#"), numbered_lines(Headed(source)))
    try:
        told = yaml.load("\n".join(line[1:] for _, line in heading), yaml.BaseLoader)  # noqa: S506  texts only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        reason = "the heading is not valid YAML after each #: look for a missing colon or space"
        raise InputError(reason, source.name, line) from error
    if not isinstance(told, dict):
        told = {}
    texts = {name: value for name, value in told.items() if isinstance(value, str)}
    licence = texts.get("license", "")
    prefixes = told.get("curie_map")
    return MappingSet(
        name=last_part(texts.get("mapping_set_id", "")).removesuffix(".sssom.tsv"),
        version=texts.get("mapping_set_version", ""),
        licence=next((name for part, name in _LICENCES.items() if part in licence), licence),
        prefixes=frozenset(map(_prefix, prefixes if isinstance(prefixes, dict) else ())),
    )


def _prefix(written: str) -> str:
    """A prefix in capitals and without signs: biomappings writes `icd10cm`, others `ICD-10-CM`."""
    return "".join(letter for letter in str(written).upper() if letter.isalnum())


def mappings(source: Packed, report: Report, about: Callable[[str], bool]) -> Iterator[Mapping]:
    """The mappings of a file of which one side is what is asked for in `about`; counts its rows.

    A file can hold mappings of many vocabularies: how many rows are about others is only said.
    Rows without a mapping, with a negated one, or with another relation are left out with a notice. Rejects
    an unknown predicate; raises InputError if SSSOM's columns are missing.
    """
    left_out: Counter[str] = Counter()
    lines = dropwhile(lambda numbered: numbered[1].startswith("#"), numbered_lines(source))
    for line, row in tab_rows(lines, COLUMNS, source.name, report):
        match = MATCHES.get(last_part(row["predicate_id"]))
        subject, other = row["subject_id"].strip(), row["object_id"].strip()
        if not (about(subject) or about(other)) and _NO_TERM not in (last_part(subject), last_part(other)):
            left_out["are about other vocabularies"] += 1
        elif row.get("predicate_modifier", "").strip():
            left_out["say that a mapping does not hold"] += 1
        elif last_part(subject) == _NO_TERM or last_part(other) == _NO_TERM:
            left_out["say that there is no term to map to"] += 1
        elif last_part(row["predicate_id"]) in _NO_MATCH:
            left_out[f"have the predicate {row['predicate_id']}, which is not a match of two terms"] += 1
        elif match is None:
            reason = f"the predicate {row['predicate_id']!r} is not one of {', '.join(MATCHES)}"
            report.reject(source.name, line, reason, "\t".join(row.values()))
        else:
            labels = row.get("subject_label", "").strip(), row.get("object_label", "").strip()
            yield Mapping(line, subject, labels[0], match, other, labels[1])
    for what, count in left_out.items():
        report.notice(f"{source.name}: {count} rows {what}; they are left out")
