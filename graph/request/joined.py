"""A plan's statement for several requests at once: a row for each, the same sub-queries in every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from medcodegraph.graph.request.compile import Plan
from medcodegraph.graph.request.scope import ITEM


@dataclass(frozen=True, slots=True)
class Joined:
    """`text` takes `$batch`, the parameters of each request, and returns one record with one list: for each
    request its index and its record. One record costs the driver less than many.

    The parameters named in `fixed` stay the statement's own: they must be the same for the whole batch.
    """

    text: str
    fixed: tuple[str, ...]

    def values(self, batch: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The parameters of the statement for the parameters of each request."""
        return {name: batch[0][name] for name in self.fixed} | {"batch": batch}


def join(plan: Plan) -> Joined | None:
    """The statement of a plan for a batch; None where it cannot be one."""
    columns = plan.columns()
    if columns is None:
        return None
    head = f"UNWIND range(0, size($batch) - 1) AS index__\nWITH index__, $batch[index__] AS {ITEM}\n"
    body = ",\n".join(["index__", *(indent(column, "  ") for column in columns.values())])
    names = ", ".join(["index__", *columns])
    return Joined(f"{head}WITH {body}\nRETURN collect([{names}]) AS rows__", plan.fixed)
