"""`medcodegraph db`: the embedded database by itself, which other commands attach to."""

import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_the_database_starts_is_attached_to_and_stops(run: Run, tmp_path: Path) -> None:
    """One start, a command and a second `db start` that attach to it, one stop; nothing is left running."""
    started = run("db", "start")
    try:
        assert started.returncode == 0, started.stderr
        assert started.stdout.startswith("running at bolt://127.0.0.1:")
        assert str(tmp_path / "home") in started.stdout
        assert run("db", "status").stdout == started.stdout
        assert run("cypher", "query", "RETURN 1 AS one", "--format", "csv").stdout == "one\n1\n"
        again = run("db", "start")
        assert (again.returncode, again.stdout) == (5, "")
        assert "already runs" in again.stderr
    finally:
        stopped = run("db", "stop")
    assert (stopped.returncode, stopped.stdout) == (0, "stopped\n")
    assert run("db", "status").returncode == 4


def test_without_a_running_database_a_command_starts_one_for_itself(run: Run) -> None:
    done = run("cypher", "query", "RETURN 1 AS one", "--format", "csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "one\n1\n", "")
    assert run("db", "status").returncode == 4
