"""Rows that answer a question, and the tables they become."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from medcodegraph.client import frames

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Rows(Sequence[dict[str, Any]]):
    """The rows of an answer, each a dict by column; `columns` names them even if there are no rows.

    `complete` is False if a server's limit cut the answer short. `pending` says, in a sentence, what it may
    lack because the service's graph was being changed; None if nothing. `data` is what GraphQL answered,
    before it became rows.
    """

    def __init__(
        self,
        columns: Sequence[str],
        values: Sequence[Sequence[Any]],
        *,
        complete: bool = True,
        pending: str | None = None,
        data: Any = None,
    ) -> None:
        self.columns, self._values = list(columns), values
        self.complete, self.pending, self.data = complete, pending, data

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Rows(self.columns, self._values[index], complete=self.complete, pending=self.pending)
        return dict(zip(self.columns, self._values[index], strict=True))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self._values)

    def __repr__(self) -> str:
        cut = "" if self.complete else ", cut short"
        return f"<{len(self):,} rows of {', '.join(self.columns) or 'nothing'}{cut}>"

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        place = self.columns.index(name)
        return [row[place] for row in self._values]

    def to_polars(self) -> "polars.DataFrame":
        """A Polars data frame (`pip install 'medcodegraph[frames]'`)."""
        return frames.polars_frame(self.columns, self._values)

    def to_arrow(self) -> "pyarrow.Table":
        """An Arrow table (`pip install 'medcodegraph[frames]'`)."""
        return frames.arrow_table(self.columns, self._values)

    def to_pandas(self) -> "pandas.DataFrame":
        """A pandas data frame (`pip install 'medcodegraph[pandas]'`); its types allow for nulls."""
        return frames.pandas_frame(self.columns, self._values)
