"""A cache of valid documents, by their text and operation name."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged

from medcodegraph.errors import RequestError
from medcodegraph.graph.request.compile import Plan
from medcodegraph.schema import document_size
from medcodegraph.schema.client_errors import coded
from medcodegraph.schema.limits import Limits
from medcodegraph.schema.selection import META

KEPT_DOCUMENTS = 500
KEPT_BYTES = 64_000_000
"""The most memory for all cached documents and their plans, as the three constants below estimate it."""

KEPT_PLANS = 50  # of one document
CHARACTER, FIELD, PLANNED = 250, 2_000, 3
"""Estimated bytes: of a syntax tree per character of its text; of a plan per field and per character."""

_META = re.compile(rf"\b({'|'.join(META)})\b")
_INCREMENTAL = re.compile(r"Unknown directive '@(defer|stream)'")
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 50_000  # 0.1 s instead of 1 s


@dataclass(slots=True)
class Prepared:
    """A valid document with the plans made for it so far; `size` is their estimated memory."""

    key: tuple[str, str | None]
    document: DocumentNode
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    introspects: bool
    size: int
    plans: OrderedDict[Any, Plan] = field(default_factory=OrderedDict)
    _sizes: dict[Any, int] = field(default_factory=dict)

    def keep(self, key: Any, plan: Plan, size: int) -> int:
        """Cache a plan for variables of one outline, evicting the oldest. Returns the growth of `size`."""
        before = self.size
        self.plans[key], self._sizes[key] = plan, size
        self.size += size
        while len(self.plans) > KEPT_PLANS or (self.size > KEPT_BYTES // 8 and len(self.plans) > 1):
            oldest, _ = self.plans.popitem(last=False)
            self.size -= self._sizes.pop(oldest)
        return self.size - before


class Documents:
    """The most recently used documents."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema, self._limits = schema, limits
        self._kept: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()
        self.size = 0

    def prepare(self, text: str, operation_name: str | None) -> Prepared | list[GraphQLError]:
        """A document's prepared form, or its errors; raises RequestError if it is too large."""
        key = (text, operation_name)
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            return known
        prepared = self._made(text, operation_name)
        if isinstance(prepared, Prepared):
            self._kept[key] = prepared
            self._grow(prepared.size)
        return prepared

    def keep(self, prepared: Prepared, key: Any, plan: Plan, fields: int) -> Plan:
        """Cache a plan of a document for variables of one outline; `fields` is its number of fields."""
        more = prepared.keep(key, plan, fields * FIELD + len(plan.text) * PLANNED)
        if self._kept.get(prepared.key) is prepared:  # and has not been evicted meanwhile
            self._grow(more)
        return plan

    def _grow(self, more: int) -> None:
        self.size += more
        while len(self._kept) > KEPT_DOCUMENTS or self.size > KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self.size -= oldest.size

    def _made(self, text: str, operation_name: str | None) -> Prepared | list[GraphQLError]:
        if len(text) > self._limits.document:
            raise RequestError(
                f"the query is longer than {self._limits.document:,} characters: send values as variables",
                "QUERY_TOO_LARGE",
            )
        try:
            document = parse(text, max_tokens=self._limits.tokens)
        except GraphQLError as error:
            return coded([error], "GRAPHQL_PARSE_FAILED")
        introspects = _META.search(text) is not None
        document_size.check(document, self._limits, introspects=introspects)
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        if others := [one for one in operations if one.operation != OperationType.QUERY]:
            return [_not_offered("subscriptions and mutations are", others)]
        if errors := validate(self._schema, document):
            return _invalid(errors)
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return coded([_no_operation(document, operation_name)], "BAD_USER_INPUT")
        key, size = (text, operation_name), len(text) * CHARACTER
        return Prepared(key, document, operation, _fragments(document), introspects, size)


def _invalid(errors: list[GraphQLError]) -> list[GraphQLError]:
    for index, error in enumerate(errors):
        if found := _INCREMENTAL.match(error.message):
            errors[index] = _not_offered(f"incremental delivery (@{found[1]}) is", error.nodes)
        elif error.message == "Validation aborted.":
            error.message = "the query is too tangled to check: repeat fewer fields and fragments"
            error.extensions = {"code": "QUERY_TOO_LARGE"}
    return coded(errors, "GRAPHQL_VALIDATION_FAILED")


def _not_offered(what: str, nodes: Any) -> GraphQLError:
    extensions = {"code": "NOT_SUPPORTED"}
    return GraphQLError(f"{what} not offered here: send an ordinary query", nodes, extensions=extensions)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}


def _no_operation(document: DocumentNode, name: str | None) -> GraphQLError:
    names = [
        d.name.value if d.name else "(anonymous)"
        for d in document.definitions
        if isinstance(d, OperationDefinitionNode)
    ]
    if name is None:
        return GraphQLError(
            f"the document contains several operations ({', '.join(names)}): name one in operationName"
        )
    return GraphQLError(f"the document has no operation {name!r}; it has: {', '.join(names) or 'none'}")
