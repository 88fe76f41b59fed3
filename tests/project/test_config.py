"""Settings come from the environment, and errors name the variable."""

from pathlib import Path

import pytest

from medcodegraph.config import Settings
from medcodegraph.errors import SettingsError


def test_defaults_need_no_environment() -> None:
    """Loopback, port 8000, the embedded database."""
    settings = Settings.from_environment({})
    assert (settings.host, settings.port, settings.neo4j_uri) == ("127.0.0.1", 8000, None)
    assert settings.home.is_absolute()


def test_everything_can_be_set() -> None:
    """Each variable reaches its setting."""
    settings = Settings.from_environment(
        {
            "MEDCODEGRAPH_HOME": "/tmp/home",
            "MEDCODEGRAPH_PORT": "0",
            "MEDCODEGRAPH_HOST": "::1",
            "MEDCODEGRAPH_NEO4J_URI": "neo4j://db",
            "MEDCODEGRAPH_NEO4J_USER": "reader",
            "MEDCODEGRAPH_NEO4J_PASSWORD": "secret",
            "MEDCODEGRAPH_NEO4J_DATABASE": "codes",
            "MEDCODEGRAPH_DATA": "/tmp/data",
            "MEDCODEGRAPH_LOG": "json",
        }
    )
    assert settings.home == Path("/tmp/home")
    assert (settings.port, settings.host, settings.data) == (0, "::1", Path("/tmp/data"))
    assert (settings.neo4j_uri, settings.neo4j_user) == ("neo4j://db", "reader")
    assert (settings.neo4j_password, settings.neo4j_database, settings.log_json) == ("secret", "codes", True)


@pytest.mark.parametrize("port", ["-1", "65536", "eighty", "8000 ", "²"])
def test_a_wrong_port_is_named(port: str) -> None:
    """With the variable's name and its accepted values."""
    with pytest.raises(SettingsError, match="MEDCODEGRAPH_PORT"):
        Settings.from_environment({"MEDCODEGRAPH_PORT": port})


def test_a_uri_needs_its_password() -> None:
    """Half a connection is refused at once."""
    with pytest.raises(SettingsError, match="MEDCODEGRAPH_NEO4J_PASSWORD"):
        Settings.from_environment({"MEDCODEGRAPH_NEO4J_URI": "bolt://x"})


@pytest.mark.parametrize(("value", "hidden"), [("1", True), ("0", False), ("", None), (None, None)])
def test_licensed_texts_are_hidden_shown_or_left(value: str | None, hidden: bool | None) -> None:
    environment = {} if value is None else {"MEDCODEGRAPH_HIDE_LICENSED": value}
    assert Settings.from_environment(environment).hide_licensed is hidden


def test_a_wrong_flag_is_refused() -> None:
    with pytest.raises(SettingsError, match="MEDCODEGRAPH_HIDE_LICENSED is 'yes': set it to 1 or 0"):
        Settings.from_environment({"MEDCODEGRAPH_HIDE_LICENSED": "yes"})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("TOKEN", "MEDCODEGRAPH_TOKENS"),
        ("ORIGIN", "MEDCODEGRAPH_ORIGINS"),
        ("MAX_COSTS", "MEDCODEGRAPH_MAX_COST"),
        ("NEO4J_URL", "MEDCODEGRAPH_NEO4J_URI"),
        ("XYZZY", "docs/operations.md"),
    ],
)
def test_an_unknown_setting_stops_the_start_with_the_nearest_name(name: str, meant: str) -> None:
    """A misspelt one could leave access open."""
    with pytest.raises(SettingsError, match=f"MEDCODEGRAPH_{name} is not a setting.*{meant}"):
        Settings.from_environment({f"MEDCODEGRAPH_{name}": "x", "HOME": "/nowhere"})


@pytest.mark.parametrize(
    ("name", "value"), [("LOG", "JSON"), ("HEAP", "2"), ("HEAP", "-1g"), ("PAGE_CACHE", "big")]
)
def test_a_word_or_an_amount_that_is_not_known_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"MEDCODEGRAPH_{name} is '{value}': give"):
        Settings.from_environment({f"MEDCODEGRAPH_{name}": value})


def test_the_heap_is_a_setting() -> None:
    settings = Settings.from_environment({"MEDCODEGRAPH_HEAP": "2G"})
    assert (settings.heap, settings.page_cache) == ("2g", "512m")
