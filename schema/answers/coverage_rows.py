"""The rows of every field that gives a coverage verdict, and the arguments they share."""

from datetime import date

from medcodegraph.graph.keys import normalise
from medcodegraph.graph.library.queries import library
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import Property
from medcodegraph.graph.request.tree import Call, Rows
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import whole_key
from medcodegraph.schema.mapping import argument

_COLUMNS = (
    *("verdict", "summary", "notes", "as_of", "diagnosis", "payer", "state", "paths", "by_payer"),
    "disclaimer",
)

ABOUT = (
    argument(
        "diagnosis",
        str | None,
        "Key of a diagnosis code or a condition; ICD-10-CM codes need no prefix: `C83.30`.",
        None,
    ),
    argument(
        "payer",
        str | None,
        "Key of a payer; Medicare includes its contractors, and a contractor includes Medicare.",
        None,
    ),
    argument("state", str | None, "A state: `TX`, `Texas` or `JURISDICTION:us-tx`.", None),
    argument("as_of", date | None, "The day asked about; today if omitted.", None),
)
"""The arguments of every field that gives a verdict."""


def coverage(arguments: Arguments) -> Rows:
    """The row of `coverage(code:)`."""
    return _verdict(arguments, arguments.parameter("code", whole_key))


def coverage_of_code(arguments: Arguments) -> Rows:
    """The row of `coverage` of the current code."""
    return _verdict(arguments, Property("key"))


def _verdict(arguments: Arguments, key: Parameter | Property) -> Rows:
    parameters: dict[str, Parameter | Property] = {
        "key": key,
        "diagnosis_key": arguments.parameter("diagnosis", key_or_null),
        "payer_key": arguments.parameter("payer", key_or_null),
        "state": arguments.parameter("state"),
        "as_of": arguments.parameter("asOf"),
    }
    return Call(library()["coverage"].text, parameters, _COLUMNS)


def key_or_null(value: str | None) -> str | None:
    """The canonical form of an optional key."""
    return None if value is None else normalise(value)
