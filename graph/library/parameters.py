"""Typed parameters of library queries: from the words of a command line to values for the driver."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, NoReturn

from medcodegraph.errors import SettingsError
from medcodegraph.graph.keys import normalise, system_name
from medcodegraph.graph.library.typed_json import typed

Value = str | int | float | bool | date | list[Any] | Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a query's result; its type is named as in Cypher, for people."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One typed parameter; `default` applies if it is not `required`."""

    name: str
    type: str
    default: Value
    required: bool
    description: str

    @classmethod
    def declare(cls, name: str, type: str, default: str | None, description: str) -> "Parameter":
        """A parameter as declared in a header, with its default as JSON or None; raises SettingsError."""
        if default is None:
            return cls(name, type, None, True, description)
        try:
            value = json.loads(default)
        except ValueError as error:
            raise SettingsError(f"{default} is not JSON") from error
        optional = cls(name, type, None, False, description)
        return cls(name, type, optional.convert(value), False, description)

    def convert(self, value: object) -> Value:
        """A word or a typed value as this parameter's type; keys and systems in their canonical form."""
        if value is None and not self.required and self.default is None:
            return None
        converted = PARAMETER_TYPES[self.type](self.name, value)
        spell = normalise if self.holds_keys else system_name if self.holds_systems else None
        if spell is None:
            return converted
        return [spell(item) for item in converted] if isinstance(converted, list) else spell(str(converted))

    @property
    def holds_keys(self) -> bool:
        """Whether it is a key, or a list of keys."""
        return self.name == "payers" or self.name.split("_")[-1] in ("key", "keys")

    @property
    def holds_systems(self) -> bool:
        """Whether it is a code system, or a list of code systems."""
        return self.name in ("system", "systems")


@dataclass(frozen=True, slots=True)
class Derived:
    """A parameter that is computed from the value of another one, `of`."""

    name: str
    type: str
    of: str
    description: str
    make: Callable[[Any], Value]


def json_words(words: Iterable[str]) -> dict[str, Any]:
    """Parameters of a user's statement from `name=value` words: the value is JSON, or else a text."""
    values: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.isidentifier():
            raise SettingsError(f"{word!r} is not a parameter: write name=value")
        try:
            values[name] = json.loads(value, parse_constant=str)
        except ValueError:
            values[name] = value
        values[name] = typed(name, values[name])
    return values


def json_object(text: str) -> dict[str, Any]:
    """Parameters of a user's statement from one JSON object; raises SettingsError for anything else."""
    try:
        values = json.loads(text, parse_constant=str)
    except ValueError as error:
        raise SettingsError(f"the parameters are not valid JSON: {error}") from error
    if not isinstance(values, dict):
        raise SettingsError('the parameters are not a JSON object: write {"name": value}')
    return {name: typed(name, value) for name, value in values.items()}


def suggestion(word: str, words: Iterable[str]) -> str:
    """`: did you mean x?`, or the list of known ones: the end of a message about an unknown word."""
    known = sorted(words)
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        return f": did you mean {near[0]!r}?"
    return f": it is one of {', '.join(known)}" if known else ": there are none"


def _refuse(name: str, value: object, wanted: str) -> NoReturn:
    raise SettingsError(f"{name!r} is {str(value)[:60]!r}: give {wanted}")


def _string(name: str, value: object) -> str:
    if not isinstance(value, str):
        _refuse(name, value, "one text")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        _refuse(name, value.encode(errors="replace"), "a string in UTF-8")
    return value


def _integer(name: str, value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,19}", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        _refuse(name, value, "a whole number")
    return value


def _float(name: str, value: object) -> float:
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?", value):
        try:
            value = float(value)
        except ValueError:
            _refuse(name, value, "a number")
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        _refuse(name, value, "a number")
    return float(value)


def _boolean(name: str, value: object) -> bool:
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower(), value)
    if not isinstance(value, bool):
        _refuse(name, value, "true or false")
    return value


def _date(name: str, value: object) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    _refuse(name, value, "a date as YYYY-MM-DD")


def _strings(name: str, value: object) -> list[str]:
    if isinstance(value, str):
        value = _json(name, value) if value.startswith("[") else value.split(",")
    if not isinstance(value, list | tuple):
        _refuse(name, value, "a list of strings")
    return [_string(name, item.strip() if isinstance(item, str) else item) for item in value]


def _map(name: str, value: object) -> Mapping[str, Any]:
    value = _json(name, value)
    if not isinstance(value, Mapping):
        _refuse(name, value, "a map as JSON")
    return value


def _maps(name: str, value: object) -> list[Any]:
    value = _json(name, value)
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        _refuse(name, value, "a list of maps as JSON")
    return value


def _json(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        _refuse(name, value, "JSON")


PARAMETER_TYPES: Mapping[str, Callable[[str, object], Value]] = {
    "STRING": _string,
    "INTEGER": _integer,
    "FLOAT": _float,
    "BOOLEAN": _boolean,
    "DATE": _date,
    "LIST<STRING>": _strings,
    "MAP": _map,
    "LIST<MAP>": _maps,
}
"""The types that a header may declare, each with its conversion."""
