"""Results of benchmarks that are kept, and the regressions that `bench/check` finds in them."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, with an empty folder of results."""
    spec = importlib.util.spec_from_file_location("record", BENCH / "record.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "RESULTS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["bench/check"])
    return module


@pytest.mark.parametrize(
    ("name", "before", "now", "found"),
    [
        ("point ms", 10, 11.5, True),
        ("point ms", 10, 10.9, False),
        ("point ms", 10, 5, False),
        ("answers /s", 100, 80, True),
        ("answers /s", 100, 200, False),
        ("beside the script x", 0.82, 0.70, True),
    ],
)
def test_a_number_more_than_ten_percent_worse_is_a_regression(
    record: Any, name: str, before: float, now: float, found: bool
) -> None:
    record.keep("some", {name: before})
    assert record.main() == 0  # nothing to compare with
    record.keep("some", {name: now})
    assert record.main() == int(found)


def test_runs_of_another_machine_are_not_compared(record: Any, tmp_path: Path) -> None:
    record.keep("some", {"point ms": 10})
    file = tmp_path / "some.json"
    file.write_text(json.dumps([{**json.loads(file.read_text())[0], "machine": "another"}]))
    record.keep("some", {"point ms": 100})
    assert record.main() == 0
    record.keep("some", {"point ms": 150})
    assert record.main() == 1


def test_a_number_without_a_unit_is_refused(record: Any) -> None:
    with pytest.raises(ValueError, match="does not end with a unit"):
        record.keep("some", {"speed": 1})
    assert record.runs("some") == []


def test_the_page_shows_the_last_run_and_the_one_before(record: Any) -> None:
    record.keep("some-kind", {"point ms": 10, "nested ms": 20})
    record.keep("some-kind", {"point ms": 9, "nested ms": 20})
    text = record.page()
    assert "## bench/some --kind" in text
    assert "| point ms | 9 | 10.0 | ▇▇▇▇▇▇▇▇▇ |" in text
