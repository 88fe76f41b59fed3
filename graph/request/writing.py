"""How a plan's statement is written: for one request, or for several at once, each in its own row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from medcodegraph.graph.library.pieces import GIVEN, Kind, pieces
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import Property
from medcodegraph.graph.request.scope import ITEM, Scope


@dataclass(frozen=True, slots=True)
class Writing:
    """How a statement refers to parameter values and opens scopes.

    For one request all values come in one map, `$given`. For several, a value is read from the request's own
    row, which every scope imports; the parameters named in `fixed` are the same for all and stay parameters
    of the statement.
    """

    several: bool = False
    fixed: frozenset[str] = frozenset()

    def value(self, name: str) -> str:
        """The expression for the parameter of that name."""
        if not self.several:
            return f"${GIVEN}.{name}"
        return f"${name}" if name in self.fixed else f"{ITEM}.{name}"

    def scope(self, names: Iterable[str]) -> str:
        """The head of a sub-query that imports these variables."""
        return f"CALL ({', '.join([*names, ITEM] if self.several else names)}) {{"


ALONE = Writing()


class Names:
    """The names used so far in a statement: variables, and parameters with their values.

    `fixed` are the parameters that LIMIT or SKIP has read so far; `joinable` is whether everything written so
    far can answer several requests at once.
    """

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        self.parameters: dict[str, Parameter] = {}
        self.fixed: dict[str, None] = {}
        self.joinable = True
        self._named: dict[int, str] = {}
        self._count = 0

    def name(self, letter: str) -> str:
        """A new variable that begins with the given letter."""
        self._count += 1
        return f"{letter}{self._count}"

    def parameter(self, parameter: Parameter) -> str:
        """The parameter's name in the text; equal parameters share a name."""
        name = self._named.get(id(parameter))
        if name is None:
            name = f"p{len(self.parameters)}"
            self._named[id(parameter)] = name
            self.parameters[name] = parameter
        return name

    def value(self, parameter: Parameter) -> str:
        """The expression for a parameter's value."""
        return self.writing.value(self.parameter(parameter))

    def limit(self, parameter: Parameter) -> str:
        """The expression for a parameter that LIMIT or SKIP reads, which cannot be a variable."""
        name = self.parameter(parameter)
        self.fixed[name] = None
        return f"${name}"

    def library_text(self, text: str, given: Mapping[str, Parameter | Property], scope: Scope) -> str:
        """A library statement with its parameters renamed to those of this one."""
        written = []
        for kind, piece in pieces(text):
            match kind:
                case Kind.PARAMETER | Kind.LIMIT:
                    one = given[piece]
                    if isinstance(one, Property):
                        written.append(scope.of(one))
                    else:
                        written.append(self.limit(one) if kind is Kind.LIMIT else self.value(one))
                case Kind.SCOPE:
                    names = [name.strip() for name in piece.split(",") if name.strip()]
                    written.append(self.writing.scope(names))
                case Kind.UNSCOPED:
                    self.joinable = False
                    written.append(piece)
                case Kind.TEXT:
                    written.append(piece)
        return "".join(written)
