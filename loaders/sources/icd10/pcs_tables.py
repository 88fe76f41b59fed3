"""The ICD-10-PCS tables: their XML as sections, body systems, tables and codes, each with its axes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import Headed
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xml_rows import Element, xml_rows
from medcodegraph.loaders.report import Report

_ROOT, _TABLE, _ROW = "ICD10PCS.tabular", "pcsTable", "pcsRow"
_CHARACTERS = frozenset("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
_LEVELS = ("section", "body system", "table")
_NO_BODY_SYSTEM = "None"  # sections whose second character has no meaning


@dataclass(frozen=True, slots=True)
class Entry:
    """A section (1 character), body system (2), table (3) or code (7); `axes` gives each character's meaning.

    `display` is empty for a code: the tables have no title for it. `definition` is of a table's operation.
    """

    code: str
    level: str
    display: str
    definition: str
    axes: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class _Axis:
    """One position of the codes of a table or row, with the meaning of each character there."""

    position: int
    title: str
    labels: Sequence[tuple[str, str]]
    definition: str

    def told(self, meaning: str) -> str:
        return f"{self.position} {self.title}: {meaning}"


def version(source: Packed) -> str:
    """The fiscal year that the file states, may be empty; raises InputError if it has no table."""
    for around, _ in xml_rows(Headed(source), _ROOT, _TABLE):
        return around[0].text_of("version")
    raise InputError("the document contains no table: download it again", source.name)


def entries(source: Packed, report: Report) -> Iterator[Entry]:
    """All entries of the tables, each after its parent. Counts tables and their rows.

    Rejects an incomplete table or row, a row that declares a wrong number of codes, and a duplicate code.
    Raises InputError for another document and for damaged XML.
    """
    seen: set[str] = set()
    for _, table in xml_rows(source, _ROOT, _TABLE):
        report.rows += 1
        try:
            heads = _axes(table, (1, 2, 3))
            if any(len(axis.labels) != 1 for axis in heads):
                raise ValueError("a table has one section, one body system and one operation")
        except ValueError as error:
            report.reject(source.name, table.line, str(error))
            continue
        yield from _above(heads, seen, table.line)
        stem = "".join(axis.labels[0][0] for axis in heads)
        told = tuple(axis.told(axis.labels[0][1]) for axis in heads)
        for row in table.all(_ROW):
            report.rows += 1
            try:
                axes = _axes(row, (4, 5, 6, 7))
                _check_promise(row, axes)
            except ValueError as error:
                report.reject(source.name, row.line, str(error), f"a row of table {stem}")
                continue
            for entry in _codes(stem, told, axes, row.line):
                if entry.code in seen:
                    report.reject(
                        source.name, row.line, f"an earlier row already makes {entry.code}", entry.code
                    )
                else:
                    seen.add(entry.code)
                    yield entry


def _above(heads: Sequence[_Axis], seen: set[str], line: int) -> Iterator[Entry]:
    """The section, body system and table, if they are new."""
    meanings = [axis.labels[0][1] for axis in heads]
    section, body_system, operation = meanings
    # As in the order file's names: no section in those of the first, no body system without a meaning.
    words = [body_system, operation] if heads[0].labels[0][0] == "0" else meanings
    title = ", ".join(word for word in words if word != _NO_BODY_SYSTEM)
    for size, display in enumerate((section, body_system, title), start=1):
        code = "".join(axis.labels[0][0] for axis in heads[:size])
        if code not in seen:
            seen.add(code)
            axes = tuple(axis.told(axis.labels[0][1]) for axis in heads[:size])
            yield Entry(
                code, _LEVELS[size - 1], display, heads[2].definition if size == 3 else "", axes, line
            )


def _check_promise(row: Element, axes: Sequence[_Axis]) -> None:
    promised, made = row.attributes.get("codes", ""), prod(len(axis.labels) for axis in axes)
    if promised != str(made):
        raise ValueError(f"the row states {promised or 'no number of'} codes but makes {made}")


def _codes(stem: str, told: tuple[str, ...], axes: Sequence[_Axis], line: int) -> Iterator[Entry]:
    """The codes of a row: every choice of one character at each position."""
    for choice in product(*(axis.labels for axis in axes)):
        meanings = tuple(axis.told(meaning) for axis, (_, meaning) in zip(axes, choice, strict=True))
        code = stem + "".join(character for character, _ in choice)
        yield Entry(code, "code", "", "", told + meanings, line)


def _axes(holder: Element, positions: tuple[int, ...]) -> list[_Axis]:
    """The axes of a table or row; raises ValueError if they are not those of these positions."""
    elements = holder.all("axis")
    if len(elements) != len(positions):
        raise ValueError(f"it does not have the axes {positions[0]} to {positions[-1]}")
    axes = []
    for position, element in zip(positions, elements, strict=True):
        labels = [(label.attributes.get("code", "").strip(), label.text) for label in element.all("label")]
        characters = [character for character, _ in labels]
        if element.attributes.get("pos", "").strip() != str(position):
            raise ValueError(f"there is another axis in place of axis {position}")
        if not labels or not all(character in _CHARACTERS and text for character, text in labels):
            raise ValueError(f"axis {position} has no label, or a label without a character or a meaning")
        if len(set(characters)) < len(characters):
            raise ValueError(f"axis {position} lists a character twice")
        title = element.text_of("title")
        axes.append(_Axis(position, title, labels, element.text_of("definition")))
    return axes
