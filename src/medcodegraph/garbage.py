"""Python's memory where there are millions of rows: its cycle collector, and what is freed."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (500_000, 50, 50)
_MANY = 50_000


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Collect rarely while millions of rows are processed: they form no cycles; looking costs a quarter."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def give_back(rows: int) -> None:
    """Return what is not in use any more to the system, after work on this many rows.

    That is cycles, and what is free between pieces in use, which the C library keeps otherwise; not every one
    can return it. After few rows looking for it is not worth its time.
    """
    if rows < _MANY:
        return
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
