"""Parts that take all codes of a system, such as value sets: out of date once other sources change them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.names.known import KnownNames
from medcodegraph.loaders import registry
from medcodegraph.loaders.pipeline.load_part import Manner, PartRun
from medcodegraph.loaders.pipeline.mark import checksum, codes_followed
from medcodegraph.loaders.pipeline.parts import parts_of


@dataclass(frozen=True, slots=True)
class Follower:
    """A loaded part that follows code systems; `sha256` is the checksum of the files it was loaded from."""

    part: str
    loader: str
    systems: tuple[str, ...]
    sha256: str


async def out_of_date(graph: Graph, but: Collection[str]) -> list[Follower]:
    """The parts that follow a system whose codes have changed since, but those of the sources `but`."""
    found = []
    names = await KnownNames.read(graph, ())
    for row in await graph.read(find("following_sources").text):
        if row["source"] in but:
            continue
        now = await names.beside(graph, row["source"], row["systems"])
        if codes_followed(row["systems"], now) != row["followed"]:
            part = row["source"].removeprefix("SOURCE:")
            found.append(Follower(part, row["loader"], tuple(row["systems"]), row["sha256"]))
    return found


def keep_place(run: PartRun) -> None:
    """Note where the files of a part are, and its options: on this machine, not in the graph."""
    if run.manner.places is not None and run.part.follows:
        file = _place(run.manner.places, run.part.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        paths = [str(path.resolve()) for path in run.part.files]
        file.write_text(json.dumps({"paths": paths, "options": dict(run.options)}), "utf-8")


def run_again(graph: Graph, follower: Follower, manner: Manner) -> PartRun:
    """The load of a part from the files of its last load.

    Raises InputError if it is not known where these are, and if they are gone or have changed.
    """
    loader = registry.LOADERS[follower.loader]
    try:
        place = json.loads(_place(manner.places or Path(), follower.part).read_text("utf-8"))
        paths, options = [Path(path) for path in place["paths"]], place["options"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError("it was loaded elsewhere", follower.part) from error
    for part in parts_of(loader, paths, options):
        if part.name == follower.part and checksum(part.files) == follower.sha256:
            return PartRun(graph, loader, part, options, manner)
    raise InputError("the file has changed since it was loaded", paths[0])


def _place(folder: Path, part: str) -> Path:
    return folder / f"{part}.json"
