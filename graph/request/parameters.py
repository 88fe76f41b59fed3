"""Where each argument value of a request comes from, so that one plan serves all values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the GraphQL document."""

    value: Any


@dataclass(frozen=True, slots=True)
class Variable:
    """A path into the request's coerced variables: a name, then keys of input objects."""

    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """A list written in the GraphQL document, whose items may be variables."""

    items: "tuple[Origin, ...]"


Origin = Constant | Variable | Several


def value_of(origin: Origin, variables: Mapping[str, Any]) -> Any:
    """The value at an origin; None if a variable was not given."""
    if isinstance(origin, Constant):
        return origin.value
    if isinstance(origin, Several):
        return [value_of(item, variables) for item in origin.items]
    value: Any = variables
    for step in origin.path:
        try:
            value = value[step]
        except KeyError:
            return None
    return value


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """One Cypher parameter; `convert` checks and converts its value (raises RequestError)."""

    origin: Origin
    convert: Callable[[Any], Any] | None = None

    def value(self, variables: Mapping[str, Any]) -> Any:
        """The value to send to the database for these variables."""
        value = value_of(self.origin, variables)
        return value if self.convert is None else self.convert(value)
