"""The rows of a condition by its keys, of the conditions of a code, and of the codes of a condition."""

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.request.properties import Property
from medcodegraph.graph.request.tree import Call, Rows
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import whole_key


def condition(arguments: Arguments) -> Rows:
    """The row of `condition(key:)`."""
    return Call(library()["condition"].text, {"key": arguments.parameter("key", whole_key)})


def conditions_of_code(_: Arguments) -> Rows:
    """The rows of `Code.conditions`."""
    columns = ("match", "inherited_from", "sources", "reason")
    return Call(library()["classified_conditions"].text, {"key": Property("key")}, columns)


def codes_of_condition(_: Arguments) -> Rows:
    """The rows of `Condition.codes`."""
    columns = ("match", "sources", "reason")
    return Call(library()["classifying_codes"].text, {"key": Property("key")}, columns)
