"""The page of a condition: definition, hierarchy, codes, treatments, policies."""

from typing import Any

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Badge, Facts, Line, Link, Page, Section, Table, Tree
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data


def page(answer: Data) -> Page:
    """The page of a condition, from the answer to its document."""
    found, cited = answer["condition"], Cited()
    title = found["name"] or found["key"]
    sections = [
        _about(found, cited),
        _hierarchy(found),
        _codes(found, cited),
        _procedures(found),
        _policies(found, cited),
    ]
    return Page(
        "Condition",
        found["key"],
        title,
        ["Condition"],
        [],
        [section for section in sections if not section.empty],
        cited.lines(),
        found["definition"] or title,
        {
            "@context": "https://schema.org",
            "@type": "MedicalCondition",
            "name": title,
            "alternateName": found["synonyms"],
            "description": found["definition"] or "",
            "code": {"@type": "MedicalCode", "codeValue": found["key"]},
        },
    )


def _about(found: Data, cited: Cited) -> Section:
    facts = Facts()
    sources = cited.of(found["sources"])
    facts.add("Definition", words.in_words(found["definition"], sources))
    if found["nonHuman"]:
        facts.add("Affects", words.in_words("Other animals only, not people.", sources))
    facts.add("Also called", "; ".join(found["synonyms"]))
    facts.add("Elsewhere", ", ".join(found["xrefs"]))
    if (content := found["informationContent"]) is not None:
        facts.add("Information content", f"{content:.2f} (1 is the most specific)")
    return Section("Definition", "About", [facts])


def _hierarchy(found: Data) -> Section:
    children = found["children"]
    more = children["totalCount"] - len(children["nodes"])
    below = [words.condition(one) for one in children["nodes"]]
    if more > 0:
        below.append([f"and {more} more"])
    above = [[words.condition(one) for one in path] for path in words.paths(found)]
    tree = Tree(above, words.condition(found), below)
    return Section("Hierarchy", "Hierarchy", [tree], children["totalCount"] or None)


def _codes(found: Data, cited: Cited) -> Section:
    rows: dict[tuple[str, str], list[Line]] = {}
    sources: dict[tuple[str, str], list[Any]] = {}
    for edge in found["codes"]["edges"]:
        match = edge["match"].lower()
        name = (edge["node"]["key"], match)
        sources.setdefault(name, []).extend(edge["sources"])
        rows[name] = [words.code(edge["node"]), [Badge(match), *cited.by(*sources[name])]]
    section = Section("Codes", "Codes", [Table(("Code", "Match"), list(rows.values()))])
    section.count = found["codes"]["totalCount"] or None
    words.say_more(section, len(found["codes"]["edges"]), found["codes"]["totalCount"])
    return section


def _procedures(found: Data) -> Section:
    section = Section("Procedures", "Procedures", count=found["procedures"]["totalCount"] or None)
    section.list(
        [Link("Procedure", one["key"], one["name"] or one["key"])] for one in found["procedures"]["nodes"]
    )
    return section


def _policies(found: Data, cited: Cited) -> Section:
    policies = found["policies"]
    rows: list[list[Line]] = [
        [
            [*words.policy(one), f" ({one['key']})"],
            words.payer(one["payer"]),
            [words.in_effect(one), *cited.of(one["sources"])],
        ]
        for one in policies["nodes"]
    ]
    section = Section("Policies", "Policies", [Table(("Policy", "Payer", "In effect"), rows)])
    section.count = policies["totalCount"] or None
    words.say_more(section, len(rows), policies["totalCount"])
    return section
