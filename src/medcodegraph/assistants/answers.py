"""Answers for assistants: short, with each source named once, and with the disclaimer."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

DISCLAIMER = "Information from the named sources, never a payment decision or medical advice."

LONGEST = 12_000
"""Characters of an answer: about 3,000 tokens."""

_CUTS = ((25, 1_500), (15, 800), (10, 400), (6, 250), (4, 150), (2, 100), (1, 60))
"""How many items of a list and characters of a text are kept, until the answer is short enough."""

_CITED = frozenset({"key", "title", "publisher", "url", "release"})


def answer(data: Any, longest: int = LONGEST, pending: str | None = None) -> str:
    """Data as compact JSON: `answer`, `pending`, the `sources` that it cites by key, the `disclaimer`.

    What is null or empty is left out. If it is too long, lists and texts are cut, and `shortened` says so.
    """
    sources: dict[str, Mapping[str, Any]] = {}
    whole = _cited(data, sources)
    text = _written(whole, sources, pending, shortened=False)
    for items, letters in _CUTS:
        if len(text) <= longest:
            break
        kept = _cut(whole, items, letters)
        text = _written(kept, {key: sources[key] for key in _keys(kept, sources)}, pending, shortened=True)
    return text


def _written(found: Any, sources: Mapping[str, Any], pending: str | None, *, shortened: bool) -> str:
    said: dict[str, Any] = {"answer": found}
    if pending:
        said["pending"] = pending
    if shortened:
        said["shortened"] = "Lists and texts are cut: ask for less (`first`), or for one thing by its key."
    if sources:
        said["sources"] = list(sources.values())
    said["disclaimer"] = DISCLAIMER
    return orjson.dumps(said, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _cited(value: Any, sources: dict[str, Mapping[str, Any]]) -> Any:
    """The value without what is empty; a source in it becomes its key, and is noted in `sources`."""
    if isinstance(value, Mapping):
        if value.keys() == _CITED:
            key = str(value["key"])
            sources[key] = {name: one for name, one in value.items() if one not in (None, "")}
            return key
        said = {name: _cited(one, sources) for name, one in value.items() if name != "disclaimer"}
        return {name: one for name, one in said.items() if one not in (None, "", [], {})}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_cited(one, sources) for one in value]
    return value


def _cut(value: Any, items: int, letters: int) -> Any:
    if isinstance(value, Mapping):
        return {name: _cut(one, items, letters) for name, one in value.items()}
    if isinstance(value, list):
        kept = [_cut(one, items, letters) for one in value[:items]]
        return [*kept, f"and {len(value) - items} more"] if len(value) > items else kept
    if isinstance(value, str) and len(value) > letters:
        return f"{value[:letters]} ..."
    return value


def _keys(value: Any, sources: Mapping[str, Any]) -> list[str]:
    """The sources that are still cited in what was kept, in the order of `sources`."""
    seen: set[str] = set()
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, Mapping):
            todo += one.values()
        elif isinstance(one, list):
            todo += one
        elif isinstance(one, str):
            seen.add(one)
    return [key for key in sources if key in seen]
