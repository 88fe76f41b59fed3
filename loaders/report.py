"""What a load read, left out, and wants a person to know."""

from dataclasses import dataclass, field
from pathlib import Path

from medcodegraph.errors import InputError

_LONGEST_REASON, _LONGEST_ROW = 2_000, 200  # letters
_MOST_REJECTS = 100_000


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was left out: where it stands, what it says (shortened), why."""

    file: str
    line: int
    reason: str
    row: str = ""


@dataclass(slots=True)
class Report:
    """What a load read, left out, and wants a person to know: loaders write it, the pipeline shows it."""

    rows: int = 0
    rejects: list[Reject] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def reject(self, file: Path | str, line: int, reason: str, row: str = "") -> None:
        """Leave one row out, and say why. Raises InputError for the 100,000th: it is the wrong file."""
        self.rejects.append(Reject(str(file), line, _shortened(reason), row[:_LONGEST_ROW]))
        if len(self.rejects) >= _MOST_REJECTS:
            so_far = f"{len(self.rejects):,} rows are rejected so far"
            last = self.rejects[-1].reason
            raise InputError(f"{so_far}: check that it is the right file; {last}", file, line or None)

    def notice(self, text: str) -> None:
        """Say something a person should look at (an unknown heading, an unresolved abbreviation)."""
        self.notices.append(text)


def _shortened(text: str) -> str:
    """As much of a text as a person reads."""
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]} ..."
