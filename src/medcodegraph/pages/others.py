"""The pages of procedures, payers, sources and code systems."""

import re

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Facts, Line, Link, Page, Query, Section, Table, Text, away
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.done import procedure
from medcodegraph.pages.words import Data


def procedure_page(answer: Data) -> Page:
    """The page of a procedure, from the answer to its document."""
    found, cited = answer["procedure"], Cited()
    sections = procedure(found, None, cited)
    rows: list[list[Line]] = [
        [words.code(edge["node"]), [edge["step"] or "", *cited.by(edge["source"])]]
        for edge in found["codes"]["edges"]
    ]
    codes = Section("Codes that bill it", "Procedures", [Table(("Code", "Step"), rows)])
    codes.count = found["codes"]["totalCount"] or None
    return _page("Procedure", found["key"], found["name"], "Procedure", [*sections, codes], cited)


def payer_page(answer: Data) -> Page:
    """The page of a payer, from the answer to its document."""
    found, cited = answer["payer"], Cited()
    facts = Facts()
    facts.add("Kind", words.in_words(found["kind"], cited.of(found["sources"])))
    facts.add("Site", [away(found["url"], found["url"])] if found["url"] else None)
    policies = found["policies"]
    rows: list[list[Line]] = [
        [words.policy(one), [one["key"]], [words.in_effect(one)]] for one in policies["nodes"]
    ]
    listed = Section("Policies", "Policies", [Table(("Policy", "Key", "In effect"), rows)])
    listed.count = policies["totalCount"] or None
    words.say_more(listed, len(rows), policies["totalCount"])
    asked = (("text", found["name"] or ""), ("payer", found["key"]))
    if policies["totalCount"] > len(rows):
        listed.say("", None)
        facts.add("Search", [Query("search", asked, "policies of this payer")])
    return _page(
        "Payer", found["key"], found["name"], "Payer", [Section("Payer", "About", [facts]), listed], cited
    )


def source_page(answer: Data) -> Page:
    """The page of a source, from the answer to its document."""
    found = answer["node"]
    facts = Facts()
    facts.add("Publisher", found["publisher"])
    facts.add("Published at", [away(found["url"], found["url"])] if found["url"] else None)
    facts.add("Licence", found["licence"])
    if found["licensed"]:
        facts.add("Licensed text", "hidden" if found["hidden"] else "shown")
    for label, name in (
        ("Release", "release"),
        ("Series", "series"),
        ("In force from", "begins"),
        ("Published on", "publishedOn"),
        ("File", "file"),
        ("SHA-256", "sha256"),
        ("State", "state"),
    ):
        facts.add(label, found[name])
    facts.add("Loaded", (found["retrievedAt"] or "").replace("T", " ")[:16])
    facts.add("Lists every code of", "; ".join(found["lists"]))
    if found["rowsRead"] is not None:
        facts.add("Rows", f"{found['rowsRead']:,} read, {found['rowsRejected'] or 0:,} rejected")
    if found["partOf"]:
        facts.add("Quoted by", [Link("Source", found["partOf"], found["partOf"])])
    title = found["title"] or found["key"]
    return _page("Source", found["key"], title, "Source", [Section("Source", "About", [facts])], Cited())


def system_page(answer: Data) -> Page:
    """The page of a code system, from the answer to its document."""
    found, top, cited = answer["node"], answer["top"], Cited()
    facts = Facts()
    facts.add("Publisher", words.in_words(found["publisher"], cited.of(found["sources"])))
    facts.add("Version", found["version"])
    facts.add("Licence", found["licence"])
    facts.add("URI", found["uri"])
    in_order = sorted(top["nodes"], key=_counted)
    listed = [one for one in in_order if one["display"] or one["level"]]
    unlisted = [one for one in in_order if not (one["display"] or one["level"])]
    codes = _codes("Codes from the top", listed)
    named = _codes("Named by other sources only", unlisted)
    if top["pageInfo"]["hasNextPage"]:
        name = found["name"] or found["key"].partition(":")[2]
        shown = f"The first {len(in_order)}. "
        (codes if listed else named).blocks.append(
            Text("", [shown, Query("search", (("text", name),), "Search for others")])
        )
    if unlisted:
        named.blocks.append(Text("", ["No loaded file of this code system lists these codes."]))
    title = found["title"] or found["name"]
    about = Section("System", "About", [facts])
    return _page("CodeSystem", found["key"], title, "Code system", [about, codes, named], cited)


def _codes(title: str, nodes: list[Data]) -> Section:
    rows: list[list[Line]] = [
        [words.code(one), [words.badge(one["status"])] if one["status"] else []] for one in nodes
    ]
    return Section(title, "", [Table(("Code", "Status"), rows)])


def _counted(code: Data) -> list[tuple[int, str]]:
    """What sorts codes as people count: CHAPTER-2 before CHAPTER-10."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", code["key"])]


def _page(kind: str, key: str, title: str | None, what: str, sections: list[Section], cited: Cited) -> Page:
    shown = [section for section in sections if not section.empty]
    return Page(kind, key, title or key, [what], [], shown, cited.lines(), title or key)
