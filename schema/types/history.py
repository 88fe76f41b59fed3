"""What each source and each edition says: the statements behind a thing, and a code over time."""

from datetime import date

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Constant, Parameter
from medcodegraph.graph.request.tree import Call, Keyed, Owner, Property, Rows, Sort, Type
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
    """A source, and what is shown from it."""

    properties: list[str] = column(
        "The fields whose value is this source's: `display`, `validTo`. Empty where other sources go before "
        "it in everything.",
        "fields",
    )
    source: SourceType = follow("The source.", _OF)


@strawberry.type
class CodeEdition:
    """What one edition of a source says of a code."""

    series: str | None = column("What it is an edition of: `icd10cm/order`.")
    release: str | None = column("Which release: `2026`.")
    begins: date | None = column("The first day this edition is in force.")
    until: date | None = column("The last day; null for the newest of its series that is loaded.")
    stated: bool = column("Whether it has the code. Where not, it names every code of this kind but this.")
    wording: str | None = column("The code's text in this edition.", "display")
    short: str | None = column("Its short text in this edition.")
    level: str | None = column("Its level in this edition: category, subcategory, code, ...")
    billable: bool | None = column("Whether it could stand on a claim.")
    parent: CodeType | None = follow("The next broader code there.", Keyed((Label.CODE,), "parents"))
    parents: list[CodeType] = follow("All next broader codes there.", Keyed((Label.CODE,), "parents"))
    source: SourceType = follow("The edition itself.", _OF)
