"""Facts common to all ICD-10 indexes: the entries that lead to a code, as its property."""

from collections.abc import Iterable, Iterator, Mapping

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Names

_SHOWN = 5


def entries_by_code(entries: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The wordings that lead to each code, each once, in the order of the index."""
    found: dict[str, dict[str, None]] = {}
    for code, wording in entries:
        found.setdefault(code, {})[wording] = None
    return {code: list(wordings) for code, wordings in found.items()}


def known_codes(system: str, names: Names) -> Mapping[str, bool | None]:
    """The codes of a system that other sources state; raises InputError if there are none."""
    known = names.codes(system)
    if not known:
        reason = f"an index leads to codes, but no {system} codes are loaded: load {system.lower()} first"
        raise InputError(reason)
    return known


def index_facts(
    system: str,
    property_: str,
    found: Mapping[str, list[str]],
    known: Mapping[str, bool | None],
    report: Report,
) -> Iterator[Fact]:
    """The entries of each code, as its property; codes that no other source states are left out."""
    missing = [code for code in found if code not in known]
    for code, wordings in found.items():
        if code in known:
            properties: dict[str, Value] = {"system": system, "code": code, property_: wordings}
            yield Node(Label.CODE, code_key(system, code), properties)
    if missing:
        shown = ", ".join(missing[:_SHOWN]) + (" ..." if len(missing) > _SHOWN else "")
        report.notice(f"{len(missing)} codes in the index are not loaded and are left out: {shown}")
