"""The sources a page cites, numbered in order of appearance."""

from collections.abc import Iterable, Mapping
from typing import Any

from medcodegraph.pages.blocks import Cite, Line, Link, away

Source = Mapping[str, Any]


class Cited:
    """Numbers for sources: the same source keeps its number."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def by(self, *sources: Source | None) -> list[Cite]:
        """The numbers of sources, as the last piece of a line; empty without any."""
        numbers = sorted({self._number(source) for source in sources if source})
        return [Cite(tuple(numbers))] if numbers else []

    def of(self, statements: Iterable[Mapping[str, Any]]) -> list[Cite]:
        """The numbers of the sources of statements, likewise."""
        return self.by(*(one["source"] for one in statements))

    def lines(self) -> list[Line]:
        """Each source in one line: its title, publisher, release, dates and URL."""
        return [_line(source) for source in self._sources.values()]

    def _number(self, source: Source) -> int:
        key = source["key"]
        self._sources.setdefault(key, source)
        return list(self._sources).index(key) + 1


def stating(thing: Mapping[str, Any], *fields: str) -> list[Source]:
    """The sources from which one of the fields of a thing is shown."""
    return [one["source"] for one in thing["sources"] if set(fields) & set(one["properties"])]


def _line(source: Source) -> Line:
    facts = [source["publisher"]]
    facts.append(f"release {source['release']}" if source["release"] else None)
    facts.append(f"published {source['publishedOn']}" if source["publishedOn"] else None)
    facts.append(f"loaded {source['retrievedAt'][:10]}" if source["retrievedAt"] else None)
    said = "".join(f", {fact}" for fact in facts if fact)
    line: Line = [Link("Source", source["key"], source["title"] or source["key"]), said]
    return [*line, ", ", away(source["url"], source["url"])] if source["url"] else line
