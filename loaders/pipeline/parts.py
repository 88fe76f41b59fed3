"""Reading without writing: the parts of a source, and the facts of each as checked batches."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from medcodegraph.errors import InputError, MedcodegraphError, SettingsError
from medcodegraph.graph.facts import Edge, Fact
from medcodegraph.graph.library.parameters import suggestion
from medcodegraph.graph.model import Rel
from medcodegraph.graph.write.batches import BATCH, Batches
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part
from medcodegraph.loaders.wording import circular

_PART_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*([./][a-z0-9_-]+)*")


def source_key(part: str) -> str:
    """The key of the Source of a part."""
    return f"SOURCE:{part}"


def parts_of(loader: Loader, paths: Sequence[Path], options: Options) -> Sequence[Part]:
    """The parts of these files, or of the loader's default files if no path is given.

    Raises InputError for a missing or invalid file, SettingsError for an option the loader does not have.
    """
    for option in options:
        if option not in loader.options:
            raise SettingsError(f"{loader.name} has no option {option!r}{suggestion(option, loader.options)}")
    if not paths and loader.default is None:
        raise InputError(f"{loader.name} needs a path: {loader.formats}")
    given = paths or (loader.default() if loader.default else ())
    for path in given:
        if not path.exists():
            raise InputError("no such file", path)
    try:
        parts = loader.parts(given, options)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", error.filename) from error
    if not parts:
        raise InputError(f"it contains nothing that {loader.name} reads", ", ".join(map(str, given)))
    names = [part.name for part in parts]
    for part in parts:
        if names.count(part.name) > 1:
            files = ", ".join(str(file) for one in parts if one.name == part.name for file in one.files)
            raise InputError(f"{files} are the same part of the source, {part.name}: load one of them")
        if not _PART_NAME.fullmatch(part.name):
            raise MedcodegraphError(f"the loader {loader.name} names a part {part.name!r}: misspelt")
    return parts


def sound_parts(
    loader: Loader, paths: Sequence[Path], options: Options, failed: Callable[[InputError], None]
) -> Sequence[Part]:
    """The parts of these files except those that are wrong as a whole: `failed` is called with each error.

    Raises as `parts_of` does if an error is not about one of several files.
    """
    files = list(paths)
    while True:
        try:
            return parts_of(loader, files, options)
        except InputError as error:
            culprit = next((file for file in files if concerns(error, file)), None)
            if culprit is None or len(files) == 1:
                raise
            failed(error)
            files.remove(culprit)


def concerns(error: InputError, file: Path) -> bool:
    """Whether an error is about a file or, if that is a zip, about one of its members."""
    return str(error.file) == str(file) or str(error.file).startswith(f"{file}!")


def read_batches(part: Part, names: Names, report: Report, size: int = BATCH) -> Batches:
    """The facts of a part, read lazily; rejects go into the report.

    Raises InputError for an invalid or unreadable file, UnfitFact for a bug in the loader.
    """

    def refuse(fact: Fact, reason: str) -> None:
        if isinstance(fact, Edge):
            what = f"{fact.kind} from {fact.start[1]} to {fact.end[1]}"
        else:
            what, reason = fact.key, f"{reason}; it comes from row {report.rows:,} or one near it"
        report.reject(file_of(part), 0, reason, what)

    return Batches(_facts(part, names, report), source_key(part.name), refuse, size)


def reject_circles(part: Part, batches: Batches, report: Report) -> set[tuple[Rel, str, str]]:
    """The kind, start and end of edges that close a cycle in a hierarchy: each is rejected."""
    back = batches.circles()
    for kind, start, end in sorted(back):
        reason = circular(end)
        report.reject(file_of(part), 0, reason, f"{kind} from {start} to {end}")
    return back


def check_anything(part: Part, report: Report, nodes: int) -> None:
    """Raise InputError if the files are empty: an empty table would remove everything loaded."""
    if not report.rejects and not (nodes and report.rows):
        reason = "it contains nothing to load: check that it is the right file, and complete"
        raise InputError(reason, file_of(part))


def check_rejects(part: Part, report: Report, most: float, listed: Path | None = None) -> None:
    """Raise InputError if more than this share of the rows was rejected."""
    if len(report.rejects) > most * report.rows:
        first = report.rejects[0]
        raise InputError(
            f"{len(report.rejects)} of {report.rows} rows were rejected, more than {most:.0%}, so"
            f" nothing was loaded; the first: {first.file}:{first.line}: {first.reason}"
            + (f"; all are in {listed}" if listed else ""),
            file_of(part),
        )


def stats_of(part: Part) -> Sequence[os.stat_result]:
    """The file status of the files of a part; raises InputError for an unreadable one."""
    try:
        return [file.stat() for file in part.files]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", error.filename) from error


def file_of(part: Part) -> Path | str:
    """The file that represents a part in messages."""
    return part.files[0] if part.files else part.name


def _facts(part: Part, names: Names, report: Report) -> Iterator[Fact]:
    try:
        yield from part.facts(report, names)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", error.filename or file_of(part)) from error
