"""Documents by their hash: registered by clients, or trusted by the service."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from medcodegraph.errors import SettingsError
from medcodegraph.http.persisted import KEPT, Persisted
from medcodegraph.http.refusal import Refused

QUERY = "{ __typename }"


def mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def by_hash(text: str, query: str | None = None) -> dict[str, Any]:
    """A request as Apollo's clients send it."""
    return {
        "query": query,
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": mark(text)}},
    }


def refused(documents: Persisted, asked: dict[str, Any]) -> tuple[int, str]:
    with pytest.raises(Refused) as found:
        documents.text(asked)
    return found.value.status, found.value.code


def test_a_document_is_registered_and_then_found_by_its_hash() -> None:
    """Without the text: not found; with it: registered; from then on the hash suffices, in either form."""
    documents = Persisted()
    assert refused(documents, by_hash(QUERY)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert documents.text(by_hash(QUERY, QUERY)) == QUERY
    assert documents.text(by_hash(QUERY)) == QUERY
    assert documents.text({"documentId": f"sha256:{mark(QUERY)}"}) == QUERY


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (by_hash(QUERY, "{ other }"), "PERSISTED_QUERY_HASH_MISMATCH"),
        ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 1}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": [1]}}, "BAD_REQUEST"),
        ({"documentId": "sha1:da39a3ee"}, "BAD_REQUEST"),
    ],
)
def test_a_wrong_hash_is_refused(asked: dict[str, Any], code: str) -> None:
    """400, and nothing is registered."""
    assert refused(Persisted(), asked) == (400, code)


def test_few_documents_are_kept() -> None:
    """The oldest ones are evicted, long ones are never registered."""
    documents = Persisted(longest=50)
    for number in range(KEPT + 1):
        text = f"{{ a{number}: __typename }}"
        documents.text(by_hash(text, text))
    assert refused(documents, by_hash("{ a0: __typename }"))[0] == 200
    assert documents.text(by_hash("{ a1: __typename }")) == "{ a1: __typename }"
    long = "{ __typename }" + " " * 50
    assert documents.text(by_hash(long, long)) == long
    assert refused(documents, by_hash(long))[0] == 200


def test_only_trusted_documents_run_where_it_is_set_so(tmp_path: Path) -> None:
    """By hash or by their whole text; anything else is refused, and not registered either."""
    (tmp_path / "one.graphql").write_text(QUERY)
    (tmp_path / "more.json").write_text(json.dumps({f"sha256:{mark('{ a }')}": "{ a }"}))
    documents = Persisted(tmp_path, only=True)
    assert documents.text(by_hash(QUERY)) == QUERY
    assert documents.text({"query": QUERY}) == QUERY
    assert documents.text({"documentId": f"sha256:{mark('{ a }')}"}) == "{ a }"
    for asked in ({"query": "{ b }"}, by_hash("{ b }", "{ b }"), by_hash("{ b }"), {}):
        assert refused(documents, asked) == (403, "DOCUMENT_NOT_TRUSTED")


@pytest.mark.parametrize("content", ["{", "[]", '{"a": 1}', '{"sha256:00": "{ a }"}'])
def test_a_wrong_folder_of_documents_is_named(content: str, tmp_path: Path) -> None:
    """At the start, with the file."""
    (tmp_path / "wrong.json").write_text(content)
    with pytest.raises(SettingsError, match=r"wrong\.json"):
        Persisted(tmp_path)
    with pytest.raises(SettingsError, match="MEDCODEGRAPH_DOCUMENTS"):
        Persisted(tmp_path / "missing")
