"""Rows as tables of Polars, Arrow and pandas, all optional.

Types come from the values. A column whose values have no common type, and one of maps, becomes JSON strings.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import orjson

from medcodegraph.errors import SettingsError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Values = Sequence[Sequence[Any]]


def polars_frame(columns: Sequence[str], values: Values) -> "polars.DataFrame":
    """A Polars data frame."""
    polars = _package("polars", "frames")

    def series(name: str, column: list[Any]) -> Any:
        try:
            return polars.Series(name, column, strict=True)
        except (TypeError, OverflowError, polars.exceptions.PolarsError):
            return polars.Series(name, _texts(column), dtype=polars.String)

    return polars.DataFrame([series(*one) for one in _by_column(columns, values)])


def arrow_table(columns: Sequence[str], values: Values) -> "pyarrow.Table":
    """An Arrow table."""
    arrow = _package("pyarrow", "frames")

    def array(column: list[Any]) -> Any:
        try:
            return arrow.array(column)
        except (arrow.ArrowInvalid, arrow.ArrowTypeError, OverflowError):
            return arrow.array(_texts(column), arrow.string())

    named = list(_by_column(columns, values))
    return arrow.Table.from_arrays([array(column) for _, column in named], [name for name, _ in named])


def pandas_frame(columns: Sequence[str], values: Values) -> "pandas.DataFrame":
    """A pandas data frame."""
    pandas = _package("pandas", "pandas")
    return pandas.DataFrame(dict(_by_column(columns, values)), columns=list(columns)).convert_dtypes()


def _by_column(columns: Sequence[str], values: Values) -> list[tuple[str, list[Any]]]:
    turned = [list(column) for column in zip(*values, strict=True)] if values else [[] for _ in columns]
    return [
        (name, _texts(column) if any(isinstance(value, dict) for value in column) else column)
        for name, column in zip(columns, turned, strict=True)
    ]


def _texts(column: list[Any]) -> list[str | None]:
    return [
        value if value is None or isinstance(value, str) else orjson.dumps(value, default=str).decode()
        for value in column
    ]


def _package(name: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise SettingsError(f"{name} is not installed: pip install 'medcodegraph[{extra}]'") from error
