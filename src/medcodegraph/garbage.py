"""Python's cycle collector, slowed down where there are no cycles to find."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (500_000, 50, 50)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Collect rarely while millions of rows are processed: they form no cycles; looking costs a quarter."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
