"""Search for drugs: by substance, ingredient and brand."""

import pytest
from support.searching import COLD, search

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.names.search import derive

pytestmark = pytest.mark.anyio


@pytest.fixture
async def drugs(graph: Graph) -> Graph:
    """Heparin, infliximab with a biosimilar, two hyaluronans, and what begins with such a name."""
    await graph.write(
        """CREATE
        (:Code {key: 'HCPCS:J1644', system: 'HCPCS', code: 'J1644', display: 'Injection, heparin sodium',
          ingredients: ['heparin sodium']}),
        (:Condition {key: 'MONDO:1', name: 'heparin cofactor deficiency'}),
        (:Code {key: 'HCPCS:J1745', system: 'HCPCS', code: 'J1745', display: 'Injection, infliximab, 10 mg',
          ingredients: ['infliximab']}),
        (:Code {key: 'HCPCS:A0000', system: 'HCPCS', code: 'A0000', display: 'Injection, infliximab-dyyb',
          ingredients: ['infliximab-dyyb']}),
        (:Code {key: 'HCPCS:J7318', system: 'HCPCS', code: 'J7318', display: 'Hyaluronan, durolane, 1 mg',
          ingredients: ['hyaluronan']}),
        (:Code {key: 'HCPCS:J7325', system: 'HCPCS', code: 'J7325', display: 'Hyaluronan, synvisc, 1 mg',
          ingredients: ['hyaluronan']})"""
    )
    assert await derive(graph) == 6
    return graph


@pytest.mark.parametrize(
    ("text", "first", "reason"),
    [
        ("heparin", "HCPCS:J1644", "EXACT_SYNONYM"),
        ("heparin sodium", "HCPCS:J1644", "EXACT_SYNONYM"),
        ("infliximab", "HCPCS:J1745", "EXACT_SYNONYM"),
        ("infliximab-dyyb", "HCPCS:A0000", "EXACT_SYNONYM"),
        ("Remicade", "HCPCS:J1745", "VOCABULARY"),
        ("Synvisc", "HCPCS:J7325", "VOCABULARY"),
    ],
)
async def test_a_drug_is_found_by_its_substance(text: str, first: str, reason: str, drugs: Graph) -> None:
    """Without its salt; before biosimilars, and before what only begins with its name."""
    row = (await search(drugs, text))[0]
    assert (row["node"]["key"], row["reason"]) == (first, reason)


async def test_an_ingredient_is_the_text_that_matched(drugs: Graph) -> None:
    query = find("search_match")
    given = {"key": "HCPCS:J1644", "text": "heparin sodium", "reason": "EXACT_SYNONYM"}
    (row,) = await drugs.read(*query.sent(given), timeout=COLD)
    assert (row["field"], row["matched"]) == ("ingredients", "heparin sodium")
