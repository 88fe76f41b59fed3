"""The embedded Neo4j, with real child processes: one for most tests, three more for starts and kills."""

import asyncio
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from medcodegraph.config import Settings
from medcodegraph.errors import DatabaseError, DatabaseUnavailable, DiskFull, EmbeddedError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.class_archive import archive_flags
from medcodegraph.graph.embedded.database import (
    EmbeddedNeo4j,
    ensure_installed,
    running,
    start_detached,
    stop_detached,
)
from medcodegraph.graph.embedded.home import Home, Lock, State
from medcodegraph.graph.embedded.settings import larger, memory

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the embedded Neo4j needs flock and signals")
CACHE = Settings.from_environment().cache
SMALL = {"heap": "512m", "page_cache": "64m"}


@dataclass
class Started:
    """A child that tests may kill and restart."""

    neo4j: EmbeddedNeo4j
    connection: Connection


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    neo4j = EmbeddedNeo4j(tmp_path_factory.mktemp("embedded") / "home", CACHE, **SMALL, brief=True)
    yield Started(neo4j, neo4j.start())
    neo4j.stop()


def run(connection: Connection, statement: str) -> list[dict[str, Any]]:
    async def once() -> list[dict[str, Any]]:
        async with Graph.open(connection, pool=1) as graph:
            return await graph.write(statement)

    return asyncio.run(once())


