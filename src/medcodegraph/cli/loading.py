"""Loading as the command line does it: with a progress bar, a report, and what follows derived."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from medcodegraph.cli.progress import Tell, bar, note, warn
from medcodegraph.cli.session import connect, run
from medcodegraph.config import Settings
from medcodegraph.errors import SettingsError
from medcodegraph.graph import searchable
from medcodegraph.graph.derived import derive
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded import Connection
from medcodegraph.graph.licensed import hide_licensed
from medcodegraph.graph.queries import find
from medcodegraph.graph.write import apply_schema
from medcodegraph.loaders import registry
from medcodegraph.loaders import run as pipeline
from medcodegraph.loaders.changes import changes
from medcodegraph.loaders.rejects import rejects_file
from medcodegraph.loaders.run import Outcome
from medcodegraph.loaders.source import Loader

_NOTICES = 20


@dataclass(frozen=True, slots=True)
class Order:
    """What to load and how: the arguments of `medcodegraph load`."""

    loaders: Sequence[Loader]
    files: Sequence[Path] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    force: bool = False
    max_rejects: float = 0.1

    @classmethod
    def named(
        cls, source: str, files: Sequence[Path], options: Mapping[str, str], force: bool, max_rejects: float
    ) -> "Order":
        """The order for a source by its name, or for `default`."""
        loaders = registry.named(source)
        if len(loaders) > 1 and (files or options):
            raise SettingsError(f"{source} is several sources: files and options are given to one")
        return cls(loaders, files, options, force, max_rejects)


def named_options(words: Iterable[str]) -> dict[str, str]:
    """`name=value` words as options of a source; raises SettingsError."""
    options = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise SettingsError(f"{word!r} is no option: write --option name=value")
        options[name] = value
    return options


def load_order(order: Order, settings: Settings) -> list[dict[str, Any]]:
    """Load, tell on standard error what a person should look at, and return one row per part."""
    with connect(settings) as connection, bar() as tell:
        outcomes = run(connection, partial(_carry_out, order, settings, tell))
    _report(outcomes, settings)
    return [
        {
            "part": outcome.part,
            "state": outcome.state,
            "rows": outcome.report.rows,
            "rejected": outcome.rejected,
            "nodes": outcome.nodes,
            "edges": outcome.edges,
            "swept": outcome.swept,
            "seconds": round(outcome.seconds, 1),
        }
        for outcome in outcomes
    ]


def load_defaults(connection: Connection, settings: Settings) -> None:
    """Load what of the default set is not there yet."""

    async def work(graph: Graph) -> list[Outcome]:
        await apply_schema(graph)
        await searchable.derive(graph)
        return await _carry_out(Order(await registry.missing_defaults(graph)), settings, tell, graph)

    with bar() as tell:
        outcomes = run(connection, work)
    _report(outcomes, settings)


def unload_source(source: str, settings: Settings) -> int:
    """Unload a source or a part, by name; how many nodes and edges that concerned."""
    with connect(settings) as connection, bar() as tell:
        return run(
            connection, lambda graph: pipeline.unload(graph, source, derive=partial(derive, progress=tell))
        )


def loaded(settings: Settings, *, documents: bool) -> list[dict[str, Any]]:
    """What is loaded, as rows, with or without the documents that sources cite."""
    with connect(settings) as connection:
        rows = run(connection, pipeline.sources)
    return [row for row in rows if documents or row["part_of"] is None]


def compared(
    source: str, before: str, after: str, series: str | None, settings: Settings
) -> tuple[list[dict[str, Any]], list[str]]:
    """What changed between two releases, as rows, and the columns of these; counts go to standard error."""
    with connect(settings) as connection:
        rows = run(connection, lambda graph: changes(graph, source, before, after, series))
    if rows:
        kinds = {"added": 0, "ended": 0, "revised": 0}
        for change, _ in {(row["change"], row["code"]) for row in rows}:
            kinds[change] += 1
        counted = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
        note(
            f"{rows[0]['old'].removeprefix('SOURCE:')} to {rows[0]['new'].removeprefix('SOURCE:')}: {counted}"
        )
    return rows, [column.name for column in find("release_changes").returns]


async def _carry_out(order: Order, settings: Settings, tell: Tell, graph: Graph) -> list[Outcome]:
    """Load one source after the other, and derive after the last."""
    if settings.hide_licensed is not None:
        await hide_licensed(graph, settings.hide_licensed)
    outcomes = []
    for loader in order.loaders:
        outcomes += await pipeline.load(
            graph,
            loader,
            order.files,
            order.options,
            force=order.force,
            max_rejects=order.max_rejects,
            rejects=_rejects(settings),
            progress=tell,
            derive=partial(derive, progress=tell) if loader is order.loaders[-1] else None,
            hide_licensed=settings.hide_licensed,
        )
    return outcomes


def _rejects(settings: Settings) -> Path:
    return settings.home / "rejects"


def _report(outcomes: Sequence[Outcome], settings: Settings) -> None:
    for outcome in outcomes:
        if count := outcome.rejected:
            file = rejects_file(_rejects(settings), outcome.part)
            see = f": see {file}" if file.exists() else ""
            warn(f"{outcome.part}: {count} of {outcome.report.rows} rows were rejected{see}")
        for notice in outcome.report.notices[:_NOTICES]:
            warn(f"{outcome.part}: {notice}")
        if (more := len(outcome.report.notices) - _NOTICES) > 0:
            warn(f"{outcome.part}: and {more} more like these")
