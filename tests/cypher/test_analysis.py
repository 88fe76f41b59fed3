"""The analysis queries: each is checked on a graph small enough to know the answer."""

import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medcodegraph.cli.documents.library import markdown
from medcodegraph.errors import SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find, questions

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "cypher.md"


@pytest.fixture
async def asked(graph: Graph) -> Graph:
    for file in (HERE.parent / "graph" / "small.cypher", HERE / "analysis.cypher"):
        await graph.write(file.read_text("utf-8"))
    return graph


async def rows(graph: Graph, name: str, **values: object) -> list[dict[str, Any]]:
    query = find(name)
    found = await graph.read(*query.sent(values))
    assert not found or list(found[0]) == [column.name for column in query.returns]
    return found


ANSWERS: list[tuple[str, dict[str, object], list[dict[str, object]]]] = [
    (
        "payers_compared",
        {},
        [
            {"payer": "PAYER:one", "other": "PAYER:three", "codes": 1, "agree": 0, "differ": 1},
            {"payer": "PAYER:one", "other": "PAYER:two", "disputed": ["CPT:0001X"]},
            {"payer": "PAYER:three", "other": "PAYER:two"},
        ],
    ),
    ("payers_compared", {"system": "HCPCS"}, []),
    (
        "policies_with_most_codes",
        {},
        [
            {"policy": "POLICY:two", "codes": 2, "diagnoses": 2, "payers": ["Two"]},
            {"policy": "POLICY:three", "codes": 2, "diagnoses": 1},
            {"policy": "NCD:1", "codes": 1, "diagnoses": 0},
        ],
    ),
    ("policies_with_most_codes", {"kind": "NCD"}, [{"policy": "NCD:1"}]),
    (
        "policies_without_codes",
        {},
        [{"policy": "LCD:L1", "named_by": ["NCD:1"], "source": "SOURCE:small"}],
    ),
    (
        "policies_cited_most",
        {},
        [{"policy": "NCD:1", "cited_by": 2, "kinds": ["LCD 1", "PAYER 1"], "payers": 1}],
    ),
    (
        "policies_by_year",
        {},
        [
            {"year": 2024, "kind": "LCD", "began": 0, "ended": 1},
            {"year": 2024, "kind": "NCD", "began": 1, "ended": 0},
            {"year": 2023, "kind": "LCD", "began": 1, "ended": 0},
        ],
    ),
    ("policies_by_year", {"payer_key": "PAYER:one"}, [{"year": 2024, "kind": "NCD", "began": 1}]),
    (
        "jurisdictions_compared",
        {},
        [
            {"name": "North", "policies": 2, "payers": ["One", "Three"], "codes": 2, "refused": 1},
            {"name": "South", "policies": 1, "payers": ["Two"], "codes": 2, "refused": 0},
        ],
    ),
    (
        "codes_in_most_policies",
        {"limit": 2},
        [
            {
                "code": "CPT:0001X",
                "policies": 3,
                "payers": 3,
                "covered": 1,
                "conditional": 1,
                "not_covered": 1,
            },
            {"code": "CPT:10001", "policies": 1, "covered": 1},
        ],
    ),
    (
        "codes_changed",
        {"since": "2024-12-31", "until": "2025-01-01"},
        [
            {"day": date(2024, 12, 31), "change": "ended", "code": "CPT:0001X", "replaces": ["CPT:10001"]},
            {"day": date(2025, 1, 1), "change": "began", "code": "CPT:10001", "replaces": ["CPT:0001X"]},
        ],
    ),
    ("codes_changed", {"since": "2025-01-02", "until": "2025-12-31"}, []),
    (
        "longest_replacement_chains",
        {},
        [{"length": 2, "codes": ["CPT:0001X", "CPT:10001", "CPT:10002"], "days": ["2025-01-01", ""]}],
    ),
    (
        "condition_codes",
        {"key": "MONDO:0000001"},
        [
            {
                "code": "ICD10CM:C91.00",
                "classified": "ICD10CM:C91.0",
                "match": "exact",
                "condition": "MONDO:0000003",
                "distance": 2,
            }
        ],
    ),
    (
        "condition_codes",
        {"key": "MONDO:0000003", "matches": ["narrow"], "billable_only": False},
        [{"code": "ICD10CM:C91.0", "source": "SOURCE:second"}, {"code": "ICD10CM:C91.00"}],
    ),
    (
        "mappings_disputed",
        {},
        [{"code": "ICD10CM:C91.0", "matches": ["exact (SOURCE:small)", "narrow (SOURCE:second)"]}],
    ),
    ("conditions_without_procedure", {}, [{"condition": "MONDO:0000009", "codes": 1}]),
    (
        "code_systems_compared",
        {},
        [
            {"system": "CPT", "codes": 4, "retired": 2, "replaced": 2, "with_procedure": 2, "with_policy": 2},
            {"system": "ICD10CM", "codes": 3, "billable": 2, "with_condition": 2, "worded": 0},
            {"system": "HCPCS", "codes": 2, "worded": 2, "with_condition": 1, "with_policy": 1},
        ],
    ),
    (
        "sources_disagreeing",
        {"system": "HCPCS"},
        [
            {
                "code": "HCPCS:Q0001",
                "shown": "A product",
                "stated": ["One product (SOURCE:second)", "A product (SOURCE:small)"],
            }
        ],
    ),
    (
        "products_of_condition",
        {"key": "MONDO:0000003"},
        [
            {"indicated": "HCPCS:Q0001", "relation": "same", "criteria": "relapsed", "conditional": ["Two"]},
            {
                "indicated": "PROCEDURE:cells",
                "covered": ["One", "Three"],
                "conditional": ["Two"],
                "not_covered": ["Three"],
            },
            {"indicated": "PROCEDURE:chemo", "covered": [], "source": "SOURCE:small"},
        ],
    ),
    (
        "products_of_condition",
        {"key": "MONDO:0000002"},
        [
            {"indicated": "HCPCS:Q0001", "relation": "narrower", "condition": "MONDO:0000003"},
            {"indicated": "PROCEDURE:cells"},
            {"indicated": "PROCEDURE:chemo"},
        ],
    ),
]


