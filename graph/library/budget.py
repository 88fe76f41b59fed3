"""Limits on the memory of a user's statement, estimated before it runs.

Neo4j counts the memory of sorting, collecting and joining, but not of lists and texts that an expression
makes: `[x IN range(1, 2000000000) | x]` takes the whole heap. The estimate counts, in powers of two: the
numbers of a range, what `replace` and `split` add, how often an expression repeats a variable. Planning
cannot be interrupted either, so the length of a statement and the nesting of its sub-queries are limited too.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import ceil, log2, prod
from typing import Any

from medcodegraph.errors import StatementTooLarge
from medcodegraph.graph.library.lexing import without_texts

LONGEST_RANGE = 1_000_000
"""Numbers in one range that is not unwound; the product over a statement may be four times as large."""

GROWTH = 27
"""The size to which a text or list may grow, in bytes, as a power of two."""

LENGTH, EXPRESSIONS, CLAUSES = 40_000, 5, 20
"""Characters without indentation; nesting of sub-query expressions, and of braces of any kind."""

_UNKNOWN_TEXT = 17  # power of two: the longest text of a policy
_UNKNOWN_GROWTH = 10  # `replace` with a text that is not a literal
_SPLIT = 6  # how much more a list takes than its text
_EXPRESSION = re.compile(r"\b(?:COLLECT|COUNT|EXISTS)\s*\{|[{}]", re.IGNORECASE)
_CLAUSES = re.compile(
    r"\b(?:WITH|RETURN|UNWIND|MATCH|WHERE|CALL|ORDER|SKIP|LIMIT|UNION|DISTINCT|AS|IN|AND|OR|XOR|NOT|NULL"
    r"|TRUE|FALSE|CASE|WHEN|THEN|ELSE|END|IS|STARTS|ENDS|CONTAINS|BY|ASC|DESC|OPTIONAL)\b",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"(?<![\w.$:`])([A-Za-z_]\w*)(?![\w`])(?!\s*[.(:{\[])")
_CALL = r"(?<![\w.`])%s\s*\("
_NUMBER = re.compile(r"-?[0-9_]+")
_PARAMETER = re.compile(r"\$(\w+)")
_SIZES = re.compile(r"(?:\s|[-+()]|[0-9]+|\b(?:size|length)\s*\([^()]*\))*", re.IGNORECASE)


def check(statement: str, params: Mapping[str, Any] | None = None) -> None:
    """Raise StatementTooLarge if a statement would take too much memory, or too long to plan."""
    bare = without_texts(statement)
    _check_planning(bare)
    params = params or {}
    loops = [max(1, _count(statement, *span, params)) for span in _ranges(bare)]
    if prod(loops) > 4 * LONGEST_RANGE:
        raise StatementTooLarge(
            f"the ranges of the statement multiply to more than {4 * LONGEST_RANGE:,}: use UNWIND"
        )
    growth = _growth(statement, bare, params)
    if growth:
        base = _longest(bare, params)
        if base + growth + log2(prod(loops)) > GROWTH:
            raise StatementTooLarge(
                "the statement may build strings or lists of more than 128 MB (by replace, by split, "
                "by repeating a variable in an expression): make them smaller, or use UNWIND"
            )


def _check_planning(bare: str) -> None:
    length = sum(len(line.strip()) for line in bare.splitlines())
    if length > LENGTH:
        raise StatementTooLarge(
            f"the statement is over {LENGTH:,} characters: it would take too long to plan"
        )
    open_: list[bool] = []
    for match in _EXPRESSION.finditer(bare):
        if match[0] == "}":
            if open_:
                open_.pop()
            continue
        open_.append(len(match[0]) > 1)
        if sum(open_) > EXPRESSIONS or len(open_) > CLAUSES:
            raise StatementTooLarge(
                f"subqueries are nested more than {EXPRESSIONS} deep (CALL {{ }} {CLAUSES}), too many to plan"
            )


def _ranges(bare: str) -> Iterator[tuple[int, int]]:
    """The positions of the arguments of each `range`, except those unwound row by row."""
    for match in re.finditer(_CALL % "range", bare, re.IGNORECASE):
        if not re.search(r"\bUNWIND\s*$", bare[: match.start()], re.IGNORECASE):
            yield match.end(), _closing(bare, match.end())


def _count(statement: str, start: int, end: int, params: Mapping[str, Any]) -> int:
    """How many numbers a range has."""
    bounds = [_bound(text, params) for text in _arguments(statement[start:end])]
    if any(bound is None for bound in bounds):
        raise StatementTooLarge(
            f"range({statement[start:end][:60]}): give numbers, parameters or size(...), or use UNWIND"
        )
    low, high, step = [*[bound or 0 for bound in bounds], 1, 1, 1][:3]
    count = (high - low) // (step or 1) + 1
    if count > LONGEST_RANGE:
        raise StatementTooLarge(f"a range of {count:,} numbers is more than {LONGEST_RANGE:,}: use UNWIND")
    return count


def _bound(text: str, params: Mapping[str, Any]) -> int | None:
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return int(text.replace("_", "")) if len(text) < 20 else LONGEST_RANGE * 10
    if match := _PARAMETER.fullmatch(text):
        value = params.get(match[1])
        return value if isinstance(value, int) else 0
    return 1 if text and _SIZES.fullmatch(text) else None


def _growth(statement: str, bare: str, params: Mapping[str, Any]) -> float:
    """How much longer the expressions of a statement may make a value, as a power of two."""
    found = _replaced(statement, params)
    if re.search(_CALL % "split", bare, re.IGNORECASE):
        found += _SPLIT
    for match in re.finditer(_CALL % "reduce", bare, re.IGNORECASE):
        body = bare[match.end() : _closing(bare, match.end())]
        accumulator, _, rest = body.partition("=")
        name = re.compile(rf"\b{re.escape(accumulator.strip())}\b(?!\s*[.\[])")
        step = rest.partition("|")[2]
        uses = max(len(name.findall(piece)) for piece in _building(step))
        if uses > 1 or _replaced(statement[match.end() : _closing(bare, match.end())], params):
            raise StatementTooLarge(
                "reduce() may use its accumulator only once, and not lengthen it with replace()"
            )
    return found + _repeated(bare)


def _replaced(statement: str, params: Mapping[str, Any]) -> float:
    bare = without_texts(statement)
    return sum(
        _replacing(statement[match.end() : _closing(bare, match.end())], params)
        for match in re.finditer(_CALL % "replace", bare, re.IGNORECASE)
    )


def _replacing(inside: str, params: Mapping[str, Any]) -> float:
    arguments = [text.strip() for text in _arguments(inside)]
    sizes = [_size(text, params) for text in arguments[1:3]]
    if len(sizes) < 2 or sizes[1] is None:
        return _UNKNOWN_GROWTH
    return max(0.0, log2(max(1, sizes[1]) / max(1, sizes[0] or 1)))


def _size(text: str, params: Mapping[str, Any]) -> int | None:
    """The length of a literal text, or of one given as a parameter."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return len(text) - 2
    match = _PARAMETER.fullmatch(text)
    value = params.get(match[1]) if match else None
    return len(value) if isinstance(value, str) else None


