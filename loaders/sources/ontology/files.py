"""Which of the given files contain an ontology, and in which form, by their content."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import head_of
from medcodegraph.loaders.files.tab_rows import cells
from medcodegraph.loaders.files.unpack import Packed, contents
from medcodegraph.loaders.recognise import recognised_once
from medcodegraph.loaders.source import Part
from medcodegraph.loaders.sources.ontology.obo import is_obo
from medcodegraph.loaders.sources.ontology.sssom import COLUMNS

_BOM = "\ufeff"
_GRAPHS = re.compile(r'\s*\{.*?"graphs"\s*:\s*\[', re.DOTALL)
_PACKED = re.compile(r'\s*\{\s*"MONDO:\d+"\s*:\s*\{')


class Form(Enum):
    """The file formats that the ontologies' publishers offer."""

    OBO = "OBO"
    GRAPH = "obographs JSON"
    PACKED = "packed JSON"
    MAPPINGS = "SSSOM"
    PARENTS = "table of terms and parents"
    XREFS = "table of terms and references"


_TABLES: dict[tuple[str, ...], Form] = {
    ("id", "label", "subClassOf"): Form.PARENTS,
    ("id", "label", "xrefs"): Form.XREFS,
}


@dataclass(frozen=True, slots=True)
class OntologyFile:
    """A file, or the member of a zip, and its form; `given` if named itself, not only its folder."""

    source: Packed
    form: Form
    given: bool


def ontology_files(
    paths: Sequence[Path], wanted: Callable[[OntologyFile], bool], formats: str
) -> list[OntologyFile]:
    """The wanted files among those given and, by name, those in given folders and zips.

    Unwanted files in a folder or zip are skipped. Raises InputError for a given file that is not wanted
    (`formats` names what is), for an unreadable one, and if nothing is found.
    """
    found = []
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_dir() or (path.is_dir() and file.name.startswith(".")):
                continue
            for source in contents(file):
                given = file is path and source.member is None
                form = form_of(source)
                if form is not None and wanted(each := OntologyFile(source, form, given)):
                    found.append(each)
                elif given:
                    raise InputError(f"not recognised as any of: {formats}", source.name)
    if not found:
        raise InputError(f"nothing to load: give one of: {formats}", paths[0] if paths else None)
    return found


def check_editions(parts: Sequence[Part]) -> None:
    """Raise InputError if two files would be loaded as the same part."""
    for part in parts:
        same = [str(other.files[0]) for other in parts if other.name == part.name]
        if len(same) > 1:
            raise InputError(f"{' and '.join(same)} are editions of one file ({part.name}): give one of them")


@recognised_once
def form_of(source: Packed) -> Form | None:
    """The form of a file, by its first 64 KiB, or None; raises InputError if it is unreadable."""
    start = head_of(source).decode("utf-8", "replace").removeprefix(_BOM)
    if is_obo(start):
        return Form.OBO
    if _PACKED.match(start):
        return Form.PACKED
    if _GRAPHS.match(start):
        return Form.GRAPH
    header = next((line for line in start.splitlines() if not line.startswith("#")), "")
    try:
        columns = cells(header)
    except ValueError:
        return None
    if set(columns) >= set(COLUMNS):
        return Form.MAPPINGS
    return _TABLES.get(tuple(columns))
