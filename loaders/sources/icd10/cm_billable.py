"""Which codes could be used on a claim on the day before a release, by the order file then in force.

A conversion table names a heading that is new as if it had been a code before (H05.83 in FY2026). Only a list
of the codes of that time shows that it was none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from medcodegraph.graph.keys import code_number
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.release_name import fiscal_start
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Options
from medcodegraph.loaders.sources.icd10.cm_facts import SYSTEM
from medcodegraph.loaders.sources.icd10.cm_order import CODE
from medcodegraph.loaders.sources.icd10.order_file import order_rows
from medcodegraph.loaders.sources.icd10.order_release import order_release

_HOLDS = timedelta(days=366)
"""How long an order file says which codes there are: until the next fiscal year."""


@dataclass(frozen=True, slots=True)
class OrderFiles:
    """Order files, each with its first day, the newest first."""

    files: Sequence[tuple[date, Packed]] = ()

    @classmethod
    def of(cls, sources: Sequence[Packed], options: Options) -> "OrderFiles":
        """Those of some order files whose release is known."""
        days = ((fiscal_start(order_release(source, options)), source) for source in sources)
        return cls(
            sorted(((day, source) for day, source in days if day), key=lambda one: one[0], reverse=True)
        )

    def before(self, day: date) -> "frozenset[str] | None":
        """The billable codes of the file that was in force on the day before; None if it is not loaded."""
        for begins, source in self.files:
            if begins < day:
                return _billable(source) if day - begins <= _HOLDS else None
        return None


NO_ORDERS = OrderFiles()


def _billable(source: Packed) -> frozenset[str]:
    rows = order_rows(source, CODE, Report())
    return frozenset(code_number(SYSTEM, row.code) for row in rows if row.billable)
