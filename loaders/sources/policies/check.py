"""Checks payer policies against their published schema; each fault has its line and what to do."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from medcodegraph.graph.library.parameters import suggestion
from medcodegraph.loaders.files.text import YamlList, YamlMapping, YamlValue
from medcodegraph.loaders.sources.policies.fields import day

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

Place = tuple[str | int, ...]
"""A path in a document: keys of mappings, indexes of lists."""

_PERIODS = (("effective_from", "effective_to"), ("valid_from", "valid_to"))
_KINDS = {"object": "a mapping of names to values", "array": "a list", "string": "a text"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, with its path and line; `unit` is the path of what it makes unusable."""

    unit: Place
    line: int
    reason: str


def schema() -> dict[str, Any]:
    """The published JSON Schema of the format."""
    file = resources.files("medcodegraph.loaders.sources.policies").joinpath("policies.schema.json")
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


@cache
def key_pattern() -> str:
    """The pattern of a policy's key."""
    found: str = schema()["$defs"]["policy"]["properties"]["key"]["pattern"]
    return found


def faults(document: YamlValue) -> Iterator[Fault]:
    """The faults of a document (schema violations, end before start), in line order."""
    found = [fault for error in _validator().iter_errors(document) for fault in _faults(document, error)]
    found += _turned(document, ())
    yield from sorted(found, key=lambda fault: (fault.line, fault.reason))


def ends_early(said: Mapping[str, YamlValue]) -> tuple[str, str] | None:
    """The field with an end date before the start date, and the fault."""
    for first, last in _PERIODS:
        starts, ends = _day(said, first), _day(said, last)
        if starts is not None and ends is not None and ends < starts:
            return last, f"{last} {ends} is before {first} {starts}: correct one of them"
    return None


def check_text(document: YamlValue) -> tuple[int, str] | None:
    """The line of the first text that is not valid Unicode, which JSON allows, and the fault."""
    for line, text in _texts(document, 1):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            half = ord(text[error.start])
            return (
                line,
                f"the text {text[:60]!r} contains \\u{half:04x}, half of a character: write all of it",
            )
    return None


def line_of(document: YamlValue, place: Place) -> int:
    """The line of the value at a path."""
    line, value = 1, document
    for step in place:
        if isinstance(value, str):
            break
        line = value.lines[step]  # type: ignore[index]
        value = value[step]  # type: ignore[index]
    return line


def _turned(value: YamlValue, place: Place) -> Iterator[Fault]:
    if isinstance(value, YamlMapping):
        early = ends_early(value)
        if early is not None:
            yield Fault(_unit(place), value.lines[early[0]], early[1])
        for name, inner in value.items():
            yield from _turned(inner, (*place, name))
    elif isinstance(value, YamlList):
        for index, inner in enumerate(value):
            yield from _turned(inner, (*place, index))


def _texts(value: YamlValue, line: int) -> Iterator[tuple[int, str]]:
    if isinstance(value, YamlMapping):
        for name, inner in value.items():
            yield value.lines[name], name
            yield from _texts(inner, value.lines[name])
    elif isinstance(value, YamlList):
        for inner, at in zip(value, value.lines, strict=True):
            yield from _texts(inner, at)
    else:
        yield line, value


def _day(said: Mapping[str, YamlValue], name: str) -> date | None:
    """The date; None if there is none, or the schema check reports it."""
    try:
        return day(said, name)
    except ValueError:
        return None


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator, FormatChecker  # slow to import, and for policies alone

    return Draft202012Validator(schema(), format_checker=FormatChecker(["date"]))


def _faults(document: YamlValue, error: "ValidationError") -> Iterator[Fault]:
    place: Place = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        rule: Any = error.schema
        instance: Any = error.instance
        known = rule["properties"]
        for name in instance:
            if name not in known:
                reason = f"unknown field {name!r}{suggestion(name, known)}"
                yield Fault(_unit(place), line_of(document, (*place, name)), reason)
    else:
        yield Fault(_unit(place), line_of(document, place), _reason(place, error))


def _unit(place: Place) -> Place:
    """The path of the entry, statement or policy that contains a path; empty for the whole file."""
    if place[:1] != ("policies",) or len(place) < 2:
        return ()
    if len(place) < 6 or place[4] not in ("codes", "diagnoses"):
        return place[:2]
    return place[:8] if len(place) >= 8 and place[6] == place[4] else place[:6]


def _reason(place: Place, error: "ValidationError") -> str:
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
            names = ", ".join(one for one in wanted if isinstance(one, str))
            return f"{name} is {said!r}: it must be one of {names}"
        case "format":
            return f"{name} is {said!r}: write a date like 2025-01-31"
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
