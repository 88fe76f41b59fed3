"""Loader of code pages: web pages about one procedure code, saved as text by the user.

Every word of a page is kept: as a property, as edges (with the page's own words in `edge_sections`) or, if
the heading is unknown, in `other_sections`. One exception: the title of a CPT page is the descriptor,
licensed text of the American Medical Association, so the head of the page is not stored.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import code_key, code_number, slug_key, system_name
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.code_forms import CLEAR_ICD10PCS, CPT, HCPCS
from medcodegraph.loaders.files.text import text_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.page.conditions import condition_phrases
from medcodegraph.loaders.sources.page.items import management, purposes, terms
from medcodegraph.loaders.sources.page.lists import plain
from medcodegraph.loaders.sources.page.text import ABOVE, LEFT_EMPTY, STEPS, UNKNOWN, Entry, Page, parse

_CODES = {
    "CPT": re.compile(CPT),
    "HCPCS": re.compile(HCPCS),
    "ICD10PCS": re.compile(CLEAR_ICD10PCS),
}
_ENDINGS = ("", ".txt")
_MOST_LINES, _MOST_LETTERS = 2_000, 500_000  # a page has a hundred lines and some thousand characters

_TEXTS = {
    "summary": "summary",
    "purpose": "purpose",
    "conditions": "purpose",
    "goals": "goals",
    "symptoms": "symptoms",
    "patient_criteria": "patient_criteria",
    "instructions": "instructions",
    "anesthesia": "anesthesia",
    "duration": "duration",
    "benefits": "benefits",
    "timeline": "timeline",
    "care": "care",
    "recovery": "recovery",
    "risk_management": "risk_management",
    "patient_experience": "patient_experience",
}
"""Fields kept as text, and the property for each."""

_EDGES = {
    "setting": (Rel.PERFORMED_IN, Label.SETTING, "SETTING"),
    "personnel": (Rel.PERFORMED_BY, Label.ROLE, "ROLE"),
    "equipment": (Rel.USES, Label.EQUIPMENT, "EQUIPMENT"),
    "tests": (Rel.REQUIRES, Label.DIAGNOSTIC_TEST, "TEST"),
    "risks": (Rel.RISKS, Label.RISK, "RISK"),
    "common_risks": (Rel.RISKS, Label.RISK, "RISK"),
    "rare_risks": (Rel.RISKS, Label.RISK, "RISK"),
    "alternatives": (Rel.ALTERNATIVE_TO, Label.PROCEDURE, "PROCEDURE"),
}
"""Fields that list names, and the edges for each."""

_RISKS = {"risks": None, "common_risks": "common", "rare_risks": "rare"}
"""Fields of risks, and their frequency."""


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    files = [file for path in paths for file in _files(path)]
    code = options.get("code")
    if code and len(files) != 1:
        raise SettingsError(
            f"--code names the code of one page, but there are {len(files)} pages: leave it out"
        )
    known: dict[str, Path] = {}
    parts = []
    for file in files:
        lines, page = _page(file)
        _procedure(page, file)
        system = system_name(page.system)
        key = code_key(system, _chosen(code, system) if code else _named(file, system))
        if key in known:
            raise InputError(f"{known[key]} is a page of {key} too: keep one of them", file)
        known[key] = file
        parts.append(_part(file, key, lines))
    return parts


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
    """Whether a text is a page, and named after its code."""
    path = source.path
    if source.member or path.suffix.lower() not in _ENDINGS or path.stat().st_size > 4 * _MOST_LETTERS:
        return False
    try:
        _named(path, system_name(_page(path)[1].system))
    except InputError:
        return False
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
            "name the file after its code (as 0537T.txt) or give the code with --code",
            file,
        )
    return number


def _chosen(code: str, system: str) -> str:
    """The code from `--code`, given with or without its system."""
    prefix, _, number = code.rpartition(":")
    if prefix and system_name(prefix) != system:
        raise SettingsError(f"--code {code} is of another code system than the page, which says {system}")
    number = code_number(system, number)
    if not _CODES[system].fullmatch(number):
        raise SettingsError(f"--code {code} is not written like a {system} code, which the page is about")
    return number


def _page(file: Path) -> tuple[int, Page]:
    """A file's number of lines, and the parsed page."""
    lines = text_lines(file)
    if len(lines) > _MOST_LINES or sum(map(len, lines)) > _MOST_LETTERS:
        raise InputError(
            f"longer than {_MOST_LINES} lines or {_MOST_LETTERS} letters: give a single code page", file
        )
    return len(lines), parse(lines, file)


