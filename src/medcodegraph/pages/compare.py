"""The page comparing two codes: how similar they are, and what they share, part by part."""

from collections.abc import Callable, Iterable

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Bar, Block, Facts, Line, Page, Section, Table, Text
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data

Named = Callable[[Data], Line]


def page(answer: Data) -> Page | None:
    """The page, from the answer to its document; None if either code does not exist."""
    a, b, cited = answer["a"], answer["b"], Cited()
    if a is None or b is None:
        return None
    parts = [
        _part("Stands under", a["parents"], b["parents"], words.code),
        _part("Procedures", a["procedures"], b["procedures"], _named),
        _part("Conditions", _conditions(a), _conditions(b), words.condition),
        _part("Policies", a["policies"]["nodes"], b["policies"]["nodes"], words.policy),
        _part("Maps to", _maps(a), _maps(b), words.code),
    ]
    rows = [row for row in parts if any(row[1:])]
    heads = ("", f"Only {a['key']}", "Both", f"Only {b['key']}")
    shared: list[Block] = [Table(heads, rows)] if rows else [Text("", ["Nothing loaded connects them."])]
    sections = [Section("The two codes", "", [_two(a, b)]), _similar(a, b, cited)]
    title = f"{a['key']} and {b['key']}"
    sections.append(Section("What they share", "", shared))
    return Page("Compare", a["key"], title, ["Comparison"], [], sections, cited.lines(), title)


def _two(a: Data, b: Data) -> Facts:
    facts = Facts()
    for code in (a, b):
        status: Line = [" ", words.badge(code["status"])] if code["status"] else []
        facts.add(
            code["key"], [*words.code(code), *status, f" {words.days(code['validFrom'], code['validTo'])}"]
        )
    return facts


def _similar(a: Data, b: Data, cited: Cited) -> Section:
    section = Section("Similarity")
    for edge in a["similar"]["edges"]:
        if edge["node"]["key"] == b["key"]:
            bar = Bar(edge["score"], tuple((part["kind"], part["contribution"]) for part in edge["parts"]))
            line: Line = [edge["summary"], *cited.by(edge["source"])]
            section.blocks.append(Table(("Score", "Why"), [[[bar], line]]))
    if not section.blocks:
        section.say("", f"{b['key']} is not among the 50 codes most similar to {a['key']}.")
    return section


def _part(label: str, ours: Iterable[Data], theirs: Iterable[Data], named: Named) -> list[Line]:
    """A row: what only the first has, what both have, what only the second has."""
    one = {thing["key"]: thing for thing in ours}
    other = {thing["key"]: thing for thing in theirs}
    sets = (one.keys() - other.keys(), one.keys() & other.keys(), other.keys() - one.keys())
    every = one | other
    return [[label], *(words.joined(named(every[key]) for key in sorted(keys)) for keys in sets)]


def _conditions(code: Data) -> list[Data]:
    return [*code["conditions"]["nodes"], *(one["condition"] for one in code["indications"])]


def _maps(code: Data) -> list[Data]:
    return [one["code"] for one in code["mapsTo"]]


def _named(procedure: Data) -> Line:
    return [procedure["name"] or procedure["key"]]
