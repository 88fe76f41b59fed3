"""The first page: one field, what is loaded, six questions to start from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.web import address, wanted
from medcodegraph.web.asking import ask
from medcodegraph.web.page import html, unless_known

KINDS = {"codes": "codes", "conditions": "conditions", "procedures": "procedures"}
KINDS |= {"policies": "policies", "payers": "payers"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question to start from, and the address of its answer."""

    text: str
    address: str


QUESTIONS = (
    Question("What is CPT 0537T, and what replaced it?", "code/CPT:0537T"),
    Question(
        "Is axicabtagene ciloleucel covered for diffuse large B-cell lymphoma?",
        address.query("coverage", [("code", "HCPCS:Q2041"), ("diagnosis", "ICD10CM:C83.30")]),
    ),
    Question("Which codes are similar to HCPCS Q2042, and why?", "code/HCPCS:Q2042#similar-codes"),
    Question("What does ICD-10-CM C91.00 stand for?", "code/ICD10CM:C91.00"),
    Question("What does Medicare's NCD on CAR T-cell therapy say?", "policy/NCD:110.24"),
    Question(
        "Which codes mention relapse?", address.query("search", [("text", "relapse"), ("kind", "Code")])
    ),
)


async def respond(request: Request) -> Response:
    """Answer one request for the first page."""
    data = await ask(request, "home")
    if wanted.form(request) == "json":
        return unless_known(request, orjson.dumps({"data": data}), "application/json")
    counts = [(data[name]["totalCount"], word) for name, word in KINDS.items()]
    content = {
        "title": "",
        "counts": counts,
        "empty": not any(count for count, _ in counts),
        "files": loaded(data),
        "questions": QUESTIONS,
    }
    return html(request, "home.html", content)


def loaded(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The files that were loaded, without the documents that they quote, by publisher and title."""
    files = [one for one in data["sources"]["nodes"] if one["partOf"] is None and one["rowsRead"] is not None]
    return sorted(files, key=lambda one: (one["publisher"] or "", one["title"] or "", one["release"] or ""))
