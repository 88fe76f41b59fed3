"""How pages name things: links to what has a page, stances and days in words."""

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
    """A stance, a verdict or a status as people write it."""
    return Badge(word.replace("_", " ").lower(), TONES.get(word.upper(), "plain"))


def code(thing: Data) -> Line:
    """A code: its key as a link, then what it is called."""
    line: Line = [Link("Code", thing["key"], thing["key"])]
    return [*line, f" {thing['display']}"] if thing.get("display") else line


def condition(thing: Data) -> Line:
    """A condition by its name, which is the link."""
    return [Link("Condition", thing["key"], thing["name"] or thing["key"])]


def policy(thing: Data) -> Line:
    """A policy by its title, which is the link."""
    return [Link("Policy", thing["key"], thing["title"] or thing["key"])]


def payer(thing: Data | None) -> Line:
    """A payer by its name, which is the link."""
    return [Link("Payer", thing["key"], thing["name"] or thing["key"])] if thing else []


def days(since: str | None, until: str | None) -> str:
    """A time as people say it; empty where neither day is known."""
    said = [f"from {since}"] if since else []
    return " ".join(said + ([f"until {until}"] if until else []))


def names(things: Iterable[Data]) -> str:
    """The names of things, apart by commas."""
    return ", ".join(thing["name"] for thing in things if thing["name"])


def joined(lines: Iterable[Line], between: str = "; ") -> Line:
    """Several lines as one."""
    whole: Line = []
    for line in lines:
        whole += [between, *line] if whole else line
    return whole


def in_words(text: str | None, cites: Iterable[Cite] = ()) -> Line:
    """A text with its sources, nothing where there is no text."""
    return [text, *cites] if text else []


def in_effect(policy: Data) -> str:
    """The status of a policy and its days."""
    said = (policy["status"], days(policy["effectiveFrom"], policy["effectiveTo"]))
    return ", ".join(one for one in said if one)


def paths(thing: Data) -> list[list[Data]]:
    """Each path up through `parents`, written from the top."""
    parents = thing.get("parents") or []
    return [[*path, one] for one in parents for path in paths(one) or [[]]]


def say_more(section: Section, shown: int, total: int) -> None:
    """Say where a list is cut."""
    if total > shown:
        section.blocks.append(Text("", [f"The first {shown} of {total:,}."]))
