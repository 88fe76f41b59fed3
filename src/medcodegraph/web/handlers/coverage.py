"""The coverage page: a form, the verdict, and every path that leads to it; its state is in the address."""

from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.pages import coverage as content
from medcodegraph.web import address, missing
from medcodegraph.web.asking import ask
from medcodegraph.web.handlers.things import written
from medcodegraph.web.page import html

FIELDS = {
    "code": ("Code", "HCPCS:Q2041"),
    "diagnosis": ("Diagnosis", "ICD10CM:C83.30"),
    "payer": ("Payer", ""),
    "state": ("State", "TX"),
    "asOf": ("Day", ""),
}
"""The variables of the document, as the form names them, with an example."""


async def respond(request: Request) -> Response:
    """Answer one request; without a code, the form alone."""
    given = {name: request.query_params.get(name, "").strip() for name in FIELDS}
    payers = (await ask(request, "payers"))["payers"]["nodes"]
    form = {"fields": FIELDS, "given": given, "payers": payers}
    if not given["code"]:
        return html(request, "forms/coverage_form.html", form)
    if missing.cannot_be_a_key(given["code"]):
        return await missing.respond(request, "Code", given["code"])
    asked = [(name, value) for name, value in given.items() if value]
    data = await ask(request, "coverage", **dict(asked))
    page = content.page(data)
    if page is None:
        return await missing.respond(request, "Code", given["code"])
    canonical = address.query("coverage", asked)
    return written(request, page, data, canonical, "coverage", asked, "coverage.html", **form)
