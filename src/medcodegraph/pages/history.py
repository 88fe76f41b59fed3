"""What the editions of its code system said about a code, and what replaced what."""

from itertools import groupby
from typing import Any

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Chain, Line, Section, Table
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data


def history(code: Data, cited: Cited) -> Section:
    """The section: editions that say the same stand in one row; then the chain of replacements."""
    section = Section("History", "History")
    if "history" not in code:
        return words.late(section)
    rows = [
        _row(editions, cited) for _, ones in groupby(code["history"], key=_said) if (editions := list(ones))
    ]
    section.blocks.append(Table(("Editions", "Wording", "Level", "Under"), rows))
    chain = code["replacementChain"]
    if len(chain) > 2:
        lines = [[*words.code(one["code"]), *cited.by(*one["sources"])] for one in chain]
        section.blocks.append(Chain(lines))
    return section


def _said(edition: Data) -> tuple[Any, ...]:
    """What an edition says, to be compared with what the next one does."""
    parent = edition["parent"] or {}
    told = (edition[name] for name in ("series", "stated", "wording", "level", "billable"))
    return (*told, parent.get("key"))


def _row(editions: list[Data], cited: Cited) -> list[Line]:
    first, last = editions[0], editions[-1]
    releases = [one["release"] or one["begins"] for one in (first, last)]
    which = f"{releases[0]} to {releases[1]}" if first is not last else f"{releases[0]}"
    since = f", from {first['begins']}" if first["begins"] else ""
    until = f" until {last['until']}" if last["until"] else ""
    cite = cited.by(first["source"], last["source"])
    if not first["stated"]:
        return [[f"{which}{since}{until}", *cite], ["not in the list"], [], []]
    level = first["level"] or ""
    if first["billable"] is not None and level != "code":
        level = ", ".join(filter(None, (level, "billable" if first["billable"] else "not billable")))
    under = words.code(first["parent"]) if first["parent"] else []
    return [[f"{which}{since}{until}", *cite], [first["wording"] or ""], [level], under]
