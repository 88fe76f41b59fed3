"""Loading from the command line: with a progress bar, a report, and derivation afterwards."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from medcodegraph.cli.fetching.downloading import download_each, folder_of
from medcodegraph.cli.running import derivation
from medcodegraph.cli.running.session import alone, connect, run, run_change, version_sign
from medcodegraph.cli.running.settled import Settled
from medcodegraph.cli.terminal.progress import bar, note, say_error, warn
from medcodegraph.config import Settings
from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.write import version
from medcodegraph.graph.write.licensed import hide_licensed
from medcodegraph.loaders import registry
from medcodegraph.loaders.pipeline import run as pipeline
from medcodegraph.loaders.pipeline.load_part import Manner, Outcome
from medcodegraph.loaders.pipeline.notices import alike, write_notices
from medcodegraph.loaders.pipeline.order import Order
from medcodegraph.loaders.pipeline.preview import Preview, preview
from medcodegraph.loaders.pipeline.rejects_file import rejects_file
from medcodegraph.loaders.pipeline.release_diff import changes
from medcodegraph.loaders.pipeline.run import Task
from medcodegraph.loaders.pipeline.survey import Survey
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader
from medcodegraph.progress import Progress, silent

_NOTICES = 20
_NAMES = 6
"""Names of files that are left out for one reason, in a line."""


def say_found(seen: Survey) -> None:
    """Report which sources read which of the given files, and which files are left out."""
    for name, files in seen.found.items():
        note(f"{name}: {', '.join(file.name for file in files)}")
    for reason, names in _left_out(seen).items():
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        note(f"{reason}: {', '.join(names[:_NAMES])}{more}")


def _left_out(seen: Survey) -> dict[str, list[str]]:
    """The names of files, and of members of zips, that no source reads, by what they are."""
    found: dict[str, list[str]] = {}
    for name, reason in seen.reasons.items():
        found.setdefault(f"left out, {reason}", []).append(Path(name).name)
    unknown = [file.name for file in seen.left_out if not _is_explained(str(file), seen)]
    return found | ({"not recognised by any source, left out": unknown} if unknown else {})


def _is_explained(file: str, seen: Survey) -> bool:
    return any(name == file or name.startswith(f"{file}!") for name in seen.reasons)


def load_order(order: Order, settings: Settings) -> list[dict[str, Any]]:
    """Load, report on standard error what needs attention, and return one row per part."""
    began = time.monotonic()
    with connect(settings) as connection, alone(settings), bar() as tell:
        derive = derivation.everything(settings, tell)
        outcomes = run_change(
            connection, settings, lambda graph: _carry_out(order, settings, tell, graph, derive)
        )
    _report(outcomes, settings)
    _sum_up(outcomes, order, time.monotonic() - began)
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


def tried(order: Order, settings: Settings) -> list[dict[str, Any]]:
    """What a load would change, as rows; nothing is written."""

    async def work(graph: Graph) -> list[Preview]:
        found = []
        for task in order.tasks:
            try:
                found += await preview(
                    graph,
                    task.loader,
                    task.paths,
                    task.options,
                    force=order.force,
                    max_rejects=order.max_rejects,
                    failed=None if order.failures is None else order.failures.append,
                )
            except (InputError, SettingsError) as error:
                if order.failures is None:
                    raise
                order.failures.append(error)
        return found

    with connect(settings) as connection:
        found = run(connection, work)
    for one in found:
        if not one.changes:
            note(f"{one.part}: nothing would change")
        if count := len(one.report.rejects):
            warn(f"{one.part}: {count} of {one.report.rows} rows would be rejected{_first(one.report)}")
        for follower in one.followers:
            note(f"{follower} takes all codes of a system that would change: it would be loaded again")
        _tell_notices(one.part, one.report)
    return [
        {
            "part": one.part,
            "kind": change.kind,
            "change": change.change,
            "count": change.count,
            "examples": change.examples,
        }
        for one in found
        for change in one.changes
    ]


def failed(order: Order) -> int:
    """Report which of many files failed, and why; returns the exit code."""
    for error in order.failures or ():
        say_error(str(error))
    return InputError.exit_code if order.failures else 0


def load_defaults(
    connection: Connection, settings: Settings, report: Progress = silent, more: Sequence[str] = ()
) -> set[str]:
    """Load the parts of the default set that are missing, and `report` the progress.

    So are the sources named in `more`, whose files are downloaded. One that cannot be had is named on
    standard error, and the rest goes on. Returns what is still to be derived, by `derive_now`: until then the
    graph counts as changing. A graph that has everything is left as it is.
    """

    async def missing(graph: Graph) -> tuple[list[Loader], list[Loader], bool]:
        default = await registry.missing(graph, registry.default_set())
        others = await registry.missing(graph, [registry.LOADERS[name] for name in more])
        return default, others, await settled.is_known(graph)

    async def load(graph: Graph) -> list[Outcome]:
        outcomes = await _carry_out(order, settings, tell, graph, None)
        if _any_loaded(outcomes):
            for kind in version.DERIVATIONS:
                await version.begin(graph, version_sign(settings), kind)
        return outcomes

    async def settle(graph: Graph) -> set[str]:
        """Derive what an earlier version of this software, or an interrupted load, has left."""
        left = await derivation.left(graph)
        if version.NAMES in left and not _any_loaded(outcomes):
            await derivation.all_but_similar(settings, tell)(graph)
            left -= {version.NAMES}
        if version.SIMILAR in left:
            await version.begin(graph, version_sign(settings), version.SIMILAR)
        if not left:
            await settled.remember(graph)
        return left

    settled = Settled(settings.home)
    began = time.monotonic()
    with alone(settings), bar() as shown:

        def tell(label: str, done: int, of: int | None, /) -> None:
            shown(label, done, of)
            report(label, done, of)

        default, others, known = run(connection, missing)
        wanted = [loader.name for loader in others]
        _, failures = download_each(wanted, settings, progress=tell)
        tasks = [Task(loader) for loader in default]
        tasks += [
            Task(registry.LOADERS[name], [folder_of(name, settings)])
            for name in wanted
            if name not in failures
        ]
        # Without `more` a default that is wrong stops the start.
        order = Order(tasks, failures=list(failures.values()) if more else None)
        outcomes = run_change(connection, settings, load) if tasks or not known else []
        left = set() if known and not outcomes else run(connection, settle)
    _report(outcomes, settings)
    if outcomes or order.failures:
        _sum_up(outcomes, order, time.monotonic() - began)
    failed(order)
    return left


def _any_loaded(outcomes: Sequence[Outcome]) -> bool:
    return any(outcome.state == "loaded" for outcome in outcomes)


def unload_source(source: str, settings: Settings) -> int:
    """Unload a source or a part, by name; returns how many nodes and edges were affected."""
    with connect(settings) as connection, alone(settings), bar() as tell:
        removed, again = run_change(
            connection,
            settings,
            lambda graph: pipeline.unload(
                graph, source, _manner(settings), derive=derivation.everything(settings, tell)
            ),
        )
    _report(again, settings)
    return removed


def loaded(settings: Settings, *, documents: bool) -> list[dict[str, Any]]:
    """The loaded sources as rows, with or without the documents they cite."""
    with connect(settings) as connection:
        rows = run(connection, pipeline.sources)
    return [row for row in rows if documents or row["part_of"] is None]


def compared(
    source: str, before: str, after: str, series: str | None, settings: Settings
) -> tuple[list[dict[str, Any]], list[str]]:
    """What changed between two releases, as rows and their columns; counts go to standard error."""
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


async def _carry_out(
    order: Order, settings: Settings, tell: Progress, graph: Graph, derive: derivation.Derive | None
) -> list[Outcome]:
    """Load one source after another, and `derive` after the last."""
    if settings.hide_licensed is not None:
        await hide_licensed(graph, settings.hide_licensed)
    manner = replace(_manner(settings), force=order.force, max_rejects=order.max_rejects)
    return await pipeline.load_all(
        graph,
        order.tasks,
        manner,
        progress=tell,
        derive=derive,
        failed=None if order.failures is None else order.failures.append,
    )


def derive_now(settings: Settings, *, full: bool, similar: bool = True) -> None:
    """Derive what has changed, or with `full` everything; without `similar` all but similar codes."""
    how = derivation.everything if similar else derivation.all_but_similar
    with connect(settings) as connection, alone(settings), bar() as tell:
        run(connection, how(settings, tell, full=full))
        if similar:
            run(connection, Settled(settings.home).remember)


def _manner(settings: Settings) -> Manner:
    return Manner(
        rejects=_rejects(settings), hide_licensed=settings.hide_licensed, places=settings.home / "places"
    )


def _rejects(settings: Settings) -> Path:
    return settings.home / "rejects"


def _report(outcomes: Sequence[Outcome], settings: Settings) -> None:
    for outcome in outcomes:
        if count := outcome.rejected:
            first = _first(outcome.report)
            file = rejects_file(_rejects(settings), outcome.part)
            see = f"; all are in {file}" if file.exists() else ""
            warn(f"{outcome.part}: {count} of {outcome.report.rows} rows were rejected{first}{see}")
        _tell_notices(outcome.part, outcome.report, _rejects(settings))


def _first(report: Report) -> str:
    """The first rejected row, with file, line and reason, as the end of a sentence."""
    if not report.rejects:
        return ""
    reject = report.rejects[0]
    place = f"{reject.file}:{reject.line}" if reject.line else reject.file
    return f"; the first: {place}: {reject.reason}"


def _tell_notices(part: str, report: Report, folder: Path | None = None) -> None:
    """Report notices; those that differ only in codes and numbers are shown once, with a count."""
    groups = alike(report.notices)
    for notice, count in groups[:_NOTICES]:
        warn(f"{part}: {notice}" + (f" (and {count - 1} more like this)" if count > 1 else ""))
    if (more := len(groups) - _NOTICES) > 0:
        warn(f"{part}: and {more} others")
    if folder is not None and len(groups) < len(report.notices):
        warn(f"{part}: all are in {write_notices(folder, part, report.notices)}")


def _sum_up(outcomes: Sequence[Outcome], order: Order, seconds: float) -> None:
    """Report what was loaded and what was left out, and how long it took."""
    loaded = [outcome for outcome in outcomes if outcome.state == "loaded"]
    rows, rejected = sum(one.report.rows for one in loaded), sum(one.rejected for one in loaded)
    words = [f"{len(loaded)} of {len(outcomes)} parts loaded: {rows:,} rows, {rejected:,} of them rejected"]
    words += [
        f"{count} {state}"
        for state in ("unchanged", "out of date")
        if (count := sum(one.state == state for one in outcomes))
    ]
    if order.left_out:
        words.append(f"{order.left_out} files left out, as listed above")
    if failed := len(order.failures or ()):
        words.append(f"{failed} {'file or part' if failed == 1 else 'files or parts'} failed, listed below")
    note(f"{'; '.join(words)}; {timedelta(seconds=round(seconds))} in all")
