"""FHIR value sets: expansions, lists and rules."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.fhir_files import URI, facts_of, load_text, member_codes, system

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Edge
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.preview import preview
from medcodegraph.loaders.pipeline.run import load as load_into
from medcodegraph.loaders.pipeline.run import unload
from medcodegraph.loaders.sources.fhir.loader import LOADER

KINGS = "http://example.org/fhir/CodeSystem/kings"
SELECTABLE = ["A-1", "A-1A", "A-2", "B", "B-1"]
IS_A_KING, IS_A_FIRST = ({"property": "concept", "op": "is-a", "value": code} for code in ("A", "A-1"))


def rule(op: str, value: str, of: str = "concept") -> Mapping[str, object]:
    return {"system": KINGS, "filter": [{"property": of, "op": op, "value": value}]}


@pytest.mark.parametrize(
    ("compose", "members"),
    [
        ({"include": [{"system": KINGS}]}, SELECTABLE),
        ({"include": [{"system": KINGS, "version": "7"}]}, SELECTABLE),
        ({"include": [rule("is-a", "A-1")]}, ["A-1", "A-1A"]),
        ({"include": [rule("is-a", "A")]}, ["A-1", "A-1A", "A-2"]),
        ({"include": [rule("descendent-of", "B")]}, ["B-1"]),
        ({"include": [rule("is-a", "B-1"), rule("is-a", "A-2")]}, ["A-2", "B-1"]),
        ({"include": [{"system": KINGS, "filter": [IS_A_KING, IS_A_FIRST]}]}, ["A-1", "A-1A"]),
        ({"include": [{"system": KINGS}], "exclude": [rule("is-a", "A")]}, ["B", "B-1"]),
        (
            {"include": [{"system": KINGS}], "exclude": [{"system": KINGS, "concept": [{"code": "B"}]}]},
            ["A-1", "A-1A", "A-2", "B-1"],
        ),
    ],
)
def test_rules_over_a_system_that_the_file_holds_choose_members(
    tmp_path: Path, compose: object, members: list[str]
) -> None:
    """All of it, or the codes below one, also by child and parent properties; no headings."""
    assert bundle(tmp_path, compose) == (members, [])


LISTED = {"system": KINGS, "concept": [{"code": "B"}, {"code": "B-2"}]}


@pytest.mark.parametrize(
    ("inactive", "include", "members"),
    [
        (False, {"system": KINGS}, SELECTABLE),
        (False, rule("is-a", "B"), ["B", "B-1"]),
        (False, LISTED, ["B"]),
        (True, {"system": KINGS}, [*SELECTABLE, "B-2"]),
        (None, LISTED, ["B", "B-2"]),
    ],
)
def test_retired_codes_are_not_members_if_a_value_set_excludes_them(
    tmp_path: Path, inactive: bool | None, include: object, members: list[str]
) -> None:
    """Even if listed: FHIR excludes inactive codes from all inclusions."""
    retired = {"code": "B-2", "property": [{"code": "inactive", "valueBoolean": True}]}
    assert bundle(tmp_path, {"inactive": inactive, "include": [include]}, retired) == (members, [])


@pytest.mark.parametrize(
    ("compose", "members"),
    [
        ({"include": [{"system": KINGS, "version": "8"}]}, []),
        ({"include": [rule("regex", "A.*")]}, []),
        ({"include": [rule("is-a", "A", of="reign")]}, []),
        ({"include": [rule("is-a", "Nobody")]}, []),
        ({"include": [{"system": KINGS, "valueSet": ["http://example.org/other"]}]}, []),
        ({"include": [{"system": KINGS}], "exclude": [rule("regex", "A.*")]}, []),
    ],
)
def test_other_rules_are_only_reported(tmp_path: Path, compose: object, members: list[str]) -> None:
    """Nor does anything else if an exclusion cannot be evaluated."""
    found, notices = bundle(tmp_path, compose)
    assert found == members
    assert ["expand it with a terminology server" in notice for notice in notices] == [True]


def bundle(tmp_path: Path, compose: object, *more: object) -> tuple[list[str], list[str]]:
    """The members of a value set, bundled with the code system of its rules, and the report's messages."""
    heading = {"property": [{"code": "notSelectable", "valueBoolean": True}]}
    concepts = [
        {"code": "A", **heading, "concept": [{"code": "A-1", "concept": [{"code": "A-1A"}]}]},
        {"code": "A-2", "property": [{"code": "parent", "valueCode": "A"}]},
        {"code": "B", "property": [{"code": "child", "valueCode": "B-1"}]},
        {"code": "B-1"},
        *more,
    ]
    kings = {"resourceType": "CodeSystem", "url": KINGS, "version": "7", "concept": concepts}
    chosen = {"resourceType": "ValueSet", "url": "http://example.org/chosen", "compose": compose}
    facts, report = facts_of(tmp_path, chosen, kings)
    assert report.rejects == []
    edges = [fact for fact in facts if isinstance(fact, Edge) and fact.kind is Rel.MEMBER_OF]
    assert {edge.end[1] for edge in edges} <= {"VALUESET:example-org-chosen"}
    return member_codes(facts, report)


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ({"total": 3}, []),
        ({"total": 3, "offset": 0}, []),
        ({}, []),
        ({"total": 9}, ["3 of 9"]),
        ({"total": 9, "offset": 6}, ["3 of 9"]),
        ({"offset": 6}, ["3 of 9"]),
    ],
)
def test_a_paged_expansion_is_reported(tmp_path: Path, size: Mapping[str, int], told: list[str]) -> None:
    """Its members are loaded; a heading counts as an entry, as on servers."""
    heading = {"abstract": True, "display": "All", "contains": [{"system": KINGS, "code": "A"}]}
    contains = [heading, {"system": KINGS, "code": "B"}]
    given = {"resourceType": "ValueSet", "url": "u:s", "name": "Chosen"}
    loaded = load_text(tmp_path, {**given, "expansion": {"contains": contains, **size}})
    assert len(loaded.pairs(Rel.MEMBER_OF)) == 2
    assert loaded.report.notices == [
        f"{tmp_path}/given.json:1: the expansion of Chosen is only a page, with {each} entries: "
        "expand it without paging (offset and count)"
        for each in told
    ]