def _procedure(page: Page, file: Path) -> str:
    key = slug_key("PROCEDURE", plain(page.name))
    if key == "PROCEDURE:":
        raise InputError(
            f"the procedure's name {page.name!r} has no letter of a to z: write it in English", file
        )
    return key


def _facts(file: Path, key: str, report: Report, names: Names) -> Iterator[Fact]:
    lines, page = _page(file)
    report.rows += lines
    yield from _Mapping(page, file, key, report, names).facts()


class _Mapping:
    """Maps one page to facts."""

    def __init__(self, page: Page, file: Path, key: str, report: Report, names: Names) -> None:
        self.page, self.file, self.key, self.report, self.names = page, file, key, report, names
        self.system, _, self.number = key.partition(":")
        self.code = self._code()
        self.properties = self._properties()
        self.procedure = _procedure(page, file)
        self.procedure = self._own_key(names.described(self.procedure))

    def facts(self) -> Iterator[Fact]:
        """The code, the procedure it bills and everything the page says about it."""
        yield self.code
        yield Node(Label.PROCEDURE, self.procedure, self.properties)
        yield Edge(Rel.BILLS, (Label.CODE, self.key), (Label.PROCEDURE, self.procedure))
        stated = set()
        for fact in self._about_procedure():
            mark = (fact.key,) if isinstance(fact, Node) else (fact.kind, fact.end, fact.id)
            if mark not in stated:
                stated.add(mark)
                yield fact

    def _own_key(self, others: Mapping[str, tuple[str, ...]]) -> str:
        """The procedure's key, from its name, unless another code's page describes that name differently."""
        known = [texts for part, texts in others.items() if part.startswith("SOURCE:page/")]
        if not known:
            return self.procedure
        said = self.properties
        mine = tuple(str(said.get(name) or "") for name in ("summary", "purpose", "description", "duration"))
        return self.procedure if mine in known else f"{self.procedure}-{self.number.lower()}"

    def _code(self) -> Node:
        properties: dict[str, Value] = {"system": self.system, "code": self.number}
        if self.system != "CPT":
            properties["display"] = self.page.title or None
        elif self.page.title:
            self._notice(None, "the page's title is a CPT descriptor, licensed by the AMA: it is not stored")
        return Node(Label.CODE, self.key, properties)

    def _properties(self) -> dict[str, Value]:
        texts: dict[str, list[str]] = {}
        lists: dict[str, list[str]] = {}
        for entry in self.page.entries:
            if entry.field in _TEXTS:
                texts.setdefault(_TEXTS[entry.field], []).append(entry.text)
            elif entry.field == STEPS:
                description, steps = _steps(entry)
                texts.setdefault("description", []).extend(description)
                lists.setdefault("steps", []).extend(steps)
            elif entry.field == "terms":
                lists.setdefault("terms", []).extend(terms(entry))
            elif entry.field in _EDGES or entry.field == "pros_cons":
                lists.setdefault("edge_sections", []).append(entry.titled)
                if entry.field in _RISKS:
                    texts.setdefault("risk_management", []).extend(management(entry))
            elif entry.field != ABOVE or self.system != "CPT":
                self._notice(entry, f"{entry.title!r} is kept in other_sections: {_why_other(entry)}")
                lists.setdefault("other_sections", []).append(entry.titled)
        properties: dict[str, Value] = {"name": self.page.name}
        properties |= {name: "\n".join(found) for name, found in texts.items() if found}
        properties |= {name: found for name, found in lists.items() if found}
        return properties

    def _about_procedure(self) -> Iterator[Node | Edge]:
        purpose = None
        for entry in self.page.entries:
            if entry.field == "conditions":
                yield from self._indications(entry)
            elif entry.field == "purpose":
                purpose = entry
            elif entry.field in _EDGES:
                yield from self._named_in(entry)
        if purpose and self._text("conditions") is None:
            self._notice(purpose, 'no "Medical Condition:" label, so no indication is stated')

    def _named_in(self, entry: Entry) -> Iterator[Node | Edge]:
        """The nodes that a list-like entry names, each with its edge."""
        kind, label, prefix = _EDGES[entry.field]
        found = purposes(entry)
        if not found and not management(entry):
            self._notice(entry, f"no names could be read from {entry.title!r}: its text is in edge_sections")
        for name, purpose in found.items():
            key = slug_key(prefix, name)
            if key in (f"{prefix}:", self.procedure):
                continue
            facts: dict[Rel, dict[str, Value]] = {
                Rel.REQUIRES: {"purpose": purpose},
                Rel.ALTERNATIVE_TO: {"pros_cons": self._text("pros_cons")},
                Rel.RISKS: {"frequency": _RISKS.get(entry.field)},
            }
            yield Node(label, key, {"name": name})
            yield self._edge(kind, (label, key), facts.get(kind, {}), _RISKS.get(entry.field) or "")

    def _indications(self, entry: Entry) -> Iterator[Node | Edge]:
        criteria = self._text("symptoms", "patient_criteria")
        phrases = [phrase for piece in entry.pieces for phrase in condition_phrases(piece.text)]
        if not phrases:
            self._notice(entry, f"no condition could be read from {entry.title!r}: its text is in purpose")
        for phrase in phrases:
            own = slug_key("CONDITION", phrase.name)
            if own == "CONDITION:":
                continue
            key = self.names.key(Label.CONDITION, *phrase.names) or own
            properties: dict[str, Value] = {}
            if key == own:  # also if it exists because this page was loaded before
                synonyms = [phrase.abbreviation] if phrase.abbreviation else None
                properties = {"name": phrase.name, "synonyms": synonyms}
                self._notice(entry, f"no known condition is called {phrase}: kept as {own}")
            yield Node(Label.CONDITION, key, properties)
            yield self._edge(Rel.INDICATED_FOR, (Label.CONDITION, key), {"criteria": criteria})

    def _edge(self, kind: Rel, end: tuple[Label, str], facts: Mapping[str, Value], id: str = "") -> Edge:
        return Edge(kind, (Label.PROCEDURE, self.procedure), end, facts, id)

    def _text(self, *fields: str) -> str | None:
        """The text of these fields, in the page's order, or None."""
        return "\n".join(entry.text for entry in self.page.entries if entry.field in fields) or None

    def _notice(self, entry: Entry | None, text: str) -> None:
        place = f"{self.file.name}:{entry.line}" if entry else self.file.name
        self.report.notice(f"{place}: {text}")


def _why_other(entry: Entry) -> str:
    if entry.field == UNKNOWN:
        return "an unknown label" if entry.label else "an unknown heading"
    return "usually empty" if entry.field == LEFT_EMPTY else "not part of the page format"


def _steps(entry: Entry) -> tuple[list[str], list[str]]:
    """The paragraphs and the steps of the procedure's description; nested items continue their step."""
    paragraphs: list[str] = []
    steps: list[str] = []
    for piece in entry.pieces:
        if piece.depth == 0:
            (steps if piece.marker else paragraphs).append(piece.text)
        else:
            indent = "  " * (piece.depth - 1)
            steps[-1] += (
                f"\n{indent}{piece.marker} {piece.text}" if piece.marker else f"\n{indent}{piece.text}"
            )
    return paragraphs, steps


LOADER = Loader(
    name="page",
    summary="Pages about one procedure code, saved as text: steps, risks, indications, alternatives",
    formats="text files, or folders of them, named after their code (0537T.txt), with a line such as "
    '"CPT4 code"; the title of a CPT page is a licensed descriptor and is left out',
    rank=60,
    parts=_parts,
    recognises=_recognises,
    options={"code": "the code of the page, where the file name does not begin with it: 0537T or CPT:0537T"},
)
