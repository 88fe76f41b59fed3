"""Code systems."""

import strawberry

from medcodegraph.schema.mapping import here, part, stored
from medcodegraph.schema.types.node import Connection, Edge, Node


@strawberry.type
class CodeSystem(Node):
    """A code system: CPT, HCPCS, ICD10CM, ICD10PCS, MSDRG, or any other that was loaded."""

    name: str | None = stored("The short name, as in keys: `ICD10CM`.")
    title: str | None = stored("The full name.")
    uri: str | None = stored("Its URI in FHIR.")
    publisher: str | None = stored("Its maintainer.")
    licence: str | None = stored("Its terms of use.")
    version: str | None = stored("The version that is loaded.")


@strawberry.type
class CodeSystemEdge(Edge):
    """A code system in a list."""

    node: CodeSystem = here("The code system.")


@strawberry.type
class CodeSystemConnection(Connection):
    """A page of code systems."""

    edges: list[CodeSystemEdge] = part("edges", "The code systems with their cursors.")
    nodes: list[CodeSystem] = part("nodes", "The code systems.")
