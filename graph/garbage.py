"""Python's collector of cycles, kept from looking for what is not there."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (500_000, 50, 50)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """While millions of rows come and go: they form no cycles, and looking for some takes a quarter of it."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