@pytest.mark.anyio
async def test_every_question_has_its_answer(asked: Graph, subtests: pytest.Subtests) -> None:
    for name, values, expected in ANSWERS:
        with subtests.test(name, **values):
            found = await rows(asked, name, **values)
            told = [{key: row[key] for key in one} for row, one in zip(found, expected, strict=True)]
            assert told == expected


def test_there_are_enough_questions_and_each_is_explained() -> None:
    analysis = [query for query in questions() if query.folder == "analysis"]
    assert len(analysis) >= 15
    for query in analysis:
        assert query.title
        assert query.returns
        assert all(example.startswith("medcodegraph cypher run ") for example in query.examples)


@pytest.mark.anyio
async def test_the_examples_of_a_question_can_be_run(asked: Graph, subtests: pytest.Subtests) -> None:
    """Every option of an example is a parameter of the query, and Neo4j accepts the statement with them."""
    for query in questions():
        for example in query.examples:
            with subtests.test(example):
                words = shlex.split(example)
                assert words[:4] == ["medcodegraph", "cypher", "run", query.name]
                options = dict(zip(words[4::2], words[5::2], strict=True))
                options.pop("--format", None)
                values = {name.removeprefix("--").replace("-", "_"): value for name, value in options.items()}
                await asked.read(*query.sent(values))


def test_a_question_names_the_parameter_that_is_wrong() -> None:
    with pytest.raises(SettingsError, match="since"):
        find("codes_changed").bind({})
    with pytest.raises(SettingsError, match="date as YYYY-MM-DD"):
        find("codes_changed").bind({"since": "soon"})


def test_the_document_is_generated_from_the_library() -> None:
    assert DOCS.read_text("utf-8") == markdown(), "run `medcodegraph cypher docs > docs/cypher.md`"
