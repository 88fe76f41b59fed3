"""OBO text as terms."""

import re
from collections.abc import Iterator
from itertools import chain

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import Headed
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.code_links import note_code
from medcodegraph.loaders.sources.ontology.term import Heading, Term, last_part, same_term

_TAG = re.compile(r"[A-Za-z][\w-]*:")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(.*)')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": " ", "W": " ", "t": " "}
_COMMENT = re.compile(r"(?<!\\) [!{]")


def is_obo(start: str) -> bool:
    """Whether a text begins like an OBO file: tags, among them format-version, and comments."""
    versioned = False
    for line in start.splitlines():
        if line.startswith("["):
            break
        if line.strip() and not line.startswith("!") and not _TAG.match(line):
            return False
        versioned = versioned or line.startswith("format-version:")
    return versioned


def obo_heading(source: Packed) -> Heading:
    """The header of an OBO file."""
    found = {"ontology": "", "data-version": ""}
    for _, line in numbered_lines(Headed(source)):
        if line.startswith("["):
            break
        tag, _, value = line.partition(":")
        if tag in found:
            found[tag] = value.strip()
    return Heading(last_part(found["ontology"]), found["data-version"])


def obo_terms(source: Packed, report: Report) -> Iterator[Term]:
    """The terms of an OBO file; counts its [Term] stanzas.

    Only EXACT synonyms are used: others are broader, narrower or merely related. Rejects unreadable lines;
    raises InputError if the file has no OBO header.
    """
    lines_of_file = numbered_lines(source)
    above: list[str] = []
    first: list[tuple[int, str]] = []
    for number, line in lines_of_file:
        if line.startswith("["):
            first.append((number, line))
            break
        above.append(line)
    if not is_obo("\n".join(above)):
        reason = "the file has no format-version: above its first stanza, so it is not an OBO file"
        raise InputError(reason, source.name, 1)
    kind, start = "", 0
    lines: list[tuple[int, str, str]] = []  # number, tag, value
    for number, line in chain(first, lines_of_file):
        if line.startswith("[") and line.rstrip().endswith("]"):
            if kind == "[Term]":
                yield _stanza(start, lines, source.name, report)
            kind, start, lines = line.rstrip(), number, []
            report.rows += kind == "[Term]"
            continue
        tag, colon, value = line.partition(":")
        if kind == "[Term]" and line.strip() and not line.startswith("!"):
            if colon:
                lines.append((number, tag.strip(), value.strip()))
            else:
                report.reject(source.name, number, "the line is not in the form `tag: value`", line)
    if kind == "[Term]":
        yield _stanza(start, lines, source.name, report)


def _stanza(start: int, lines: list[tuple[int, str, str]], name: str, report: Report) -> Term:
    single = {"id": "", "name": "", "def": "", "replaced_by": ""}
    synonyms, parents, others = [], [], []
    codes: dict[str, str] = {}
    obsolete = False
    for number, tag, value in lines:
        try:
            if tag in ("id", "name", "replaced_by"):
                single[tag] = _plain(value)
            elif tag == "def":
                single[tag], _ = _quoted(value)
            elif tag == "synonym":
                synonym, rest = _quoted(value)
                if rest.upper().split()[:1] == ["EXACT"]:
                    synonyms.append(synonym)
            elif tag == "is_a":
                parents.append(_plain(value))
            elif tag == "is_obsolete":
                obsolete = _plain(value) == "true"
            elif tag == "alt_id":
                others.append(_plain(value))
            elif tag in ("xref", "property_value"):
                predicate, other = _property(value if tag == "property_value" else f"hasDbXref {value}")
                note_code(codes, predicate, other)
                others += same_term(predicate, other)
        except ValueError as error:
            report.reject(name, number, str(error), f"{tag}: {value}")
    pairs = tuple((match, code) for code, match in codes.items())
    return Term(
        start,
        single["id"],
        single["name"],
        single["def"],
        tuple(synonyms),
        tuple(parents),
        pairs,
        obsolete,
        tuple(others),
        single["replaced_by"],
    )


def _first_word(value: str) -> str:
    """The id or URI that a value begins with; a description may follow it."""
    return _unescaped((value.split(maxsplit=1) or [""])[0])


def _property(value: str) -> tuple[str, str]:
    """The predicate and the object (quoted or not) of a property_value, or of an xref."""
    predicate, _, rest = value.partition(" ")
    return predicate, _quoted(rest)[0] if rest.lstrip().startswith('"') else _first_word(rest)


def _plain(value: str) -> str:
    """A value without its trailing comment and qualifiers."""
    return _unescaped(_COMMENT.split(value, maxsplit=1)[0].strip())


def _quoted(value: str) -> tuple[str, str]:
    """A quoted value, and the rest after it."""
    match = _QUOTED.match(value)
    if match is None:
        raise ValueError("a text must be in quotes")
    return _unescaped(match[1]), match[2]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text)
