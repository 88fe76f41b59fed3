"""The coverage page: the verdict, then every path that leads to it, deciding ones first."""

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Block, Chain, Facts, Line, Link, Page, Section, Table, Text, Verdict
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data


def page(answer: Data) -> Page | None:
    """The page of a verdict, from the answer to its document; None if the code does not exist."""
    found, cited = answer["coverage"], Cited()
    if found is None:
        return None
    sections = [_verdict(found), _paths(found, True, cited), _paths(found, False, cited), _payers(found)]
    code = found["code"]
    return Page(
        "Coverage",
        code["key"],
        f"Is {code['key']} covered?",
        ["Coverage on ", found["asOf"]],
        [],
        [section for section in sections if not section.empty],
        cited.lines(),
        found["summary"],
    )


def _verdict(found: Data) -> Section:
    facts = Facts()
    facts.add("Code", words.code(found["code"]))
    facts.add("Diagnosis", _diagnosis(found["diagnosis"]) if found["diagnosis"] else None)
    facts.add("Payer", words.payer(found["payer"]))
    facts.add("State", (found["state"] or {}).get("name"))
    facts.add("Day", found["asOf"])
    notes: list[Block] = [Text("", [note]) for note in found["notes"]]
    verdict = Verdict(words.badge(found["verdict"]), found["summary"])
    return Section("Verdict", "Verdict", [verdict, facts, *notes, Text("", [found["disclaimer"]])])


def _paths(found: Data, decides: bool, cited: Cited) -> Section:
    paths = [path for path in found["paths"] if path["decides"] is decides]
    heading = "Paths that decide" if decides else "Overridden paths"
    chains: list[Block] = [_chain(path, cited) for path in paths]
    return Section(heading, "Paths", chains, len(paths) or None)


def _chain(path: Data, cited: Cited) -> Chain:
    policy = path["policy"]
    named = path["named"]
    version = f", version {policy['version']}" if policy["version"] else ""
    where: Line = [*words.policy(policy), f" ({policy['key']}{version})"]
    payer = words.payer(policy["payer"])
    lines: list[Line] = [[*payer, " publishes ", *where] if payer else where]
    if named:
        group = f" in group {path['group']}" if path["group"] else ""
        lines.append(["names ", *words.code(named), f"{group} ", *_said(path["says"])])
    lines += [
        ["for ", *_diagnosis(one["diagnosis"]), " ", *_said(one["stance"])] for one in path["diagnoses"]
    ]
    if path["criteria"]:
        lines.append([f"on condition: {path['criteria']}"])
    if days := words.days(path["validFrom"], path["validTo"]):
        lines.append([f"in force {days}"])
    lines.append([words.badge(path["stance"]), f" {path['reason']}", *cited.by(path["source"])])
    return Chain(lines, overridden=not path["decides"])


def _payers(found: Data) -> Section:
    rows: list[list[Line]] = [
        [
            words.payer(one["payer"]),
            [words.badge(one["verdict"])],
            words.joined(map(words.policy, one["policies"])),
        ]
        for one in found["byPayer"]
    ]
    return Section("By payer", "ByPayer", [Table(("Payer", "Verdict", "Policies"), rows)], len(rows) or None)


def _diagnosis(thing: Data) -> Line:
    if thing["__typename"] == "Condition":
        return [Link("Condition", thing["key"], thing["name"] or thing["key"])]
    return words.code(thing)


def _said(stance: str | None) -> Line:
    return [words.badge(stance)] if stance else []
