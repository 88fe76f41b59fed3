"""The loadable sources by name, and the default set for a new graph."""

from collections.abc import Iterable, Mapping, Sequence

from medcodegraph.errors import NotFoundError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.parameters import suggestion
from medcodegraph.graph.library.queries import find
from medcodegraph.loaders.source import Loader
from medcodegraph.loaders.sources.athena import loader as athena
from medcodegraph.loaders.sources.ccsr import loader as ccsr
from medcodegraph.loaders.sources.cpt import loader as cpt
from medcodegraph.loaders.sources.fhir import loader as fhir
from medcodegraph.loaders.sources.hcpcs import loader as hcpcs
from medcodegraph.loaders.sources.icd9 import loader as icd9cm
from medcodegraph.loaders.sources.icd10 import cm as icd10cm
from medcodegraph.loaders.sources.icd10 import cm_index as icd10cm_index
from medcodegraph.loaders.sources.icd10 import pcs as icd10pcs
from medcodegraph.loaders.sources.icd10 import pcs_index as icd10pcs_index
from medcodegraph.loaders.sources.mcd import loader as mcd
from medcodegraph.loaders.sources.msdrg import loader as msdrg
from medcodegraph.loaders.sources.ontology import doid, mondo
from medcodegraph.loaders.sources.page import loader as page
from medcodegraph.loaders.sources.policies import loader as policies
from medcodegraph.loaders.sources.starter import loader as starter

DEFAULT = "default"

LOADERS: Mapping[str, Loader] = {
    loader.name: loader
    for loader in (
        icd10cm.LOADER,
        icd10pcs.LOADER,
        icd9cm.LOADER,
        icd10cm_index.LOADER,
        icd10pcs_index.LOADER,
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
    """The default set for a new graph: curated facts around one procedure, and official codes.

    The small one comes first: it is written while the large one is still being read.
    """
    return starter.LOADER, icd10cm.LOADER


def named(name: str) -> Sequence[Loader]:
    """The loader of that name, or the default set for `default`; raises NotFoundError."""
    if name == DEFAULT:
        return default_set()
    if name not in LOADERS:
        raise NotFoundError(f"unknown source {name!r}{suggestion(name, [*LOADERS, DEFAULT])}")
    return (LOADERS[name],)


async def missing(graph: Graph, loaders: Iterable[Loader]) -> list[Loader]:
    """Those of some loaders that have no complete Source in the graph."""
    complete = {row["loader"] for row in await graph.read(find("complete_loaders").text)}
    return [loader for loader in loaders if loader.name not in complete]
