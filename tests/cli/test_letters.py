"""Text from files and from the graph cannot control the terminal."""

from pathlib import Path

import pytest

from medcodegraph.cli.running.session import alone
from medcodegraph.cli.terminal.letters import printable
from medcodegraph.cli.terminal.output import Format, show
from medcodegraph.cli.terminal.progress import note, say_error, warn
from medcodegraph.config import Settings
from medcodegraph.errors import DatabaseBusy
from medcodegraph.graph.embedded.home import Lock

COMMANDS = "\x1b]0;title\x07\x1b[31mred\x9b2J\x08\x7f\u202egnp"


@pytest.mark.parametrize("write", [note, warn, say_error, lambda text: show([{"a": text}], Format.TABLE)])
def test_escape_codes_do_not_reach_the_terminal(write, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    """Nor bells, nor direction marks; the letters themselves stay."""
    write(f"é {COMMANDS} ç")
    shown = "".join(capsys.readouterr())
    assert not set("\x1b\x07\x9b\x08\x7f\u202e") & set(shown)
    assert "title" in shown
    assert "é" in shown


def test_csv_carries_none_either_in_texts_and_lists(capsys: pytest.CaptureFixture[str]) -> None:
    show([{"a": COMMANDS, "b": [COMMANDS], "c": {"x": COMMANDS}}], Format.CSV)
    assert not set("\x1b\x07\x9b\x08\x7f\u202e") & set(capsys.readouterr().out)
    assert printable("a\tb\nc") == "a\tb\nc"


def test_two_loads_at_once_are_refused_clearly(tmp_path: Path) -> None:
    """The second says what is running; for an external database, its own locks decide."""
    settings = Settings.from_environment({"MEDCODEGRAPH_HOME": str(tmp_path)})
    with Lock.tried(tmp_path / "load.lock") as mine:
        assert mine
        with (
            pytest.raises(DatabaseBusy, match=r"another load.*is running.*once it has ended"),
            alone(settings),
        ):
            pass
    with alone(settings):
        pass
