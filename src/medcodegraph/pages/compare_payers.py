"""What the page about two payers says: what each says of some codes, or where the two disagree."""

from collections.abc import Sequence

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Line, Page, Query, Section, Table
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data

STANCES = {"covered": "covered", "conditional": "conditional", "notCovered": "not covered"}


def of_codes(
    answers: Sequence[Data], codes: Sequence[str], keys: Sequence[str], names: Sequence[str]
) -> Page:
    """The page about a set of codes, from each payer's answer to its document."""
    both = zip(codes, *(answer["nodes"] for answer in answers), strict=True)
    rows = [_row(code, found, keys) for code, *found in both]
    judged = [row for row in rows if row[3]]
    same = sum(1 for row in judged if row[3] == ["yes"])
    section = Section("Verdicts", "", [Table(("Code", *names, "The same"), rows)], len(rows))
    if judged:
        section.say("", f"The same verdict for {same} of {len(judged)}.")
    return _page(names, [section], Cited())


def disagreements(answer: Data, keys: Sequence[str], names: Sequence[str]) -> Page:
    """The page about all codes that the two disagree on, from the answer to its document."""
    cited, found = Cited(), answer["disagreements"]
    rows: list[list[Line]] = []
    for edge in found["edges"]:
        row = [words.code(edge["node"]), *(_stances(edge, key) for key in keys)]
        rows.append([*row, [edge["summary"], *cited.by(*edge["sources"])]])
    section = Section("Codes they disagree on", "", [Table(("Code", *names, "Who says what"), rows)])
    section.count = found["totalCount"] or None
    words.say_more(section, len(rows), found["totalCount"])
    if not rows:
        section.say("", "The policies in force agree on every code that both take a stance on.")
    return _page(names, [section], cited)


def _row(code: str, found: Sequence[Data | None], keys: Sequence[str]) -> list[Line]:
    verdicts: list[Data] = []
    for one in found:
        if one is None or one["__typename"] != "Code":
            return [[code], ["not a loaded code"], [], []]
        verdicts.append(one["coverage"])
    node = found[0]
    assert node is not None
    cells = [_verdict(node["key"], payer, one) for payer, one in zip(keys, verdicts, strict=True)]
    same = verdicts[0]["verdict"] == verdicts[1]["verdict"]
    return [words.code(node), *cells, ["yes" if same else "no"]]


def _verdict(code: str, payer: str, found: Data) -> Line:
    why = Query("coverage", (("code", code), ("payer", payer)), "Why?")
    return [words.badge(found["verdict"]), f" {found['summary']} ", why]


def _stances(edge: Data, key: str) -> Line:
    held = [text for field, text in STANCES.items() if any(one["key"] == key for one in edge[field])]
    policies = [one for one in edge["policies"] if (one["payer"] or {}).get("key") == key]
    named = words.joined(map(words.policy, policies))
    badges: Line = [piece for text in held for piece in (words.badge(text.replace(" ", "_")), " ")]
    return [*badges, *named]


def _page(names: Sequence[str], sections: list[Section], cited: Cited) -> Page:
    title = " and ".join(names)
    return Page("Compare", "", title, ["Two payers"], [], sections, cited.lines(), title)
