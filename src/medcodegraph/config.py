"""Settings, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from medcodegraph.environment import Environment
from medcodegraph.errors import SettingsError
from medcodegraph.http.service import Service

HEAP, PAGE_CACHE = "1g", "512m"
"""Memory of the embedded Neo4j: heap (statements, transactions) and page cache (the graph's files)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings from the environment. `neo4j_uri` is None when the embedded Neo4j is used.

    `hide_licensed` is whether texts loaded under a licence are hidden; None leaves the graph unchanged.
    """

    home: Path
    cache: Path
    host: str
    port: int
    neo4j_uri: str | None
    neo4j_user: str
    neo4j_password: str | None
    neo4j_database: str
    data: Path | None
    log_json: bool
    service: Service
    hide_licensed: bool | None = None
    heap: str = HEAP
    page_cache: str = PAGE_CACHE
    bolt_port: int | None = None  # of the embedded Neo4j
    mirror: str | None = None  # where files are downloaded from instead of their publishers' sites

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the MEDCODEGRAPH_* variables; raises SettingsError naming an invalid variable."""

        given = Environment(environment)
        uri = given.get("NEO4J_URI")
        password = given.get("NEO4J_PASSWORD")
        if uri and not password:
            raise SettingsError(
                "MEDCODEGRAPH_NEO4J_URI is set but MEDCODEGRAPH_NEO4J_PASSWORD is not: set the password too"
            )
        data, host = given.get("DATA"), given.text("HOST", "127.0.0.1")
        found = cls(
            home=given.folder("HOME", user_data_path("medcodegraph")),
            cache=given.folder("CACHE", user_cache_path("medcodegraph")),
            host=host,
            port=given.whole("PORT", 8000, 0, 65535),
            neo4j_uri=uri,
            neo4j_user=given.text("NEO4J_USER", "neo4j"),
            neo4j_password=password,
            neo4j_database=given.text("NEO4J_DATABASE", "neo4j"),
            data=Path(data) if data else None,
            log_json=given.choice("LOG", "text", "json") == "json",
            service=Service.read(given, host),
            hide_licensed=given.flag("HIDE_LICENSED"),
            heap=given.memory("HEAP", HEAP),
            page_cache=given.memory("PAGE_CACHE", PAGE_CACHE),
            mirror=given.get("MIRROR"),
            bolt_port=given.whole("BOLT_PORT", 0, 0, 65535) or None,
        )
        given.refuse_unknown()
        return found
