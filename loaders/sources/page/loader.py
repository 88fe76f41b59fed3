"""Loader of code pages: web pages about one procedure code, saved as text by the user.

Every word of a page is kept: as a property, as edges (with the page's own words in `edge_sections`) or, where
the page format has no such heading, in `other_sections`. One exception: the title of a CPT page is the
descriptor, licensed text of the American Medical Association: it is not stored, there or as the name.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.facts import Fact
from medcodegraph.graph.keys import code_key, code_number, slug_key, system_name
from medcodegraph.graph.model import Label
from medcodegraph.loaders.codes.forms import CLEAR_ICD10PCS, CPT, HCPCS
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.text import text_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.page.facts import PageFacts, procedure_key
from medcodegraph.loaders.sources.page.text import NAMELESS, Page, parse

_CODES = {
    "CPT": re.compile(CPT),
    "HCPCS": re.compile(HCPCS),
    "ICD10PCS": re.compile(CLEAR_ICD10PCS),
}
_ENDINGS = ("", ".txt")
_MOST_LINES, _MOST_LETTERS = 2_000, 500_000  # a page has a hundred lines and some thousand characters


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    files = [file for path in paths for file in _files(path)]
    alone = {path for path in paths if not path.is_dir()}
    code = options.get("code")
    if code and len(files) != 1:
        raise SettingsError(
            f"--code names the code of one page, but there are {len(files)} pages: leave it out"
        )
    known: dict[str, Path] = {}
    parts: list[Part] = []
    wrong: list[tuple[Path, InputError]] = []
    for file in files:
        try:
            parts.append(_of_file(file, code, known))
        except InputError as error:
            if file in alone:
                raise
            wrong.append((file, error))
    if wrong and not parts:
        raise wrong[0][1]
    return [*parts, *(_refused(file, error, at) for at, (file, error) in enumerate(wrong))]


def _of_file(file: Path, code: str | None, known: dict[str, Path]) -> Part:
    lines, page = _page(Packed(file))
    system = system_name(page.system)
    procedure_key(page, file, code or file.stem)
    key = code_key(system, _chosen(code, system) if code else _named(file, system))
    if key in known:
        raise InputError(f"{known[key]} is also a page about {key}: keep one", file)
    known[key] = file
    return _part(file, key, lines)


def _refused(file: Path, error: InputError, at: int) -> Part:
    """The part for a wrong page in a folder: reading it raises the error, and the others are loaded."""
    name = f"page/{slug_key('', file.stem).removeprefix(':') or 'page'}-{at}"
    provenance = Provenance("", "", "", "")
    return Part(name, [file], provenance, partial(_raised, error), needs=(Label.CONDITION, Label.PROCEDURE))


def _raised(error: InputError, _report: Report, _names: Names) -> Iterator[Fact]:
    raise error


def _part(file: Path, key: str, lines: int) -> Part:
    return Part(
        name="page/" + key.replace(":", "-").lower(),
        files=[file],
        provenance=Provenance(
            f"Code page {key}", "supplied by the user", "", "as the supplier of the page states"
        ),
        facts=partial(_facts, file, key),
        size=lines,
        needs=(Label.CONDITION, Label.PROCEDURE),
    )


def _recognises(source: Packed) -> bool:
    """Whether a text is a page; raises InputError for one that lacks its name, or its code in the file's."""
    path = source.path
    if source.member or path.suffix.lower() not in _ENDINGS or path.stat().st_size > 4 * _MOST_LETTERS:
        return False
    try:
        page = _page(source)[1]
    except InputError as error:
        if error.reason.startswith(NAMELESS):  # it is a page in all else
            raise
        return False
    _named(path, system_name(page.system))
    return True


def _files(path: Path) -> list[Path]:
    """The page itself, or all pages of a folder and its sub-folders: *.txt and files without an extension."""
    if not path.is_dir():
        return [path]
    found = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file()
        and file.suffix.lower() in _ENDINGS
        and not any(name.startswith(".") for name in file.relative_to(path).parts)
    ]
    if not found:
        raise InputError("the folder holds no page: pages are .txt files named after their code", path)
    return found


def _named(file: Path, system: str) -> str:
    """The code that a file name begins with."""
    match = re.match(r"[0-9A-Za-z]+(?![^-_. ])", file.name)
    number = code_number(system, match[0]) if match else ""
    if not _CODES[system].fullmatch(number):
        raise InputError(
            f"the file name does not begin with a {system} code: "
            "name the file after its code (such as 0537T.txt) or give the code with --code",
            file,
        )
    return number


def _chosen(code: str, system: str) -> str:
    """The code from `--code`, given with or without its system."""
    prefix, _, number = code.rpartition(":")
    if prefix and system_name(prefix) != system:
        raise SettingsError(f"--code {code} is in a different code system than the page, which says {system}")
    number = code_number(system, number)
    if not _CODES[system].fullmatch(number):
        raise SettingsError(f"--code {code} is not in the form of a {system} code, which the page is about")
    return number


@kept(1024)
def _page(source: Packed) -> tuple[int, Page]:
    """How many lines a file has, and the page they make: kept from recognising it until it is loaded."""
    file = source.path
    lines = text_lines(file)
    if len(lines) > _MOST_LINES or sum(map(len, lines)) > _MOST_LETTERS:
        raise InputError(
            f"longer than {_MOST_LINES} lines or {_MOST_LETTERS} characters: give a single code page", file
        )
    return len(lines), parse(lines, file)


def _facts(file: Path, key: str, report: Report, names: Names) -> Iterator[Fact]:
    lines, page = _page(Packed(file))
    report.rows += lines
    yield from PageFacts(page, file, key, report, names).facts()


LOADER = Loader(
    name="page",
    summary="Pages about one procedure code, saved as text: steps, risks, indications, alternatives",
    formats="text files, or folders of them, named after their code (0537T.txt), with a line such as "
    '"CPT4 code"; the title of a CPT page is a licensed descriptor and is left out',
    rank=60,
    parts=_parts,
    recognises=_recognises,
    options={"code": "the code of the page, if the file name does not begin with it: 0537T or CPT:0537T"},
)
