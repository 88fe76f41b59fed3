"""Documents by hash: registered by clients (automatic persisted queries), and trusted ones.

A request names a document as `extensions.persistedQuery.sha256Hash` or as `documentId: "sha256:..."`. If it
has the text too, the document is registered; if not, it is looked up. Trusted documents are files in a
folder: `*.graphql`, and `*.json` with an object of documents by hash; if only those may run, all others are
refused.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from medcodegraph.errors import SettingsError
from medcodegraph.http.refusal import Refused

KEPT = 1_000
KEPT_LENGTH = 2_000_000  # total characters of registered documents
_HASH = re.compile(r"[0-9a-f]{64}")


class Persisted:
    """The documents known by hash."""

    def __init__(self, folder: Path | None = None, *, only: bool = False, longest: int = 100_000) -> None:
        self._trusted = dict(_read(folder)) if folder else {}
        self._only, self._longest = only, longest
        self._registered: OrderedDict[str, str] = OrderedDict()
        self._length = 0

    def text(self, asked: Mapping[str, Any]) -> str | None:
        """The document of a request, None if it has none; raises Refused if it may not or cannot run."""
        query = asked.get("query")
        mark = _mark(asked)
        if mark is not None and query is not None and mark != _hash(query):
            raise Refused(400, "the hash is not the query's SHA-256", "PERSISTED_QUERY_HASH_MISMATCH")
        if self._only:
            return self._trusted_text(mark or _hash(query or ""))
        if mark is None:
            return query if isinstance(query, str) or query is None else None
        if query is not None:
            self._register(mark, query)
            return str(query)
        known = self._registered.get(mark) or self._trusted.get(mark)
        if known is None:
            raise Refused(200, "PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
        return known

    def _trusted_text(self, mark: str) -> str:
        known = self._trusted.get(mark)
        if known is None:
            raise Refused(403, "only documents known to this service may be run here", "DOCUMENT_NOT_TRUSTED")
        return known

    def _register(self, mark: str, query: str) -> None:
        if mark in self._registered or len(query) > self._longest:
            return
        self._registered[mark] = query
        self._length += len(query)
        while len(self._registered) > KEPT or self._length > KEPT_LENGTH:
            _, old = self._registered.popitem(last=False)
            self._length -= len(old)


def _mark(asked: Mapping[str, Any]) -> str | None:
    """The hash that a request names, or None."""
    document_id = asked.get("documentId")
    if document_id is not None:
        mark = document_id.removeprefix("sha256:")
    else:
        persisted = (asked.get("extensions") or {}).get("persistedQuery")
        if persisted is None:
            return None
        mark = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not isinstance(mark, str) or not _HASH.fullmatch(mark):
        raise Refused(400, "the document's hash is not a SHA-256 of 64 lowercase hexadecimal digits")
    return mark


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    if not folder.is_dir():
        raise SettingsError(f"MEDCODEGRAPH_DOCUMENTS: there is no folder {folder}")
    for file in sorted(folder.glob("*.graphql")):
        text = file.read_text("utf-8")
        yield _hash(text), text
    for file in sorted(folder.glob("*.json")):
        try:
            texts = orjson.loads(file.read_bytes())
        except ValueError as error:
            raise SettingsError(f"{file}: this is not valid JSON ({error})") from error
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            raise SettingsError(f"{file}: this is not an object of documents by their hash")
        for mark, text in texts.items():
            if mark.removeprefix("sha256:") != _hash(text):
                raise SettingsError(f"{file}: {mark} is not the SHA-256 of its text")
            yield _hash(text), text
