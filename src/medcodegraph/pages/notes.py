"""The notes of a code and of the headings above it, with links to the codes that they name."""

import re
from collections.abc import Sequence

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Block, Facts, Fold, Line, Link, Section, Text
from medcodegraph.pages.cited import Cited, stating
from medcodegraph.pages.words import Data

FIELDS = {
    "inclusionTerms": "Inclusion Terms",
    "includes": "Includes",
    "excludes1": "Excludes1",
    "excludes2": "Excludes2",
    "codeFirst": "Code First",
    "useAdditional": "Use Additional Code",
    "codeAlso": "Code Also",
    "notes": "Notes",
}
"""The fields of a code with its notes, and how the official list heads them."""

_KINDS = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field).upper(): label for field, label in FIELDS.items()}


def notes(code: Data, cited: Cited) -> Section:
    """The section: its own notes, then those of each heading above it, the nearest first."""
    if "inheritedNotes" not in code:
        return words.late(Section("Notes", "Notes"))
    named = _named(code)
    own = Facts()
    for field, label in FIELDS.items():
        cites = cited.by(*stating(code, field)) if code[field] else []
        own.add(label, *([*linked(text, named.get(text, ())), *cites] for text in code[field]))
    section = Section("Notes", "Notes", [own])
    headings: dict[str, list[Data]] = {}
    for one in code["inheritedNotes"]:
        headings.setdefault(one["inheritedFrom"]["key"], []).append(one)
    for inherited in headings.values():
        section.blocks += _inherited(inherited, named)
    return section


def linked(text: str, codes: Sequence[Data]) -> Line:
    """A note with a link at each code that it names; those that it names in other words come after it."""
    places: list[tuple[int, int, Data]] = []
    others: list[Data] = []
    for one in codes:
        written = re.escape(one["key"].partition(":")[2])
        found = re.search(rf"(?<![\w.]){written}(?![\w.]*\w)", text)
        places += [(found.start(), found.end(), one)] if found else []
        others += [] if found else [one]
    line: Line = []
    at = 0
    for start, end, one in sorted(places, key=lambda place: place[:2]):
        if start >= at:
            line += [text[at:start], Link("Code", one["key"], text[start:end], inline=True)]
            at = end
    line.append(text[at:])
    for one in others:
        line += [" ", Link("Code", one["key"], one["key"])]
    return [piece for piece in line if piece]


def _inherited(notes: list[Data], named: dict[str, list[Data]]) -> list[Block]:
    facts = Facts()
    for one in notes:
        label = _KINDS.get(one["kind"], one["kind"].replace("_", " ").capitalize())
        facts.add(label, *(linked(text, named.get(text, ())) for text in one["texts"]))
    heading = words.code(notes[0]["inheritedFrom"])
    lines = sum(len(one["texts"]) for one in notes)
    return [Text("Of the heading", heading), facts if lines <= 6 else Fold(f"{lines} notes", [facts])]


def _named(code: Data) -> dict[str, list[Data]]:
    """The codes that each note names."""
    found: dict[str, list[Data]] = {}
    for edge in code["notedCodes"]["edges"]:
        found.setdefault(edge["note"], []).append(edge["node"])
    return found
