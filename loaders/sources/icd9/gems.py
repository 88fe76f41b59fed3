"""General Equivalence Mappings (GEMs): source, target and five flags per line, recognised by content."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.codes.facts import code_edge
from medcodegraph.loaders.codes.forms import ICD10CM_UNDOTTED, ICD10PCS
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.icd9.facts import (
    DIAGNOSIS,
    PROCEDURE,
    SYSTEM,
    diagnosis_key,
    procedure_key,
    system_node,
)
from medcodegraph.loaders.wording import repeated

_LINE = re.compile(
    r"(?P<source>\S{3,7}) +(?P<target>\S{3,7}) +(?P<flags>[01]{3})(?P<scenario>\d)(?P<choice>\d)"
)
_NONE = re.compile("No(?:Dx|PCS|I9)")
_SAMPLE = 50
_ICD10CM, _ICD10PCS = partial(code_key, "ICD10CM"), partial(code_key, "ICD10PCS")


@dataclass(frozen=True, slots=True)
class _Side:
    """The format of the codes of one side, and their keys."""

    system: str
    written: re.Pattern[str]
    key: Callable[[str], str]


_OLD_DIAGNOSIS = _Side(SYSTEM, re.compile(DIAGNOSIS), diagnosis_key)
_OLD_PROCEDURE = _Side(SYSTEM, re.compile(PROCEDURE), procedure_key)
_DIAGNOSIS = _Side("ICD10CM", re.compile(ICD10CM_UNDOTTED), _ICD10CM)
_PROCEDURE = _Side("ICD10PCS", re.compile(ICD10PCS), _ICD10PCS)


class Gem(Enum):
    """One of the four maps, by its two sides."""

    PROCEDURES = (_OLD_PROCEDURE, _PROCEDURE)
    PROCEDURES_BACK = (_PROCEDURE, _OLD_PROCEDURE)
    DIAGNOSES = (_OLD_DIAGNOSIS, _DIAGNOSIS)
    DIAGNOSES_BACK = (_DIAGNOSIS, _OLD_DIAGNOSIS)

    def __reduce_ex__(self, _protocol: object) -> tuple[Callable[..., Any], tuple[object, str]]:
        """By its name: the functions in its value are not the same in the process that reads large files."""
        return getattr, (Gem, self.name)

    @property
    def called(self) -> str:
        """The map's name."""
        names = {"ICD9CM": "ICD-9-CM", "ICD10CM": "ICD-10-CM", "ICD10PCS": "ICD-10-PCS"}
        source, target = (names[side.system] for side in self.value)
        return f"GEM {source} to {target}"


def gem_of(source: Packed) -> Gem | None:
    """Which map a file is, by its first lines; None for another file."""
    lines = start_of(source).split("\n")[:_SAMPLE]
    matches = [_LINE.fullmatch(line.rstrip()) for line in lines if line.strip()]
    found = [match for match in matches if match is not None]
    if not found or len(found) < len(matches) - 1:  # the last one may be truncated
        return None
    for gem in Gem:
        start, end = gem.value
        if all(_fits(start, match["source"]) and _fits(end, match["target"]) for match in found):
            return gem
    return None


def gem_facts(source: Packed, gem: Gem, report: Report) -> Iterator[Fact]:
    """The codes of both sides and the map's edges, with their flags; a code may lack a counterpart.

    Rejects a line in another format, and duplicates.
    """
    start, end = gem.value
    yield system_node()
    yield Node(Label.CODE_SYSTEM, f"SYSTEM:{_other(gem)}", {"name": _other(gem)})
    stated: set[str] = set()
    seen: dict[tuple[str, str, str], int] = {}
    for number, line in numbered_lines(source):
        if not line.strip():
            continue
        report.rows += 1
        match = _LINE.fullmatch(line.rstrip())
        if match is None or not (_fits(start, match["source"]) and _fits(end, match["target"])):
            report.reject(
                source.name, number, "the line is not a code followed by its counterpart and five flags", line
            )
            continue
        one = start.key(match["source"].upper())
        if _NONE.fullmatch(match["target"]):
            if one not in stated:
                yield from _code(start, one, stated, {"unmapped": [gem.called]})
            continue
        other = end.key(match["target"].upper())
        approximate, _, combination = (flag == "1" for flag in match["flags"])
        id_ = f"{match['scenario']}-{match['choice']}" if combination else ""
        if first := seen.get((one, other, id_)):
            report.reject(source.name, number, repeated(f"the mapping of {one} to {other}", first), line)
            continue
        seen[one, other, id_] = number
        yield from _code(start, one, stated, {})
        yield from _code(end, other, stated, {})
        told: dict[str, Value] = {
            "map": gem.called,
            "match": "related" if approximate or combination else "exact",
            "approximate": approximate,
            "combination": combination,
            "scenario": int(match["scenario"]) if combination else None,
            "choice": int(match["choice"]) if combination else None,
        }
        yield code_edge(Rel.MAPS_TO, one, other, told, id_=id_)


def _code(side: _Side, key: str, stated: set[str], told: dict[str, Value]) -> Iterator[Fact]:
    """A code, once, as a member of its system."""
    if key not in stated:
        stated.add(key)
        yield Node(Label.CODE, key, {"system": side.system, "code": key.partition(":")[2], **told})
        yield Edge(Rel.IN_SYSTEM, (Label.CODE, key), (Label.CODE_SYSTEM, f"SYSTEM:{side.system}"))


def _fits(side: _Side, code: str) -> bool:
    return bool(side.written.fullmatch(code.upper()) or _NONE.fullmatch(code))


def _other(gem: Gem) -> str:
    return next(side.system for side in gem.value if side.system != SYSTEM)
