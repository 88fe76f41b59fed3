"""How long-running work (loading, derivation, download) reports its progress."""

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with a label, the amount done, and the total if it is known."""


def silent(label: str, done: int, of: int | None, /) -> None:
    """Report nothing."""
