"""The rows of the derive_similar_* statements, as their headers describe them."""

from collections.abc import Sequence
from typing import TypedDict


class CodeRow(TypedDict):
    """A code, as `derive_similar_codes` returns it, without its existing pairs."""

    key: str
    words: Sequence[str]
    licensed: bool
    axes: Sequence[str]
    ingredients: Sequence[str]
    classes: Sequence[str]
    grouped: bool
    above: Sequence[str]
    maps: Sequence[str]


CODE_COLUMNS = tuple(CodeRow.__annotations__)


class StandingRow(CodeRow):
    """A code with the marks of its pairs in the graph."""

    loads: Sequence[str]


class ReplacementRow(TypedDict):
    """One code replaced another, and the day if a source states it."""

    old: str
    new: str
    day: str | None


class BillingRow(TypedDict):
    """A code that bills a procedure, and which step of it (empty if not stated)."""

    code: str
    step: str


class ProcedureRow(TypedDict):
    """A procedure with the codes that bill it, its alternatives and its indications."""

    key: str
    name: str
    codes: Sequence[BillingRow]
    alternatives: Sequence[str]
    conditions: Sequence[str]


class ConditionRow(TypedDict):
    """A condition, its parents, and the codes that classify it or are indicated for it."""

    key: str
    name: str
    above: Sequence[str]
    classified: Sequence[str]
    passed_on: Sequence[str]
    indicated: Sequence[str]


class PolicyRow(TypedDict):
    """A policy and the codes on which it takes the same stance."""

    key: str
    name: str
    role: str
    stance: str
    codes: Sequence[str]
