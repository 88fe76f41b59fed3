"""The page of a code: the answer to `code.graphql` as sections, each fact with its sources."""

from typing import Any

from medcodegraph.pages import words
from medcodegraph.pages.blocks import (
    Badge,
    Bar,
    Facts,
    Line,
    Link,
    Notice,
    Page,
    Query,
    Section,
    Table,
    Text,
    Tree,
    Verdict,
)
from medcodegraph.pages.cited import Cited, stating
from medcodegraph.pages.done import conditions, procedure
from medcodegraph.pages.history import history
from medcodegraph.pages.notes import notes
from medcodegraph.pages.words import Data

LATE = frozenset({"CodeCoverage", "CodePolicies", "CodeNotes"})
"""The operations of the document without which the page says that it lacks them."""

DIAGNOSES = frozenset({"ICD10CM", "ICD9CM"})
"""The systems whose codes are diagnoses."""


def page(answer: Data) -> Page:
    """The page of a code, from the answer to its document."""
    code, cited = answer["code"], Cited()
    title = title_of(code)
    sections = [_status(code, cited), _hierarchy(code)]
    for one in code["procedures"]:
        sections += procedure(one, code, cited)
    if not code["procedures"]:
        sections.append(conditions("Indications", code["indications"], cited))
    sections += [_conditions(code, cited), notes(code, cited), _crosswalks(code, cited)]
    sections += [_coverage(code), _policies(code, cited), _similar(code, cited), history(code, cited)]
    system = words.SYSTEMS.get(code["system"], code["system"])
    return Page(
        "Code",
        code["key"],
        title,
        [f"{system} code {code['code']}"],
        _notices(code),
        [section for section in sections if not section.empty],
        cited.lines(),
        code["plain"] or code["description"] or title,
        _linked_data(code, title),
    )


def title_of(code: Data) -> str:
    """A code's title: its own wording, or else that of the procedure it bills."""
    names = [procedure["name"] for procedure in code["procedures"] if procedure["name"]]
    return str(code["display"] or ", ".join(names) or code["key"])


def _notices(code: Data) -> list[Notice]:
    """Notices, such as what replaced a code that is no longer valid."""
    if code["status"] != "retired" and not code["replacedBy"]:
        return []
    until = f" on {code['validTo']}" if code["validTo"] else ""
    line: Line = [f"This code was retired{until}. " if code["status"] == "retired" else ""]
    if code["replacedBy"]:
        line += ["Replaced by ", *words.joined(words.code(link["code"]) for link in code["replacedBy"]), "."]
    else:
        line.append("Nothing loaded names a replacement.")
    return [Notice("bad" if code["status"] == "retired" else "maybe", line)]


def _status(code: Data, cited: Cited) -> Section:
    """Its status, dates, replacements, and the properties specific to its system."""
    facts = Facts()
    section = Section("Code", "Status", [facts])
    billable = {True: "billable", False: "a heading, not billable", None: ""}[code["billable"]]
    first, last = (code[name] and f"{code[name]} or before" for name in ("validFromBy", "validToBy"))
    days = words.days(code["validFrom"] or first, code["validTo"] or last)
    status = ", ".join(filter(None, (days, billable)))
    if code["status"] or status:
        line: Line = [words.badge(code["status"])] if code["status"] else []
        shown = stating(code, "status", "validFrom", "validTo", "validFromBy", "validToBy", "billable")
        facts.add("Status", [*line, f" {status}" if line else status, *cited.by(*shown)])
    if code["display"]:
        facts.add("Wording", [code["display"], *cited.by(*stating(code, "display"))])
    facts.add("Description", code["description"] if code["description"] != code["display"] else None)
    facts.add("In plain words", code["plain"])
    facts.add("Also called", "; ".join(code["synonyms"]))
    for heading, links in (
        ("Replaced by", code["replacedBy"]),
        ("Replaces", code["replaces"]),
        ("Previously coded as", code["previouslyCodedAs"]),
    ):
        facts.add(
            heading,
            *(
                [
                    *words.code(link["code"]),
                    f" on {link['on']}" if link["on"] else "",
                    *cited.by(*link["sources"]),
                ]
                for link in links
            ),
        )
    if system := code["codeSystem"]:
        version = f" {system['version']}" if system["version"] else ""
        facts.add(
            "Code system", [Link("CodeSystem", system["key"], system["title"] or code["system"]), version]
        )
    facts.add("Medicare coverage indicator", code["coverageIndicator"])
    facts.add("BETOS", code["betos"])
    facts.add("Manual sections", ", ".join(code["manualSections"]))
    facts.add("Major diagnostic category", code["mdc"])
    facts.add("DRG type", code["drgType"])
    for label, name in (
        ("Relative weight", "relativeWeight"),
        ("Geometric mean length of stay", "geometricMeanStay"),
        ("Arithmetic mean length of stay", "arithmeticMeanStay"),
    ):
        facts.add(label, None if code[name] is None else f"{code[name]:g}")
    facts.add("Characters", *code["axes"])
    return section


