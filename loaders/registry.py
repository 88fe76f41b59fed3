"""The sources that can be loaded, by name, and those that a fresh graph starts with."""

from collections.abc import Mapping, Sequence

from medcodegraph.errors import NotFoundError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.parameters import suggestion
from medcodegraph.graph.queries import find
from medcodegraph.loaders import (
    athena,
    ccsr,
    cpt,
    doid,
    fhir,
    hcpcs,
    icd10cm,
    icd10pcs,
    mcd,
    mondo,
    msdrg,
    page,
    policies,
    starter,
)
from medcodegraph.loaders.source import Loader

DEFAULT = "default"

LOADERS: Mapping[str, Loader] = {
    loader.name: loader
    for loader in (
        icd10cm.LOADER,
        icd10pcs.LOADER,
        cpt.LOADER,
        hcpcs.LOADER,
        msdrg.LOADER,
        ccsr.LOADER,
        mondo.LOADER,
        doid.LOADER,
        fhir.LOADER,
        athena.LOADER,
        mcd.LOADER,
        policies.LOADER,
        starter.LOADER,
        page.LOADER,
    )
}


def is_name(word: str) -> bool:
    """Whether a word names a source, or the default set."""
    return word in LOADERS or word == DEFAULT


def default_set() -> tuple[Loader, ...]:
    """What a fresh graph starts with: real codes, and the curated neighbourhood of one procedure."""
    return icd10cm.LOADER, starter.LOADER


def named(name: str) -> Sequence[Loader]:
    """The loader of that name, or the default set for `default`; raises NotFoundError."""
    if name == DEFAULT:
        return default_set()
    if name not in LOADERS:
        raise NotFoundError(f"there is no source {name!r}{suggestion(name, [*LOADERS, DEFAULT])}")
    return (LOADERS[name],)


async def missing_defaults(graph: Graph) -> list[Loader]:
    """The loaders of the default set that have no complete Source in the graph."""
    complete = {row["loader"] for row in await graph.read(find("complete_loaders").text)}
    return [loader for loader in default_set() if loader.name not in complete]
