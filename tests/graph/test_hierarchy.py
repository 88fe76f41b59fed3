"""The ends of edges: each once, in the order they were added."""

import time

from medcodegraph.graph.hierarchy import Ends


def test_each_end_is_there_once_in_its_order() -> None:
    ends = Ends()
    added = [ends.add("a", end) for end in ("x", "x", "z", "y", "z")]
    assert added == [True, False, True, True, False]
    assert ends.add("b", "x")
    assert dict(ends) == {"a": ("x", "z", "y"), "b": ("x",)}


def test_one_start_of_very_many_ends_takes_no_longer_than_many_starts() -> None:
    ends = Ends()
    began = time.monotonic()
    assert all(ends.add("a", str(number)) for number in range(100_000))
    assert not any(ends.add("a", str(number)) for number in range(100_000))
    assert time.monotonic() - began < 5
    assert len(ends["a"]) == 100_000
