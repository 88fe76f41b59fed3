"""The ICD-10-CM tabular list: its XML as entries, with seventh characters expanded to full codes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from medcodegraph.errors import InputError
from medcodegraph.loaders.codes.forms import ICD10CM_CATEGORY, ICD10CM_DOTTED
from medcodegraph.loaders.files.kept import Headed, rough_count
from medcodegraph.loaders.files.text import Bytes
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xml_rows import Element, Row, xml_rows
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import not_in_form

_NOTES = {
    "inclusionTerm": "inclusion_terms",
    "includes": "includes",
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code_first",
    "useAdditionalCode": "use_additional",
    "codeAlso": "code_also",
    "notes": "notes",
    "sevenChrNote": "notes",
    "sectionIndex": "notes",
}
"""Elements that contain <note>s, and the property of a Code that holds them."""
_TABLE = "visualImpairment"
_STRUCTURE = {"name", "desc", "diag", "section", "sevenChrDef"}
_ROWS = ("diag", "section", "chapter")
_CODE = re.compile(ICD10CM_DOTTED)
_RANGE = re.compile(rf"({ICD10CM_CATEGORY})(?:-({ICD10CM_CATEGORY}))?")
_EXCEPTION = re.compile(
    r"7th characters? (?P<seventh>[0-9A-Z](?:(?:, |,? and |,? or )[0-9A-Z])*) (?:does|do) not apply to "
    r"codes in (?:sub)?category (?P<start>[0-9A-Z.]+) with 6th character (?P<sixth>.+)"
)
_SIXTH = re.compile(r"(?:^|, |\bor )([0-9A-Z])(?= - |,| or |\.?$)")
_MAYBE_EXCEPTION = re.compile(r"\b7th characters?\b.*\bnot\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """A chapter, section, category, subcategory or code; `parent` is the code of the entry above it.

    `code` is as in the list, but `CHAPTER-2` for a chapter and `C50-C50` for a section with one category.
    `notes` maps a property of Code to its texts.
    """

    code: str
    display: str
    level: str
    billable: bool
    parent: str | None
    line: int
    notes: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Seventh:
    """The applicable seventh characters: their meanings, inclusion terms, and the codes they exclude."""

    meanings: Mapping[str, str]
    terms: Mapping[str, list[str]]
    exceptions: tuple[re.Pattern[str], ...]


def version(source: Packed) -> str:
    """The version the file states (`2026`), may be empty; raises InputError if it is not a tabular list."""
    for around, _ in _rows(Headed(source)):
        return around[0].text_of("version")
    raise InputError("the tabular list contains no chapter: download it again", source.name)


def rough_row_count(source: Packed) -> int | None:
    """About how many rows `entries` will count; None if unknown."""
    counts = [rough_count(source, f"</{tag}>".encode()) for tag in _ROWS]
    return None if None in counts else sum(count or 0 for count in counts)


def entries(source: Packed, report: Report) -> Iterator[Entry]:
    """All entries of a tabular list; a section comes after its categories, a chapter after its sections.

    Counts chapters, sections and <diag>s into the report, and rejects those without a usable code or text.
    """
    walk = _Walk(source.name, report)
    outer: list[str] = []  # sections of this chapter that may contain the next one: the list itself is flat
    for around, element in _rows(source):
        if element.tag == "diag":
            parent = next((code for group in reversed(around) if (code := _group_code(group))), None)
            yield from walk.diagnoses(element, parent, _Seventh({}, {}, ()))
            continue
        code = _group_code(element)
        parent = None
        if element.tag == "section" and code is not None:
            while outer and not _holds(outer[-1], code):
                outer.pop()
            parent = outer[-1] if outer else _group_code(around[-1])
            outer.append(code)
        elif element.tag == "chapter":
            outer.clear()
        entry = walk.group(element, code, parent)
        if entry is not None:
            yield entry


def _rows(source: Bytes) -> Iterator[Row]:
    for row in xml_rows(source, "ICD10CM.tabular", "diag", ("section", "chapter")):
        if row[0][0].attributes.get("isAddenda") == "true":
            raise InputError("this is the addenda, not the tabular list: give the full list", source.name)
        yield row


def _group_code(group: Element) -> str | None:
    """The code of a chapter or section; None if it has no name or text, and for the document."""
    if not group.text_of("desc"):
        return None
    if group.tag == "chapter":
        name = group.text_of("name")
        return f"CHAPTER-{name}" if name.isascii() and name.isdigit() else None
    match = _RANGE.fullmatch(group.attributes.get("id", "").strip())
    return f"{match[1]}-{match[2] or match[1]}" if match else None


def _holds(outer: str, inner: str) -> bool:
    """Whether one range of categories contains another: `C00-C96` contains `C7A-C7A`."""
    (first, last), (start, end) = outer.split("-"), inner.split("-")
    return first <= start and end <= last


class _Walk:
    """Turns elements into entries and reports those that cannot be one."""

    def __init__(self, file: str, report: Report) -> None:
        self._file, self._report = file, report

    def group(self, element: Element, code: str | None, parent: str | None) -> Entry | None:
        """The entry of a chapter or section."""
        self._report.rows += 1
        display = element.text_of("desc")
        if code is None:
            self._reject(
                element, f"the {element.tag} has no {'description' if not display else 'usable number'}"
            )
            return None
        return Entry(code, display, element.tag, False, parent, element.line, self._notes(element))

    def diagnoses(self, element: Element, parent: str | None, seventh: _Seventh) -> Iterator[Entry]:
        """The entries of a <diag> and those within it; if it is rejected, those move to its parent."""
        self._report.rows += 1
        code, display, inner = element.text_of("name"), element.text_of("desc"), element.all("diag")
        notes = self._notes(element)
        seventh = self._seventh(element, notes, seventh)
        expanded = bool(seventh.meanings) and len(code) < len("A00.0000")
        reason = _malformed(code, display, parent)
        if reason is not None:
            self._reject(element, reason)
        else:
            billable = not inner and not expanded
            level = "category" if len(code) == 3 else "code" if billable else "subcategory"
            entry = Entry(code, display, level, billable, parent, element.line, notes)
            yield entry
            parent = code
            if expanded and not inner:
                yield from _expand(entry, seventh)
        for diag in inner:
            yield from self.diagnoses(diag, parent, seventh)

    def _notes(self, element: Element) -> dict[str, list[str]]:
        """The notes directly under an element, by property; unknown kinds are kept as `notes`."""
        notes: dict[str, list[str]] = {}
        for child in element.children:
            if child.tag in _STRUCTURE:
                continue
            if child.tag in _NOTES:
                texts = [note.text for note in child.all("note") if note.text]
            else:
                texts = [text for each in child.children or [child] if (text := _flat(each))]
                if child.tag != _TABLE:
                    self._report.notice(
                        f"{self._file}:{child.line}: unknown element <{child.tag}>: it is kept as notes"
                    )
            if texts:
                notes.setdefault(_NOTES.get(child.tag, "notes"), []).extend(texts)
        return notes

    def _seventh(self, element: Element, notes: Mapping[str, list[str]], outer: _Seventh) -> _Seventh:
        """The seventh characters that apply to an element: its own, else those of the enclosing one."""
        exceptions = list(outer.exceptions)
        for note in notes.get("notes", ()):
            if exception := _exception(note):
                exceptions.append(exception)
            elif _MAYBE_EXCEPTION.search(note):
                self._report.notice(f"{self._file}:{element.line}: not understood, so not applied: {note}")
        meanings: dict[str, str] = {}
        terms: dict[str, list[str]] = {}
        last = ""
        for child in (each for definition in element.all("sevenChrDef") for each in definition.children):
            character = child.attributes.get("char", "").strip().upper()
            if child.tag == "note" and last:
                terms.setdefault(last, []).append(child.text)
            elif child.tag != "extension" or not re.fullmatch("[0-9A-Z]", character) or not child.text:
                self._reject(child, "a seventh character needs one letter or digit and a meaning")
            elif character in meanings:
                self._reject(child, f"the seventh character {character} is defined twice")
            else:
                last, meanings[character] = character, child.text
        if not meanings:
            meanings, terms = dict(outer.meanings), dict(outer.terms)
        return _Seventh(meanings, terms, tuple(exceptions))

    def _reject(self, element: Element, reason: str) -> None:
        row = f"{element.text_of('name')} {element.text_of('desc')} {element.text}".strip()
        self._report.reject(self._file, element.line, reason, row)


def _malformed(code: str, display: str, parent: str | None) -> str | None:
    """Why a <diag> cannot be an entry, or None."""
    if not code:
        return "the <diag> has no <name>: it needs a code"
    if not _CODE.fullmatch(code):
        return not_in_form(code, "an ICD-10-CM code")
    if not display:
        return "the <diag> has no <desc>: it needs a description"
    if parent and _CODE.fullmatch(parent) and not code.startswith(parent):
        return f"{code} is listed under {parent} but does not begin with it"
    return None


def _expand(entry: Entry, seventh: _Seventh) -> Iterator[Entry]:
    """The billable codes of a code with its seventh characters, padded with X to six characters."""
    stem = (entry.code if "." in entry.code else f"{entry.code}.").ljust(len("A00.000"), "X")
    for character, meaning in seventh.meanings.items():
        code = stem + character
        if not any(exception.fullmatch(code) for exception in seventh.exceptions):
            terms = seventh.terms.get(character, [])
            notes = {"inclusion_terms": list(terms)} if terms else {}
            yield Entry(code, f"{entry.display}, {meaning}", "code", True, entry.code, entry.line, notes)


def _exception(note: str) -> re.Pattern[str] | None:
    """A pattern for the codes that a note excepts from seventh characters; None if it excepts none."""
    match = _EXCEPTION.fullmatch(note)
    sixth = "".join(_SIXTH.findall(match["sixth"])) if match else ""
    if match is None or not sixth:
        return None
    seventh = "".join(re.findall(r"\b[0-9A-Z]\b", match["seventh"]))
    return re.compile(f"(?={re.escape(match['start'])})...\\...[{sixth}][{seventh}]")


def _flat(element: Element) -> str:
    """All text in an element and its descendants, in order."""
    texts: Sequence[str] = (element.text, *(_flat(child) for child in element.children))
    return "; ".join(text for text in texts if text)
