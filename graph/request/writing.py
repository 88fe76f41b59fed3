"""How a plan's statement is written: for one request, or for several at once, each with a row of its own."""

from collections.abc import Iterable
from dataclasses import dataclass

ITEM = "item__"  # the parameters of one request of several; a name that no statement of the library uses


@dataclass(frozen=True, slots=True)
class Writing:
    """The names that a statement has for values and scopes.

    For one request a value is a parameter. For several it is read from the request's own row, which every
    scope takes in; the parameters named in `fixed` are the same for all and stay the statement's own.
    """

    several: bool = False
    fixed: frozenset[str] = frozenset()

    def value(self, name: str) -> str:
        """The expression for the parameter of that name."""
        return f"{ITEM}.{name}" if self.several and name not in self.fixed else f"${name}"

    def scope(self, names: Iterable[str]) -> str:
        """The head of a sub-query that takes in these names."""
        return f"CALL ({', '.join([*names, ITEM] if self.several else names)}) {{"