def _hierarchy(code: Data) -> Section:
    """The paths down to it from the top, and its children."""
    children = code["children"]
    more = children["totalCount"] - len(children["nodes"])
    below = [words.code(one) for one in children["nodes"]]
    if more > 0:
        asked = (("parent", code["key"]),)
        below.append([Query("search", (("text", code["code"]), *asked), f"{more} more")])
    above = [[words.code(one) for one in path] for path in words.paths(code)]
    section = Section("Hierarchy", "Hierarchy", [Tree(above, words.code(code), below)])
    section.count = children["totalCount"] or None
    return section


def _conditions(code: Data, cited: Cited) -> Section:
    """The conditions that a diagnosis code classifies, and the headings it inherits them from."""
    found = code["conditions"]
    section = Section("Conditions", "Conditions")
    stated: dict[str, list[Data]] = {}
    for edge in found["edges"]:
        stated.setdefault(edge["node"]["key"], []).append(edge)
    rows = [_condition(edges, cited) for edges in stated.values()]
    heads: tuple[str, ...] = ("Condition", "Key", "Match", "Stated of")
    if not any(row[3] for row in rows):
        heads, rows = heads[:3], [row[:3] for row in rows]
    section.count = len(rows) or None
    section.blocks.append(Table(heads, rows))
    words.say_more(section, len(found["edges"]), found["totalCount"])
    if not rows and code["system"] in DIAGNOSES and code["billable"] is not None:
        section.say(
            "",
            "No loaded ontology names this code. MONDO names many: get it with medcodegraph fetch mondo.",
        )
    return section


def _condition(edges: list[Data], cited: Cited) -> list[Line]:
    matches: dict[str, list[Any]] = {}
    for edge in edges:
        matches.setdefault(edge["match"].lower(), []).extend(edge["sources"])
    said: Line = []
    for match, sources in matches.items():
        said += [Badge(match), *cited.by(*sources), " "]
    above = {edge["inheritedFrom"]["key"]: edge["inheritedFrom"] for edge in edges if edge["inheritedFrom"]}
    of = words.joined(words.code(heading) for heading in above.values())
    if reasons := dict.fromkeys(edge["reason"] for edge in edges if edge["reason"]):
        of = words.joined([*([of] if of else []), [". ".join(reasons)]])
    return [words.condition(edges[0]["node"]), [edges[0]["node"]["key"]], said, of]


def _crosswalks(code: Data, cited: Cited) -> Section:
    """The maps from it and to it, and its value sets."""
    facts = Facts()
    maps: dict[str, list[Line]] = {}
    for one in code["mapsTo"]:
        maps.setdefault(one["map"] or "Map", []).append(
            [*words.code(one["code"]), *cited.by(*one["sources"])]
        )
    for name, lines in maps.items():
        facts.add(name, *lines)
    others = code["mappedFrom"]
    more = others["totalCount"] - len(others["nodes"])
    facts.add(
        "Mapped from", *(words.code(one) for one in others["nodes"]), f"{more:,} more" if more > 0 else None
    )
    facts.add(
        "On the lists", "; ".join(one["title"] or one["name"] or one["key"] for one in code["valueSets"])
    )
    facts.add("No counterpart in", "; ".join(code["unmapped"]))
    return Section("Crosswalks", "Crosswalks", [facts])


