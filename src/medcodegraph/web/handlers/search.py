"""The search page: hits with the reason they matched, facets as filters, all of its state in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.schema.answers.search import REASON_WORDS
from medcodegraph.web import address, wanted
from medcodegraph.web.asking import ask
from medcodegraph.web.page import html, unless_known

FACETS = {"kind": "Kind", "system": "Code system", "status": "Status", "payer": "Payer"}
LONGEST = 200
"""Characters of a search text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit: its type, key and name, why it matched, and what else is known of it at a glance."""

    kind: str
    key: str
    name: str
    why: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many hits have it, whether it is chosen, and the address that turns it over."""

    value: str
    text: str
    count: int
    chosen: bool
    address: str


async def respond(request: Request) -> Response:
    """Answer one request."""
    given = request.query_params
    text = given.get("text", "").strip()[:LONGEST]
    chosen = {name: given[name] for name in FACETS if given.get(name)}
    if not text:
        return html(request, "search.html", {"text": "", "found": None, "title": "Search"})
    variables = variables_of(text, chosen, given.get("after"))
    data = await ask(request, "search", **variables)
    if wanted.form(request) == "json":
        return unless_known(request, orjson.dumps({"data": data}), "application/json")
    found = data["search"]
    hits = [hit(edge) for edge in found["edges"]]
    content = {
        "title": f"{text} - search",
        "text": text,
        "found": found,
        "hits": hits,
        "chosen": chosen,
        "facets": [(name, label, choices(found, name, text, chosen)) for name, label in FACETS.items()],
        "more": _more(found, text, chosen),
        "again": address.query("search", [("text", text), *chosen.items()]),
        "paged": bool(given.get("after")),
    }
    return html(request, "search.html", content)


def variables_of(text: str, chosen: Mapping[str, str], after: str | None) -> dict[str, Any]:
    """The variables of the page's document."""
    filters = {name: {"eq": value} for name, value in chosen.items()}
    return {"text": text, "filter": filters or None, "after": after}


def hit(edge: Mapping[str, Any]) -> Hit:
    """A hit as the page shows it."""
    node, matched = edge["node"], edge["matched"]
    name = next((node[one] for one in ("display", "name", "title") if node.get(one)), "")
    why = REASON_WORDS[matched["reason"]]
    told = matched["text"] or ""
    if told and told not in (name, node["key"]):
        why += f": {told}"
    payer = (node.get("payer") or {}).get("name")
    return Hit(node["__typename"], node["key"], name, why, node.get("status") or "", payer or "")


def choices(found: Mapping[str, Any], facet: str, text: str, chosen: Mapping[str, str]) -> list[Choice]:
    """The values of a facet, the most frequent first."""
    listed = []
    for one in found["facets"][facet]:
        value = one["value"]
        is_chosen = chosen.get(facet) == value
        rest = {name: other for name, other in chosen.items() if name != facet}
        there = rest if is_chosen else {**rest, facet: value}
        where = address.query("search", [("text", text), *there.items()])
        shown = value.removeprefix("PAYER:").replace("-", " ") if facet == "payer" else value
        listed.append(Choice(value, shown, one["count"], is_chosen, where))
    return listed


def _more(found: Mapping[str, Any], text: str, chosen: Mapping[str, str]) -> str | None:
    page = found["pageInfo"]
    if not page["hasNextPage"]:
        return None
    return address.query("search", [("text", text), *chosen.items(), ("after", page["endCursor"])])
