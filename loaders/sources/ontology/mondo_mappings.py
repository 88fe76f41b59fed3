"""MONDO's mappings: the DOID keys of a condition, and the ICD-10-CM codes that classify it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Fact, Node
from medcodegraph.graph.model import Label
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Names
from medcodegraph.loaders.sources.ontology.code_links import SYSTEM, Links, number_in
from medcodegraph.loaders.sources.ontology.sssom import mappings
from medcodegraph.loaders.sources.ontology.term import is_obsolete, term_key
from medcodegraph.loaders.usable_text import usable_name
from medcodegraph.loaders.wording import not_in_form

_OWN = re.compile(r"\bMONDO[:_]", re.IGNORECASE)
_CODE = re.compile(r"ICD-?10-?CM", re.IGNORECASE)


def mapping_facts(source: Packed, report: Report, names: Names) -> Iterator[Fact]:
    """Conditions with their name and DOID keys from the mappings, and the codes that classify them.

    Counts rows; those of obsolete terms and of other vocabularies are left out with a notice. Rejects a row
    with an invalid code or DOID. Raises InputError if no row is about MONDO.
    """
    conditions: dict[str, _Mapped] = {}
    links = Links()
    obsolete = elsewhere = 0
    about = False
    for given in mappings(source, report, _names_own):
        mapping = given if _is_own(given.subject) else given.reversed()
        key = term_key(mapping.subject) or ""
        about = True
        name, other = mapping.subject_label, mapping.object
        doid = term_key(other)
        try:
            if not _is_own(key):
                raise ValueError("neither side is in the form of a MONDO id")
            if is_obsolete(name):
                obsolete += 1
            elif _CODE.search(other):
                links.add(number_in(other), _mapped(conditions, key, name), mapping.match)
            elif doid is not None and mapping.match == "exact":
                conditions[_mapped(conditions, key, name)].xrefs[doid] = None
            elif "DOID" in other and doid is None:
                raise ValueError(not_in_form(other, "a DOID id"))
            else:
                elsewhere += 1
        except ValueError as error:
            row = f"{given.subject} {given.subject_label} {given.match} {given.object}"
            report.reject(source.name, given.line, str(error), row)
    if report.rows and not about:
        reason = "none of its mappings are about MONDO: mappings of other vocabularies are not loaded"
        raise InputError(reason, source.name)
    for count, what in ((obsolete, "of obsolete terms"), (elsewhere, "to other vocabularies, or not exact,")):
        if count:
            report.notice(f"{source.name}: {count} mappings {what} are left out")
    for key, condition in conditions.items():
        yield Node(Label.CONDITION, key, {"name": condition.name or None, "xrefs": [*condition.xrefs]})
    yield from links.facts(names.codes(SYSTEM))


def _names_own(written: str) -> bool:
    """Whether it is meant as a term of MONDO, well written or not."""
    return _OWN.search(written) is not None


def _is_own(written: str) -> bool:
    return (term_key(written) or "").startswith("MONDO:")


@dataclass(frozen=True, slots=True)
class _Mapped:
    """The properties that mappings give a condition."""

    name: str
    xrefs: dict[str, None]


def _mapped(conditions: dict[str, _Mapped], key: str, name: str) -> str:
    """Record a condition and return its key; raises ValueError if its name is not usable."""
    reason = usable_name(name)
    if reason is not None:
        raise ValueError(reason)
    conditions.setdefault(key, _Mapped(name, {}))
    return key
