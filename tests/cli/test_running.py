"""One server for a data directory."""

import json
import os
from pathlib import Path

import pytest

from medcodegraph.cli.running.one_server import claim
from medcodegraph.errors import SettingsError


def test_the_file_names_the_server_and_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "home" / "server.json"
    with claim(tmp_path / "home", "http://127.0.0.1:0/graphql") as tell:
        tell("http://127.0.0.1:8123/graphql")
        assert json.loads(file.read_text()) == {"pid": os.getpid(), "url": "http://127.0.0.1:8123/graphql"}
    assert not file.exists()


def test_a_second_server_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    with claim(tmp_path, "http://127.0.0.1:8123/graphql"):
        with (
            pytest.raises(SettingsError, match=rf"http://127.0.0.1:8123/graphql \(process {os.getpid()}\)"),
            claim(tmp_path, "http://127.0.0.1:8124/graphql"),
        ):
            pass
        assert "8123" in (tmp_path / "server.json").read_text()


def test_a_file_that_was_left_behind_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text('{"pid": 1, "url": "http://127.0.0.1:1/graphql"}')
    with claim(tmp_path, "http://127.0.0.1:8123/graphql"):
        assert json.loads((tmp_path / "server.json").read_text())["pid"] == os.getpid()


def test_an_unwritable_directory_is_reported(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, not a directory")
    with (
        pytest.raises(SettingsError, match="cannot write to the data directory"),
        claim(tmp_path / "home", "http://127.0.0.1:8123/graphql"),
    ):
        pass
