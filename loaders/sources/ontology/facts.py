"""From the terms of an ontology to conditions, their hierarchy and the codes that classify them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.hierarchy import circles, lineage
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.code_links import Links, number_in
from medcodegraph.loaders.sources.ontology.term import Term, is_obsolete, term_key
from medcodegraph.loaders.usable_text import sound, usable_name
from medcodegraph.loaders.wording import INVALID_UNICODE, circular, not_in_form, repeated

_ID = re.compile(r"(?:[A-Za-z][\w.-]*|_):[\w.-]+|[A-Za-z][A-Za-z.-]*_[\w.-]+|https?://\S+")


@dataclass(slots=True)
class _Condition:
    """What is known about a condition so far; the wording of the first of several terms comes first."""

    name: str
    definition: str = ""
    non_human: bool | None = None
    synonyms: dict[str, None] = field(default_factory=dict)
    xrefs: list[str] = field(default_factory=list)


def condition_facts(
    terms: Iterable[Term],
    prefix: str,
    file: str,
    report: Report,
    join: Callable[[str], tuple[str, str] | None] = lambda _: None,
    *,
    own_only: bool = False,
    of_animals: tuple[str, str] | None = None,
    listed: Mapping[str, bool | None] = MappingProxyType({}),
) -> Iterator[Fact]:
    """Conditions, IS_A and CLASSIFIES for the terms of one ontology, whose keys begin with `prefix`.

    `join` gives the key and, if known, the name of another ontology's condition for a term: the term's facts
    are then stated about that condition, with the term's own name as a synonym and its key in xrefs. Terms of
    other ontologies are skipped, or rejected if `own_only`; obsolete ones are left out with a notice.
    `of_animals` names the terms above the diseases of other animals and above those of people. Rejects
    a term without a usable id or name, duplicates, an invalid code, and a parent that is not in the file, is
    obsolete, or closes a cycle. Raises InputError if there are terms, but none of this ontology.
    """
    first: Term | None = None
    lines: dict[str, int] = {}
    keys: dict[str, str] = {}  # the key of each active term's condition
    parents: dict[str, list[str]] = {}
    conditions: dict[str, _Condition] = {}
    replaced: dict[str, str] = {}  # obsolete terms, with the one to use instead
    links = Links()
    for term in terms:
        own = term_key(term.id)
        first = first or term
        if not own_only and _is_foreign(term.id, own, prefix):
            continue
        reason = _unusable(term, own, prefix, lines)
        if own is None or reason is not None:
            report.reject(file, term.line, reason or "", f"{term.id} {term.name}")
            continue
        lines[own] = term.line
        if _is_out(term):
            if now := term_key(term.replaced_by):
                replaced[own] = now
            continue
        joined = join(own)
        keys[own] = joined[0] if joined else own
        _add(conditions, term, own, joined)
        parents[own] = [parent for written in term.parents if (parent := term_key(written) or written)]
        for match, written in term.codes:
            try:
                links.add(number_in(written), keys[own], match)
            except ValueError as error:
                report.reject(file, term.line, str(error), f"{own} {term.name}: {written}")
    for own in replaced:
        key = keys.get(_last(own, replaced))
        if key is not None:
            keys[own] = key
            conditions[key].xrefs.append(own)
    if first and not lines:
        reason = f"it contains no {prefix} term (the first id is {first.id[:50]!r})"
        raise InputError(f"{reason}: check that it is the right file", file, first.line)
    if obsolete := len(lines) - len(parents):
        led = sum(own in keys for own in replaced)
        leading = f"; {led} lead to the terms that replaced them" if led else ""
        report.notice(f"{file}: {obsolete} obsolete terms are left out{leading}")
    if of_animals is not None:
        animals, people = (_below(root, parents) for root in of_animals)
        for own in animals | people:
            conditions[keys[own]].non_human = own not in people
    for key, condition in conditions.items():
        yield _node(key, condition)
    yield from links.facts(listed)
    yield from _hierarchy(parents, keys, lines, prefix, file, report)


def _last(own: str, replaced: Mapping[str, str]) -> str:
    """The term at the end of a chain of replacements; in a cycle, any term of it."""
    seen = {own}
    while (now := replaced.get(own)) is not None and now not in seen:
        seen.add(now)
        own = now
    return own


def _below(root: str, parents: Mapping[str, Sequence[str]]) -> set[str]:
    """A term and all terms below it; empty if the file does not have the term."""
    children: dict[str, list[str]] = defaultdict(list)
    for child, above in parents.items():
        for parent in above:
            children[parent].append(child)
    return lineage(root, children) if root in parents else set()


def _is_foreign(written: str, own: str | None, prefix: str) -> bool:
    """Whether an id is well-formed and belongs to another ontology."""
    if own is not None:
        return not own.startswith(f"{prefix}:")
    match = _ID.fullmatch(written.strip().strip("<>"))
    return match is not None and prefix not in written.upper()


def _unusable(term: Term, own: str | None, prefix: str, lines: Mapping[str, int]) -> str | None:
    """Why a term cannot be used, or None."""
    if own is None or not own.startswith(f"{prefix}:"):
        return not_in_form(term.id, f"a {prefix} id")
    if own in lines:
        return repeated(own, lines[own])
    if _is_out(term):
        return None
    if not term.name.strip():
        return f"{own} has no name"
    if not all(map(sound, (term.definition, *term.synonyms))):
        return f"a text of {own} {INVALID_UNICODE}"
    return usable_name(term.name)


def _is_out(term: Term) -> bool:
    return term.obsolete or is_obsolete(term.name)


def _add(conditions: dict[str, _Condition], term: Term, own: str, joined: tuple[str, str] | None) -> None:
    key, known_as = joined or (own, None)
    name = " ".join(term.name.split())
    condition = conditions.setdefault(key, _Condition(name))
    condition.definition = condition.definition or " ".join(term.definition.split())
    for other in (own, *map(term_key, term.others)):
        if other is not None and other != key and other not in condition.xrefs:
            condition.xrefs.append(other)
    if known_as is not None and name != known_as:
        condition.synonyms[name] = None
    for synonym in (" ".join(written.split()) for written in term.synonyms):
        if synonym and synonym != name:
            condition.synonyms[synonym] = None


def _node(key: str, condition: _Condition) -> Node:
    properties = {
        "name": condition.name,
        "synonyms": list(condition.synonyms),
        "definition": condition.definition or None,
        "non_human": condition.non_human,
        "xrefs": condition.xrefs,
    }
    return Node(Label.CONDITION, key, properties)


def _hierarchy(
    parents: Mapping[str, Sequence[str]],
    keys: Mapping[str, str],
    lines: Mapping[str, int],
    prefix: str,
    file: str,
    report: Report,
) -> Iterator[Edge]:
    """IS_A from each term to its parents, except within one condition that both were joined to."""
    back = circles(parents)
    stated = set()
    for child, above in parents.items():
        for parent in above:
            if parent not in keys:
                if not _is_foreign(parent, term_key(parent), prefix):
                    why = "is obsolete" if parent in lines else "is not in the file"
                    report.reject(file, lines[child], f"the parent {parent} {why}", f"{child} is_a {parent}")
            elif (child, parent) in back:
                reason = circular(parent)
                report.reject(file, lines[child], reason, f"{child} is_a {parent}")
            elif (edge := (keys[child], keys[parent])) not in stated and edge[0] != edge[1]:
                stated.add(edge)
                yield Edge(Rel.IS_A, (Label.CONDITION, edge[0]), (Label.CONDITION, edge[1]))
