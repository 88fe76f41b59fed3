"""The plan of a request, as made by the schema."""

from collections.abc import Mapping
from typing import Any

from graphql.execution.values import get_variable_values

from medcodegraph.graph.request.compile import Plan
from medcodegraph.schema.execution import GraphSchema


def plan_of(schema: GraphSchema, document: str, variables: Mapping[str, Any]) -> Plan:
    """The plan of a valid request."""
    prepared = schema._documents.prepare(document, None)
    assert not isinstance(prepared, list)
    definitions = prepared.operation.variable_definitions or ()
    values = get_variable_values(schema._schema, definitions, dict(variables))
    assert not isinstance(values, list)
    return schema._plan(prepared, values)
