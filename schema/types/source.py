"""Sources: where facts come from."""

from datetime import date

import strawberry

from medcodegraph.schema.mapping import here, part, stored
from medcodegraph.schema.types.node import Connection, Edge, Node


@strawberry.type
class Source(Node):
    """A file that was loaded, or a document that such a file quotes."""

    name: str | None = stored("The loader that read it: `icd10cm`, `starter`, `page`, ...")
    title: str | None = stored("Its title.")
    publisher: str | None = stored("Who publishes it.")
    url: str | None = stored("Where it can be read.")
    licence: str | None = stored("Under which terms it may be used.")
    licensed: bool | None = stored("Whether its texts belong to someone and were loaded under a licence.")
    hidden: bool | None = stored("Whether those texts are hidden here.")
    release: str | None = stored("Which release of it this is.")
    series: str | None = stored("What it is an edition of, where editions stand side by side.")
    begins: date | None = stored("The first day this edition is in force.")
    lists: list[str] = stored("What it names completely: `ICD10CM code` for all codes of ICD-10-CM.")
    published_on: date | None = stored("The day it was published, where known.")
    retrieved_at: str | None = stored("When the file was loaded, ISO 8601 in UTC.")
    file: str | None = stored("The file's name.")
    sha256: str | None = stored("The file's SHA-256, in hexadecimal.")
    rows_read: int | None = stored("How many rows were read.")
    rows_rejected: int | None = stored("How many rows were left out; the rejects report says why.")
    state: str | None = stored("`loading` while a load is under way or was broken off, then `complete`.")
    part_of: str | None = stored("For a quoted document: the key of the source that quotes it.")


@strawberry.type
class SourceEdge(Edge):
    """A source in a list."""

    node: Source = here("The source.")


@strawberry.type
class SourceConnection(Connection):
    """A page of sources."""

    edges: list[SourceEdge] = part("edges", "The sources with their cursors.")
    nodes: list[Source] = part("nodes", "The sources.")
