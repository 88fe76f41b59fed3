"""Coverage, alternatives and shared indications over the starter data: over HTTP and in Cypher."""

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest
from support.running import Server

_PATH = """decides stance says reason via national group criteria validFrom validTo named { key }
  policy { key } source { key } diagnoses { breadth stance criteria group source { key }
  diagnosis { ... on Code { key } ... on Condition { key } } }"""


def ask(server: Server, query: str) -> dict[str, Any]:
    response = httpx.post(f"{server.url}/graphql", json={"query": query}, timeout=60)
    answer: dict[str, Any] = response.json()
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


def run(server: Server, *arguments: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "medcodegraph", "cypher", "run", *arguments, "--format", "json"]
    done = subprocess.run(
        command, env=server.environment, capture_output=True, text=True, check=True, timeout=120
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def verdict(server: Server, code: str, about: str = "") -> tuple[str, list[str]]:
    """The verdict and the policies that decide."""
    fields = "{ verdict paths { decides policy { key } } }"
    found = ask(server, f'{{ coverage(code: "{code}"{about}) {fields} }}')["coverage"]
    return found["verdict"], [path["policy"]["key"] for path in found["paths"] if path["decides"]]


def test_a_product_for_its_diagnosis_by_a_medicaid_program(server: Server) -> None:
    """Q2041 for C83.30 with Texas Medicaid: both are named; silence on a leukemia is not a refusal."""
    texas = ', payer: "PAYER:texas-medicaid", state: "TX", asOf: "2025-03-01"'
    policy = ["POLICY:texas-medicaid-2022-07"]
    assert verdict(server, "HCPCS:Q2041", texas + ', diagnosis: "ICD10CM:C83.30"') == ("CONDITIONAL", policy)
    assert verdict(server, "HCPCS:Q2041", texas + ', diagnosis: "C91.00"') == ("CONDITIONAL", policy)
    assert verdict(server, "HCPCS:Q2041", texas.replace("2025", "2021")) == ("NO_POLICY_FOUND", [])
    assert verdict(server, "HCPCS:Q2041", texas.replace("TX", "PA")) == ("NO_POLICY_FOUND", [])


def test_a_code_that_was_replaced(server: Server) -> None:
    """Payers disagreed about 0537T in 2024; after its end a note gives its replacement."""
    assert verdict(server, "CPT:0537T", ', asOf: "2024-06-01"')[0] == "CONFLICTING"
    query = """{ coverage(code: "CPT:0537T", payer: "PAYER:cms", asOf: "2025-06-01") {
      verdict notes paths { via named { key } policy { key } } } }"""
    found = ask(server, query)["coverage"]
    assert found["notes"] == ["CPT:0537T ended on 2024-12-31; replaced by CPT:38225 on 2025-01-01"]
    ways = {(path["policy"]["key"], path["via"], path["named"]["key"]) for path in found["paths"]}
    assert ways == {
        ("NCD:110.24", "REPLACEMENT", "CPT:38225"),
        ("POLICY:cms-se19009", "CODE", "CPT:0537T"),
    }
    north = ', payer: "PAYER:bcbs-north-dakota", asOf: "2025-06-01"'
    assert verdict(server, "CPT:38225", north) == ("NOT_COVERED", ["POLICY:bcbsnd-car-t"])


def test_each_payer_says_its_own(server: Server) -> None:
    query = """{ coverage(code: "CPT:0540T", asOf: "2024-06-01") {
      verdict byPayer { verdict payer { key } policies { key } } } }"""
    found = ask(server, query)["coverage"]
    said = {one["payer"]["key"]: one["verdict"] for one in found["byPayer"]}
    assert said["PAYER:bcbs-north-dakota"] == "COVERED"
    assert said["PAYER:highmark"] == "CONDITIONAL"


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ('code: "CPT:38225", diagnosis: "ICD10CM:C83.30", asOf: "2025-06-01"', ["--key", "CPT:38225"]),
        ('code: "HCPCS:Q2042", diagnosis: "MONDO:0018906", asOf: "2025-06-01"', ["--key", "HCPCS:Q2042"]),
    ],
)
def test_cypher_gives_the_same_coverage(arguments: str, options: list[str], server: Server) -> None:
    """Verdict, notes and every path, field by field."""
    diagnosis = arguments.partition('diagnosis: "')[2].partition('"')[0]
    (row,) = run(server, "coverage", *options, "--diagnosis-key", diagnosis, "--as-of", "2025-06-01")
    fields = f"verdict summary notes disclaimer asOf code {{ key }} paths {{ {_PATH} }}"
    found = ask(server, f"{{ coverage({arguments}) {{ {fields} }} }}")["coverage"]
    assert found["code"]["key"] == row["node"]["key"]
    for name, column in (
        ("verdict", "verdict"),
        ("summary", "summary"),
        ("notes", "notes"),
        ("disclaimer", "disclaimer"),
        ("asOf", "as_of"),
    ):
        assert found[name] == row[column]
    assert len(found["paths"]) == len(row["paths"]) > 3
    for path, same in zip(found["paths"], row["paths"], strict=True):
        assert path.pop("policy")["key"] == same["policy"]
        assert [path.pop("named")["key"]] == same["named"]
        assert [path.pop("source")["key"]] == same["source"]
        assert [(d["diagnosis"]["key"], d["breadth"], d["criteria"]) for d in path.pop("diagnoses")] == [
            (d["key"], d["how"], d["criteria"]) for d in same["diagnoses"]
        ]
        stances = {"stance": same["stance"].upper(), "says": same["says"].upper()}
        spelt = {"validFrom": "valid_from", "validTo": "valid_to"}
        assert path == {name: same[spelt.get(name, name)] for name in path} | stances


