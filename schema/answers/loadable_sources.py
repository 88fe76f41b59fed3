"""What could be loaded, and what of it is."""

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.properties import Owner, Type
from medcodegraph.graph.request.tree import Call, Keyed, Rows
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import ascending, column, follow
from medcodegraph.schema.types.lazy import SourceType

BY_NAME = (ascending("name", Type.STRING, Owner.ROW),)
_COLUMNS = ("name", "summary", "downloadable", "licensed", "preset", "loaded")


@strawberry.type
class LoadableSource:
    """A source that can be loaded, whether or not anything of it is."""

    name: str = column("Its name, as `medcodegraph load` takes it.")
    summary: str = column("What it is.")
    downloadable: bool = column("Whether `medcodegraph fetch` gets its current files from the publisher.")
    licensed: bool = column("Whether its wording may be loaded only by holders of a licence.")
    preset: bool = column("Whether it comes with files of its own, to be loaded without any.")
    loaded: list[SourceType] = follow(
        "What is loaded of it; empty if nothing is: then its facts are not known here.",
        Keyed((Label.SOURCE,), "loaded"),
    )


def loadable(_: Arguments) -> Rows:
    """The rows of `loadableSources`."""
    return Call(library()["loadable_sources"].text, {}, _COLUMNS, node=False)
