"""The tables of an OHDSI Athena export as rows: tab-separated, without quoting, dates as 20310401."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.tab_rows import named_rows, tab_rows
from medcodegraph.loaders.files.text import csv_records, numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import recognised_once, start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import missing_columns

CONCEPTS, SYNONYMS, RELATIONS, VOCABULARIES = "concepts", "synonyms", "relations", "vocabularies"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    CONCEPTS: (
        "concept_id",
        "concept_name",
        "domain_id",
        "vocabulary_id",
        "concept_class_id",
        "standard_concept",
        "concept_code",
        "valid_start_date",
        "valid_end_date",
        "invalid_reason",
    ),
    SYNONYMS: ("concept_id", "concept_synonym_name", "language_concept_id"),
    RELATIONS: (
        "concept_id_1",
        "concept_id_2",
        "relationship_id",
        "valid_start_date",
        "valid_end_date",
        "invalid_reason",
    ),
    VOCABULARIES: ("vocabulary_id", "vocabulary_name", "vocabulary_reference", "vocabulary_version"),
}
"""The columns of each table, CONCEPT.csv first."""
_NAMES = {
    "CONCEPT.CSV": CONCEPTS,
    "CONCEPT_SYNONYM.CSV": SYNONYMS,
    "CONCEPT_RELATIONSHIP.CSV": RELATIONS,
    "VOCABULARY.CSV": VOCABULARIES,
}
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)|(\d{4})-(\d\d)-(\d\d)")
_ID = re.compile(r"\d{1,18}")
_ALWAYS = {date(1970, 1, 1), date(2099, 12, 31)}


@recognised_once
def table_of(source: Packed) -> str | None:
    """Which table a file is, by its header; None if it is not one of those read.

    Raises InputError for a file with the name of a table and another header.
    """
    first = start_of(source).partition("\n")[0]
    header = {cell.strip().strip('"').lower() for cell in first.split(_separator(first))}
    table = next((table for table, columns in COLUMNS.items() if header >= set(columns)), None)
    if table is None and (called := _NAMES.get(source.title.upper())):
        missing = [column for column in COLUMNS[called] if column not in header]
        raise InputError(missing_columns(missing), source.name, 1)
    return table


def table_rows(source: Packed, table: str, report: Report) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table, with their lines; counts them, rejects those with a wrong number of cells.

    Between tabs, as Athena exports them, a quotation mark is an ordinary character; between commas, as
    databases export them, it surrounds a cell.
    """
    if _separator(start_of(source).partition("\n")[0]) == ",":
        records = csv_records(source)
        line, header = next(records, (1, []))
        names = (line, [cell.strip().lower() for cell in header])
        return named_rows(chain([names], records), COLUMNS[table], source.name, report)
    lines = ((number, line.lower() if number == 1 else line) for number, line in numbered_lines(source))
    return tab_rows(lines, COLUMNS[table], source.name, report, quotes=False)


def _separator(header: str) -> str:
    return "," if "\t" not in header and "," in header else "\t"


def number_in(row: Mapping[str, str], column: str) -> int:
    """The id in a column; raises ValueError if it is not one."""
    text = row[column]
    if not _ID.fullmatch(text):
        raise ValueError(f"{column} is {text[:50]!r}, which is not a concept id")
    return int(text)


def day_in(row: Mapping[str, str], column: str) -> date | None:
    """The date in a column; None for OHDSI's placeholder first and last dates. Raises ValueError."""
    text = row[column]
    match = _DAY.fullmatch(text)
    try:
        parts = [int(part) for part in match.groups() if part] if match else []
        found = date(*parts)
    except (TypeError, ValueError):
        raise ValueError(f"{column} is {text[:50]!r}, which is not a date such as 20310401") from None
    return None if found in _ALWAYS else found


def days_in(row: Mapping[str, str]) -> tuple[date | None, date | None]:
    """The first and the last valid day. Raises ValueError if the last is before the first."""
    since, until = day_in(row, "valid_start_date"), day_in(row, "valid_end_date")
    if since and until and until < since:
        raise ValueError(f"valid_end_date {until} is before valid_start_date {since}")
    return since, until
