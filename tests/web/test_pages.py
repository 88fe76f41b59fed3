"""The explorer's pages over HTTP: sections, formats, URLs, statuses and headers."""

import json
from collections.abc import Iterator

import httpx
import pytest
from support.running import Server

from medcodegraph.pages.documents import panels

PERSON = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers=PERSON, timeout=60) as client:
        yield client


def test_a_code_has_its_sections_in_the_order_of_a_code_page(http: httpx.Client) -> None:
    text = http.get("/code/CPT:0537T").text
    heads = [part.partition("-head")[0] for part in text.split('aria-labelledby="')[1:]]
    wanted = [
        *("code", "name-of-the-procedure", "summary", "purpose", "indications", "preparation"),
        *("procedure-description", "duration", "setting", "personnel", "risks-and-complications", "benefits"),
        *("recovery", "alternatives", "patient-experience", "coverage-by-payer"),
        *("related-policies-from-health-plans", "similar-codes", "sources"),
    ]
    assert [head for head in heads if head in wanted] == wanted
    assert text.index("This code was retired on 2024-12-31.") < text.index('id="code"')
    assert "never a payment decision" in text


def test_loaded_sources_are_on_the_first_page(http: httpx.Client) -> None:
    text = http.get("/").text
    assert "Six questions to start from" in text
    assert "starter" in text or "CAR-T" in text
    assert text.count("<li><a href=") >= 6


def test_every_form_of_a_page_is_the_answer_of_the_api(http: httpx.Client, server_url: str) -> None:
    """JSON is GraphQL's answer to the document shown on the page; Markdown and CSV have the same content."""
    asked = httpx.get(f"{server_url}/how/code?panel=Similar&key=CPT:0537T&part=1", headers=PERSON).text
    assert "similar(first: 10)" in asked
    assert "SIMILAR_TO" in asked
    data = http.get("/code/CPT:0537T", headers={"accept": "application/json"}).json()["data"]["code"]
    panel = http.get("/code/CPT:0537T?panel=Similar").json()["data"]["code"]
    assert panel["similar"] == data["similar"]
    assert len(panel["similar"]["edges"]) == 10
    markdown = http.get("/code/CPT:0537T", headers={"accept": "text/markdown"})
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "## Similar Codes" in markdown.text
    rows = http.get("/code/CPT:0537T?format=csv&section=similar-codes").text.splitlines()
    assert rows[0] == "Code,Score,Why"
    assert len(rows) == 11


def test_facets_filter_and_are_in_the_address(http: httpx.Client) -> None:
    assert "search?text=leukemia&amp;kind=Condition" in http.get("/search?text=leukemia").text
    text = http.get("/search?text=leukemia&kind=Condition").text
    assert "kind: Condition" in text
    assert '<span class="kind code">' not in text


def test_another_writing_of_a_key_leads_to_its_address(http: httpx.Client) -> None:
    answer = http.get("/code/icd10cm:c9100")
    assert answer.status_code == 301
    assert answer.headers["location"] == "../code/ICD10CM:C91.00"


def test_a_missing_object_is_404_with_suggestions(http: httpx.Client) -> None:
    answer = http.get("/code/HCPCS:Q2O42")
    assert answer.status_code == 404
    assert "code/HCPCS:Q2042" in answer.text
    assert http.get("/nowhere").status_code == 404
    assert "<h1>There is no such page</h1>" in http.get("/nowhere").text
    assert http.get("/nowhere", headers={"accept": "*/*"}).json()["errors"]
    assert http.get("/how/code?panel=None").status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "/code/0537T",
        "/coverage?code=0537T",
        "/compare?a=CPT:38225&b=0537T",
        "/graph?key=0537T",
    ],
)
def test_a_code_without_its_system_is_404_with_the_key_it_may_mean(http: httpx.Client, page: str) -> None:
    answer = http.get(page)
    assert answer.status_code == 404
    assert "There is no code 0537T" in answer.text
    assert "code/CPT:0537T" in answer.text


def test_a_path_to_what_cannot_be_a_key_is_none(http: httpx.Client) -> None:
    assert http.get("/graph?key=CPT:0537T&to=nothing").status_code == 200
    assert http.get("/graph/data?key=nothing").status_code == 404


def test_a_known_page_is_not_sent_again(http: httpx.Client) -> None:
    first = http.get("/code/ICD10CM:C91.00")
    again = http.get("/code/ICD10CM:C91.00", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = http.get(
        "/code/ICD10CM:C91.00", headers={"if-none-match": first.headers["etag"], "accept": "text/markdown"}
    )
    assert other.status_code == 200


def test_a_page_says_where_else_it_is_and_lets_nothing_in(http: httpx.Client) -> None:
    answer = http.get("/code/CPT:0537T")
    assert 'rel="canonical"' in answer.headers["link"]
    assert 'type="text/markdown"' in answer.headers["link"]
    linked = json.loads(answer.text.partition('<script type="application/ld+json">')[2].partition("<")[0])
    assert linked["codeValue"] == "0537T"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert len(answer.content) < 100_000


def test_typed_text_is_never_markup(http: httpx.Client) -> None:
    text = http.get("/search", params={"text": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/condition/mondo:0004967", ["acute lymphoblastic leukemia", "ICD10CM:C91.00", "schema.org"]),
        ("/policy/NCD:110.24", ["National coverage determination", "CPT:0537T", 'class="badge maybe"']),
        ("/payer/PAYER:cms", ["Centers for Medicare", "policy/NCD:110.24"]),
        ("/system/ICD10CM", ["Clinical Modification", "code/ICD10CM:"]),
        ("/source/SOURCE:starter", ["Apache-2.0", "rejected"]),
        ("/coverage?code=hcpcs:q2041&diagnosis=ICD10CM:C83.30", ["Paths that decide", "By payer"]),
        ("/graph?key=cpt:0537t", ["Replaced by", "Similar codes", "code/CPT:38225"]),
        ("/graph?key=CPT:0537T&to=ICD10CM:C91.00", ["Paths between the two", "step harvest"]),
        ("/compare?a=CPT:0537T&b=CPT:38225", ["replaced CPT:0537T", "Only CPT:38225", "Both"]),
        ("/compare", ["Compare two codes"]),
        ("/graph", ["What is next to it"]),
        ("/coverage", ["Is it covered, and why?"]),
    ],
)
def test_each_type_of_object_has_a_page(http: httpx.Client, path: str, said: list[str]) -> None:
    answer = http.get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert [words for words in said if words not in answer.text] == []


def test_a_panel_alone_declares_what_it_uses(http: httpx.Client) -> None:
    """Each panel of each document is valid against the schema."""
    for name in ("code", "condition", "procedure", "policy", "payer", "source", "system", "coverage"):
        for panel in panels(name):
            text = http.get(f"/how/{name}", params={"panel": panel, "key": "CPT:0537T", "code": "CPT:0537T"})
            assert text.status_code == 200, (name, panel)
            assert "MATCH" in text.text


def test_a_day_that_is_none_is_refused_as_a_page(http: httpx.Client) -> None:
    answer = http.get("/coverage?code=HCPCS:Q2041&asOf=someday")
    assert answer.status_code == 400
    assert "<h1>This question is not valid</h1>" in answer.text
