"""Many codes at once: for each key the code, or why there is none."""

from enum import Enum
from functools import partial
from typing import Annotated, Any

import strawberry

from medcodegraph.errors import RequestError
from medcodegraph.graph.keys import normalise
from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Listed, Rows, Sort
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import whole_key
from medcodegraph.schema.mapping import column, follow, here, outward, stored
from medcodegraph.schema.types.code import Code, Replacement
from medcodegraph.schema.types.condition import Condition

MOST = 1000
IN_ORDER = (Sort(Property("place", Owner.ROW), type=Type.INT, always=True),)


@strawberry.type
class CodeRetired:
    """A code that is no longer valid, and what replaced it."""

    key: str = stored("The key of the code.")
    code: Code = here("The code, as it was.")
    replacements: list[Replacement] = follow(
        "The codes that replaced it; they may be retired in turn.",
        outward(Rel.REPLACED_BY, Label.CODE),
        facts=True,
    )


@strawberry.enum
class LookupProblem(Enum):
    """Why no code matches the key."""

    NOT_A_KEY = strawberry.enum_value("NOT_A_KEY", description="It names no code system: write SYSTEM:code.")
    UNKNOWN_SYSTEM = strawberry.enum_value("UNKNOWN_SYSTEM", description="No such code system is loaded.")
    UNKNOWN_CODE = strawberry.enum_value("UNKNOWN_CODE", description="The code system has no such code.")


@strawberry.enum
class SuggestionReason(Enum):
    """Why a code may have been meant."""

    SAME_CODE = strawberry.enum_value("SAME_CODE", description="It is the same code in another system.")
    LEADING_ZEROS = strawberry.enum_value(
        "LEADING_ZEROS", description="It is the same code with the leading zeros that were lost."
    )
    SLIP = strawberry.enum_value(
        "SLIP", description="One letter or digit is wrong, missing or extra, or two are swapped."
    )
    SAME_DIGITS = strawberry.enum_value("SAME_DIGITS", description="It has the same digits.")
    BROADER = strawberry.enum_value("BROADER", description="The key asked for begins with it.")
    NARROWER = strawberry.enum_value("NARROWER", description="It begins with the key asked for.")


@strawberry.type
class CodeSuggestion:
    """A code that may have been meant."""

    reason: SuggestionReason = column("Why.")
    code: Code = here("The code.")


@strawberry.type
class CodeNotFound:
    """A key without a code, and suggestions of what may have been meant."""

    key: str = column("The key as given.", "asked")
    problem: LookupProblem = column("Why no code matches the key.")
    suggestions: list[CodeSuggestion] = follow(
        "Up to five codes that may have been meant, those of the same code system first.",
        Listed("suggestions", (Label.CODE,), "key", ("reason",)),
    )


LookupResult = Annotated[
    Code | CodeRetired | Condition | CodeNotFound,
    strawberry.union(
        "LookupResult", description="The result for a key: a code or a condition, or why none is valid."
    ),
]


def answers(arguments: Arguments) -> Rows:
    """The rows of `lookup(keys:)`."""
    query = library()["lookup"]
    codes = arguments.parameter("keys", partial(_few, "keys"))
    given = {one.name: arguments.parameter("keys", one.make) for one in query.derived}
    columns = ("place", "asked", "answer", "problem", "suggestions")
    return Call(query.text, {"codes": codes, **given}, columns, size=codes)


def nodes(arguments: Arguments) -> Rows:
    """The rows of `nodes(ids:)`."""
    keys = arguments.parameter("ids", _keys)
    return Call(library()["nodes"].text, {"keys": keys}, ("place",), size=keys)


def node(arguments: Arguments) -> Rows:
    """The row of `node(id:)`."""
    return Call(library()["node"].text, {"key": arguments.parameter("id", whole_key)})


def _keys(ids: list[str]) -> list[str]:
    return [normalise(one) for one in _few("ids", ids)]


def _few(name: str, values: list[Any]) -> list[Any]:
    if len(values) > MOST:
        raise RequestError(f"{name} has {len(values)} keys: give at most {MOST} at once", "BAD_USER_INPUT")
    return values
