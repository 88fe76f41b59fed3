"""The comparison of two codes; its state is in the address."""

from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.pages import compare as content
from medcodegraph.web import address, missing
from medcodegraph.web.asking import ask
from medcodegraph.web.page import html
from medcodegraph.web.things import written


async def respond(request: Request) -> Response:
    """Answer one request; without two codes, the form alone."""
    given = {name: request.query_params.get(name, "").strip() for name in ("a", "b")}
    if not all(given.values()):
        return html(request, "compare_form.html", {"given": given})
    data = await ask(request, "compare", **given)
    page = content.page(data)
    if page is None:
        return await missing.respond(request, "Code", given["a" if data["a"] is None else "b"])
    asked = list(given.items())
    canonical = address.query("compare", asked)
    return written(request, page, data, canonical, "compare", asked, "compare.html", given=given)
