"""Titles of ICD-9-CM from CMS: a code and its title per line, in fixed width, recognised by content."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.windows_1252 import western_line
from medcodegraph.loaders.recognise import start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.icd9.facts import (
    DIAGNOSIS,
    LAST_DAY,
    PROCEDURE,
    SYSTEM,
    diagnosis_key,
    procedure_key,
    system_node,
)
from medcodegraph.loaders.wording import repeated

_DIAGNOSIS = re.compile(rf"(?=.{{5}} \S)({DIAGNOSIS}) +(\S.*)")
_PROCEDURE = re.compile(rf"(?=.{{4}} \S)({PROCEDURE}) +(\S.*)")
_SHORT = 24  # maximum characters of a short title
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Titles:
    """The kind of a file of titles: of `diagnoses` or `procedures`, `long` or `short`."""

    what: str
    length: str


def titles_of(source: Packed) -> Titles | None:
    """The kind of titles in a file, by its first lines; None for another file.

    Some codes must have fewer than five characters: otherwise it could be a list of CPT codes.
    """
    lines = [line for line in start_of(source).split("\n")[:_SAMPLE] if line.strip()][:-1]
    for what, pattern in (("procedures", _PROCEDURE), ("diagnoses", _DIAGNOSIS)):
        matches = [pattern.fullmatch(line.rstrip()) for line in lines]
        found = [match for match in matches if match is not None]
        if found and len(found) == len(matches) and any(len(match[1]) < len("00000") for match in found):
            short = all(len(match[2]) <= _SHORT for match in found)
            return Titles(what, "short" if short else "long")
    return None


def title_facts(source: Packed, titles: Titles, report: Report) -> Iterator[Fact]:
    """The codes with their titles; all ended with ICD-9-CM. Rejects other lines and duplicate codes."""
    pattern, key_of = (
        (_DIAGNOSIS, diagnosis_key) if titles.what == "diagnoses" else (_PROCEDURE, procedure_key)
    )
    yield system_node()
    lines: dict[str, int] = {}
    for number, line in numbered_lines(source, western_line):
        if not line.strip():
            continue
        report.rows += 1
        match = pattern.fullmatch(line.rstrip())
        if match is None:
            report.reject(source.name, number, "the line is not an ICD-9-CM code followed by its title", line)
            continue
        key = key_of(match[1])
        if key in lines:
            report.reject(source.name, number, repeated(key, lines[key]), line)
            continue
        lines[key] = number
        title = {"display" if titles.length == "long" else "short": " ".join(match[2].split())}
        ended: dict[str, Value] = {"status": "retired", "valid_to": LAST_DAY, "level": "code"}
        yield Node(Label.CODE, key, {"system": SYSTEM, "code": key.partition(":")[2], **title, **ended})
        yield Edge(Rel.IN_SYSTEM, (Label.CODE, key), (Label.CODE_SYSTEM, f"SYSTEM:{SYSTEM}"))
