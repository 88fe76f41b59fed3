"""End to end: one command, a real graph, real answers, over HTTP and on the command line."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.running import Server, asked, ready, start

from medcodegraph.playground.web import examples

CODE = next(example["query"] for example in examples() if 'code(key: "CPT:0537T")' in example["query"])


def ask(server: Server, query: str, **more: Any) -> dict[str, Any]:
    """The server's answer, without errors."""
    response = httpx.post(f"{server.url}/graphql", json={"query": query, **more}, timeout=60)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    assert "errors" not in answer
    return answer


def run(server: Server, *arguments: str) -> Any:
    """The JSON output of a medcodegraph command, attached to the same database."""
    command = [sys.executable, "-m", "medcodegraph", *arguments, "--format", "json"]
    done = subprocess.run(
        command, env=server.environment, capture_output=True, text=True, check=True, timeout=120
    )
    return json.loads(done.stdout)


def test_the_first_question_is_answered_in_one_statement(server: Server) -> None:
    """CPT 0537T: its replacement, ALL and NHL with their codes, alternatives, policies, similar codes."""
    answer = ask(server, CODE, extensions={"cypher": True})
    assert isinstance(answer["extensions"]["cypher"]["statement"], str)
    code = answer["data"]["code"]
    assert (code["status"], code["validTo"]) == ("retired", "2024-12-31")
    assert code["replacedBy"] == [{"on": "2025-01-01", "code": {"key": "CPT:38225"}}]
    (procedure,) = code["procedures"]
    conditions = {one["condition"]["key"]: one["condition"] for one in procedure["indications"]}
    for key, coded in {"MONDO:0004967": "ICD10CM:C91.0", "MONDO:0018908": "ICD10CM:C8"}.items():
        edges = conditions[key]["codes"]["edges"]
        assert edges
        assert all(edge["node"]["key"].startswith(coded) for edge in edges)
        assert all(edge["node"]["display"] for edge in edges), "the ICD-10-CM source gives the wording"
    assert {one["procedure"]["name"] for one in procedure["alternatives"]} == {
        "Chemotherapy",
        "Radiation therapy",
        "Bone marrow transplant",
    }
    assert all(one["prosCons"] for one in procedure["alternatives"])
    for part in ("risks", "settings", "roles", "equipment"):
        assert procedure[part]
    policies = [edge["node"] for edge in code["policies"]["edges"]]
    assert "NCD:110.24" in {policy["key"] for policy in policies}
    assert len({policy["payer"]["name"] for policy in policies}) >= 4
    assert all(policy["source"]["url"].startswith("https://") for policy in policies)
    similar = code["similar"]["edges"]
    assert similar[0]["node"]["key"] == "CPT:38225"
    family = {"CPT:0538T", "CPT:0539T", "CPT:0540T", "CPT:38225", "CPT:38226", "CPT:38227", "CPT:38228"}
    assert {edge["node"]["key"] for edge in similar} <= family
    assert all(edge["summary"] for edge in similar)


def test_it_answers_before_similar_codes_are_there_and_says_so(server: Server) -> None:
    """Its first answer has all that the loads brought. It answered before search was there, too."""
    assert any(line.startswith("answering at http://127.0.0.1:") for line in server.said)
    assert server.first["extensions"]["pending"].startswith("Similar codes are still being computed")
    code = server.first["data"]["code"]
    assert code["display"]
    assert code["conditions"]["nodes"]
    assert asked(server.url)["data"]["code"]["similar"]["nodes"]
    until = time.monotonic() + 10
    while "similar codes are complete\n" not in server.said and time.monotonic() < until:
        time.sleep(0.1)
    assert "similar codes are complete\n" in server.said


@pytest.mark.parametrize("text", ["nhl", "c9100", "chimeric antigen", "medicar", "lukemia"])
def test_the_command_line_finds_what_graphql_finds(text: str, server: Server) -> None:
    """Nodes, scores and reasons, hit for hit; and many codes at once."""
    query = "query($t: String!) { search(text: $t) { edges { score matched { reason } node { key } } } }"
    edges = ask(server, query, variables={"t": text})["data"]["search"]["edges"]
    rows = run(server, "cypher", "run", "search", "--text", text)
    assert rows
    assert [(row["node"]["key"], row["score"], row["reason"]) for row in rows] == [
        (edge["node"]["key"], edge["score"], edge["matched"]["reason"]) for edge in edges
    ]


