"""The sources by name, and those still missing in a new graph."""

import pytest

from medcodegraph.errors import NotFoundError
from medcodegraph.graph.driver import Graph
from medcodegraph.loaders.registry import LOADERS, default_set, missing_defaults, named


def test_a_source_is_found_by_its_name_and_the_default_set_by_its_own() -> None:
    for name, loader in LOADERS.items():
        assert named(name) == (loader,)
        assert loader.name == name
    assert named("default") == default_set()


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(NotFoundError, match="no source 'starters': did you mean 'starter'"):
        named("starters")


def test_every_default_source_comes_with_its_files() -> None:
    for loader in default_set():
        assert loader.default is not None
        assert all(path.exists() for path in loader.default())


@pytest.mark.anyio
async def test_sources_not_completely_loaded_are_missing(graph: Graph) -> None:
    """Nothing loaded; one source loaded; the load of another interrupted."""
    assert [loader.name for loader in await missing_defaults(graph)] == ["icd10cm", "starter"]
    await graph.write("CREATE (:Source {key: 'SOURCE:icd10cm/x', name: 'icd10cm', state: 'complete'})")
    await graph.write("CREATE (:Source {key: 'SOURCE:starter', name: 'starter', state: 'loading'})")
    assert [loader.name for loader in await missing_defaults(graph)] == ["starter"]
