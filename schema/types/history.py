"""The statements of each source about an object, and of each edition about a code."""

from datetime import date

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Constant, Parameter
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Keyed, Rows, Sort
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import column, follow
from medcodegraph.schema.types.lazy import CodeType, SourceType

IN_PLACE = (Sort(Property("place", Owner.ROW), type=Type.INT, always=True),)
OLDEST_FIRST = (
    Sort(Property("begins", Owner.ROW), type=Type.DATE),
    Sort(Property("series", Owner.ROW)),
    Sort(Property("release", Owner.ROW)),
)
_EDITION = (
    *("series", "release", "begins", "until", "stated", "display", "short", "level", "billable"),
    *("parents", "sources"),
)
_OF = Keyed((Label.SOURCE,), "sources")


def statements(_: Arguments) -> Rows:
    """The rows of `Node.sources`."""
    return Call(
        library()["node_sources"].text, {"key": Property("key")}, ("place", "sources", "fields"), node=False
    )


def editions(_: Arguments) -> Rows:
    """The rows of `Code.history`."""
    given: dict[str, Parameter | Property] = {"key": Property("key"), "complete": Parameter(Constant(True))}
    return Call(library()["code_editions"].text, given, _EDITION, node=False)


@strawberry.type
class Statement:
    """A source, and the fields shown from it."""

    properties: list[str] = column(
        "The fields whose value is this source's: `display`, `validTo`. Empty if other sources take "
        "precedence for every field.",
        "fields",
    )
    source: SourceType = follow("The source.", _OF)


@strawberry.type
class CodeEdition:
    """A code in one edition of a source."""

    series: str | None = column("The series it is an edition of: `icd10cm/order`.")
    release: str | None = column("Which release: `2026`.")
    begins: date | None = column("The first day this edition is in force.")
    until: date | None = column("The last day; null for the newest loaded edition of its series.")
    stated: bool = column("Whether it has the code; if not, it lists all codes of the level but this.")
    wording: str | None = column("The code's text in this edition.", "display")
    short: str | None = column("Its short text in this edition.")
    level: str | None = column("Its level in this edition: category, subcategory, code, ...")
    billable: bool | None = column("Whether it could be used on a claim.")
    parent: CodeType | None = follow(
        "The next broader code in this edition.", Keyed((Label.CODE,), "parents")
    )
    parents: list[CodeType] = follow(
        "All next broader codes in this edition.", Keyed((Label.CODE,), "parents")
    )
    source: SourceType = follow("The edition itself.", _OF)
