"""A plan's statement for several requests at once: a row per request, with the same sub-queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from medcodegraph.graph.request.compile import Plan
from medcodegraph.graph.request.scope import ITEM


@dataclass(frozen=True, slots=True)
class Joined:
    """`text` takes `$batch`, the parameters of each request, and returns one record with one list: the index
    and the record of each request. One record costs the driver less than many.

    The parameters named in `fixed` stay parameters of the statement: they must be equal for the whole batch.
    """

    text: str
    fixed: tuple[str, ...]

    def values(self, batch: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The statement's parameters, from the parameters of each request."""
        return {name: batch[0][name] for name in self.fixed} | {"batch": batch}


def join(plan: Plan) -> Joined | None:
    """The statement of a plan for a batch; None if requests cannot share one."""
    columns = plan.columns()
    if columns is None:
        return None
    head = f"UNWIND range(0, size($batch) - 1) AS index__\nWITH index__, $batch[index__] AS {ITEM}\n"
    body = ",\n".join(["index__", *(indent(column, "  ") for column in columns.values())])
    names = ", ".join(["index__", *columns])
    return Joined(f"{head}WITH {body}\nRETURN collect([{names}]) AS rows__", plan.fixed)