def _repeated(bare: str) -> float:
    """The growth from expressions that repeat variables, followed from one expression to the next."""
    grown: dict[str, float] = {}
    for expression, name in _items(bare):
        uses = _uses(expression)
        grown[name] = max((grown.get(one, 0.0) + log2(count) for one, count in uses.items()), default=0.0)
    return max(grown.values(), default=0.0)


def _uses(expression: str) -> Counter[str]:
    """How often the result of an expression may contain the value of each variable."""
    most = Counter({match[1]: 1 for match in _VARIABLE.finditer(_CLAUSES.sub(";", expression))})
    for piece in _building(expression):
        names = Counter(match[1] for match in _VARIABLE.finditer(_CLAUSES.sub(";", piece)))
        for match in re.finditer(r"(\w+)\s+IN\b", piece, re.IGNORECASE):
            del names[match[1]]  # of a loop: one item at a time
        most |= names
    return most


def _building(expression: str) -> list[str]:
    """The parts of an expression, split at comparisons and cases, that can make a value larger."""
    pieces = re.split(r"\b(?:CASE|WHEN|THEN|ELSE|END|AND|OR|NOT)\b|[<>=]+", expression, flags=re.IGNORECASE)
    return [piece for piece in pieces if re.search(r"[+\[{]", piece)] or [""]


def _items(bare: str) -> Iterator[tuple[str, str]]:
    """The expressions of WITH, RETURN and UNWIND, each with its alias."""
    for clause in re.split(r"\b(?:WITH|RETURN|UNWIND)\b", bare, flags=re.IGNORECASE)[1:]:
        values = re.split(r"\b(?:MATCH|WHERE|CALL|ORDER|UNION)\b", clause, flags=re.IGNORECASE)[0]
        for one in _arguments(values):
            expression, *names = re.split(r"\bAS\b", one, flags=re.IGNORECASE)
            yield expression, (names[-1] if names else expression).strip()


def _longest(bare: str, params: Mapping[str, Any]) -> float:
    """The size of the longest text or list that a statement starts from, as a power of two."""
    texts = re.finditer(r"'_*'|\"_*\"|\[[^\[\]]*\]", bare)
    written = max((len(match[0]) for match in texts), default=1)
    given = max((len(value) for value in params.values() if isinstance(value, str | list)), default=1)
    stored = _UNKNOWN_TEXT if re.search(r"\bMATCH\b|\bqueryNodes\b", bare, re.IGNORECASE) else 0
    return max(ceil(log2(max(written, given, 1))), stored)


def _closing(bare: str, start: int) -> int:
    """The position of the bracket that closes the one opened before `start`."""
    depth = 1
    for place in range(start, len(bare)):
        depth += (bare[place] in "([{") - (bare[place] in ")]}")
        if depth == 0:
            return place
    return len(bare)


def _arguments(text: str) -> list[str]:
    """The arguments, split at the commas of the outermost level."""
    bare, depth, last, found = without_texts(text), 0, 0, []
    for place, letter in enumerate(bare):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            found.append(text[last:place])
            last = place + 1
    return [*found, text[last:]]