def test_the_command_line_looks_up_what_graphql_looks_up(server: Server) -> None:
    """Each key in its place, with the same suggestions."""
    keys = ["icd10cm:c9100", "CPT:0537T", "HCPCS:Q2O42", "?"]
    query = """query($k: [String!]!) { lookup(keys: $k) { __typename
      ... on CodeNotFound { problem suggestions { reason code { key } } } } }"""
    answers = ask(server, query, variables={"k": keys})["data"]["lookup"]
    rows = run(server, "cypher", "run", "lookup", "--codes", ",".join(keys))
    assert [row["answer"] for row in rows] == [one["__typename"] for one in answers]
    assert [row["answer"] for row in rows] == ["Code", "CodeRetired", "CodeNotFound", "CodeNotFound"]
    for row, one in zip(rows, answers, strict=True):
        assert row["problem"] == one.get("problem")
        suggested = [(s["code"]["key"], s["reason"]) for s in one.get("suggestions", ())]
        assert [(s["key"], s["reason"]) for s in row["suggestions"]] == suggested


def test_cypher_gives_the_same_similar_codes(server: Server) -> None:
    """Codes, scores, reasons and shared objects, row for row."""
    query = """{ code(key: "CPT:0537T") { similar(first: 10) { edges {
      score relation summary parts { kind } sharedConditions { key } sharedPolicies { key }
      sharedProcedures { key } source { key } node { key } } } } }"""
    edges = ask(server, query)["data"]["code"]["similar"]["edges"]
    rows = run(server, "cypher", "run", "similar_codes", "--key", "CPT:0537T")
    assert len(rows) == 10
    assert [
        {
            "key": edge["node"]["key"],
            "score": edge["score"],
            "relation": edge["relation"],
            "summary": edge["summary"],
            "kinds": [part["kind"] for part in edge["parts"]],
            "conditions": [one["key"] for one in edge["sharedConditions"]],
            "policies": [one["key"] for one in edge["sharedPolicies"]],
            "procedures": [one["key"] for one in edge["sharedProcedures"]],
            "source": edge["source"]["key"],
        }
        for edge in edges
    ] == [
        {name: value for name, value in row.items() if name not in ("display", "contributions")}
        for row in rows
    ]


def test_cypher_gives_the_same_shared_indications(server: Server) -> None:
    """Procedures for a condition: from the command line and from GraphQL."""
    rows = run(server, "cypher", "run", "procedures_sharing_indication", "--key", "MONDO:0004967")
    assert "PROCEDURE:chimeric-antigen-receptor-t-cell-car-t-therapy" in {row["procedure"] for row in rows}
    query = """{ sharedIndications(codes: ["MONDO:0004967"], first: 100) { edges {
      specificity reason conditions { specificity condition { key } } node { key } } } }"""
    edges = ask(server, query)["data"]["sharedIndications"]["edges"]
    rows = run(server, "cypher", "run", "shared_indications", "--keys", "MONDO:0004967")
    assert [
        (row["node"]["key"], [one["key"] for one in row["conditions"]], row["reason"]) for row in rows
    ] == [
        (edge["node"]["key"], [one["condition"]["key"] for one in edge["conditions"]], edge["reason"])
        for edge in edges
    ]


@pytest.mark.parametrize("example", examples(), ids=lambda example: str(example["name"]))
def test_every_example_of_the_playground_answers(example: dict[str, str], server: Server) -> None:
    """Each finds something: nothing null and no empty list at the top level."""
    for value in ask(server, example["query"])["data"].values():
        assert value
        for part in ("nodes", "edges"):
            assert value.get(part) != []


def test_sources_are_listed_with_their_licence(server: Server) -> None:
    """Both default sources and the derivation, complete."""
    rows = {row["source"]: row for row in run(server, "sources")}
    assert {"SOURCE:icd10cm/tabular-2026-04-01", "SOURCE:starter", "SOURCE:derived/similar"} <= set(rows)
    assert all(row["licence"] and row["state"] == "complete" for row in rows.values())
    assert len(rows["SOURCE:icd10cm/tabular-2026-04-01"]["sha256"]) == 64


def test_a_second_up_names_the_first(server: Server) -> None:
    """A specific exit code and a line with the other's address; the first keeps running."""
    process = start(["up"], server.environment)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert f"{server.url}/graphql" in said
    response = httpx.get(f"{server.url}/health/ready", headers={"x-request-id": "mine"}, timeout=10)
    assert (response.status_code, response.headers["x-request-id"]) == (200, "mine")


def test_start_and_stop_are_quick(tmp_path: Path, server: Server) -> None:
    """With a warm cache and nothing to load; the limits allow for a busy machine."""
    environment = {**server.environment, "MEDCODEGRAPH_HOME": str(tmp_path)}
    began = time.monotonic()
    with start(["serve"], environment) as process:
        ready(process, within=120)
        started = time.monotonic()
        process.terminate()
        process.wait(30)
    stopped = time.monotonic()
    assert process.returncode == 0
    assert started - began < 60
    assert stopped - started < 10
