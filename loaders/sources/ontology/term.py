"""A term of an ontology, independent of the file format, and the forms of its id."""

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"(?:.*[/#.:?=])?(?:(MONDO)[:_](\d{7})|(DOID)[:_](\d{1,7}))", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_OBSOLETE = "obsolete "
_SAME = ("exactMatch", "hasDbXref", "hasAlternativeId")


@dataclass(frozen=True, slots=True)
class Term:
    """One term. Its id and those of its parents are as written in the file.

    `codes` are the ICD-10-CM codes it names, as written, each with the match seen from the code; `others` are
    further ids of the same term, in this or another ontology; `replaced_by` is the id of the term to use
    instead of an obsolete one.
    """

    line: int
    id: str
    name: str
    definition: str = ""
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    obsolete: bool = False
    others: tuple[str, ...] = ()
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A file's header: the ontology's name (`DO_cancer_slim`) and its version; may be empty."""

    name: str
    version: str


def term_key(written: str) -> str | None:
    """The key of a term of MONDO or DOID: `MONDO_0004967` or its URI gives `MONDO:0004967`.

    None for anything else.
    """
    match = _NUMBER.fullmatch(written.strip().strip("<>"))
    if match is None:
        return None
    return f"MONDO:{match[2]}" if match[1] else f"DOID:{match[4]}"


def same_term(predicate: str, other: str) -> list[str]:
    """The id of the same term in another of the ontologies, if a statement gives it."""
    return [other] if last_part(predicate) in _SAME and term_key(other) is not None else []


def is_obsolete(name: str) -> bool:
    """Whether a name marks its term as obsolete, as both ontologies do."""
    return name.lower().startswith(_OBSOLETE)


def release_in(text: str) -> str | None:
    """The date in a version's name or URI, `2026-07-31`, or None."""
    match = _DATE.search(text)
    return match[0] if match else None


def last_part(address: str) -> str:
    """The part after the last `/`, `#` or `:`."""
    return re.split("[/#:]", address)[-1]


def part_word(name: str) -> str:
    """A name normalised for use in a part's name: `DO_cancer_slim` gives `do_cancer_slim`."""
    return re.sub("[^a-z0-9_-]+", "-", name.lower()).strip("-_") or "unnamed"
