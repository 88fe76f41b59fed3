"""The pages of things: a document, the content it becomes, and the forms that a client may want it in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from medcodegraph.pages import as_markdown, code, condition, others, policy
from medcodegraph.pages.blocks import Page
from medcodegraph.pages.documents import panel
from medcodegraph.web import address, missing, wanted
from medcodegraph.web.asking import ask, ask_most, ask_text
from medcodegraph.web.page import html, unless_known
from medcodegraph.web.table import as_csv


@dataclass(frozen=True, slots=True)
class Thing:
    """A type of thing: its name in the schema, its document and root field, and how its page is written.

    `prefix` is what its keys begin with, and its addresses leave out. A page without the answers to `late`
    operations is better than none. `more` asks what depends on the first answer.
    """

    kind: str
    document: str
    root: str
    page: Callable[[Mapping[str, Any]], Page]
    prefix: str = ""
    late: frozenset[str] = frozenset()
    more: Callable[[Request, Mapping[str, Any]], Awaitable[Mapping[str, Any]]] | None = None

    async def respond(self, request: Request) -> Response:
        """Answer one request for a page of this type."""
        given: str = request.path_params["key"]
        if (wanted_panel := request.query_params.get("panel")) is not None:
            return await self._panel(request, wanted_panel, given)
        if missing.cannot_be_a_key(self.prefix + given):
            return await missing.respond(request, self.kind, given)
        late = self.late if wanted.form(request) == "html" else frozenset()
        data = await ask_most(request, self.document, late, **self.variables(given))
        if self.more is not None:
            data = {**data, **await self.more(request, data)}
        found = data[self.root]
        if not found or found.get("__typename", self.kind) != self.kind:
            return await missing.respond(request, self.kind, given)
        canonical = address.of_thing(self.kind, found["key"])
        assert canonical is not None
        if given != found["key"].removeprefix(self.prefix):
            target = address.root(request.scope) + canonical
            more = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(target + more, 301)
        return written(request, self.page(data), data, canonical, self.document, [("key", found["key"])])

    def variables(self, given: str) -> dict[str, str]:
        """The variables of the document, from the key in the address."""
        return {"key": self.prefix + given, **({"system": given} if self.prefix else {})}

    async def _panel(self, request: Request, name: str, key: str) -> Response:
        """The answer to the request of one panel alone, as GraphQL gives it."""
        try:
            query = panel(self.document, name)
        except KeyError:
            raise HTTPException(404, f"there is no panel {name!r} of this page") from None
        data = await ask_text(request, query, **self.variables(key))
        return unless_known(request, orjson.dumps({"data": data}), "application/json")


def written(
    request: Request,
    page: Page,
    data: Mapping[str, Any],
    canonical: str,
    name: str,
    asked: Sequence[tuple[str, str]],
    template: str = "thing.html",
    **more: Any,
) -> Response:
    """A page in the form that the client wants; `asked` are the variables of its document `name`."""
    root = address.root(request.scope)
    links = {"Link": _links(root + canonical)}
    match wanted.form(request):
        case "json":
            body = orjson.dumps({"data": data})
            return unless_known(request, body, "application/json", headers=links)
        case "markdown":
            text = as_markdown(page).encode()
            return unless_known(request, text, "text/markdown; charset=utf-8", headers=links)
        case "csv":
            text = as_csv(page, request.query_params.get("section")).encode()
            return unless_known(request, text, "text/csv; charset=utf-8", headers=links)
    groups = [(panel, list(ones)) for panel, ones in groupby(page.sections, lambda one: one.panel)]
    content = {"page": page, "groups": groups, "name": name, "canonical": canonical, "asked": list(asked)}
    return html(request, template, {**content, "ld": _ld(page), **more}, headers=links)


def _links(canonical: str) -> str:
    forms = {"application/json": "json", "text/markdown": "markdown"}
    said = [f'<{canonical}>; rel="canonical"']
    said += [
        f'<{address.query(canonical, [("format", name)])}>; rel="alternate"; type="{kind}"'
        for kind, name in forms.items()
    ]
    return ", ".join(said)


def _ld(page: Page) -> str:
    """Linked data as it can stand in a page: without what would end its element."""
    return orjson.dumps(page.linked_data).decode().replace("<", "\\u003c") if page.linked_data else ""


async def _changes(request: Request, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What changed on the day that a policy which replaced another took effect."""
    found = data["policy"]
    if not found or not found["supersedes"] or not found["effectiveFrom"]:
        return {}
    day = date.fromisoformat(found["effectiveFrom"])
    asked = {"from": str(day - timedelta(days=1)), "to": str(day), "payer": (found["payer"] or {}).get("key")}
    return await ask(request, "policy_changes", **asked)


THINGS = {
    "code": Thing("Code", "code", "code", code.page, late=code.LATE),
    "condition": Thing("Condition", "condition", "condition", condition.page),
    "procedure": Thing("Procedure", "procedure", "procedure", others.procedure_page),
    "policy": Thing("Policy", "policy", "policy", policy.page, more=_changes),
    "payer": Thing("Payer", "payer", "payer", others.payer_page),
    "source": Thing("Source", "source", "node", others.source_page),
    "system": Thing("CodeSystem", "system", "node", others.system_page, prefix="SYSTEM:"),
}
