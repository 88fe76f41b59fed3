"""The sources a page cites, numbered in the order they come up."""

from collections.abc import Mapping
from typing import Any

Source = Mapping[str, Any]


class Cited:
    """Numbers for sources: the same source keeps its number."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def after(self, text: str, *sources: Source | None) -> str:
        """The text with the numbers of its sources behind it; as it is where no one states it."""
        numbers = sorted({self._number(source) for source in sources if source})
        if not numbers:
            return text
        return f"{text} [{', '.join(map(str, numbers))}]"

    def lines(self) -> list[str]:
        """Each source in one line: its title, publisher, release, dates and address."""
        return [_line(source) for source in self._sources.values()]

    def _number(self, source: Source) -> int:
        key = source["key"]
        self._sources.setdefault(key, source)
        return list(self._sources).index(key) + 1


def _line(source: Source) -> str:
    facts = [source["title"] or source["key"], source["publisher"]]
    facts.append(f"release {source['release']}" if source["release"] else None)
    facts.append(f"published {source['publishedOn']}" if source["publishedOn"] else None)
    facts.append(f"loaded {source['retrievedAt'][:10]}" if source["retrievedAt"] else None)
    facts.append(source["url"])
    return ", ".join(str(fact) for fact in facts if fact)
