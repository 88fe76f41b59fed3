"""How long work reports what it does: one call for everything that loads, derives or downloads."""

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with what is going on, how much is done, and of how much where that is known."""


def silent(label: str, done: int, of: int | None, /) -> None:
    """Report to no one."""
