"""The notes that a code inherits from headings above it, and the codes that notes name."""

from enum import Enum
from typing import Any

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Constant, Parameter
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Keyed, Rows
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import argument, ascending, column, follow, here, part
from medcodegraph.schema.types.lazy import CodeType, SourceType
from medcodegraph.schema.types.node import Connection, Edge

NEAREST_NOTES_FIRST = (ascending("steps", Type.INT, Owner.ROW), ascending("kind", Type.STRING, Owner.ROW))


@strawberry.enum
class NoteKind(Enum):
    """The kind of a note in the tabular list."""

    INCLUDES = strawberry.enum_value("includes", description="What is included here.")
    EXCLUDES1 = strawberry.enum_value("excludes1", description="Not coded together with this.")
    EXCLUDES2 = strawberry.enum_value(
        "excludes2", description="Not part of this; coded in addition if the patient has both."
    )
    CODE_FIRST = strawberry.enum_value("code_first", description="Coded before this.")
    USE_ADDITIONAL = strawberry.enum_value("use_additional", description="Coded in addition, after this.")
    CODE_ALSO = strawberry.enum_value("code_also", description="Coded as well, in either order.")
    NOTES = strawberry.enum_value("notes", description="Any other note.")


@strawberry.type
class InheritedNotes:
    """The notes of one kind on a heading; they apply to every code below it."""

    kind: NoteKind = column("The kind of the notes.")
    texts: list[str] = column("The wording of the notes.")
    steps: int = column("How many levels above the code the heading is.")
    inherited_from: CodeType = here("The heading that has the notes.")


@strawberry.type
class NotedCodeEdge(Edge):
    """A code that a note names, and the note."""

    kind: NoteKind = column("The kind of the note.")
    note: str = column("The wording of the note.")
    qualified: bool = column("Whether only some of the codes below the named one are meant: read the note.")
    inherited_from: CodeType | None = follow(
        "The heading that has the note; null if the code itself has it.",
        Keyed((Label.CODE,), "inherited_from"),
    )
    source: SourceType | None = follow("Its sources.", Keyed((Label.SOURCE,), "source"))
    node: CodeType = here("The code, category, section or chapter that the note names.")


@strawberry.type
class NotedCodeConnection(Connection):
    """A page of codes that notes name."""

    edges: list[NotedCodeEdge] = part("edges", "The codes with the notes that name them.")
    nodes: list[CodeType] = part("nodes", "The codes alone.")


KINDS = argument(
    "kinds",
    list[NoteKind] | None,
    "Only notes of these kinds: EXCLUDES1, EXCLUDES2, CODE_FIRST, USE_ADDITIONAL, CODE_ALSO.",
    None,
)


def _kinds(kinds: list[Any] | None) -> list[str] | None:
    """The kinds by their names in the query."""
    return None if kinds is None else [str(getattr(kind, "name", kind)).lower() for kind in kinds]


def inherited_notes(_: Arguments) -> Rows:
    """The rows of `Code.inheritedNotes`."""
    given: dict[str, Parameter | Property] = {
        "key": Property("key"),
        "inherited": Parameter(Constant(value=True)),
    }
    return Call(library()["code_notes"].text, given, ("kind", "texts", "steps"))


def noted_codes(arguments: Arguments) -> Rows:
    """The rows of `Code.notedCodes`."""
    given: dict[str, Parameter | Property] = {
        "key": Property("key"),
        "kinds": arguments.parameter("kinds", _kinds),
    }
    columns = ("kind", "note", "qualified", "steps", "inherited_from", "source")
    return Call(library()["noted_codes"].text, given, columns)
