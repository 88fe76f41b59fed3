"""Value sets."""

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.schema.mapping import inward, paged, stored
from medcodegraph.schema.types.lazy import CodeConnectionType
from medcodegraph.schema.types.node import Node


@strawberry.type
class ValueSet(Node):
    """A list of codes, of one system or several, selected for a purpose."""

    name: str | None = stored("Its name.")
    title: str | None = stored("Its human-readable name.")
    description: str | None = stored("What it is for.")
    uri: str | None = stored("Its URI in FHIR.")
    publisher: str | None = stored("Its maintainer.")
    licence: str | None = stored("Its terms of use.")
    version: str | None = stored("The version that is loaded.")
    status: str | None = stored("draft, active, retired or unknown.")
    codes: CodeConnectionType = paged("Its members.", inward(Rel.MEMBER_OF, Label.CODE))
