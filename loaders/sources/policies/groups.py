"""Groups that join codes with diagnoses: one that occurs on one side only is rejected as a mistake."""

from collections.abc import Iterator

from medcodegraph.graph.library.parameters import suggestion
from medcodegraph.loaders.files.text import YamlMapping
from medcodegraph.loaders.sources.policies.check import Fault, Place
from medcodegraph.loaders.sources.policies.fields import listed, text

_Statements = list[tuple[Place, YamlMapping]]


def group_faults(document: YamlMapping) -> Iterator[Fault]:
    """The statements whose group has no other side, although others of their version have groups.

    Without this check, codes would be covered for any diagnosis, as their diagnoses are in another group.
    """
    for index, _, policy in listed(document, "policies"):
        for number, _, version in listed(policy, "versions"):
            at: Place = ("policies", index, "versions", number)
            codes, diagnoses = (_statements(version, name, at) for name in ("codes", "diagnoses"))
            yield from _alone(diagnoses, _groups(codes), "codes")
            if "" not in (text(said, "group") for _, said in diagnoses):  # which are for all codes
                yield from _alone(codes, _groups(diagnoses), "diagnoses")


def _statements(version: object, name: str, at: Place) -> _Statements:
    if not isinstance(version, YamlMapping):
        return []
    return [
        ((*at, name, index), said)
        for index, _, said in listed(version, name)
        if isinstance(said, YamlMapping)
    ]


def _groups(statements: _Statements) -> set[str]:
    return {text(said, "group") for _, said in statements} - {""}


def _alone(statements: _Statements, others: set[str], what: str) -> Iterator[Fault]:
    for place, said in statements:
        group = text(said, "group")
        if group and others and group not in others:
            reason = f"the version has no {what} in group {group!r}{suggestion(group, others)}"
            yield Fault(place, said.lines["group"], reason)