def gone(pid: int, within: float) -> bool:
    """Whether a process that is not ours ends within some seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_it_answers_and_others_can_attach(started: Started) -> None:
    assert run(started.connection, "RETURN 1 AS one") == [{"one": 1}]
    assert running(started.neo4j.home) == started.connection
    assert started.neo4j.alive


def test_java_compiles_quickly_where_it_lives_briefly(started: Started) -> None:
    (row,) = run(
        started.connection,
        "CALL dbms.queryJmx('java.lang:type=Runtime') YIELD attributes "
        "RETURN attributes.InputArguments.value AS flags",
    )
    assert "-XX:TieredStopAtLevel=1" in row["flags"]


def test_the_password_is_its_owners_alone(started: Started) -> None:
    home = started.neo4j.home
    assert mode(home) == 0o700
    assert mode(home / "neo4j") == 0o700
    assert mode(home / "neo4j.password") == 0o600
    assert (home / "neo4j.password").read_text().strip() == started.connection.password
    assert len(started.connection.password) >= 32


def test_the_password_is_not_in_the_childs_command_line_environment_or_log(started: Started) -> None:
    process = Path(f"/proc/{started.neo4j.pid}")
    if not process.is_dir():
        pytest.skip("needs /proc")
    password = started.connection.password.encode()
    for place in (process / "cmdline", process / "environ", started.neo4j.log):
        assert password not in place.read_bytes()


@pytest.mark.parametrize("password", ["neo4j", "wrong-password", ""])
def test_a_wrong_password_is_refused(started: Started, password: str) -> None:
    with pytest.raises(DatabaseError, match=r"(?i)auth|password|credential"):
        run(replace(started.connection, password=password), "RETURN 1")


def test_load_csv_reads_no_file(started: Started, tmp_path: Path) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("secret\n")
    with pytest.raises(DatabaseError) as refused:
        run(started.connection, f"LOAD CSV FROM 'file://{file}' AS row RETURN row")
    assert "secret\n" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_load_csv_opens_no_connection(started: Started, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://{host}:{server.getsockname()[1]}/x.csv"
        with pytest.raises(DatabaseError):
            run(started.connection, f"LOAD CSV FROM '{address}' AS row RETURN row")
        with pytest.raises(TimeoutError):
            server.accept()


def test_it_listens_on_this_machine_only(started: Started) -> None:
    descriptors = Path(f"/proc/{started.neo4j.pid}/fd")
    if not descriptors.is_dir():
        pytest.skip("needs /proc")
    own = {str(entry.readlink()) for entry in descriptors.iterdir()}
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                listening.append(fields[1].split(":"))
    port = int(started.connection.uri.rsplit(":", 1)[1])
    assert [int(number, 16) for _, number in listening] == [port]
    assert all(address.endswith("0100007F") for address, _ in listening)  # 127.0.0.1, also within ::ffff:0:0


def test_a_second_start_names_the_process_that_runs(started: Started) -> None:
    with pytest.raises(EmbeddedError, match=rf"process {started.neo4j.pid} already runs"):
        EmbeddedNeo4j(started.neo4j.home, CACHE, **SMALL).start()
    assert run(started.connection, "RETURN 1 AS one") == [{"one": 1}]


def test_ctrl_c_reaches_only_the_parent(started: Started) -> None:
    assert started.neo4j.pid is not None
    assert os.getsid(started.neo4j.pid) == started.neo4j.pid != os.getsid(0)


def test_a_killed_child_leaves_its_data_and_no_lock(started: Started) -> None:
    run(started.connection, "CREATE (:Kept {name: 'here'})")
    pid = started.neo4j.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while started.neo4j.alive and time.monotonic() < until:
        time.sleep(0.05)
    assert not started.neo4j.alive
    assert running(started.neo4j.home) is None
    started.neo4j.stop()
    started.connection = started.neo4j.start()
    assert run(started.connection, "MATCH (k:Kept) RETURN k.name AS name") == [{"name": "here"}]


def test_a_child_ends_with_its_killed_parent_and_another_may_outlive_its_own(tmp_path: Path) -> None:
    """As in `db start` and `db stop`: the second start on the same directory is detached."""
    home = tmp_path / "home"
    code = (
        "import sys, json, pathlib, time, dataclasses\n"
        "from medcodegraph.graph.embedded.database import EmbeddedNeo4j\n"
        "neo4j = EmbeddedNeo4j(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), '512m', '64m')\n"
        "connection = neo4j.start()\n"
        "print(json.dumps([neo4j.pid, dataclasses.asdict(connection)]), flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home), str(CACHE)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child, described = json.loads(parent.stdout.readline())
        connection = Connection(**described)
        assert running(home) == connection
        run(connection, "CREATE (:Kept {name: 'here'})")
        parent.kill()
    assert gone(child, within=10)
    assert running(home) is None
    assert "stopped" in (home / "neo4j.log").read_text()  # cleanly, that is

    again = start_detached(home, CACHE, **SMALL)
    try:
        assert running(home) == again
        assert asdict(again) | {"uri": ""} == asdict(connection) | {"uri": ""}
        assert run(again, "MATCH (k:Kept) RETURN k.name AS name") == [{"name": "here"}]
    finally:
        began = time.monotonic()
        assert stop_detached(home)
    assert time.monotonic() - began < 5
    assert running(home) is None
    assert not stop_detached(home)
    with pytest.raises(DatabaseUnavailable):
        run(again, "RETURN 1")


def test_leftovers_of_a_dead_process_are_cleaned_up(tmp_path: Path) -> None:
    """Its process id may belong to another process by now: here, to this one."""
    home = Home(tmp_path)
    home.prepare()
    home.write_state(State(os.getpid(), 7687))
    assert running(tmp_path) is None
    assert not home.state_file.exists()


def test_nothing_runs_where_there_is_no_directory(tmp_path: Path) -> None:
    assert running(tmp_path / "none") is None
    assert not stop_detached(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_failed_start_shows_the_log_and_leaves_nothing(tmp_path: Path) -> None:
    neo4j = EmbeddedNeo4j(tmp_path / "home", CACHE, heap="1m", page_cache="64m")
    with pytest.raises(EmbeddedError, match=r"(?s)did not start.*heap.*neo4j\.log"):
        neo4j.start()
    assert not neo4j.alive
    assert running(tmp_path / "home") is None


def test_a_home_that_cannot_be_made_names_the_variable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedError, match="MEDCODEGRAPH_HOME"):
        EmbeddedNeo4j(tmp_path / "file" / "home", CACHE, **SMALL).start()


def test_a_full_disk_is_named_before_neo4j_hangs_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medcodegraph.graph.embedded.home._FREE", 1 << 60)
    with pytest.raises(EmbeddedError, match="disk is full"):
        EmbeddedNeo4j(tmp_path / "home", CACHE, **SMALL).start()


def test_an_amount_of_memory_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match="'lots' is not an amount of memory"):
        EmbeddedNeo4j(tmp_path / "home", CACHE, heap="lots").start()


def test_a_machine_without_java_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medcodegraph.graph.embedded.launch.find_spec", lambda _: None)
    with pytest.raises(EmbeddedError, match="MEDCODEGRAPH_NEO4J_URI"):
        EmbeddedNeo4j(tmp_path / "home", CACHE, **SMALL).start()


def test_starts_use_a_class_data_archive(started: Started) -> None:
    (flag,) = archive_flags(CACHE, ensure_installed(CACHE))
    archive = Path(flag.removeprefix("-XX:SharedArchiveFile="))
    assert archive.stat().st_size > 50_000_000
    maps = Path(f"/proc/{started.neo4j.pid}/maps")
    if maps.exists():
        assert str(archive) in maps.read_text()


def test_a_first_start_does_not_wait_for_a_class_data_archive(tmp_path: Path) -> None:
    """It makes none; the module makes it later, and is done at once where there is one."""
    jars = ensure_installed(CACHE)
    assert archive_flags(tmp_path, jars, make=False) == []
    assert list(tmp_path.iterdir()) == []
    there = archive_flags(CACHE, jars)
    command = [sys.executable, "-m", "medcodegraph.graph.embedded.class_archive", str(CACHE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert "Preparing" not in done.stderr
    assert archive_flags(CACHE, jars, make=False) == there


@pytest.mark.parametrize("damage", ["folder", "another", "text", "negative", "none"])
def test_a_process_that_is_not_ours_is_never_signalled(tmp_path: Path, damage: str) -> None:
    """If the state file is lost, is a folder, or names another process, while something holds the lock."""
    home = Home(tmp_path)
    home.prepare()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        match damage:
            case "folder":
                home.state_file.mkdir()
            case "another":
                home.write_state(State(other.pid, 7687))
            case "text":
                home.state_file.write_text('{"pid": "1"}')
            case "negative":
                home.state_file.write_text('{"pid": -1}')
        lock = Lock.take(home.lock_file)
        assert lock is not None
        with pytest.raises(EmbeddedError, match="does not name its process"):
            stop_detached(tmp_path)
        lock.release()
        assert other.poll() is None
        assert not stop_detached(tmp_path)
        other.kill()


def test_a_start_that_needs_more_memory_gets_more_but_not_all() -> None:
    assert memory(larger("64m")) == 4 * memory("64m")
    assert memory(larger("64g")) == memory("64g")
    assert memory("512m") <= memory(larger("512m")) <= 4 * memory("512m")


@pytest.mark.anyio
async def test_writing_stops_before_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a clear error; nothing is sent."""
    monkeypatch.setattr("medcodegraph.graph.driver.RESERVE", 1 << 60)
    graph = Graph(None, "neo4j", folder=str(tmp_path))  # type: ignore[arg-type]
    for writing in (graph.write, graph.write_auto):
        with pytest.raises(DiskFull, match=r"the disk is full.*MEDCODEGRAPH_HOME"):
            await writing("CREATE (n)")
