"""The page of a policy: issuer, versions, codes by group and stance, text."""

from collections.abc import Sequence

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Block, Facts, Fold, Line, Link, Notice, Page, Section, Table, Text, away
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data

MOST_CHANGES = 30
"""Codes of a kind of change that are listed."""

KINDS = {
    "NCD": "National coverage determination",
    "LCD": "Local coverage determination",
    "ARTICLE": "Article",
    "PAYER": "Payer policy",
}


def page(answer: Data) -> Page:
    """The page of a policy, from the answer to its document."""
    found, cited = answer["policy"], Cited()
    title = found["title"] or found["key"]
    sections = [
        _about(found, cited),
        _versions(found),
        _changed(answer),
        _stated("Codes", "Codes", found["codes"], cited),
        _stated("Diagnoses", "Diagnoses", found["diagnoses"], cited),
        _text(found),
    ]
    newer = found["supersededBy"]
    notices = [Notice("maybe", ["A newer version is loaded: ", *words.joined(map(words.policy, newer))])]
    return Page(
        "Policy",
        found["key"],
        title,
        [KINDS.get(found["kind"], "Policy")],
        notices if newer else [],
        [section for section in sections if not section.empty],
        cited.lines(),
        title,
    )


def _about(found: Data, cited: Cited) -> Section:
    facts = Facts()
    status: Line = [words.badge(found["status"]), " "] if found["status"] else []
    days = words.days(found["effectiveFrom"], found["effectiveTo"])
    if status or days:
        facts.add("Status", [*status, days, *cited.of(found["sources"])])
    facts.add("Payer", *map(words.payer, found["payers"] or [found["payer"]]))
    facts.add("Number", found["number"])
    facts.add("Version", found["version"])
    facts.add("Applies in", ", ".join(one["name"] or one["key"] for one in found["jurisdictions"]))
    facts.add("Benefit categories", "; ".join(found["benefitCategories"]))
    facts.add("Published at", [away(found["url"], found["url"])] if found["url"] else None)
    return Section("Policy", "About", [facts])


def _versions(found: Data) -> Section:
    facts = Facts()
    for label, name in (
        ("Replaces", "supersedes"),
        ("Replaced by", "supersededBy"),
        ("Cites", "cites"),
        ("Cited by", "citedBy"),
    ):
        facts.add(label, *map(_version, found[name]))
    return Section("Versions and citations", "Versions", [facts])


def _changed(answer: Data) -> Section:
    """What is different from the policy that it replaced."""
    section = Section("What changed")
    for edge in (answer.get("policyChanges") or {"edges": ()})["edges"]:
        if edge["node"]["key"] != answer["policy"]["key"]:
            continue
        facts = Facts()
        facts.add("Summary", edge["summary"])
        facts.add("Replaces", words.policy(edge["previous"]) if edge["previous"] else None)
        for label, name in (("Added", "added"), ("Dropped", "dropped"), ("Stated differently", "restated")):
            codes = [words.code(one) for one in edge[name][:MOST_CHANGES]]
            more = len(edge[name]) - len(codes)
            facts.add(label, *codes, f"and {more:,} more" if more else None)
        section.blocks.append(facts)
    return section


def _version(one: Data) -> Line:
    said = ", ".join(
        filter(
            None,
            (
                one["key"],
                one["version"] and f"version {one['version']}",
                words.days(one["effectiveFrom"], None),
            ),
        )
    )
    return [*words.policy(one), f" ({said})"]


def _stated(heading: str, panel: str, found: Data, cited: Cited) -> Section:
    """Its stance on codes or diagnoses, collected by group and stance."""
    groups: dict[tuple[str, str, str], list[Data]] = {}
    for edge in found["edges"]:
        name = (edge["group"] or "", edge["stance"], edge["criteria"] or "")
        groups.setdefault(name, []).append(edge)
    section = Section(heading, panel, count=found["totalCount"] or None)
    for (group, stance, criteria), edges in groups.items():
        head: Line = [
            f"Group {group} " if group else "",
            words.badge(stance),
            f" {criteria}" if criteria else "",
        ]
        section.blocks.append(Text("", [*head, *cited.by(*(edge["source"] for edge in edges))]))
        section.blocks.append(_listed(edges))
    words.say_more(section, len(found["edges"]), found["totalCount"])
    return section


def _listed(edges: Sequence[Data]) -> Block:
    rows: list[list[Line]] = []
    for edge in edges:
        node = edge["node"]
        name = node.get("display") or node.get("name") or ""
        kind = "Condition" if node.get("__typename") == "Condition" else "Code"
        days = words.days(edge.get("validFrom"), edge.get("validTo"))
        rows.append([[Link(kind, node["key"], node["key"])], [name], [days] if days else []])
    table = Table(("Code", "Name", "In effect"), rows)
    return table if len(rows) <= 12 else Fold(f"{len(rows)} codes", [table])


def _text(found: Data) -> Section:
    section = Section("Text", "Text")
    paragraphs = [part.strip() for part in (found["text"] or "").split("\n") if part.strip()]
    said: list[Block] = [Text("", [part]) for part in paragraphs]
    section.blocks = said[:4]
    if said[4:]:
        section.blocks.append(Fold("The whole text", said[4:]))
    return section
