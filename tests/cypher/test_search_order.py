"""Search: which of several hits that match comes first."""

from typing import Any

import pytest
from support.searching import search

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.names.search import derive

pytestmark = pytest.mark.anyio


async def _codes(graph: Graph, text: str) -> list[str]:
    return [row["node"]["code"] for row in await search(graph, text)]


async def _write(graph: Graph, *codes: dict[str, Any]) -> None:
    await graph.write(
        "UNWIND $codes AS code CREATE (c:Code {key: code.system + ':' + code.code}) SET c += code",
        {"codes": list(codes)},
    )
    await derive(graph)


async def test_a_retired_code_of_the_same_wording_comes_after_current_ones(graph: Graph) -> None:
    """Unless its code, or its name in full, was typed."""
    retired: dict[str, Any] = {"system": "ICD9CM", "code": "995.50", "display": "Child abuse, unspecified"}
    retired |= {"terms": ["Child abuse"], "status": "retired"}
    current = {"system": "ICD10CM", "code": "T76.92", "display": "Maltreatment, such as child abuse"}
    await _write(graph, retired, current)
    assert await _codes(graph, "child abuse") == ["T76.92", "995.50"]
    assert await _codes(graph, "child abuse, unspecified") == ["995.50", "T76.92"]
    assert (await _codes(graph, "995.50"))[0] == "995.50"


async def test_without_comes_after_with_if_with_was_typed(graph: Graph) -> None:
    """Even where `without` matches better, as it is the shorter name."""
    without = {"system": "ICD10CM", "code": "M81.0", "display": "Osteoporosis without fracture"}
    with_it = {"system": "ICD10CM", "code": "M80.0", "display": "Age-related osteoporosis with fracture"}
    await _write(graph, without, with_it)
    assert await _codes(graph, "osteoporosis with fracture") == ["M80.0", "M81.0"]
    assert await _codes(graph, "osteoporosis without fracture") == ["M81.0", "M80.0"]
    assert await _codes(graph, "osteoporosis fracture") == ["M81.0", "M80.0"]


async def test_a_fracture_without_a_cause_is_no_stress_fracture(graph: Graph) -> None:
    stress = {"system": "ICD10CM", "code": "M84.33", "display": "Stress fracture of ulna"}
    fracture = {"system": "ICD10CM", "code": "S52.20", "display": "Unspecified fracture of shaft of ulna"}
    await _write(graph, stress, fracture)
    assert await _codes(graph, "ulna fracture") == ["S52.20", "M84.33"]
    assert (await _codes(graph, "stress fracture of ulna"))[0] == "M84.33"


async def test_a_qualifier_alone_does_not_match(graph: Graph) -> None:
    """What has only `elevated` of the words is about something else."""
    cells = {"system": "ICD10CM", "code": "D72.829", "display": "Elevated white blood cell count"}
    enzymes = {"system": "ICD10CM", "code": "R74.8", "display": "Abnormal levels of serum enzymes"}
    await _write(graph, cells, enzymes)
    assert await _codes(graph, "elevated enzymes of the heart") == ["R74.8"]
    assert await _codes(graph, "elevated unobtainium") == []
    assert await _codes(graph, "elevated") == ["D72.829"]


async def test_the_codes_of_a_condition_that_is_near_are_found_with_a_filter_too(graph: Graph) -> None:
    """Where only some of the words match, and only codes are asked for."""
    await graph.write(
        "CREATE (:Condition {key: 'MONDO:1', name: 'vaginal discharge'})"
        "<-[:CLASSIFIES {match: 'exact'}]-"
        "(:Code {key: 'ICD10CM:N89.8', system: 'ICD10CM', code: 'N89.8', display: 'Other disorders'})"
    )
    await derive(graph)
    rows = await search(graph, "strange vaginal discharge")
    assert [row["node"]["key"] for row in rows] == ["MONDO:1", "ICD10CM:N89.8"]
    rows = await search(graph, "strange vaginal discharge", kinds=["Code"])
    assert [row["node"]["key"] for row in rows] == ["ICD10CM:N89.8"]


async def test_a_disease_of_other_animals_comes_last(graph: Graph) -> None:
    """Also where its name is the shorter one."""
    await graph.write(
        "CREATE (:Condition {key: 'MONDO:1', name: 'gout, pig', non_human: true})"
        " CREATE (:Condition {key: 'MONDO:2', name: 'gout with stones of the kidney', non_human: false})"
    )
    await derive(graph)
    assert [row["node"]["key"] for row in await search(graph, "gout")] == ["MONDO:2", "MONDO:1"]
    assert (await search(graph, "gout, pig"))[0]["node"]["key"] == "MONDO:1"