def _coverage(code: Data) -> Section:
    """Today's verdict of the policies in force, in total and for each payer."""
    section = Section("Coverage by payer", "Coverage")
    if "coverage" not in code:
        return words.late(section)
    coverage = code["coverage"]
    if coverage is None or not coverage["byPayer"]:
        return section
    section.blocks.append(Verdict(words.badge(coverage["verdict"]), coverage["summary"]))
    rows: list[list[Line]] = []
    for one in coverage["byPayer"]:
        asked = (("code", code["key"]), ("payer", one["payer"]["key"]))
        rows.append(
            [
                words.payer(one["payer"]),
                [words.badge(one["verdict"])],
                words.joined(words.policy(policy) for policy in one["policies"]),
                [Query("coverage", asked, "Why?")],
            ]
        )
    section.blocks.append(Table(("Payer", "Verdict", "Policies", ""), rows))
    section.blocks += [Text("", [note]) for note in coverage["notes"]]
    section.blocks.append(
        Text(
            "",
            [Query("coverage", (("code", code["key"]),), "Ask about a diagnosis, a payer, a state, a day")],
        )
    )
    section.count = len(rows)
    return section


def _policies(code: Data, cited: Cited) -> Section:
    """The related policies: each with payer, stance, dates, reason and source."""
    section = Section("Related policies from health plans", "Policies")
    if "relatedPolicies" not in code:
        return words.late(section)
    found = code["relatedPolicies"]
    section.count = found["totalCount"] or None
    rows = [_policy(edge, cited) for edge in found["edges"]]
    if not rows:
        section.say(
            "",
            "No loaded policy is related to this code. Medicare's come with medcodegraph fetch mcd, "
            "those of other payers with medcodegraph load policies.",
        )
        return section
    section.blocks.append(Table(("Policy", "Payer", "Stance", "In effect", "Why it is here"), rows))
    if found["totalCount"] > len(rows):
        section.say("", f"The closest {len(rows)} of {found['totalCount']}.")
    return section


def _policy(edge: Data, cited: Cited) -> list[Line]:
    policy = edge["node"]
    head: Line = [*words.policy(policy), f" ({policy['key']})"]
    days = words.days(policy["effectiveFrom"], policy["effectiveTo"])
    stance: Any = edge["stance"]
    return [
        head,
        words.payer(policy["payer"]),
        [words.badge(stance)] if stance else [],
        [", ".join(filter(None, (policy["status"], days)))],
        [". ".join(filter(None, (edge["reason"], edge["criteria"]))), *cited.by(*edge["sources"])],
    ]


def _similar(code: Data, cited: Cited) -> Section:
    """The similar codes: each with its score, the parts of it, and the reason."""
    section = Section("Similar Codes", "Similar")
    rows: list[list[Line]] = [
        [
            words.code(edge["node"]),
            [Bar(edge["score"], tuple((part["kind"], part["contribution"]) for part in edge["parts"]))],
            [edge["summary"], *cited.by(edge["source"])],
        ]
        for edge in code["similar"]["edges"]
    ]
    if not rows:
        section.say("", "No similar code is known: none shares more than number or type with this one.")
        return section
    section.blocks.append(Table(("Code", "Score", "Why"), rows))
    section.count = len(rows)
    return section


def _linked_data(code: Data, title: str) -> dict[str, Any]:
    """The code as schema.org linked data."""
    return {
        "@context": "https://schema.org",
        "@type": "MedicalCode",
        "codeValue": code["code"],
        "codingSystem": code["system"],
        "name": title,
    }
