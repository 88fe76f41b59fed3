"""Keys, and the values of filters, in any form; where all values are known, a wrong one is an error."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any

from medcodegraph.errors import RequestError
from medcodegraph.graph.keys import is_whole, normalise, system_name
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.properties import LABEL, STATUS
from medcodegraph.graph.request.tree import Operator

STATUSES = ("active", "retired", "draft")
KINDS = ("NCD", "LCD", "ARTICLE", "PAYER", "INDICATOR")
"""The kinds of policies."""

_WHOLE = (Operator.EQ, Operator.NE, Operator.IN)
"""The comparisons with whole values."""


def whole_key(text: str) -> str:
    """The canonical form of a key; raises RequestError for a text that cannot be one."""
    key = normalise(text)
    if not is_whole(key):
        raise RequestError(
            f"{text[:60]!r} is not a key: write SYSTEM:code, such as ICD10CM:E11.9 or CPT:0537T; `lookup` "
            "suggests keys, and `search` finds codes in any form",
            "BAD_USER_INPUT",
        )
    return key


def conversion(within: str, name: str, operator: Operator) -> Callable[[Any], Any] | None:
    """How a comparison of a filter type with a property reads its values; None for as they are."""
    convert = _READERS.get(f"{within}.{name}") or _READERS.get(name)
    return partial(_each, convert) if convert and operator in _WHOLE else None


def _each(convert: Callable[[str], str], value: str | list[str]) -> str | list[str]:
    return convert(value) if isinstance(value, str) else [convert(one) for one in value]


def one_of(what: str, known: Sequence[str], value: str) -> str:
    """The known value that is meant; raises RequestError with all of them if there is none."""
    by_letters = {_letters(one): one for one in known}
    found = by_letters.get(_letters(value))
    if found is None:
        near = get_close_matches(_letters(value), by_letters, n=1, cutoff=0.6)
        hint = f"did you mean {by_letters[near[0]]!r}? " if near else ""
        raise RequestError(f"{what} is {value[:60]!r}: {hint}It is one of {', '.join(known)}", "BAD_FILTER")
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_READERS: Mapping[str, Callable[[str], str]] = {
    "key": normalise,
    "system": system_name,
    "status": partial(one_of, "status", STATUSES),
    STATUS: partial(one_of, "status", STATUSES),
    "PolicyFilter.kind": partial(one_of, "kind", KINDS),
    LABEL: partial(one_of, "kind", [label.value for label in Label]),
}
