"""The headings and labels of code pages, in all their forms: singular or plural, with "and", "&" or "/"."""

import re

LEFT_EMPTY = "left_empty"  # the sections a page usually leaves empty
NAME = "name"
STEPS = "description"  # the section whose numbered lines and bullets are steps

HEADINGS = {
    "name of the procedure": NAME,
    "summary": "summary",
    "purpose": "purpose",
    "indications": "symptoms",
    "preparation": "instructions",
    "procedure description": STEPS,
    "duration": "duration",
    "setting": "setting",
    "personnel": "personnel",
    "risks and complications": "risks",
    "benefits": "benefits",
    "recovery": "recovery",
    "alternatives": "alternatives",
    "patient experience": "patient_experience",
    "related policies from health plans": LEFT_EMPTY,
    "similar codes": LEFT_EMPTY,
}
"""Headings, and the field for their unlabelled text."""

LABELS = {
    "technical term": "terms",
    "medical term": "terms",
    "technical/medical term": "terms",
    "technical name": "terms",
    "common name": "terms",
    "common term": "terms",
    "also known as": "terms",
    "medical condition": "conditions",
    "medical condition addressed": "conditions",
    "medical condition treated": "conditions",
    "condition addressed": "conditions",
    "condition treated": "conditions",
    "goal": "goals",
    "symptom": "symptoms",
    "symptom/condition": "symptoms",
    "condition/symptom": "symptoms",
    "patient criteria": "patient_criteria",
    "instruction": "instructions",
    "pre-procedure instruction": "instructions",
    "step": STEPS,
    "diagnostic test": "tests",
    "tool/equipment": "equipment",
    "equipment": "equipment",
    "anesthesia": "anesthesia",
    "anesthesia/sedation": "anesthesia",
    "healthcare professional involved": "personnel",
    "management": "risk_management",
    "risk management": "risk_management",
    "expected benefit": "benefits",
    "timeline": "timeline",
    "post-procedure care": "care",
    "recovery time": "recovery",
    "other treatment option": "alternatives",
    "pros/cons": "pros_cons",
}
"""Labels ("Common Risks: ..."), and the field of each."""

_RISKS = "risks"
_KINDS = r"(?: (?:risks?|complications?|side effects?|reactions?))?"
_COMMON = re.compile(rf"(?:very |most )?common{_KINDS}")
_RARE = re.compile(rf"(?:very )?rare(?: but serious)?{_KINDS}")
_JOINED = re.compile(r"\s*(?:/|&|\band\b|\bor\b)\s*")
_PLURAL = re.compile(r"(?<=[a-rt-z])s\b|\(s\)")


def heading_field(words: str) -> str | None:
    """The field of a heading, None for another text."""
    return _HEADINGS.get(_plain(words))


def label_field(words: str, section: str) -> str | None:
    """The field of a label in a section, None for an unknown one.

    Among the risks `Common` and `Rare` alone say how frequent those are that follow.
    """
    written = " ".join(words.lower().split())
    for frequency, pattern in (("common_risks", _COMMON), ("rare_risks", _RARE)):
        if pattern.fullmatch(written) and (section == _RISKS or written.split()[-1].startswith("risk")):
            return frequency
    return _LABELS.get(_plain(words))


def _plain(words: str) -> str:
    """In lower case and the singular, joined by a slash."""
    joined = _JOINED.sub("/", " ".join(words.lower().split()))
    return _PLURAL.sub("", joined)


_HEADINGS = {_plain(words): field for words, field in HEADINGS.items()}
_LABELS = {_plain(words): field for words, field in LABELS.items()}
