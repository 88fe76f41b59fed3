"""Groups of codes in LCDs and Articles: the policy's stance on procedure codes and diagnoses."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from medcodegraph.graph.facts import Edge, Fact, Value
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.codes.forms import diagnosis_system, procedure_system
from medcodegraph.loaders.files.html_text import clean_text
from medcodegraph.loaders.once import key_of
from medcodegraph.loaders.sources.mcd.local import Export
from medcodegraph.loaders.sources.mcd.paragraphs import is_complete, is_unclear, refuses_unlisted, stance_of
from medcodegraph.loaders.sources.mcd.tables import Row, day

_NOT_APPLICABLE = re.compile(r"X{2}0{3}|X{5}|N/?A")  # the placeholder in a group without codes
_LONGEST = 4_000  # characters; a paragraph is repeated on each edge of its group
_RANGE = "codes marked as the end of a range, of which only the codes written out are loaded"
_NO_CODE = "rows that say that a group has no codes"
_UNCLEAR = "paragraphs that refuse their codes, but not clearly: the codes are loaded as conditional"
_CUT = f"paragraphs of groups cut off after {_LONGEST:,} characters"


@dataclass(frozen=True, slots=True)
class _Group:
    """What the paragraph of a group says about its codes, and about those with an asterisk."""

    criteria: str = ""
    starred: str = ""
    paragraph: str = ""


def covered_facts(export: Export) -> Iterator[Fact]:
    """The procedure codes of each policy, group by group."""
    groups = _groups(export, "x_hcpc_code_group", "hcpc_code_group")
    if unclear := sum(is_unclear(group.paragraph) for group in groups.values()):
        export.counts[_UNCLEAR] += unclear
    for row, key in export.rows("x_hcpc_code"):
        number, group = row[1]["hcpc_code_id"].strip().upper(), row[1]["hcpc_code_group"].strip()
        system = _system(export, "x_hcpc_code", row, number, procedure_system)
        if system is None:
            continue
        found = groups.get((key, group), _Group())
        facts: dict[str, Value] = {
            "stance": stance_of(found.paragraph),
            "group": f"Group {group}",
            "criteria": found.criteria,
        }
        yield from export.once.code(system, number)
        yield _edge(Rel.COVERS, key, system, number, facts, group)


def diagnosis_facts(export: Export) -> Iterator[Fact]:
    """The diagnoses that support a policy's services, and those that do not, by group.

    A list of supporting diagnoses is complete if its own paragraph says so, or if a paragraph of the
    non-supporting ones refuses all others.
    """
    listed = {
        what: _groups(export, f"x_icd10_{what}_group", f"icd10_{what}_group")
        for what in ("covered", "noncovered")
    }
    closed = {key for (key, _), group in listed["noncovered"].items() if refuses_unlisted(group.paragraph)}
    for what, stance in (("covered", "covered"), ("noncovered", "not_covered")):
        table, column, groups = f"x_icd10_{what}", f"icd10_{what}_group", listed[what]
        for row, key in export.rows(table):
            number, group = row[1]["icd10_code_id"].strip().upper(), row[1][column].strip()
            system = _system(export, table, row, number, diagnosis_system)
            if system is None:
                continue
            found = groups.get((key, group), _Group())
            starred = found.starred if row[1].get("asterisk", "").strip() in ("Y", "*") else ""
            criteria = "\n\n".join(filter(None, (found.criteria, starred)))
            complete = what == "covered" and (key in closed or is_complete(found.paragraph))
            facts: dict[str, Value] = {
                "stance": stance,
                "group": f"Group {group}",
                "criteria": criteria,
                "complete": complete or None,
            }
            yield from export.once.code(system, number)
            yield _edge(Rel.SUPPORTS, key, system, number, facts, f"{stance}-{group}")


def excluded_facts(export: Export) -> Iterator[Fact]:
    """The drugs that an Article excludes from coverage as usually self-administered."""
    for row, key in export.rows("x_code_table"):
        cells = row[1]
        number = cells["hcpc_code_id"].strip().upper()
        system = _system(export, "x_code_table", row, number, procedure_system)
        if system is None:
            continue
        try:
            starts, ends = day(cells["eff_date"]), day(cells["end_date"])
        except ValueError as error:
            export.reject("x_code_table", row, str(error))
            continue
        said = (clean_text(cells["brand_name"]), clean_text(cells["comments"]))
        facts: dict[str, Value] = {
            "stance": "not_covered",
            "group": "self-administered drug exclusion list",
            "criteria": _short(export, "\n\n".join(filter(None, said))),
            "valid_from": starts,
            "valid_to": ends,
        }
        yield from export.once.code(system, number)
        yield _edge(Rel.COVERS, key, system, number, facts, f"row-{cells['code_table_row'].strip()}")


def _groups(export: Export, table: str, column: str) -> dict[tuple[str, str], _Group]:
    """The groups of a table by policy and number."""
    groups = {}
    for (_, cells), key in export.rows(table):
        paragraph = clean_text(cells["paragraph"])
        starred = _short(export, clean_text(cells.get("icd10_covered_ast", "")))
        groups[key, cells[column].strip()] = _Group(_short(export, paragraph), starred, paragraph)
    return groups


def _system(
    export: Export, table: str, row: Row, number: str, by_form: Callable[[str], str | None]
) -> str | None:
    """The system of a row's code; None for a row without one, and for an invalid code, which is rejected."""
    system = by_form(number)
    if system is None and _NOT_APPLICABLE.fullmatch(number):
        export.counts[_NO_CODE] += 1
    elif system is None:
        export.reject(table, row, f"{number!r} is not a valid code for this table")
    elif row[1].get("range", "").strip().upper() not in ("", "N"):
        export.counts[_RANGE] += 1
    return system


def _short(export: Export, text: str) -> str:
    """The text, truncated after the last line that fits."""
    if len(text) <= _LONGEST:
        return text
    export.counts[_CUT] += 1
    start = text[:_LONGEST]
    return (start.rpartition("\n")[0] or start).rstrip() + "\n[...]"


def _edge(kind: Rel, policy: str, system: str, number: str, facts: Mapping[str, Value], id_: str) -> Edge:
    return Edge(kind, (Label.POLICY, policy), (Label.CODE, key_of(system, number)), facts, id_)
