"""Reading in a child process gives the same as reading here, including errors; the process always ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest

from medcodegraph.errors import InputError, MedcodegraphError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.whole.dump import dump
from medcodegraph.graph.write.batches import Batch
from medcodegraph.loaders.pipeline import worker as reader_module
from medcodegraph.loaders.pipeline.parts import parts_of
from medcodegraph.loaders.pipeline.read_part import Chunk, Read, read_part
from medcodegraph.loaders.pipeline.run import Task, load, load_all, sources, unload
from medcodegraph.loaders.pipeline.spool import Prepared
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.pipeline.worker import Reader, no_other_names, stands_alone
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.source import Part

pytestmark = pytest.mark.anyio

FIXTURES = Path(__file__).parents[2] / "fixtures"
BATCH = 500


def fixture_parts() -> list[Part]:
    """Every part of every fixture that needs nothing from the graph."""
    found = survey([FIXTURES], LOADERS.values()).found
    parts: list[Part] = []
    for name, files in found.items():
        options = {"licence": "yes"} if name in ("cpt", "athena") else {}
        parts += parts_of(LOADERS[name], [file for file in files if file.name != "acme.csv"], options)
    return [part for part in parts if stands_alone(part)]


@pytest.fixture
def all_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts are read in the child process too."""
    monkeypatch.setattr(reader_module, "_LARGE", 0)


@pytest.fixture
async def reader(all_beside: None) -> AsyncIterator[Reader]:
    reader = Reader()
    yield reader
    await reader.close()


async def beside(reader: Reader, part: Part) -> list[Chunk | Read]:
    return [step async for step in reader.read(part, no_other_names(part), BATCH)]


def said(steps: Iterable[Chunk | Read]) -> list[Any]:
    """Chunks as numbers and unpacked batches (packing is not unique), and the summary."""
    prepared = Prepared()
    told: list[Any] = []
    for step in steps:
        if isinstance(step, Chunk):
            prepared.add(step.batch, step.facts)
            told.append((step.rows, step.facts))
        else:
            told.append(step)
    batches: list[Batch] = list(prepared)
    prepared.close()
    return [*told, *batches]


def child_of(reader: Reader) -> int:
    child = reader._child
    assert child is not None
    return child.pid


def there(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


async def test_every_part_is_read_the_same_in_a_child_process(reader: Reader) -> None:
    """All by the same process."""
    parts = fixture_parts()
    assert len({part.name.partition("/")[0] for part in parts}) > 7
    children = set()
    for part in parts:
        here = read_part(part, no_other_names(part), BATCH)
        assert said(await beside(reader, part)) == said(here), part.name
        children.add(child_of(reader))
    assert len(children) == 1


async def test_an_error_is_passed_on_and_the_next_part_is_read(reader: Reader, tmp_path: Path) -> None:
    """Unchanged: with its file, its line and its reason."""
    sound = fixture_parts()[0]
    broken = broken_part(tmp_path)
    with pytest.raises(InputError) as here:
        list(read_part(broken, no_other_names(broken), BATCH))
    with pytest.raises(InputError) as over_there:
        await beside(reader, broken)
    assert vars(over_there.value) == vars(here.value)
    assert str(over_there.value) == str(here.value)
    assert over_there.value.file
    assert said(await beside(reader, sound)) == said(read_part(sound, no_other_names(sound), BATCH))


def broken_part(folder: Path) -> Part:
    (part,) = parts_of(LOADERS["icd10cm"], [order_file(folder, 2032, b"\0\0\n")], {})
    return part


def order_file(folder: Path, year: int, end: bytes = b"") -> Path:
    file = folder / f"icd10cm_order_{year}.txt"
    file.write_bytes((FIXTURES / "icd10cm" / "icd10cm_order_2031.txt").read_bytes() + end)
    return file


async def test_a_process_that_is_killed_is_an_error_and_another_one_starts(reader: Reader) -> None:
    part = fixture_parts()[0]
    expected = said(await beside(reader, part))
    first = child_of(reader)
    os.kill(first, signal.SIGKILL)
    with pytest.raises(MedcodegraphError, match=f"read {part.name} ended with exit code -9"):
        await beside(reader, part)
    assert said(await beside(reader, part)) == expected
    assert child_of(reader) != first


async def test_closing_ends_the_process_in_the_middle_of_a_part(reader: Reader) -> None:
    part = max(fixture_parts(), key=lambda part: sum(file.stat().st_size for file in part.files))
    for end in ("close", "aclose"):
        steps = reader.read(part, no_other_names(part), 1)
        assert isinstance(await anext(steps), Chunk)
        child = child_of(reader)
        assert there(child)
        await (reader.close() if end == "close" else steps.aclose())
        assert not there(child)
    assert said(await beside(reader, part)) == said(read_part(part, no_other_names(part), BATCH))


def test_the_process_ends_with_the_one_that_started_it() -> None:
    """Even if that one is killed."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert there(child)
        parent.kill()
    until = time.monotonic() + 10
    while there(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not there(child)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The child processes that are started."""
    pids: list[int] = []
    close = Reader.close

    async def told(self: Reader) -> None:
        if self._child is not None:
            pids.append(self._child.pid)
        await close(self)

    monkeypatch.setattr(Reader, "close", told)
    return pids


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


async def test_a_load_with_parts_read_in_a_child_process_is_the_same(
    graph: Graph, all_beside: None, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several parts of two sources, each read while the previous one is written; the process then ends."""
    folders = {name: FIXTURES / name for name in ("mondo", "hcpcs")}
    tasks = [Task(LOADERS[name], [folder]) for name, folder in folders.items()]
    outcomes = await load_all(graph, tasks)
    assert len(outcomes) > 2
    with_process = await lines(graph)
    assert [there(pid) for pid in started] == [False]
    for name in folders:
        await unload(graph, name)
    monkeypatch.setattr(reader_module, "_LARGE", 1 << 60)
    await load_all(graph, tasks)
    assert await lines(graph) == with_process
    assert len(started) == 1


@pytest.mark.parametrize("go_on", [False, True])
async def test_a_wrong_part_is_one_at_its_turn(
    graph: Graph, all_beside: None, started: list[int], tmp_path: Path, go_on: bool
) -> None:
    """Earlier parts are loaded; later ones only if the load continues."""
    files = [order_file(tmp_path, 2031), order_file(tmp_path, 2032, b"\0\0\n"), order_file(tmp_path, 2033)]
    loader, wrong = LOADERS["icd10cm"], list[MedcodegraphError]()
    if go_on:
        outcomes = await load(graph, loader, files, {}, failed=wrong.append)
        assert [outcome.part for outcome in outcomes] == ["icd10cm/order-2031", "icd10cm/order-2033"]
    else:
        with pytest.raises(InputError) as error:
            await load(graph, loader, files, {})
        wrong.append(error.value)
    assert ["icd10cm_order_2032.txt" in str(error) for error in wrong] == [True]
    loaded = [row["source"] for row in await sources(graph) if row["state"] == "complete"]
    assert len(loaded) == (2 if go_on else 1)
    assert len(await sources(graph)) == len(loaded)
    assert [there(pid) for pid in started] == [False]


if __name__ == "__main__":
    import asyncio

    async def read_and_wait() -> None:
        """Start a process, print its id, and wait to be killed."""
        reader_module._LARGE = 0
        reader = Reader()
        await beside(reader, fixture_parts()[0])
        print(child_of(reader), flush=True)
        await asyncio.sleep(60)

    asyncio.run(read_and_wait())
