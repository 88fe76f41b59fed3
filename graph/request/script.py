"""Generates a plan's Python code: functions that shapers write line by line."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Function = Callable[[Any, Mapping[str, Any]], Any]


class Script:
    """Functions of `(rows, values)` as source text, and the names that the text uses.

    In a `strict` script values come out serialised, and a value that GraphQL would refuse raises Violation;
    otherwise they come out as graphql-core's executor expects them.
    """

    def __init__(self, names: Mapping[str, Any], *, strict: bool) -> None:
        self.strict = strict
        self._names = dict(names)
        self._functions: list[str] = []
        self._lines: list[str] = []
        self._depth = 0
        self._count = 0
        self._written: dict[object, str] = {}

    def line(self, text: str) -> None:
        """Append one statement."""
        self._lines.append(" " * self._depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Indent the statements written inside this block under `head`, such as `for r in rows:`."""
        self.line(head)
        self._depth += 1
        yield
        self._depth -= 1

    def let(self, expression: str) -> str:
        """Assign an expression to a new variable; returns its name."""
        name = self._name("a")
        self.line(f"{name} = {expression}")
        return name

    def constant(self, value: Any) -> str:
        """A name for a value that cannot be written as a literal."""
        name = self._name("c")
        self._names[name] = value
        return name

    def each(self, write: Callable[["Script", str], str]) -> str:
        """The name of a function that applies what `write` writes to each row; written once."""
        known = self._written.get(write)
        if known is None:
            known = self._written[write] = self._name("f")
            outer, self._lines, depth, self._depth = self._lines, [], self._depth, 0
            with self.block(f"def {known}(rows, values):"):
                self.line("found = []")
                with self.block("for row in rows:"):
                    self.line(f"found.append({write(self, 'row')})")
                self.line("return found")
            self._functions += self._lines
            self._lines, self._depth = outer, depth
        return known

    def run(self, name: str) -> Function:
        """Compile the script and return the function of this name."""
        exec(compile("\n".join(self._functions), "<plan>", "exec"), self._names)  # noqa: S102 (our own text)
        function: Function = self._names[name]
        return function

    def _name(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"
