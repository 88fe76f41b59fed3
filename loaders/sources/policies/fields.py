"""Fields of a policy document, read regardless of other faults in it."""

from collections.abc import Iterator, Mapping
from datetime import date

from medcodegraph.loaders.files.text import YamlList, YamlMapping, YamlValue


def listed(holder: YamlValue, name: str) -> Iterator[tuple[int, int, YamlValue]]:
    """The items of a list, each with its index and line."""
    found = holder.get(name) if isinstance(holder, YamlMapping) else None
    if isinstance(found, YamlList):
        for index, (value, line) in enumerate(zip(found, found.lines, strict=True)):
            yield index, line, value


def texts(holder: YamlMapping, name: str) -> Iterator[tuple[str, int]]:
    """The texts of a list, each with its line."""
    for _, line, value in listed(holder, name):
        if isinstance(value, str):
            yield value.strip(), line


def text(holder: Mapping[str, YamlValue], name: str) -> str:
    """A text, on one line unless it is the field `text`; empty if omitted."""
    value: YamlValue = holder.get(name, "")
    return " ".join(value.split()) if isinstance(value, str) and name != "text" else str(value).strip()


def day(holder: Mapping[str, YamlValue], name: str) -> date | None:
    """A date, or None if omitted; raises ValueError for an invalid one."""
    said = text(holder, name)
    return date.fromisoformat(said) if said else None
