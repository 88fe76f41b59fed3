"""Recognises files by their content: single files, in folders and in zips, under any name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import head_of, kept
from medcodegraph.loaders.files.unpack import UTF_16, NoData, Packed
from medcodegraph.loaders.files.xlsx import readable
from medcodegraph.loaders.source import Part, nothing
from medcodegraph.loaders.unsupported import what_it_is

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Found(Generic[Kind]):
    """A file, or a zip's member, and its kind; `beside` are the others in the same zip or given folder."""

    source: Packed
    kind: Kind
    beside: Sequence[Packed]


def found_files(
    paths: Sequence[Path],
    kind_of: Callable[[Packed], Kind | None],
    formats: str,
    used: Callable[[Packed], bool] = nothing,
) -> list[Found[Kind]]:
    """The files that `kind_of` recognises, in the given order; in a folder by name.

    Others in a folder or zip are skipped. A given file that is only `used` counts as beside all others.
    Raises InputError for a given file that is not recognised (`formats` names what is), for an unreadable
    one, and if nothing is found.
    """
    found: list[Found[Kind]] = []
    empty: list[NoData] = []  # as some publishers pack it
    places = _places(paths)
    helping = [
        source
        for place, sources in places.items()
        for source in sources
        if source == Packed(place) and used(source)
    ]
    for place, sources in places.items():
        for source in sources:
            try:
                kind = kind_of(source)
            except NoData as error:
                if source.member is None:
                    raise
                empty.append(error.with_traceback(None))  # which would keep the content in memory
                continue
            if kind is not None:
                beside = dict.fromkeys([*sources, *helping])
                found.append(Found(source, kind, [each for each in beside if each != source]))
            elif source == Packed(place) and source not in helping:
                reason = what_it_is(source)
                said = f"; it is {reason}" if reason else ""
                raise InputError(f"not recognised as any of: {formats}{said}", source.name)
    if empty and not found:
        raise empty[0]
    if not found:
        raise InputError(f"nothing to load: give one of: {formats}", paths[0] if paths else None)
    return found


_REMEMBERED = 1 << 16
"""Files of which each source remembers what they are: more than a folder or zip that anyone loads holds."""


def recognised_once(kind_of: Callable[[Packed], Kind]) -> Callable[[Packed], Kind]:
    """Makes a function that tells what a file is look at each once: in the survey and when it is loaded."""
    return kept(_REMEMBERED)(kind_of)


def known(kind_of: Callable[[Packed], Kind | None]) -> Callable[[Packed], bool]:
    """Whether a file is of a known kind."""
    return lambda source: kind_of(source) is not None


def _places(paths: Sequence[Path]) -> dict[Path, list[Packed]]:
    """The readable files, by the given file, zip or folder that contains them."""
    places: dict[Path, list[Packed]] = {}
    for path in paths:
        if not path.is_dir():
            places.setdefault(path, []).extend(readable(path))
            continue
        for file in sorted(path.rglob("*")):
            if file.is_file() and not file.name.startswith(".") and not is_web_page(file):
                members = readable(file)
                place = file.parent if members == [Packed(file)] else file
                places.setdefault(place, []).extend(members)
    return places


def is_web_page(file: Path) -> bool:
    """Whether a file is named as a web page: no source is one, so those in a folder are skipped."""
    return file.suffix.lower() in (".html", ".htm")


def start_of(source: Packed) -> str:
    """The first 64 KiB of a file as text, with uniform line ends; raises InputError if unreadable."""
    start = head_of(source)
    if start.startswith(UTF_16):
        raise NoData("the file is UTF-16: save it as UTF-8", source.name)
    text = start.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_editions(parts: Sequence[Part]) -> None:
    """Raise InputError if two files would be loaded as the same part."""
    for part in parts:
        same = [other for other in parts if other.name == part.name]
        if len(same) > 1:
            releases = " and ".join(f"{each.files[0]} ({each.provenance.release})" for each in same)
            reason = f"{len(same)} files are the same part {part.name}: load one of them"
            raise InputError(f"{reason}: {releases}")
