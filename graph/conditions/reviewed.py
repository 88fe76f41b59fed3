"""Matches between codes and conditions that a person has reviewed, where sources or wording say too much.

The table `reviewed.tsv`: a code, a condition, how the code matches it (exact, narrow, broad or related), the
codes below it that are outside the condition, and why. A source may map a heading exactly to a condition that
does not include all of its codes: then the heading is broader, and its other codes are narrower
(decisions/0067).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from medcodegraph.graph.conditions.fill_in import CodeText, Link, Stated
from medcodegraph.graph.conditions.names import ConditionText
from medcodegraph.graph.hierarchy import lineage

TABLE = "reviewed.tsv"
MATCHES = frozenset({"exact", "narrow", "broad", "related"})
_CERTAIN = {"exact", "narrow", "broad"}


class Review(NamedTuple):
    """A row of the table; `without` are the keys of the codes outside the condition."""

    code: str
    condition: str
    match: str
    without: tuple[str, ...]
    why: str


@cache
def table() -> tuple[Review, ...]:
    """The rows of the table."""
    text = (resources.files(__package__) / TABLE).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple(
        Review(code, to, match, tuple(without.split()), why) for code, to, match, without, why in rows
    )


def reviewed(
    links: Sequence[Link],
    codes: Sequence[CodeText],
    conditions: Iterable[ConditionText],
    stated: Stated,
    reviews: Iterable[Review],
) -> tuple[list[Link], dict[tuple[str, str], Review]]:
    """The links with what the reviews change, and the reviews of what a source states, by code and condition.

    A review that leaves codes out has no effect where neither a source nor the wording connects the two.
    """
    found = {link[:2]: link for link in links}
    above, below = {code.key: code.above for code in codes}, _below(codes)
    loaded = {code.key for code in codes} | {condition.key for condition in conditions}
    overruled: dict[tuple[str, str], Review] = {}
    for review in reviews:
        pair = review.code, review.condition
        if not loaded.issuperset(pair):
            continue
        matches = stated.get(pair, set())
        if matches & _CERTAIN:
            overruled[pair] = review
            found.pop(pair, None)
        elif pair in found or matches or not review.without:
            found[pair] = Link(*pair, review.match, review.why)
        else:
            continue
        cut = set().union(*(lineage(one, above) for one in review.without))
        for code in _rest(review.code, review.without, cut, below) if review.without else ():
            if not stated.get((code, review.condition), set()) & _CERTAIN:
                reason = f"a code of {review.code} that is within the condition"
                found.setdefault((code, review.condition), Link(code, review.condition, "narrow", reason))
    return sorted(found.values()), overruled


def _below(codes: Iterable[CodeText]) -> Mapping[str, list[str]]:
    below: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        for above in code.above:
            below[above].append(code.key)
    return below


def _rest(
    heading: str, without: Collection[str], cut: Collection[str], below: Mapping[str, list[str]]
) -> Iterator[str]:
    """The highest codes below a heading outside `cut`, which is all that is or contains one left out."""
    for code in below.get(heading, ()):
        if code not in cut:
            yield code
        elif code not in without:
            yield from _rest(code, without, cut, below)
