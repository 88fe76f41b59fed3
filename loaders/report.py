"""The report of a load: rows read, rejects, and notices."""

from dataclasses import dataclass, field
from pathlib import Path

from medcodegraph.errors import InputError

_LONGEST_REASON, _LONGEST_ROW = 2_000, 200  # letters
_MOST_REJECTS = 100_000


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was left out: its file and line, its text (shortened), the reason."""

    file: str
    line: int
    reason: str
    row: str = ""


@dataclass(slots=True)
class Report:
    """The rows read, rejects and notices of a load: written by loaders, shown by the pipeline."""

    rows: int = 0
    rejects: list[Reject] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def reject(self, file: Path | str, line: int, reason: str, row: str = "") -> None:
        """Reject one row, with the reason. Raises InputError for the 100,000th: it must be the wrong file."""
        self.rejects.append(Reject(str(file), line, _shortened(reason), row[:_LONGEST_ROW]))
        if len(self.rejects) >= _MOST_REJECTS:
            so_far = f"{len(self.rejects):,} rows have been rejected so far"
            last = self.rejects[-1].reason
            raise InputError(f"{so_far}: check that it is the right file; {last}", file, line or None)

    def notice(self, text: str) -> None:
        """Add a notice for a person (an unknown heading, an unresolved abbreviation)."""
        self.notices.append(text)


def _shortened(text: str) -> str:
    """A text shortened for display."""
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]} ..."
