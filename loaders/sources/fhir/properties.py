"""The properties of a FHIR concept, by FHIR's names for them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from medcodegraph.loaders.sources.fhir.contents import At, Contents
from medcodegraph.loaders.sources.fhir.files import items_in, text_in

Properties = Mapping[str, list[object]]
"""The properties of a concept by their names."""

_STANDARD = "http://hl7.org/fhir/concept-properties#"
_KNOWN = {
    *("parent", "child", "status", "inactive", "deprecationDate", "retirementDate", "notSelectable"),
    "deprecated",  # the day in the older editions of R4
}
_ENDED = {"retired", "inactive", "deprecated"}
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_ENDS = ("retirementDate", "deprecationDate", "deprecated")


def property_names(contents: Contents) -> dict[int, dict[str, str]]:
    """FHIR's names for properties that systems name differently, by the index of the system in the file."""
    names: dict[int, dict[str, str]] = {}
    for place, row in contents.rows(At.PROPERTY):
        code, uri = text_in(row.value, "code"), text_in(row.value, "uri")
        name = uri.removeprefix(_STANDARD)
        if code and name != uri and name in _KNOWN:
            names.setdefault(place, {})[code] = name
    return names


def properties_of(concept: object, names: Mapping[str, str]) -> Properties:
    """The properties of a concept; `names` gives FHIR's names for those that its system names differently."""
    found = defaultdict(list)
    for each in items_in(concept, "property"):
        code = text_in(each, "code")
        found[names.get(code, code)].append(each)
    return found


def is_flagged(properties: Properties, name: str) -> bool:
    """Whether a property with this name is true."""
    return any(
        isinstance(each, dict) and each.get("valueBoolean") is True for each in properties.get(name, ())
    )


def relatives(properties: Properties) -> Iterator[tuple[str, str]]:
    """The codes named as parents and children."""
    for name in ("parent", "child"):
        for each in properties.get(name, ()):
            if other := text_in(each, "valueCode", "valueString"):
                yield name, other


def ended_on(properties: Properties) -> date | None:
    """The day on which it is retired, or else deprecated; None for a month or year alone."""
    for day in _days(properties):
        try:
            return date.fromisoformat(day)
        except ValueError:
            continue
    return None


def is_retired(properties: Properties) -> bool:
    """Whether it is no longer to be used: it is flagged so, or its day, month or year has passed."""
    words = (text_in(each, "valueCode", "valueString").lower() for each in properties.get("status", ()))
    if is_flagged(properties, "inactive") or any(word in _ENDED for word in words):
        return True
    today = date.today().isoformat()
    return any(f"{day}-99-99"[:10] <= today for day in _days(properties))


def _days(properties: Properties) -> Iterator[str]:
    for name in _ENDS:
        for each in properties.get(name, ()):
            if match := _DAY.match(text_in(each, "valueDateTime", "valueString")):
                yield match[0]
