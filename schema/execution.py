"""How a request runs: parse and check once, one statement, the shaped record as the answer.

Documents and plans are kept: a document by its text and operation name, a plan also by the outline of the
variables. What a plan cannot answer alone (introspection, a value that breaks the schema) is answered by
Strawberry's executor over the record of the same statement.
"""

import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import strawberry
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    get_operation_ast,
    get_variable_values,
    is_abstract_type,
    is_introspection_type,
    parse,
    validate,
)
from graphql.execution.values import VariableValues
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from medcodegraph.errors import DatabaseError, MedcodegraphError, RequestError
from medcodegraph.graph.compile import Plan, compile_operation
from medcodegraph.graph.shaper import TYPE, Violation
from medcodegraph.schema.arguments import outline
from medcodegraph.schema.limits import MAX_TOKENS, Budget
from medcodegraph.schema.selection import META, select

log = logging.getLogger("medcodegraph.graphql")
_META = re.compile(rf"\b({'|'.join(META)})\b")
KEPT_DOCUMENTS = 500
KEPT_PLANS = 50  # of one document


class Runner(Protocol):
    """What runs a statement that returns one record (graph/driver.py's Graph)."""

    async def row(self, text: str, params: Mapping[str, Any] | None = None) -> list[Any]:
        """The record's values."""
        ...


@dataclass(slots=True)
class Prepared:
    """A document that parsed and is valid, with the plans made for it so far."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    introspects: bool
    plans: OrderedDict[Any, Plan] = field(default_factory=OrderedDict)


class GraphSchema(strawberry.Schema):
    """A Strawberry schema whose fields are answered by one Cypher statement per request."""

    def __init__(self, query: type, runner: Runner, *, planned: bool = True) -> None:
        super().__init__(query)
        self._runner, self._planned = runner, planned
        self._prepared: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()
        _answer_from_rows(self)

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,  # noqa: ARG002
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Answer one request. `operation_extensions: {"cypher": true}` adds the statement to the answer."""
        asked = operation_extensions or {}

        async def ordinary(root: Any) -> ExecutionResult:
            result = await super(GraphSchema, self).execute(
                query, variable_values, context_value, root, operation_name, allowed_operation_types
            )
            assert isinstance(result, ExecutionResult)
            return result

        try:
            prepared = self._prepare(query or "", operation_name)
            if isinstance(prepared, list):
                return ExecutionResult(data=None, errors=prepared)
            values = get_variable_values(
                self._schema, prepared.operation.variable_definitions or (), variable_values or {}
            )
            if isinstance(values, list):
                return ExecutionResult(data=None, errors=_coded(values, "BAD_USER_INPUT"))
            plan = self._plan(prepared, values)
            bound = plan.bind(values.coerced)
            record = await self._runner.row(plan.text, bound) if plan.parameters else []
            shaped = self._planned and not prepared.introspects
            result = await _answer(plan, record, bound, shaped, ordinary)
        except MedcodegraphError as error:
            return ExecutionResult(data=None, errors=[_reported(error)])
        if asked.get("cypher"):
            result.extensions = {"cypher": {"statement": plan.text, "parameters": bound}}
        return result

    def _prepare(self, query: str, operation_name: str | None) -> Prepared | list[GraphQLError]:
        """The document's prepared form, or what is wrong with it."""
        key = (query, operation_name)
        known = self._prepared.get(key)
        if known is not None:
            self._prepared.move_to_end(key)
            return known
        try:
            document = parse(query, max_tokens=MAX_TOKENS)
        except GraphQLError as error:
            return _coded([error], "GRAPHQL_PARSE_FAILED")
        if errors := validate(self._schema, document):
            return _coded(errors, "GRAPHQL_VALIDATION_FAILED")
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return [_no_operation(document, operation_name)]
        prepared = Prepared(operation, _fragments(document), _introspects(document))
        self._prepared[key] = prepared
        if len(self._prepared) > KEPT_DOCUMENTS:
            self._prepared.popitem(last=False)
        return prepared

    def _plan(self, prepared: Prepared, values: VariableValues) -> Plan:
        key = outline(values.coerced)
        plan = prepared.plans.get(key)
        if plan is None:
            tree = select(self._schema, prepared.operation, prepared.fragments, values, Budget())
            plan = prepared.plans[key] = compile_operation(tree)
            if len(prepared.plans) > KEPT_PLANS:
                prepared.plans.popitem(last=False)
        return plan


async def _answer(
    plan: Plan,
    record: list[Any],
    bound: Mapping[str, Any],
    shaped: bool,
    ordinary: Callable[[Any], Awaitable[ExecutionResult]],
) -> ExecutionResult:
    if shaped:
        try:
            return ExecutionResult(data=plan.answer(record, bound), errors=None)
        except Violation:
            log.warning("a value in the graph breaks the schema: the ordinary executor answers")
    return await ordinary(plan.answer(record, bound, strict=False))


def _answer_from_rows(schema: strawberry.Schema) -> None:
    """Let the ordinary executor read the rows of a plan: every field is the entry under its response key."""

    def resolve(source: Mapping[str, Any], info: GraphQLResolveInfo[Any], **_: Any) -> Any:
        return source[str(info.path.key)]

    def resolve_type(value: Mapping[str, Any], *_: Any) -> str:
        return str(value[TYPE])

    for type_ in schema._schema.type_map.values():
        if is_introspection_type(type_):
            continue
        if isinstance(type_, GraphQLObjectType):
            type_.is_type_of = None
            for definition in type_.fields.values():
                definition.resolve = resolve
        elif is_abstract_type(type_):
            type_.resolve_type = resolve_type


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}


def _introspects(document: DocumentNode) -> bool:
    """Whether the document mentions introspection (a fragment of it may be on the root)."""
    return document.loc is None or _META.search(document.loc.source.body) is not None


def _no_operation(document: DocumentNode, name: str | None) -> GraphQLError:
    names = [
        d.name.value if d.name else "(anonymous)"
        for d in document.definitions
        if isinstance(d, OperationDefinitionNode)
    ]
    if name is None:
        message = f"the document holds several operations ({', '.join(names)}): name one in operationName"
    else:
        message = f"the document holds no operation {name!r}; it holds: {', '.join(names) or 'none'}"
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def _coded(errors: Iterable[GraphQLError], code: str) -> list[GraphQLError]:
    for error in errors:
        error.extensions = {"code": code, **(error.extensions or {})}
    return list(errors)


def _reported(error: MedcodegraphError) -> GraphQLError:
    if isinstance(error, RequestError):
        return GraphQLError(str(error), extensions={"code": error.code})
    log.error("the database failed: %s", error)
    message = "the database cannot answer at the moment: try again shortly"
    if not isinstance(error, DatabaseError):
        message = "an internal error"
    return GraphQLError(message, extensions={"code": "DATABASE_UNAVAILABLE"})
