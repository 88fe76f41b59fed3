"""Payer policies checked against their published schema, each fault with its line and what to do."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from medcodegraph.graph.parameters import suggestion
from medcodegraph.loaders.readers import YamlValue

Place = tuple[str | int, ...]
"""Where something stands in a document: keys of mappings, indexes of lists."""

_KINDS = {"object": "a mapping of names to values", "array": "a list", "string": "a text"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and on which line; `unit` is the place of what cannot be used because of it."""

    unit: Place
    line: int
    reason: str


def schema() -> dict[str, Any]:
    """The published JSON Schema of the format."""
    file = resources.files("medcodegraph.loaders").joinpath("policies.schema.json")
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def faults(document: YamlValue) -> Iterator[Fault]:
    """What in a document breaks the schema, in the order of its lines."""
    found = [fault for error in _validator().iter_errors(document) for fault in _faults(document, error)]
    yield from sorted(found, key=lambda fault: (fault.line, fault.reason))


def line_of(document: YamlValue, place: Place) -> int:
    """The line of what stands at a place."""
    line, value = 1, document
    for step in place:
        if isinstance(value, str):
            break
        line = value.lines[step]  # type: ignore[index]
        value = value[step]  # type: ignore[index]
    return line


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema(), format_checker=FormatChecker(["date"]))


def _faults(document: YamlValue, error: ValidationError) -> Iterator[Fault]:
    place: Place = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        rule: Any = error.schema
        instance: Any = error.instance
        known = rule["properties"]
        for name in instance:
            if name not in known:
                reason = f"there is no field {name!r}{suggestion(name, known)}"
                yield Fault(_unit(place), line_of(document, (*place, name)), reason)
    else:
        yield Fault(_unit(place), line_of(document, place), _reason(place, error))


def _unit(place: Place) -> Place:
    """The statement, or the policy, in which a place is; nothing where the whole file is concerned."""
    if place[:1] != ("policies",) or len(place) < 2:
        return ()
    return place[:6] if len(place) >= 6 and place[4] in ("codes", "diagnoses") else place[:2]


def _reason(place: Place, error: ValidationError) -> str:
    name = next((step for step in reversed(place) if isinstance(step, str)), "the file")
    wanted: Any = error.validator_value
    instance: Any = error.instance
    said = instance if isinstance(instance, str) else ""
    match error.validator:
        case "required":
            missing = next(one for one in wanted if one not in instance)
            return f"{missing!r} is missing"
        case "anyOf":
            return "a policy needs a number, a title or a key"
        case "enum":
            return f"{name} is {said!r}: it must be one of {', '.join(wanted)}"
        case "format":
            return f"{name} is {said!r}: write a date as 2025-01-31"
        case "minItems":
            return f"{name} is empty: give at least one, or leave it out"
        case "type":
            return f"{name} must be {_kind(wanted)}"
        case "pattern" if said.strip():
            return f"{name} is {said!r}: it must match {wanted}"
        case "pattern":
            return f"{name} is empty: fill it in, or leave it out"
    return f"{name}: {error.message}"


def _kind(wanted: str | Sequence[str]) -> str:
    return _KINDS.get(wanted if isinstance(wanted, str) else wanted[0], str(wanted))
