"""Similar codes over all systems at once: every code system of the fixtures, by GraphQL and by Cypher."""

from pathlib import Path
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.similarity.derive import derive
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.source import Loader
from medcodegraph.loaders.sources.fhir import loader as fhir
from medcodegraph.loaders.sources.hcpcs import loader as hcpcs
from medcodegraph.loaders.sources.icd10 import cm as icd10cm
from medcodegraph.loaders.sources.icd10 import pcs as icd10pcs
from medcodegraph.loaders.sources.msdrg import loader as msdrg
from medcodegraph.loaders.sources.ontology import mondo
from medcodegraph.loaders.sources.starter import loader as starter
from medcodegraph.schema.build import build

pytestmark = pytest.mark.anyio

FIXTURES = Path(__file__).parents[1] / "fixtures"
FILES: list[tuple[Loader, list[str]]] = [
    (icd10cm.LOADER, ["icd10cm/icd10c-tabular-July-1-2031.xml"]),
    (icd10pcs.LOADER, ["icd10pcs/icd10pcs_order_2031.txt", "icd10pcs/icd10pcs_tables_2031.xml"]),
    (hcpcs.LOADER, ["hcpcs/HCPC2031_JUL_ANWEB.txt"]),
    (msdrg.LOADER, ["msdrg/table5_2031.txt"]),
    (fhir.LOADER, ["fhir"]),
    (mondo.LOADER, ["mondo"]),
    (starter.LOADER, []),
]
SYSTEMS = {"CPT", "HCPCS", "ICD10CM", "ICD10PCS", "MSDRG"}
QUESTION = """query($key: String!) { code(key: $key) { similar(first: 10) { edges {
  score relation summary parts { kind score weight contribution }
  sharedConditions { key informationContent } sharedPolicies { key } sharedProcedures { key }
  source { key } node { key display } } } } }"""
SAMPLE = """MATCH (code:Code)
WITH code.system AS system, code ORDER BY code.key
WITH system, collect(code.key) AS keys
RETURN system, [place IN range(0, size(keys) - 1, 1 + size(keys) / 4) | keys[place]] AS keys"""


@pytest.fixture(scope="module")
async def loaded(open_graph: Graph) -> Graph:
    """The session's graph with all of them; the module only reads it."""
    graph = open_graph
    await graph.write_auto("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")
    for loader, files in FILES:
        await load(graph, loader, [FIXTURES / file for file in files], {})
    await derive(graph)
    return graph


async def test_every_system_has_similar_codes_the_same_by_graphql_and_by_cypher(loaded: Graph) -> None:
    """Parts add up to the score, pairs are the same from both ends, GraphQL and Cypher give the same rows."""
    schema, query = build(loaded), find("similar_codes")

    async def ask(key: str) -> list[dict[str, Any]]:
        result = await schema.execute(QUESTION, {"key": key})
        assert result.errors is None
        assert result.data is not None
        edges: list[dict[str, Any]] = result.data["code"]["similar"]["edges"]
        return edges

    sample = {row["system"]: row["keys"] for row in await loaded.read(SAMPLE)}
    assert sample.keys() >= SYSTEMS
    for keys in sample.values():
        for key in keys:
            edges = await ask(key)
            rows = await loaded.read(*query.sent({"key": key}))
            assert [_row(edge) for edge in edges] == rows
            for edge in edges:
                assert sum(part["contribution"] for part in edge["parts"]) == edge["score"]
                assert all(SIMILAR_WEIGHTS[part["kind"]] == part["weight"] for part in edge["parts"])
                assert all(0 <= one["informationContent"] <= 1 for one in edge["sharedConditions"])
        if not edges:
            continue
        other = edges[0]["node"]["key"]
        back = [edge for edge in await ask(other) if edge["node"]["key"] == key]
        assert all(_facts(edge) == _facts(edges[0]) for edge in back)


def _row(edge: dict[str, Any]) -> dict[str, Any]:
    """An edge in the columns of the library query."""
    shared = {name.lower(): [one["key"] for one in edge[f"shared{name}"]] for name in _SHARED}
    parts = {
        "kinds": [part["kind"] for part in edge["parts"]],
        "contributions": [part["contribution"] for part in edge["parts"]],
    }
    facts = {name: edge[name] for name in ("score", "relation", "summary")}
    return {**edge["node"], **facts, **parts, **shared, "source": edge["source"]["key"]}


_SHARED = ("Conditions", "Policies", "Procedures")


def _facts(edge: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in edge.items() if name != "node"}


async def test_every_code_that_has_words_has_a_neighbour(loaded: Graph) -> None:
    """In the small files a few codes may share nothing with any other."""
    rows = await loaded.read(
        """MATCH (code:Code) WHERE code.display IS NOT NULL
        RETURN code.system AS system, count(*) AS codes,
          count(CASE WHEN NOT EXISTS { (code)-[:SIMILAR_TO]-() } THEN 1 END) AS alone"""
    )
    found = {row["system"]: row["alone"] / row["codes"] for row in rows}
    assert found.keys() >= SYSTEMS - {"CPT"}
    most = dict.fromkeys(SYSTEMS, 0.1) | {"MSDRG": 0.25}  # one of the five is the only code of its category
    assert {system: alone for system, alone in found.items() if alone >= most.get(system, 2)} == {}


async def test_codes_of_one_procedure_find_each_other_across_systems(loaded: Graph) -> None:
    """CAR-T: CPT steps, HCPCS products, ICD-10-PCS administrations."""
    rows = await loaded.read(
        """MATCH (a:Code)-[similar:SIMILAR_TO]-(b:Code)
        WHERE similar.relation = 'SAME_FAMILY' AND a.system <> b.system
        RETURN DISTINCT a.system AS a, b.system AS b"""
    )
    assert {(row["a"], row["b"]) for row in rows} >= {
        ("CPT", "HCPCS"),
        ("HCPCS", "CPT"),
        ("HCPCS", "ICD10PCS"),
        ("ICD10PCS", "CPT"),
    }
