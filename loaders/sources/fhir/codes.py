"""The codes that FHIR resources name, by the URI of their system: stated once per resource."""

from collections.abc import Iterator, Mapping

from medcodegraph.graph.facts import Fact, Node, Value
from medcodegraph.graph.keys import code_key, keeps_case, normalise
from medcodegraph.graph.model import Label
from medcodegraph.loaders.codes.facts import code_facts
from medcodegraph.loaders.licence import is_owned
from medcodegraph.loaders.source import Names
from medcodegraph.loaders.sources.fhir.concepts import Concepts
from medcodegraph.loaders.sources.fhir.files import Resource
from medcodegraph.loaders.uris.systems import CASELESS, CONDITIONS, name_of, uri_of
from medcodegraph.loaders.usable_text import sound
from medcodegraph.loaders.wording import differs_in_case

_LONGEST = 1_000  # maximum characters of a code
_TEXTS = ("display", "description", "synonyms", "short")


class Codes:
    """Codes and systems of one file, as keys and as facts that are stated once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._stated: set[tuple[str | None, str]] = set()
        self.untold: set[str] = set()
        """Systems whose wording was left out, as it belongs to someone."""
        self.complete: dict[str, Concepts] = {}
        """The concepts of the systems that the file holds completely, by their names."""
        self.caseless = set(CASELESS)
        """The names of systems in which case does not count."""
        self._written: dict[str, str] = {}
        self._others: dict[str, Mapping[str, str]] = {}

    def named(self, uri: str, code: object) -> str:
        """Like `key`, but also registers the code; raises ValueError if another code has the key."""
        key = self.key(uri, code)
        if self.has_capitals(key):
            self.check_capitals(key, str(code).strip())
            self._written.setdefault(key, str(code).strip())
        return key

    def is_known(self, key: str) -> bool:
        """Whether the file or another source has the code with this key; only supplements ask."""
        system = key.partition(":")[0]
        if (concepts := self.complete.get(system)) is not None:
            return key in concepts.lines
        return key in self.elsewhere(system)

    def elsewhere(self, system: str) -> Mapping[str, str]:
        """The codes of a system that other sources state, as they write them, by their keys."""
        if (codes := self._others.get(system)) is None:
            codes = {code_key(system, code): code for code in self._names.codes(system)}
            self._others[system] = codes
        return codes

    def has_capitals(self, key: str) -> bool:
        """Whether other codes could differ from this one only in case."""
        system, _, code = key.partition(":")
        return system not in self.caseless and not keeps_case(system) and code.lower() != code

    def check_capitals(self, key: str, code: str) -> None:
        """Raise ValueError if the key belongs to a code in the file with another spelling."""
        written = self._written.get(key, code)
        if written != code:
            raise ValueError(differs_in_case(code, written))

    def key(self, uri: str, code: object) -> str:
        """The key of a code; raises ValueError, with the reason, if it cannot have one."""
        name = name_of(uri)
        if not name:
            raise ValueError("it names no code system")
        if name in CONDITIONS:
            raise ValueError(f"{name} terms are loaded as conditions: use `medcodegraph load {name.lower()}`")
        if not isinstance(code, str) or not code.strip():
            raise ValueError("a code is missing")
        key = code_key(name, code)
        if len(key) > _LONGEST or not sound(key) or normalise(key) != key:
            raise ValueError(f"{code[:50]!r} cannot be a code")
        return key

    def facts(self, resource: Resource, uri: str, key: str, told: Mapping[str, Value]) -> Iterator[Fact]:
        """The code with this key, of the system with this URI, unless the resource has stated it before."""
        if self._is_new(resource, key):
            system, _, code = key.partition(":")
            yield from self.system(resource, uri)
            written = self._written.get(key) or self._others.get(system, {}).get(key, code)
            told = {"code": written, **told}
            if is_owned(key):
                self.untold.add(system)
                told = {name: value for name, value in told.items() if name not in _TEXTS}
            yield from code_facts(system, code, told, resource.cites)

    def system(self, resource: Resource, uri: str, told: Mapping[str, Value] | None = None) -> Iterator[Fact]:
        """The code system with this URI, likewise."""
        name = name_of(uri)
        if self._is_new(resource, f"SYSTEM:{name}"):
            stated: dict[str, Value] = {"name": name, "uri": uri_of(uri), **(told or {})}
            yield Node(Label.CODE_SYSTEM, f"SYSTEM:{name}", stated, resource.cites)

    def forget_stated(self) -> None:
        """State everything again from now on: it was stated by another part."""
        self._stated.clear()
        self.untold.clear()

    def _is_new(self, resource: Resource, key: str) -> bool:
        what = (resource.cites, key)
        if what in self._stated:
            return False
        self._stated.add(what)
        return True
