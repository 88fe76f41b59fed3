"""What a client wants of a page: HTML, the GraphQL answer as JSON, or Markdown."""

from typing import Literal

from starlette.requests import Request

Form = Literal["html", "json", "markdown", "csv"]
_TYPES: dict[str, Form] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "text/markdown": "markdown",
    "text/csv": "csv",
}
_NAMES: dict[str, Form] = {
    "html": "html",
    "json": "json",
    "md": "markdown",
    "markdown": "markdown",
    "csv": "csv",
}


def form(request: Request) -> Form:
    """The parameter `format`, else what `Accept` likes best, else HTML."""
    if named := _NAMES.get(request.query_params.get("format", "")):
        return named
    best: tuple[float, Form] = (0.0, "html")
    for part in request.headers.get("accept", "").split(","):
        name, _, rest = part.strip().lower().partition(";")
        found = _TYPES.get(name.strip())
        if found and (quality := _quality(rest)) > best[0]:
            best = (quality, found)
    return best[1]


def _quality(parameters: str) -> float:
    for one in parameters.split(";"):
        name, _, value = one.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
