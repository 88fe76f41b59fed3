"""Search over codes, procedures, conditions, policies and payers."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import partial
from typing import Any

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request import keyset
from medcodegraph.graph.request.parameters import Constant, Parameter, Several
from medcodegraph.graph.request.properties import LABEL, STATUS, Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Operator, Rows
from medcodegraph.schema.arguments import Arguments, Bound, Given, Object, Objects
from medcodegraph.schema.filters import StringFilter
from medcodegraph.schema.known_values import conversion
from medcodegraph.schema.mapping import column, descending, explained, facet, filtered, here, outward, part
from medcodegraph.schema.types.node import Connection, Edge, Node

USUAL = 10
MOST = 1000
BEST_FIRST = (descending("score", Type.FLOAT, Owner.ROW),)
_ALL = Parameter(Constant(2**30 - 1))
_LISTS = {"kind": "kinds", "system": "systems", "status": "statuses", "payer": "payers"}
_PROPERTIES = {"kind": LABEL, "system": "system", "status": STATUS, "payer": "key"}
_PAYER = outward(Rel.ISSUED_BY, Label.PAYER)


@strawberry.input
class SearchFilter:
    """Which hits to keep; all given conditions must match."""

    kind: StringFilter | None = filtered("By kind: Code, Procedure, Condition, Policy or Payer.", LABEL)
    system: StringFilter | None = filtered("By code system.", "system")
    status: StringFilter | None = filtered("By status today.", STATUS)
    payer: StringFilter | None = filtered("Policies by the key of the payer.", "key", hop=_PAYER)
    and_: "list[SearchFilter] | None" = strawberry.field(
        name="and", description="All of these match.", default=strawberry.UNSET
    )
    or_: "list[SearchFilter] | None" = strawberry.field(
        name="or", description="At least one of these matches.", default=strawberry.UNSET
    )
    not_: "SearchFilter | None" = strawberry.field(
        name="not", description="This does not match.", default=strawberry.UNSET
    )


REASON_WORDS: dict[str, str] = {}
"""What a page says about a hit, by its reason; the text that matched may follow."""


def _reason(name: str, words: str, description: str) -> Any:
    """A reason with its description in the schema and its words on pages."""
    REASON_WORDS[name] = words
    return strawberry.enum_value(name, description=description)


@strawberry.enum
class SearchReason(Enum):
    """Why a hit was found, best reason first."""

    EXACT_CODE = _reason("EXACT_CODE", "this code", "The text is its key, code or number.")
    EXACT_NAME = _reason("EXACT_NAME", "this name", "The text is its name.")
    EXACT_SYNONYM = _reason("EXACT_SYNONYM", "also called", "The text is a synonym of it.")
    INDEX = _reason(
        "INDEX",
        "listed in the official index as",
        "An entry of the publisher's index or table leads to it: the text that matched.",
    )
    REPAIRED_CODE = _reason(
        "REPAIRED_CODE",
        "this code, once corrected",
        "Its code after repair of the text: lost leading zeros or placeholders, the letter O for zero.",
    )
    VOCABULARY = _reason(
        "VOCABULARY",
        "what this usually means",
        "It is a known meaning of the text: an abbreviation, a lay term, a brand, another spelling.",
    )
    CONDITION = _reason(
        "CONDITION",
        "a code of what matches:",
        "A code of a condition or procedure that matches, named by the text.",
    )
    REPLACEMENT = _reason(
        "REPLACEMENT",
        "replaces",
        "It replaces the retired code that was typed, or is what that ICD-9-CM code maps to.",
    )
    PREFIX = _reason("PREFIX", "begins with this", "Its name or code begins with the text.")
    WORDS = _reason(
        "WORDS",
        "contains the words",
        "It contains all the words, in any order; the last one may be incomplete.",
    )
    TYPO = _reason(
        "TYPO", "spelled almost like this", "It matches with a typo: considered only if nothing else matches."
    )
    SOME_WORDS = _reason(
        "SOME_WORDS",
        "contains some of the words",
        "It contains some of the words: considered if few results contain them all.",
    )


@strawberry.type
class SearchMatch:
    """Which text matched, and how."""

    field: str | None = column("The field that matched: key, name, synonyms, ...")
    text: str | None = column("The text that matched.", "matched")
    reason: SearchReason = column("How it matched.")


@strawberry.type
class SearchEdge(Edge):
    """A hit."""

    score: float = column("How well it matches; hits are in descending order.")
    matched: SearchMatch = explained(
        "Which text matched, and how.",
        "search_match",
        ("field", "matched", "reason"),
        key=Property("key"),
        reason=Property("reason", Owner.ROW),
        via_key=Property("via_key", Owner.ROW),
        asked=Property("asked", Owner.GIVEN),
    )
    node: Node = here("What was found.")


@strawberry.type
class SearchFacet:
    """A value, and the number of hits with it."""

    value: str = column("The value, as a filter's `eq` takes it.")
    count: int = column("How many hits have it.")


@strawberry.type
class SearchFacets:
    """Facets of all hits: values with counts, most common first."""

    kind: list[SearchFacet] = facet("Kinds of hits.", LABEL)
    system: list[SearchFacet] = facet("Codes by their code system.", "system")
    status: list[SearchFacet] = facet("Codes and policies by their status today.", STATUS)
    payer: list[SearchFacet] = facet("Policies by the key of the payer.", _PAYER)


@strawberry.type
class SearchConnection(Connection):
    """A page of hits. Of the hits by words, the best 1000 can be paged through; `totalCount` and `facets`
    count all.
    """

    edges: list[SearchEdge] = part("edges", "The hits with what matched.")
    nodes: list[Node] = part("nodes", "What was found.")
    facets: SearchFacets = part(
        "facets", "Facets of all hits that pass the filter; counted only if requested."
    )


def hits(arguments: Arguments) -> Rows:
    """The rows of `search(text:)`."""
    query = library()["search"]
    text = arguments.given("text")
    kept, whole = _kept(arguments.get("filter"))
    derived = [*query.derived, *library()["search_match"].derived]
    parameters = {
        **{one.name: text.parameter(one.make) for one in derived},
        **{name: Parameter(Constant([])) for name in _LISTS.values()},
        **kept,
        "limit": arguments.parameter("first", partial(keyset.one_more, keyset.LARGEST_PAGE, USUAL)),
        "most": Parameter(Constant(MOST)),
        "counted": Parameter(Constant(False)),
    }
    return Call(
        query.text,
        parameters,
        ("score", "reason", "via_key"),
        further={"limit": _ALL},
        whole={"limit": _ALL, "most": _ALL},
        counted={"limit": _ALL, "counted": Parameter(Constant(True))},
        placed="score",
        filtered=whole,
    )


def _kept(filter_: Bound | None) -> tuple[Mapping[str, Parameter], bool]:
    """What of a filter can be expressed as parameters of the query, and whether that is all of it.

    Otherwise every hit that these keep is ranked, and the filter applied to them.
    """
    found: dict[str, Parameter] = {}
    if not isinstance(filter_, Object):
        return found, True
    whole = True
    for name, bound in filter_.fields.items():
        parts: Sequence[tuple[Mapping[str, Parameter], bool]]
        if name == "and" and isinstance(bound, Objects):
            parts = [_kept(item) for item in bound.items]
        elif name == "or" and isinstance(bound, Objects):
            parts = [_any_of(bound.items)]
        else:
            parts = [_any_of([Object(filter_.type, {name: bound})])]
        for some, all_of_it in parts:
            whole &= all_of_it and not some.keys() & found.keys()
            found = {**some, **found}
    return found, whole


def _any_of(items: Sequence[Bound]) -> tuple[Mapping[str, Parameter], bool]:
    """The same for filters of which one must match: only if all are about values of one field."""
    names, values = set(), []
    for item in items:
        if not isinstance(item, Object) or len(item.fields) != 1:
            return {}, False
        ((name, bound),) = item.fields.items()
        tests = list(bound.fields.items()) if name in _LISTS and isinstance(bound, Object) else []
        operator, given = tests[0] if len(tests) == 1 else ("", None)
        if operator not in ("eq", "in") or not isinstance(given, Given) or given.value is None:
            return {}, False
        names.add(name)
        values.append(Several((given.origin,)) if operator == "eq" else given.origin)
    if len(names) != 1:
        return {}, False
    name = names.pop()
    convert = conversion("SearchFilter", _PROPERTIES[name], Operator.IN) or list
    return {_LISTS[name]: Parameter(Several(tuple(values)), partial(_some, convert))}, True


def _some(convert: Callable[[list[Any]], list[Any]], lists: list[list[Any]]) -> list[Any]:
    """The values of all lists; none matches nothing, but an empty list in the query would match all."""
    return convert([value for values in lists for value in values]) or [""]
