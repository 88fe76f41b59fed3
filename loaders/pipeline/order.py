"""What to load and how: the arguments of `medcodegraph load` as tasks of the pipeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from medcodegraph.errors import InputError, MedcodegraphError, SettingsError
from medcodegraph.loaders import licence, registry
from medcodegraph.loaders.pipeline.run import Task
from medcodegraph.loaders.pipeline.survey import Survey
from medcodegraph.loaders.source import Loader


@dataclass(frozen=True, slots=True)
class Order:
    """What to load and how; with `failures`, an invalid file is recorded there and does not stop the rest."""

    tasks: Sequence[Task]
    force: bool = False
    max_rejects: float = 0.1
    failures: list[MedcodegraphError] | None = None
    left_out: int = 0
    """How many of the files given no source reads."""

    @classmethod
    def named(
        cls, source: str, files: Sequence[Path], options: Mapping[str, str], force: bool, max_rejects: float
    ) -> "Order":
        """The order for a source by its name, or for `default`."""
        loaders = registry.named(source)
        if len(loaders) > 1 and (files or options):
            raise SettingsError(f"{source} covers several sources: give files and options for one of them")
        several = any(path.is_dir() for path in files)
        tasks = [Task(loader, files, options) for loader in loaders]
        return cls(tasks, force, max_rejects, [] if several else None)

    @classmethod
    def found(
        cls,
        paths: Sequence[Path],
        seen: Survey,
        options: Mapping[str, str],
        force: bool,
        max_rejects: float,
    ) -> "Order":
        """The order for the files found by a survey.

        Raises InputError if no source reads any of them, SettingsError for an option that no source has.
        """
        loaders = registry.LOADERS
        for option in options:
            if not any(option in loader.options for loader in loaders.values()):
                raise SettingsError(f"no source has an option {option!r}")
        if not seen.found and not seen.wrong:
            raise InputError("no source can read any of it", ", ".join(map(str, paths)))
        tasks = [
            Task(loaders[name], files, _meant_for(loaders[name], options))
            for name, files in seen.found.items()
        ]
        return cls(tasks, force, max_rejects, list(seen.wrong), len(seen.left_out))


def named_options(words: Iterable[str]) -> dict[str, str]:
    """`name=value` words as options of a source; raises SettingsError."""
    options = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise SettingsError(f"{word!r} is not an option: write --option name=value")
        options[name] = value
    return options


def _meant_for(loader: Loader, options: Mapping[str, str]) -> dict[str, str]:
    """The options for several loaders that this one has; `licence` is whether the person holds one."""
    licensed = loader.options.items() >= licence.OPTION.items()
    return {
        name: value
        for name, value in options.items()
        if name in loader.options and (licensed or name not in licence.OPTION)
    }
