"""How a request runs: parse and validate once, run one statement, shape its record into the answer.

Documents and plans are cached: a document by its text and operation name, a plan also by the outline of the
variables. What a plan cannot answer alone (introspection, a value that violates the schema) is answered by
Strawberry's executor from the record of the same statement.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import date
from time import perf_counter
from typing import Any

import graphql
import strawberry
from graphql import (
    GraphQLObjectType,
    GraphQLResolveInfo,
    execute,
    get_variable_values,
    is_abstract_type,
    is_introspection_type,
)
from graphql.execution.values import VariableValues
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from medcodegraph.graph.request.coalesce import Coalescer, Runner
from medcodegraph.graph.request.compile import Plan, compile_operation
from medcodegraph.graph.request.shaper import TYPE, Violation
from medcodegraph.schema.arguments import outline
from medcodegraph.schema.client_errors import coded, fault
from medcodegraph.schema.documents import Documents, Prepared
from medcodegraph.schema.limits import Budget, Limits
from medcodegraph.schema.measures import Measures
from medcodegraph.schema.scalars import SCALARS
from medcodegraph.schema.selection import select

log = logging.getLogger("medcodegraph.graphql")


class GraphSchema(strawberry.Schema):
    """A Strawberry schema whose fields are answered by one Cypher statement per request."""

    def __init__(
        self, query: type, runner: Runner, limits: Limits, *, slow: float = 1.0, planned: bool = True
    ) -> None:
        super().__init__(query, config=StrawberryConfig(scalar_map=SCALARS))
        self._statements, self._limits, self._slow, self._planned = Coalescer(runner), limits, slow, planned
        self._documents = Documents(self._schema, limits)
        self.measures = Measures()
        _answer_from_rows(self)

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: date | None = None,
        root_value: Any | None = None,  # noqa: ARG002
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,  # noqa: ARG002
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Answer one request.

        `operation_extensions` may ask for more: `{"cypher": true}` adds the statement to the answer,
        `{"cost": true}` its cost, and `{"cost": "only"}` returns the cost without running it. The context
        is the day it is asked for, by default today.
        """
        try:
            result = await self._execute(
                query or "",
                variable_values or {},
                operation_name,
                operation_extensions or {},
                context_value or date.today(),
            )
        except Exception as error:
            result = ExecutionResult(data=None, errors=[fault(error)])
        if result.errors:
            self.measures.errors.update((told.extensions or {}).get("code", "") for told in result.errors)
        return result

    async def _execute(
        self,
        query: str,
        variables: dict[str, Any],
        operation_name: str | None,
        asked: dict[str, Any],
        day: date,
    ) -> ExecutionResult:
        prepared = self._documents.prepare(query, operation_name)
        if isinstance(prepared, list):
            return ExecutionResult(data=None, errors=prepared)
        self._limits.check_values(variables)
        definitions = prepared.operation.variable_definitions or ()
        values = get_variable_values(self._schema, definitions, variables)
        if isinstance(values, list):
            return ExecutionResult(data=None, errors=coded(values, "BAD_USER_INPUT"))
        plan = self._plan(prepared, values)
        bound = plan.bind(values.coerced, day)
        cost = plan.cost(bound)
        self._limits.check_cost(cost)
        self.measures.cost.add(cost)
        if asked.get("cost") == "only":
            return ExecutionResult(data=None, errors=None, extensions=self._told(asked, plan, bound, cost))
        record = await self._record(plan, bound, cost) if plan.reads else []
        result = await self._answer(prepared, plan, record, bound, variables)
        if asked:
            result.extensions = self._told(asked, plan, bound, cost)
        return result

    def _plan(self, prepared: Prepared, values: VariableValues) -> Plan:
        key = outline(values.coerced)
        plan = prepared.plans.get(key)
        if plan is not None:
            self.measures.known_plans += 1
            return plan
        self.measures.new_plans += 1
        budget = Budget(self._limits)
        tree = select(self._schema, prepared.operation, prepared.fragments, values, budget)
        plan = compile_operation(tree)
        self._limits.check_planning(plan.length)
        return self._documents.keep(prepared, key, plan, budget.spent)

    async def _record(self, plan: Plan, bound: Mapping[str, Any], cost: int) -> list[Any]:
        start = perf_counter()
        try:
            return await self._statements.row(plan, bound)
        finally:
            taken = perf_counter() - start
            self.measures.statement.add(taken)
            if taken > self._slow:
                self.measures.slow += 1
                mark = hashlib.sha256(plan.text.encode()).hexdigest()[:12]
                log.warning("slow: %.0f ms for a cost of %d, statement %s", taken * 1000, cost, mark)

    async def _answer(
        self,
        prepared: Prepared,
        plan: Plan,
        record: list[Any],
        bound: Mapping[str, Any],
        variables: dict[str, Any],
    ) -> ExecutionResult:
        if self._planned and not prepared.introspects:
            try:
                return ExecutionResult(data=plan.answer(record, bound), errors=None)
            except Violation:
                log.warning("a value in the graph breaks the schema: the ordinary executor answers")
        self.measures.fallbacks += 1
        name = prepared.operation.name.value if prepared.operation.name else None
        root = plan.answer(record, bound, strict=False)
        found = execute(self._schema, prepared.document, root, None, variables, name)
        assert isinstance(found, graphql.ExecutionResult), "no resolver waits"
        return ExecutionResult(data=found.data, errors=found.errors and coded(found.errors, "BAD_VALUE"))

    def _told(
        self, asked: Mapping[str, Any], plan: Plan, bound: Mapping[str, Any], cost: int
    ) -> dict[str, Any] | None:
        told: dict[str, Any] = {}
        if asked.get("cypher"):
            told["cypher"] = {"statement": plan.text, "parameters": plan.sent(bound)}
        if asked.get("cost"):
            told["cost"] = {"requested": cost, "limit": self._limits.cost}
        return told or None


def _answer_from_rows(schema: strawberry.Schema) -> None:
    """Let the standard executor read a plan's answer: each field's value is the entry of its response key."""

    def resolve(source: Mapping[str, Any], info: GraphQLResolveInfo[Any], /, **_: Any) -> Any:
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
