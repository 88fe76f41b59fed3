"""What changed between two loaded releases of a source."""

from typing import Any

from medcodegraph.errors import NotFoundError, SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.parameters import suggestion
from medcodegraph.graph.library.queries import find

_PATIENT = 600.0


async def changes(
    graph: Graph, source: str, before: str, after: str, series: str | None = None
) -> list[dict[str, Any]]:
    """The rows of the library query `release_changes`: codes added, ended and revised.

    Raises NotFoundError if either release is not loaded (naming those that are) or only partly loaded, and
    SettingsError if the later release is given first.
    """
    values = {"source": source, "before": before, "after": after, "series": series}
    loaded = await graph.read(find("sources").text)
    names = {row["loader"] for row in loaded if row["part_of"] is None and row["loader"]}
    if source not in names:
        raise NotFoundError(f"no source {source!r} is loaded{suggestion(source, names)}")
    editions = [row for row in loaded if row["loader"] == source and row["series"]]
    if series is not None:
        editions = [row for row in editions if row["series"] == series]
    there = sorted({row["release"] for row in editions if row["release"]})
    for wanted in (before, after):
        if not any(release == wanted or release.startswith(f"{wanted}-") for release in there):
            known = f"loaded are {', '.join(there)}" if there else "no editions of it are loaded"
            raise NotFoundError(f"no release {wanted!r} of {series or source} is loaded: {known}")
    half = [row["source"] for row in editions if row["state"] != "complete"]
    if half:
        name = half[0].removeprefix("SOURCE:")
        raise NotFoundError(f"{name} is only partly loaded: its load was interrupted; load it again first")
    if before > after:
        raise SettingsError(f"{before} is later than {after}: give the earlier release first")
    return await graph.read(find("release_changes").text, values, timeout=_PATIENT)
