"""The concepts of a FHIR code system, and their hierarchy."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from medcodegraph.loaders.sources.fhir.files import Resource, is_supplement


@dataclass(slots=True)
class Concepts:
    """The codes of a system so far, by their keys: the line of each, and the codes above it.

    `headings` are codes that only group others and are not selectable, `retired` those no longer in use.
    `unknown` are the codes of a supplement that no source has. `asked` are the parents and children as
    written in properties, with their keys, by the pair of keys. `names` maps the system's own property names
    to FHIR's.
    """

    resource: Resource
    names: Mapping[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    parents: dict[str, list[str]] = field(default_factory=dict)
    headings: set[str] = field(default_factory=set)
    retired: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    asked: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    _children: Mapping[str, Sequence[str]] | None = None

    @property
    def complete(self) -> bool:
        """Whether the file holds the whole system."""
        head = self.resource.head
        return head.get("content", "complete") == "complete" and not head.get("supplements")

    @property
    def supplement(self) -> bool:
        """Whether it only adds wordings to the codes of another system."""
        return is_supplement(self.resource)

    def below(self, key: str) -> Collection[str]:
        """All codes below one, in any number of steps. Complete once all concepts are read."""
        if self._children is None:
            children = defaultdict(list)
            for child, parents in self.parents.items():
                for parent in parents:
                    children[parent].append(child)
            self._children = children
        found: dict[str, None] = {}
        waiting = [key]
        while waiting:
            new = [child for child in self._children.get(waiting.pop(), ()) if child not in found]
            found.update(dict.fromkeys(new))
            waiting += new
        return found.keys()
