"""Sources: where facts come from."""

from datetime import date

import strawberry

from medcodegraph.schema.mapping import here, part, stored
from medcodegraph.schema.types.node import Connection, Edge, Node


@strawberry.type
class Source(Node):
    """A loaded file, or a document that such a file quotes."""

    name: str | None = stored("The loader that read it: `icd10cm`, `starter`, `page`, ...")
    title: str | None = stored("Its title.")
    publisher: str | None = stored("Its publisher.")
    url: str | None = stored("Its URL.")
    licence: str | None = stored("Its terms of use.")
    licensed: bool | None = stored("Whether its texts are copyrighted and were loaded under a licence.")
    hidden: bool | None = stored("Whether those texts are hidden here.")
    release: str | None = stored("Its release.")
    series: str | None = stored("The series it is an edition of, if several editions can be loaded.")
    begins: date | None = stored("The first day this edition is in force.")
    lists: list[str] = stored("What it lists completely: `ICD10CM code` for all codes of ICD-10-CM.")
    published_on: date | None = stored("The day it was published, where known.")
    retrieved_at: str | None = stored("When the file was loaded, ISO 8601 in UTC.")
    file: str | None = stored("The file's name.")
    sha256: str | None = stored("The file's SHA-256, in hexadecimal.")
    rows_read: int | None = stored("How many rows were read.")
    rows_rejected: int | None = stored("How many rows were left out; the rejects report says why.")
    state: str | None = stored("`loading` while a load is in progress or was interrupted, then `complete`.")
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
