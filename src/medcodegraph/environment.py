"""Reads single settings from the environment; errors name the variable."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from medcodegraph.errors import SettingsError

PREFIX = "MEDCODEGRAPH_"


class Environment:
    """The MEDCODEGRAPH_* variables; an empty one counts as not set."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._known: set[str] = set()

    def get(self, name: str) -> str | None:
        """The variable's value, None if it is not set."""
        self._known.add(PREFIX + name)
        return self._variables.get(PREFIX + name) or None

    def refuse_unknown(self) -> None:
        """Raise SettingsError for a variable that was never read: a misspelt or unknown setting."""
        for name in sorted(self._variables):
            if name.startswith(PREFIX) and name not in self._known:
                known = [one.removeprefix(PREFIX) for one in sorted(self._known)]
                near = get_close_matches(name.removeprefix(PREFIX), known, n=1, cutoff=0.6)
                hint = f"did you mean {PREFIX}{near[0]}?" if near else "docs/operations.md lists them all"
                raise SettingsError(f"{name} is not a setting of medcodegraph: {hint}")

    def text(self, name: str, default: str) -> str:
        """A text."""
        return self.get(name) or default

    def choice(self, name: str, *choices: str) -> str:
        """One of some words; the first if not set."""
        text = self.text(name, choices[0])
        if text not in choices:
            raise SettingsError(f"{PREFIX}{name} is {text!r}: give {' or '.join(choices)}")
        return text

    def memory(self, name: str, default: str) -> str:
        """An amount of memory such as `512m` or `2g`."""
        text = self.text(name, default).lower()
        if not re.fullmatch(r"[1-9][0-9]{0,8}[kmg]", text):
            raise SettingsError(f"{PREFIX}{name} is {text!r}: give an amount of memory such as 512m or 2g")
        return text

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
        """True for 1, False for 0, None if not set."""
        text = self.get(name)
        if text not in (None, "0", "1"):
            raise SettingsError(f"{PREFIX}{name} is {text!r}: set it to 1 or 0, or not at all")
        return None if text is None else text == "1"

    def words(self, name: str) -> tuple[str, ...]:
        """Words separated by commas or spaces."""
        return tuple((self.get(name) or "").replace(",", " ").split())
