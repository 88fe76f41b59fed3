"""Settings, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from medcodegraph.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides. `neo4j_uri` is None when the embedded Neo4j is used.

    `hide_licensed` says whether texts loaded under a licence are hidden; None leaves the graph as it is.
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
    hide_licensed: bool | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the MEDCODEGRAPH_* variables; raises SettingsError naming the variable that is wrong."""

        def text(name: str, default: str) -> str:
            return environment.get(f"MEDCODEGRAPH_{name}") or default

        def folder(name: str, default: Path) -> Path:
            return Path(text(name, str(default))).expanduser().absolute()

        uri = environment.get("MEDCODEGRAPH_NEO4J_URI") or None
        password = environment.get("MEDCODEGRAPH_NEO4J_PASSWORD") or None
        if uri and not password:
            raise SettingsError(
                "MEDCODEGRAPH_NEO4J_URI is set but MEDCODEGRAPH_NEO4J_PASSWORD is not: set the password too"
            )
        data = environment.get("MEDCODEGRAPH_DATA")
        return cls(
            home=folder("HOME", user_data_path("medcodegraph")),
            cache=folder("CACHE", user_cache_path("medcodegraph")),
            host=text("HOST", "127.0.0.1"),
            port=_port(text("PORT", "8000")),
            neo4j_uri=uri,
            neo4j_user=text("NEO4J_USER", "neo4j"),
            neo4j_password=password,
            neo4j_database=text("NEO4J_DATABASE", "neo4j"),
            data=Path(data) if data else None,
            log_json=text("LOG", "text") == "json",
            hide_licensed=_flag("HIDE_LICENSED", environment.get("MEDCODEGRAPH_HIDE_LICENSED")),
        )


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 0 <= int(value) <= 65535:
        raise SettingsError(f"MEDCODEGRAPH_PORT is {value!r}: give a port number from 0 to 65535")
    return int(value)


def _flag(name: str, value: str | None) -> bool | None:
    """Yes for 1, no for 0, None where it is not set."""
    if value not in (None, "", "0", "1"):
        raise SettingsError(f"MEDCODEGRAPH_{name} is {value!r}: set it to 1 or 0, or not at all")
    return value == "1" if value else None
