"""OBO text as terms."""

import re
from collections.abc import Iterator

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.code_links import note_code
from medcodegraph.loaders.sources.ontology.term import Heading, Term, last_part

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(.*)')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": " ", "W": " ", "t": " "}
_COMMENT = re.compile(r"(?<!\\) [!{]")


def obo_heading(source: Packed) -> Heading:
    """The heading of an OBO file."""
    found = {"ontology": "", "data-version": ""}
    for _, line in numbered_lines(source):
        if line.startswith("["):
            break
        tag, _, value = line.partition(":")
        if tag in found:
            found[tag] = value.strip()
    return Heading(last_part(found["ontology"]), found["data-version"])


def obo_terms(source: Packed, report: Report) -> Iterator[Term]:
    """The terms of an OBO file; counts its [Term] stanzas.

    Only EXACT synonyms are taken: others name something wider, narrower or merely near. Rejects lines that
    cannot be read; raises InputError where the file has no OBO heading.
    """
    kind, start = "", 0
    lines: list[tuple[int, str, str]] = []  # number, tag, value
    for number, line in numbered_lines(source):
        if number == 1 and not line.startswith("format-version:"):
            raise InputError("the file does not begin with format-version: it is no OBO", source.name, 1)
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
                report.reject(source.name, number, "the line is not written tag: value", line)
    if kind == "[Term]":
        yield _stanza(start, lines, source.name, report)


def _stanza(start: int, lines: list[tuple[int, str, str]], name: str, report: Report) -> Term:
    single = {"id": "", "name": "", "def": ""}
    synonyms, parents = [], []
    codes: dict[str, str] = {}
    obsolete = False
    for number, tag, value in lines:
        try:
            if tag in ("id", "name"):
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
            elif tag == "xref":
                note_code(codes, "hasDbXref", _first_word(value))
            elif tag == "property_value":
                predicate, _, rest = value.partition(" ")
                other = _quoted(rest)[0] if rest.lstrip().startswith('"') else _first_word(rest)
                note_code(codes, predicate, other)
        except ValueError as error:
            report.reject(name, number, str(error), f"{tag}: {value}")
    pairs = tuple((match, code) for code, match in codes.items())
    return Term(
        start, single["id"], single["name"], single["def"], tuple(synonyms), tuple(parents), pairs, obsolete
    )


def _first_word(value: str) -> str:
    """The id or address that a value begins with; a description can stand behind it."""
    return _unescaped((value.split(maxsplit=1) or [""])[0])


def _plain(value: str) -> str:
    """A value without its trailing comment and qualifiers."""
    return _unescaped(_COMMENT.split(value, maxsplit=1)[0].strip())


def _quoted(value: str) -> tuple[str, str]:
    """A quoted value, and what stands behind it."""
    match = _QUOTED.match(value)
    if match is None:
        raise ValueError("a text must stand between quotes")
    return _unescaped(match[1]), match[2]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text)
