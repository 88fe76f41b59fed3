"""Cypher values in JSON: a type that JSON lacks is an object of one key, as `{"$date": "2025-01-31"}`."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from medcodegraph.errors import RequestError

_TYPES: Mapping[str, Callable[[str], Any]] = {
    "$date": date.fromisoformat,
    "$datetime": datetime.fromisoformat,
}
_SURROGATE = re.compile("[\ud800-\udfff]")
DEEPEST = 50


def typed(name: str, value: Any, depth: int = 0) -> Any:
    """The value that JSON stands for; raises RequestError, naming the parameter, if it is not valid."""
    if depth > DEEPEST:
        raise RequestError(f"the parameter {name} is nested more than {DEEPEST} levels deep")
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise RequestError(f"the parameter {name} is not valid Unicode: it contains half of a character")
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise RequestError(f"the parameter {name} is too large: whole numbers have 64 bits")
    elif isinstance(value, list):
        return [typed(name, item, depth + 1) for item in value]
    elif isinstance(value, dict):
        if len(value) == 1 and (found := next(iter(value.items())))[0] in _TYPES:
            return _converted(name, *found)
        return {key: typed(name, item, depth + 1) for key, item in value.items()}
    return value


def _converted(name: str, type_: str, text: Any) -> Any:
    try:
        return _TYPES[type_](text)
    except (ValueError, TypeError) as error:
        raise RequestError(f"the parameter {name} is not a {type_[1:]} in ISO 8601: {text!r:.50}") from error
