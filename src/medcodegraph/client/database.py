"""Which database the settings mean: another Neo4j, the embedded one that is running, or one to start."""

from medcodegraph.config import Settings
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.embedded import database
from medcodegraph.graph.embedded.database import EmbeddedNeo4j


def known(settings: Settings) -> Connection | None:
    """The database that can be reached now; None if the embedded one has to be started first."""
    if settings.neo4j_uri:
        return Connection(
            settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password or "", settings.neo4j_database
        )
    return database.running(settings.home)


def embedded(settings: Settings, *, brief: bool = False, archive: bool = True) -> EmbeddedNeo4j:
    """The embedded database, not started yet; for `brief` and `archive` see EmbeddedNeo4j."""
    place = settings.home, settings.cache, settings.heap, settings.page_cache, settings.bolt_port
    return EmbeddedNeo4j(*place, brief=brief, archive=archive)
