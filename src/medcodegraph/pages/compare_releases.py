"""What the page about two releases of a source says: which codes were added, ended and revised."""

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Facts, Line, Link, Page, Section, Table
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data

HEADINGS = {"added": "Added", "ended": "Ended", "revised": "Revised"}


def page(answer: Data) -> Page | None:
    """The page, from the answer to its document; None if the two cannot be compared."""
    found, cited = answer["releaseDifference"], Cited()
    if found is None:
        return None
    facts = Facts()
    for label, name in (("Before", "before"), ("After", "after")):
        one = found[name]
        said = ", ".join(filter(None, (one["release"], one["begins"] and f"in force from {one['begins']}")))
        facts.add(
            label, [Link("Source", one["key"], one["title"] or one["key"]), f" ({said})", *cited.by(one)]
        )
    for name, heading in HEADINGS.items():
        facts.add(heading, f"{found[name]['totalCount']:,} {'properties' if name == 'revised' else 'codes'}")
    sections = [Section("The two releases", "", [facts])]
    sections += [_changes(heading, found[name]) for name, heading in HEADINGS.items()]
    title = f"{found['before']['release']} and {found['after']['release']}"
    if found["after"]["series"]:
        title += f" of {found['after']['series']}"
    shown = [section for section in sections if not section.empty]
    return Page("Compare", "", title, ["Two releases"], [], shown, cited.lines(), title)


def _changes(heading: str, found: Data) -> Section:
    revised = heading == "Revised"
    heads = ("Code", "What", "Before", "After") if revised else ("Code", "Wording", "Day")
    rows = [_revised(edge) if revised else _moved(edge) for edge in found["edges"]]
    section = Section(heading, "", [Table(heads, rows)], found["totalCount"] or None)
    words.say_more(section, len(rows), found["totalCount"])
    return section


def _moved(edge: Data) -> list[Line]:
    key = edge["node"]["key"]
    day = edge["day"] or (f"{edge['by']} or before" if edge["by"] else "")
    return [[Link("Code", key, key)], [edge["wording"] or ""], [day]]


def _revised(edge: Data) -> list[Line]:
    key = edge["node"]["key"]
    return [[Link("Code", key, key)], [edge["property"] or ""], [edge["before"] or ""], [edge["after"] or ""]]