ALL = {
    "resourceType": "ValueSet",
    "url": "http://e.org/vs",
    "name": "All",
    "compose": {"include": [{"system": URI}]},
}


async def members(graph: Graph) -> list[str]:
    """The members of the only value set; the set and the system state each, and write it alike."""
    rows = await graph.read(
        "MATCH (c:Code)-[:MEMBER_OF]->(:ValueSet) MATCH (c)-[said:STATED_BY]->() "
        "RETURN c.code AS code, said.code AS said ORDER BY code"
    )
    codes = [row["code"] for row in rows]
    assert [row["said"] for row in rows] == codes
    assert codes[::2] == codes[1::2]
    return codes[::2]


@pytest.mark.anyio
async def test_a_value_set_has_all_codes_of_a_system_whenever_the_system_comes_and_goes(
    graph: Graph, tmp_path: Path
) -> None:
    """In one load with it, or in a later one; a new edition of the system brings its members too."""
    (tmp_path / "a-set.json").write_text(json.dumps(ALL))
    manner = Manner(places=tmp_path / "places")
    (outcome,) = await load_into(graph, LOADER, [tmp_path / "a-set.json"], {}, manner)
    (notice,) = outcome.report.notices
    assert f"All includes all of {URI}, which is not loaded: once it is" in notice
    there = tmp_path / "b-system.json"
    for codes in (["A", "b"], ["A", "b", "C"], ["b"]):
        there.write_text(json.dumps(system(*({"code": code} for code in codes))))
        own, again = await load_into(graph, LOADER, [there], {}, manner)
        assert (own.part, own.state) == ("fhir/codesystem/example-org-fhir-codesystem-wings", "loaded")
        assert (again.part, again.state) == ("fhir/valueset/e-org-vs", "loaded")
        assert f"the {len(codes)} codes loaded now" in again.report.notices[0]
        assert await members(graph) == sorted(codes), "as the system writes them"
    (own,) = await load_into(graph, LOADER, [there], {}, manner)
    assert own.state == "unchanged", "and the set is not even read"
    _, (again,) = await unload(graph, own.part, manner)
    assert (again.state, await members(graph)) == ("loaded", [])


@pytest.mark.anyio
@pytest.mark.parametrize("reason", ["no such file", "has changed since", "loaded elsewhere"])
async def test_a_value_set_that_cannot_be_read_again_is_reported_and_stays(
    graph: Graph, tmp_path: Path, reason: str
) -> None:
    """The system is loaded all the same."""
    manner = Manner(places=tmp_path / "places")
    chosen, there = tmp_path / "a-set.json", tmp_path / "b-system.json"
    chosen.write_text(json.dumps(ALL))
    there.write_text(json.dumps(system({"code": "A"})))
    await load_into(graph, LOADER, [chosen, there], {}, manner)
    if reason == "no such file":
        chosen.unlink()
    elif reason == "has changed since":
        chosen.write_text(json.dumps({**ALL, "name": "Every"}))
    else:
        manner = Manner(places=tmp_path / "others")
    there.write_text(json.dumps(system({"code": "A"}, {"code": "B"})))
    own, again = await load_into(graph, LOADER, [there], {}, manner)
    assert (own.state, again.part, again.state) == ("loaded", "fhir/valueset/e-org-vs", "out of date")
    (notice,) = again.report.notices
    assert notice.startswith("takes all codes of ")
    assert reason in notice
    assert "load its file again" in notice
    assert await members(graph) == ["A"]


@pytest.mark.anyio
async def test_a_dry_run_names_the_value_sets_that_would_be_loaded_again(
    graph: Graph, tmp_path: Path
) -> None:
    """Where codes would come or go, not where only their wordings would change."""
    manner = Manner(places=tmp_path / "places")
    chosen, there = tmp_path / "a-set.json", tmp_path / "b-system.json"
    chosen.write_text(json.dumps(ALL))
    await load_into(graph, LOADER, [chosen], {}, manner)
    for codes, followers in (
        ([{"code": "A"}], ["fhir/valueset/e-org-vs"]),
        ([{"code": "A", "display": "Albatross"}], []),
        ([{"code": "B"}], ["fhir/valueset/e-org-vs"]),
    ):
        there.write_text(json.dumps(system(*codes)))
        (found,) = await preview(graph, LOADER, [there], {})
        assert (found.followers, [change.change for change in found.changes] != []) == (followers, True)
        outcomes = await load_into(graph, LOADER, [there], {}, manner)
        assert [outcome.part for outcome in outcomes[1:]] == followers
