"""The names in list-like entries of a code page: equipment, roles, settings, tests, risks, alternatives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from medcodegraph.loaders.sources.page.lists import (
    clauses,
    examples,
    is_prose,
    item_head,
    members,
    name,
    singular,
    split_commas,
)
from medcodegraph.loaders.sources.page.text import Entry


@dataclass(frozen=True, slots=True)
class _Style:
    """The style of one kind of list: phrases before it, and phrases after a name.

    `tail_of_all` means that what follows the first such word belongs to the whole list, not to one name.
    """

    lead: re.Pattern[str]
    tail: re.Pattern[str]
    tail_of_all: bool = False


_SUBJECT = r"(?:(?:before|prior to|for|in|during|after|depending)\b[^,]*,\s)?[^,]*?\b"


def _style(lead: str, tail: str, tail_of_all: bool = False) -> _Style:
    return _Style(
        re.compile(rf"{_SUBJECT}(?:{lead})\s+", re.IGNORECASE),
        re.compile(rf"(?:^|\s|,\s)(?:{tail})\b", re.IGNORECASE),
        tail_of_all,
    )


_LOOK = (
    r"to (?:help )?(?:assess|check|choose|confirm|decide|detect|determine|diagnose|ensure|establish"
    r"|estimate|evaluate|examine|exclude|find|gauge|guide|identify|inspect|locate|look|map|measure|monitor|plan|record"
    r"|review|rule out|screen|see|select|show|understand|verify|visuali[sz]e)"
)
_STYLES = {
    "setting": _style(
        r"(?:performed|done|conducted|carried out|takes? place|administered|provided|held|completed)\b"
        r".*?\b(?:in|at|within)",
        r"equipped|with|that|which|where|under|depending|having|designed|speciali[sz]ing|capable|staffed"
        r"|using|by|for|due to|so|because|if|when|based|as an?",
        tail_of_all=True,
    ),
    "personnel": _style(
        r"(?:performed|conducted|done|carried out|led|administered|overseen|provided)\b.*?\bby"
        r"|(?:consist(?:s|ing)? of|comprised of|made up of|composed of|team of|involves|involving"
        r"|requires|needs)",
        r"who|to|with|for|trained|responsible|speciali[sz]ing|experienced|skilled|under|during|as|that|if"
        r"|when|certified in|assisting|monitoring|performing|managing|depending",
    ),
    "equipment": _style(
        r"(?:uses?|using|requires?|needs?|involves?|consists? of|performed with)",
        r"to|that|which|used|if|when|as needed|depending",
    ),
    "tests": _style(
        r"(?:undergo|requires?|needs?|have|ordered|involves?|consists? of)",
        rf"{_LOOK}|that|which|if|when|as needed|before|prior to|depending",
        tail_of_all=True,
    ),
    "risks": _style(
        r"(?:experience|have|feel|develop|cause|lead to|result in)",
        r"that|which|who|requiring|if|when|although|but|depending",
    ),
    "alternatives": _style(
        r"(?:involves?|consists? of|consider|choose|try|opt for)",
        r"that|which|depending|if|when|where|based|to|for (?:patients|those|people|severe|some|mild|less)"
        r"|in (?:some|severe|certain|mild) cases",
    ),
}
_STYLES["common_risks"] = _STYLES["rare_risks"] = _STYLES["risks"]

_PASSIVE = re.compile(
    r"\s(?:may|might|will|can|could|should|must|are|is)(?: \w+ly| also| sometimes| often)?(?: be)?"
    r" (?:required|needed|performed|done|conducted|used|ordered|recommended|necessary|obtained|involved"
    r"|occur|happen|develop|possible)\b",
    re.IGNORECASE,
)
_JOINED_BY_HELP = re.compile(
    r",? (?:(?:assisted|supported|accompanied) by|along with|together with"
    r"|with (?:the )?(?:help|assistance|support) (?:of|from))\s",
    re.IGNORECASE,
)
_OR_IN = re.compile(r",? (?:and|or) (?:in|at|within)\s", re.IGNORECASE)
_MANAGEMENT = re.compile(
    r"(?:risk management|management|managing|treatment|monitoring|prevention)\b.*"
    r"|.*\b(?:is|are|be|being)\b.*\b(?:managed|treated|addressed|monitored|minimi[sz]ed|prevented|resolved"
    r"|controlled)\b.*",
    re.IGNORECASE,
)
_PURPOSE = re.compile(rf"\b(?:{_LOOK})\b.*", re.IGNORECASE)


def purposes(entry: Entry) -> dict[str, str | None]:
    """The names an entry lists, in order, each with its purpose ("to confirm the fracture") or None.

    Empty if nothing reads as a list of names.
    """
    found: dict[str, str | None] = {}
    for head, whole, is_item in _statements(entry):
        purpose = _PURPOSE.search(whole)
        for item in _names(entry.field, head, is_item):
            found.setdefault(item, purpose[0].rstrip(".") if purpose else None)
    return found


def terms(entry: Entry) -> list[str]:
    """The further names the page gives for the procedure, as written."""
    parts = (part.strip(" .") for piece in entry.pieces for part in split_commas(piece.text))
    return list(dict.fromkeys(part for part in parts if part))


def management(entry: Entry) -> list[str]:
    """The sentences among the risks about their management."""
    return [clause for piece in entry.pieces for clause in clauses(piece.text) if _is_management(clause)]


def _statements(entry: Entry) -> Iterator[tuple[str, str, bool]]:
    """Clauses of paragraphs, and first clauses of top-level items: the head, the whole, and if it is a name.

    An item without a full stop is a name even with a verb in it.
    """
    for piece in entry.pieces:
        found = clauses(piece.text) if piece.depth == 0 else []
        if piece.marker:
            is_name = not (found and found[0].endswith(".") and is_prose(found[0]))
            yield from ((item_head(text), text, is_name) for text in found[:1])
        else:
            yield from ((text, text, False) for text in found)


def _is_management(clause: str) -> bool:
    return is_prose(clause) and _MANAGEMENT.fullmatch(clause) is not None


def _names(field: str, clause: str, is_item: bool) -> Iterator[str]:
    style = _STYLES[field]
    if field.endswith("risks") and _is_management(clause):
        return
    if field == "risks" and not is_item and not (style.lead.match(clause) or examples(clause)):
        return  # a paragraph without a label describes risks more often than it lists them
    if field == "setting":
        clause = _OR_IN.sub(", ", clause)
    if field == "personnel":
        clause = _JOINED_BY_HELP.sub(", ", clause)
    for member in members(clause, partial(_after_lead, style, is_item)):
        bare = style.tail.split(member, maxsplit=1)[0]
        found = "" if is_prose(bare) and not is_item else name(bare)
        if found:
            yield singular(found) if field == "personnel" else found


def _after_lead(style: _Style, is_item: bool, clause: str) -> str | None:
    match = style.lead.match(clause)
    rest = clause[match.end() :] if match else _PASSIVE.sub("", clause, count=1)
    start = style.tail.split(rest, maxsplit=1)[0]
    if match is None and is_prose(start) and not is_item:
        return None
    return start if style.tail_of_all else rest
