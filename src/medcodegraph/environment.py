"""Reading single settings from the environment; what is wrong is named with its variable."""

from collections.abc import Mapping
from pathlib import Path

from medcodegraph.errors import SettingsError

PREFIX = "MEDCODEGRAPH_"


class Environment:
    """The MEDCODEGRAPH_* variables; an empty one counts as not set."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def get(self, name: str) -> str | None:
        """The variable's value, None where it is not set."""
        return self._variables.get(PREFIX + name) or None

    def text(self, name: str, default: str) -> str:
        """A text."""
        return self.get(name) or default

    def folder(self, name: str, default: Path) -> Path:
        """An absolute path."""
        return Path(self.text(name, str(default))).expanduser().absolute()

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds."""
        text = self.text(name, str(default))
        if not text.isascii() or not text.isdigit() or len(text) > 12 or not low <= int(text) <= high:
            raise SettingsError(f"{PREFIX}{name} is {text!r}: give a whole number from {low} to {high}")
        return int(text)

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """A number within bounds."""
        text = self.text(name, str(default))
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise SettingsError(f"{PREFIX}{name} is {text!r}: give a number from {low:g} to {high:g}")
        return value

    def flag(self, name: str) -> bool | None:
        """Yes for 1, no for 0, None where it is not set."""
        text = self.get(name)
        if text not in (None, "0", "1"):
            raise SettingsError(f"{PREFIX}{name} is {text!r}: set it to 1 or 0, or not at all")
        return None if text is None else text == "1"

    def words(self, name: str) -> tuple[str, ...]:
        """Words apart by commas or blanks."""
        return tuple((self.get(name) or "").replace(",", " ").split())
