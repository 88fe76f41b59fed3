"""The sources by name, and those still missing in a new graph."""

import pytest

from medcodegraph.errors import NotFoundError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.loaders.licence import OPTION
from medcodegraph.loaders.registry import LOADERS, default_set, missing, named
from medcodegraph.schema.build import build


def test_a_source_is_found_by_its_name_and_the_default_set_by_its_own() -> None:
    for name, loader in LOADERS.items():
        assert named(name) == (loader,)
        assert loader.name == name
    assert named("default") == default_set()


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(NotFoundError, match="unknown source 'starters': did you mean 'starter'"):
        named("starters")


def test_every_default_source_comes_with_its_files() -> None:
    for loader in default_set():
        assert loader.default is not None
        assert all(path.exists() for path in loader.default())


@pytest.mark.anyio
async def test_sources_not_completely_loaded_are_missing(graph: Graph) -> None:
    """Nothing loaded; one source loaded; the load of another interrupted."""
    assert [loader.name for loader in await missing(graph, default_set())] == ["starter", "icd10cm"]
    await graph.write("CREATE (:Source {key: 'SOURCE:icd10cm/x', name: 'icd10cm', state: 'complete'})")
    await graph.write("CREATE (:Source {key: 'SOURCE:starter', name: 'starter', state: 'loading'})")
    assert [loader.name for loader in await missing(graph, default_set())] == ["starter"]


async def test_the_list_of_what_could_be_loaded_is_that_of_the_loaders(graph: Graph) -> None:
    """And says what of it is loaded; GraphQL answers with it."""
    await graph.write(
        "CREATE (s:Source {key: 'SOURCE:mondo', name: 'mondo', state: 'complete'})"
        "CREATE (:Source {key: 'SOURCE:mondo/paper', name: 'mondo', state: 'complete', part_of: s.key})"
        "CREATE (:Source {key: 'SOURCE:hcpcs', name: 'hcpcs', state: 'loading'})"
    )
    told = {row["name"]: row for row in await graph.read(find("loadable_sources").text)}
    assert told.keys() == LOADERS.keys()
    for name, loader in LOADERS.items():
        row = told[name]
        assert row["summary"] == loader.summary
        assert row["downloadable"] == bool(loader.downloads)
        assert row["licensed"] == (loader.options.items() >= OPTION.items())
        assert row["preset"] == (loader.default is not None)
        assert row["loaded"] == (["SOURCE:mondo"] if name == "mondo" else [])
    result = await build(graph).execute("{ loadableSources { name downloadable loaded { key } } }")
    assert result.data is not None
    answers = {row["name"]: row["loaded"] for row in result.data["loadableSources"]}
    assert answers == {name: [{"key": key} for key in row["loaded"]] for name, row in told.items()}
