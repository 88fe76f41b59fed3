"""The contract between a source and the pipeline, and the provenance of its facts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from medcodegraph.graph.facts import Fact
from medcodegraph.graph.model import Label
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report


@dataclass(frozen=True, slots=True)
class Provenance:
    """A file's publisher, licence and release."""

    title: str
    publisher: str
    url: str
    licence: str
    release: str | None = None


Options = Mapping[str, str]


class Names(Protocol):
    """The names and codes of other sources, for resolving an abbreviation or a range of codes."""

    def key(self, label: Label, *names: str) -> str | None:
        """The key of the only node that has one of these names, tried in order, or None."""
        ...

    def has(self, label: Label, key: str) -> bool:
        """Whether another source names the node with this key."""
        ...

    def described(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """What other sources say about a procedure, by source: summary, purpose, description, duration."""
        ...

    def codes(self, system: str) -> Mapping[str, bool | None]:
        """The codes of a system that other sources state, in order; True if billable."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One unit of loading: one Source node `SOURCE:<name>`; reloading it sweeps what it no longer states.

    `facts` reads the files and yields nodes, edges and documents, and counts rows into the report as it
    reads; a function of a module, or a partial of one, so that another process can call it. Every end of an
    edge is also yielded as a node, if only with what its key says: a source stands on its own, in whatever
    order sources are loaded. `needs` names the labels whose names and synonyms `Names` must hold, `systems`
    the code systems whose codes it must hold; `follows` those of them of which the part takes all codes that
    are loaded. `size` is about how many rows there are, for the progress bar,
    where that is known without reading the file. `edition` is for sources of which several editions can
    stand side by side; the part then has its name. `rank` is instead of the loader's, for one whose wording
    counts less. A `licensed` part states texts that are someone's property, and nothing else, so that they
    can be hidden.
    """

    name: str
    files: Sequence[Path]
    provenance: Provenance
    facts: Callable[[Report, Names], Iterator[Fact]]
    size: int | None = None
    needs: Sequence[Label] = ()
    systems: Sequence[str] = ()
    follows: Sequence[str] = ()
    edition: Edition | None = None
    licensed: bool = False
    rank: int | None = None


def nothing(_source: Packed) -> bool:
    """Recognise no file."""
    return False


@dataclass(frozen=True, slots=True)
class Loader:
    """A loadable source. `rank` decides whose wording wins if two sources state the same property.

    `recognises` decides by a file's content whether it belongs to this source, so that a whole folder can be
    given; `uses` whether it is an auxiliary file for those (addenda, mappings).
    """

    name: str
    summary: str
    formats: str
    rank: int
    parts: Callable[[Sequence[Path], Options], Sequence[Part]]
    options: Mapping[str, str] = field(default_factory=dict)
    default: Callable[[], Sequence[Path]] | None = None
    downloads: Sequence[Download] = ()
    recognises: Callable[[Packed], bool] = nothing
    uses: Callable[[Packed], bool] = nothing


def rank_of(loader: Loader, part: Part) -> int:
    """The rank of a part's wording relative to other sources."""
    return loader.rank if part.rank is None else part.rank
