"""How pages name objects (as links, if they have a page), stances and dates."""

from collections.abc import Iterable, Mapping
from typing import Any

from medcodegraph.pages.blocks import Badge, Cite, Line, Link, Section, Text, Tone

Data = Mapping[str, Any]

TONES: Mapping[str, Tone] = {
    "COVERED": "good",
    "CONDITIONAL": "maybe",
    "NOT_COVERED": "bad",
    "CONFLICTING": "maybe",
    "ACTIVE": "good",
    "RETIRED": "bad",
}
SYSTEMS = {"CPT": "CPT4", "ICD10CM": "ICD10CM", "ICD10PCS": "ICD10PCS"}


def badge(word: str) -> Badge:
    """A stance, a verdict or a status, in words."""
    return Badge(word.replace("_", " ").lower(), TONES.get(word.upper(), "plain"))


def code(thing: Data) -> Line:
    """A code: its key as a link, then its wording."""
    line: Line = [Link("Code", thing["key"], thing["key"])]
    return [*line, f" {thing['display']}"] if thing.get("display") else line


def condition(thing: Data) -> Line:
    """A condition's name, as a link."""
    return [Link("Condition", thing["key"], thing["name"] or thing["key"])]


def policy(thing: Data) -> Line:
    """A policy's title, as a link."""
    return [Link("Policy", thing["key"], thing["title"] or thing["key"])]


def payer(thing: Data | None) -> Line:
    """A payer's name, as a link."""
    return [Link("Payer", thing["key"], thing["name"] or thing["key"])] if thing else []


def days(since: str | None, until: str | None) -> str:
    """A period in words; empty if neither day is known."""
    said = [f"from {since}"] if since else []
    return " ".join(said + ([f"until {until}"] if until else []))


def names(things: Iterable[Data]) -> str:
    """The names of objects, separated by commas."""
    return ", ".join(thing["name"] for thing in things if thing["name"])


def joined(lines: Iterable[Line], between: str = "; ") -> Line:
    """Several lines joined into one."""
    whole: Line = []
    for line in lines:
        whole += [between, *line] if whole else line
    return whole


def in_words(text: str | None, cites: Iterable[Cite] = ()) -> Line:
    """A text with its sources; empty without a text."""
    return [text, *cites] if text else []


def in_effect(policy: Data) -> str:
    """The status and dates of a policy."""
    said = (policy["status"], days(policy["effectiveFrom"], policy["effectiveTo"]))
    return ", ".join(one for one in said if one)


def paths(thing: Data) -> list[list[Data]]:
    """Each path up through `parents`, in order from the top."""
    parents = thing.get("parents") or []
    return [[*path, one] for one in parents for path in paths(one) or [[]]]


def late(section: Section) -> Section:
    """A section whose data did not come in time, saying so."""
    section.blocks.append(Text("", ["This part was not answered in time: load the page again."]))
    return section


def say_more(section: Section, shown: int, total: int) -> None:
    """Add a note if a list is truncated."""
    if total > shown:
        section.blocks.append(Text("", [f"The first {shown} of {total:,}."]))
