"""Comparisons: of two codes, of two payers, of two releases of a source; their state is in the address."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.pages import compare as codes
from medcodegraph.pages import compare_payers, compare_releases
from medcodegraph.web import address, missing
from medcodegraph.web.asking import ask
from medcodegraph.web.handlers.things import written
from medcodegraph.web.page import html

MOST_CODES = 25
"""Codes for which two payers are compared."""


async def respond(request: Request) -> Response:
    """Two codes; without them, the form alone."""
    given = _given(request, "a", "b")
    if not all(given.values()):
        return html(request, "forms/compare_form.html", {"given": given, "what": "codes"})
    for key in given.values():
        if missing.cannot_be_a_key(key):
            return await missing.respond(request, "Code", key)
    data = await ask(request, "compare", **given)
    page = codes.page(data)
    if page is None:
        return await missing.respond(request, "Code", given["a" if data["a"] is None else "b"])
    asked = list(given.items())
    canonical = address.query("compare", asked)
    more = {"given": given, "what": "codes"}
    return written(request, page, data, canonical, "compare", asked, "compare.html", **more)


async def respond_payers(request: Request) -> Response:
    """Two payers on a set of codes, or on all codes that they disagree on."""
    given = _given(request, "a", "b", "codes", "asOf")
    payers = (await ask(request, "payers"))["payers"]["nodes"]
    more = {"given": given, "what": "payers", "payers": payers}
    keys = [given["a"], given["b"]]
    if not all(keys):
        return html(request, "forms/compare_form.html", more)
    known = {one["key"]: one["name"] or one["key"] for one in payers}
    if unknown := [key for key in keys if key not in known]:
        return await missing.respond(request, "Payer", unknown[0])
    names = [known[key] for key in keys]
    day = {"asOf": given["asOf"]} if given["asOf"] else {}
    wanted = re.split(r"[\s,;]+", given["codes"].strip(" ,;"))[:MOST_CODES] if given["codes"] else []
    data: Mapping[str, Any]
    if wanted:
        asked = [ask(request, "compare_payers", codes=wanted, payer=key, **day) for key in keys]
        answers = await asyncio.gather(*asked)
        data = {"a": answers[0]["nodes"], "b": answers[1]["nodes"]}
        page = compare_payers.of_codes(answers, wanted, keys, names)
    else:
        data = await ask(request, "disagreements", payers=keys, **day)
        page = compare_payers.disagreements(data, keys, names)
    canonical = address.query("compare/payers", given.items())
    return written(request, page, data, canonical, "compare", [], "compare.html", **more)


async def respond_releases(request: Request) -> Response:
    """Two releases of a source."""
    given = _given(request, "source", "before", "after", "series")
    found = (await ask(request, "editions"))["sources"]["nodes"]
    editions = sorted({(one["series"], one["release"]) for one in found if one["series"] and one["release"]})
    if not given["source"] and given["series"]:
        given["source"] = given["series"].partition("/")[0]
    more = {
        "given": given,
        "what": "releases",
        "editions": editions,
        "series": sorted({one for one, _ in editions}),
    }
    if not (given["source"] and given["before"] and given["after"]):
        return html(request, "forms/compare_form.html", more)
    asked = [(name, value) for name, value in given.items() if value]
    data = await ask(request, "compare_releases", **dict(asked))
    page = compare_releases.page(data)
    if page is None:
        message = "No two loaded editions of this source match these releases."
        return missing.respond_error(request, 404, message)
    canonical = address.query("compare/releases", asked)
    return written(request, page, data, canonical, "compare_releases", asked, "compare.html", **more)


def _given(request: Request, *names: str) -> dict[str, str]:
    return {name: request.query_params.get(name, "").strip() for name in names}
