"""Surveys files and folders: which source reads which file, by content, and what no source reads."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import NoData
from medcodegraph.loaders.files.xlsx import readable
from medcodegraph.loaders.pipeline.parts import concerns
from medcodegraph.loaders.recognise import is_web_page
from medcodegraph.loaders.source import Loader
from medcodegraph.loaders.unsupported import what_it_is

_ADDENDA = "useful only next to the file that it amends, such as the order file of its release"
_SHOWN = 3  # errors about members of one zip


@dataclass(slots=True)
class Survey:
    """The files of each loader, in loading order; files left out; errors.

    A file or zip is listed under every loader that reads something in it. `reasons` say what files, and
    members of zips, are that are left out, where that is known.
    """

    found: dict[str, list[Path]] = field(default_factory=dict)
    left_out: list[Path] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    wrong: list[InputError] = field(default_factory=list)


def survey(paths: Sequence[Path], loaders: Iterable[Loader]) -> Survey:
    """Inspect every given file, and all files that are not hidden in given folders.

    A file that several loaders recognise goes to the first. Raises InputError for a missing path.
    """
    loaders = list(loaders)
    result = Survey()
    read: dict[str, dict[Path, None]] = {loader.name: {} for loader in loaders}
    used: dict[str, dict[Path, None]] = {loader.name: {} for loader in loaders}
    for file in dict.fromkeys(_files(paths)):
        if is_web_page(file):
            result.reasons[str(file)] = "a web page"
            continue
        empty: list[NoData] = []
        try:
            for source in readable(file):
                try:
                    reader = next((loader for loader in loaders if loader.recognises(source)), None)
                except NoData as error:
                    empty.append(error.with_traceback(None))  # which would keep the content in memory
                    continue
                if reader is not None:
                    read[reader.name][file] = None
                helped = [each for each in loaders if each is not reader and each.uses(source)]
                for loader in helped if source.member is None else ():
                    used[loader.name][file] = None
                if reader is None and not helped and (reason := what_it_is(source)):
                    result.reasons[source.name] = reason
        except InputError as error:
            result.wrong.append(error.with_traceback(None))
        except OSError as error:
            result.wrong.append(InputError(f"cannot be read: {error.strerror}", file))
        if not any(file in files for files in read.values()):
            result.wrong += _few(empty, file)
    for loader in loaders:
        if files := read[loader.name]:
            result.found[loader.name] = [*files, *used[loader.name]]
    taken = {file for files in result.found.values() for file in files}
    taken |= {file for file in _files(paths) for error in result.wrong if concerns(error, file)}
    result.left_out = [file for file in dict.fromkeys(_files(paths)) if file not in taken]
    stray = {str(file) for helping in used.values() for file in helping} - {str(file) for file in taken}
    result.reasons |= dict.fromkeys(stray, _ADDENDA)
    return result


def _few(errors: Sequence[InputError], file: Path) -> list[InputError]:
    """The first few errors about members of one zip, and how many more there are."""
    more = len(errors) - _SHOWN
    rest = [InputError(f"the same applies to {more:,} more members", file)] if more > 0 else []
    return [*errors[:_SHOWN], *rest]


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise InputError("no such file", path)
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            hidden = path.is_dir() and any(name.startswith(".") for name in file.relative_to(path).parts)
            if file.is_file() and not hidden:
                yield file
