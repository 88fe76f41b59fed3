"""The wording of reasons that several loaders give, so that the same mistake reads the same everywhere."""

from collections.abc import Sequence


def repeated(what: object, first: int, place: str = "on line") -> str:
    """Of something that a file lists again; `first` is where it is first listed."""
    return f"{what} is listed twice (first {place} {first})"


def not_in_form(text: str, form: str) -> str:
    """Of a code or id that does not have its system's form (`a CPT code`)."""
    return f"{text!r} is not in the form of {form}"


def not_in_layout(kind: str) -> str:
    """Of a line that does not have the layout of its kind of file."""
    return f"the line does not have the layout of {kind}"


def repeated_column(column: str) -> str:
    """Of a header with the same column twice."""
    return f"the column {column!r} appears twice in the header: keep one"


def missing_columns(missing: Sequence[str]) -> str:
    """Of a header without the columns that are needed."""
    return f"the header is missing {', '.join(missing)}: check that it is the right file"


def wrong_cell_count(found: int, wanted: int) -> str:
    """Of a row with more or fewer cells than the header."""
    return f"the row has {found} {'cell' if found == 1 else 'cells'} but the header has {wanted}"


def circular(parent: str) -> str:
    """Of a code or term that is above itself if `parent` does."""
    return f"through {parent} it would be above itself"


def differs_in_case(written: str, other: str) -> str:
    """Of two codes that have the same key."""
    return f"{written} differs from {other} only in case, which keys ignore"


INVALID_UNICODE = "contains invalid Unicode"
"""Of a text with half a surrogate pair or a NUL, which cannot be stored."""