def test_alternatives_come_with_the_payers_verdict_on_each_code(server: Server) -> None:
    """In one request; the same verdict as from a separate one; Cypher lists the same alternatives."""
    query = """{ alternatives(to: "CPT:38225") { edges { how prosCons reason
      codes { step code { key } coverage(payer: "PAYER:cms", diagnosis: "ICD10CM:C91.00") { verdict } }
      node { key } } } }"""
    edges = ask(server, query)["alternatives"]["edges"]
    rows = run(server, "alternatives", "--key", "CPT:38225")
    assert [(e["node"]["key"], e["how"], e["prosCons"], e["reason"]) for e in edges] == [
        (r["node"]["key"], r["how"], r["pros_cons"], r["reason"]) for r in rows
    ]
    transplant = next(e for e in edges if e["node"]["key"] == "PROCEDURE:bone-marrow-transplant")
    assert transplant["how"] == "STATED"
    assert transplant["prosCons"]
    verdicts = {one["code"]["key"]: one["coverage"]["verdict"] for one in transplant["codes"]}
    about = ', payer: "PAYER:cms", diagnosis: "ICD10CM:C91.00"'
    for code in ("CPT:38240", "HCPCS:S2150"):
        assert verdicts[code] == verdict(server, code, about)[0]


def test_products_share_an_indication(server: Server) -> None:
    """Q2041 and Q2042: which conditions, how specific, and that Q2054 is indicated for them too."""
    query = """{ commonConditions(codes: ["HCPCS:Q2041", "HCPCS:Q2042"]) { edges {
        specificity reason stated { key } sources { url } node { key } } }
      sharedIndications(codes: ["HCPCS:Q2041", "HCPCS:Q2042"]) { nodes { key } }
      treatments(condition: "ICD10CM:C91.00") { nodes { key } } }"""
    found = ask(server, query)
    common = {edge["node"]["key"]: edge for edge in found["commonConditions"]["edges"]}
    assert {"MONDO:0018906", "MONDO:0968974"} <= common.keys()
    assert all(0 < edge["specificity"] <= 1 and edge["sources"] for edge in common.values())
    assert "HCPCS:Q2054" in {node["key"] for node in found["sharedIndications"]["nodes"]}
    assert {"PROCEDURE:chemotherapy", "HCPCS:Q2042"} <= {n["key"] for n in found["treatments"]["nodes"]}


@pytest.mark.parametrize(
    "field",
    [
        'alternatives(to: "HCPCS:Q2041"',
        'disagreements(asOf: "2024-06-01"',
        'policyChanges(from: "2018-12-31", to: "2025-12-31"',
        'treatments(condition: "MONDO:0004967"',
    ],
)
def test_pages_join_without_gaps(field: str, server: Server) -> None:
    """Two at a time gives the whole list."""
    name = field.partition("(")[0]
    whole = ask(server, f"{{ {field}, first: 100) {{ nodes {{ key }} totalCount }} }}")[name]
    keys = [node["key"] for node in whole["nodes"]]
    assert len(keys) == whole["totalCount"] >= 3
    found: list[str] = []
    after = ""
    while True:
        page = ask(
            server,
            f"{{ {field}, first: 2{after}) {{ nodes {{ key }} pageInfo {{ hasNextPage endCursor }} }} }}",
        )[name]
        found += [node["key"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
    assert found == keys
