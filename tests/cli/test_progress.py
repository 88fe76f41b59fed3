"""Progress: a bar with rate and time left on a terminal, an occasional line without one."""

import os
import pty
import subprocess
import sys

import pytest

from medcodegraph.cli.terminal.progress import Lines

SHOW = """
import time
from medcodegraph.cli.terminal.progress import bar
with bar() as tell:
    for done in range(1, 6):
        tell("icd10cm/tabular", done * 1000, 10_000)
        time.sleep(0.15)
"""


def test_without_a_terminal_lines_are_occasional(capsys: pytest.CaptureFixture[str]) -> None:
    """None for short work, none too often; the rate is that of the current label."""
    lines = Lines(every=10, clock=iter([0.0, 0.0, 5.0, 12.0, 15.0, 25.0]).__next__)
    for done in (500, 1000):
        lines.tell("a: reading", done, None)
    for done in (6000, 7000, 13_500):
        lines.tell("a", done, 20_000)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "a: 7,000 of 20,000 (35%), 2,333/s, 0:00:06 left",
        "a: 13,500 of 20,000 (68%), 1,038/s, 0:00:06 left",
    ]


def test_without_a_total_there_is_no_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(every=1, clock=iter([0.0, 0.0, 2.0]).__next__)
    lines.tell("a: reading", 100, None)
    lines.tell("a: reading", 1000, None)
    assert capsys.readouterr().err == "a: reading: 1,000, 500/s\n"


def test_a_terminal_shows_rate_and_time_left() -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "160"}
    with subprocess.Popen([sys.executable, "-c", SHOW], stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # what Linux says when the other end is closed
            pass
        os.close(ours)
    assert process.returncode == 0
    text = shown.decode()
    assert "icd10cm/tabular" in text
    assert "5000/10000" in text
    assert "/s" in text
    assert "0:00:0" in text
