"""Codes and diagnoses as written in policies: single ones, ranges, conditions by name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from medcodegraph.graph.keys import code_number, normalise, system_name
from medcodegraph.graph.model import Label
from medcodegraph.loaders.codes.forms import (
    CPT,
    HCPCS,
    HCPCS_MODIFIER,
    ICD10PCS,
    diagnosis_system,
    procedure_system,
)
from medcodegraph.loaders.source import Names

_CONDITIONS = {"MONDO", "DOID", "CONDITION"}
_BY_PREFIX = {"ICD10CM", "ICD10PCS", "ICD9CM"}
"""Systems in which longer codes are subtypes of the shorter ones they begin with."""
_PCS = re.compile(ICD10PCS)
_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9 _.-]*?)\s*[:|]\s*(.+)", re.DOTALL)
_RANGE = re.compile(r"(\S+?)\s*[-\u2013\u2014]\s*(?:([A-Za-z][A-Za-z0-9 _.-]*?)\s*[:|]\s*)?([^\s:|]+)")
_BETWEEN = re.compile(r"\s*[|/&:]\s*|\s+and\s+|\s+", re.IGNORECASE)
_COLON = re.compile(r"[^:\s]+\s*:\s*[^:\s]+")
_TO = re.compile(r"\s+(?:to|through|thru)\s+", re.IGNORECASE)
_WILD = re.compile(r"[A-Z]?\d+[X*]+", re.IGNORECASE)
_HYPHENS = {"-", "\u2013", "\u2014"}
_MODIFIED = re.compile(
    rf"(?:(?P<system>[A-Za-z][A-Za-z0-9 _.-]*?)\s*[:|]\s*)?(?P<code>{CPT}|{HCPCS})"
    rf"(?P<sign>\s*[-\u2013\u2014:|]\s*|\s+)(?P<modifier>{HCPCS_MODIFIER}|\d\d)",
    re.IGNORECASE,
)

Known = Mapping[str, bool | None]
"""The codes of a system; True if billable."""


@dataclass(frozen=True, slots=True)
class Written:
    """One item: a code, or the first and last of a range; without a system, a condition."""

    system: str | None
    first: str
    last: str | None = None
    modifier: str = ""


def written_items(text: str, system: str, *, diagnosis: bool) -> list[Written]:
    """Parse an item, which can name several codes: `J9370|J9380`, `E0100/E0102`, `E0100 and E0102`.

    A code can have a modifier: `E0100-NU`, `99213:25`. Raises ValueError if it is ambiguous.
    """
    plain = " ".join(text.split())
    words = [word for word in _BETWEEN.split(plain) if word]
    if len(words) > 1 and all(_is_code(word, diagnosis) for word in words):
        if ":" in plain and len(words) == 2 and _COLON.fullmatch(plain):
            ends = f"{words[0]}-{words[1]}, or the two codes apart"
            raise ValueError(f"{text!r} is two codes with a colon between them: write {ends}")
        return [written(word, system, diagnosis=diagnosis) for word in words]
    if not diagnosis and (found := _modified(plain, system)) is not None:
        return [found]
    if _WILD.fullmatch(plain):
        raise ValueError(f"{text!r} stands for several codes: write the first and the last, like E0100-E0199")
    return [written(_TO.sub("-", plain), system, diagnosis=diagnosis)]


def _is_code(word: str, diagnosis: bool) -> bool:
    return any(_system(word, kind) for kind in ((True,) if diagnosis else (False,)))


def _modified(text: str, system: str) -> Written | None:
    """A code with a modifier, or None; raises ValueError if it could also be a range."""
    match = _MODIFIED.fullmatch(text)
    if match is None:
        return None
    code, sign, modifier = match["code"].upper(), match["sign"].strip(), match["modifier"].upper()
    named = system_name(match["system"] or system) or _system(code, diagnosis=False)
    if named not in ("CPT", "HCPCS"):
        return None
    if sign in _HYPHENS and modifier.isdigit():
        either = f"{code}-{code[:-2]}{modifier} for a range, {code}:{modifier} for a modifier"
        raise ValueError(f"{text!r} can be a range or a code with a modifier: write {either}")
    return Written(named, code, modifier=modifier)


def written(text: str, system: str, *, diagnosis: bool) -> Written:
    """Parse a single item; `system` is the default system. Raises ValueError if it cannot be parsed."""
    rest = text.strip()
    ends = _RANGE.fullmatch(rest)
    bare = ends is not None and any(_system(ends[1], kind) for kind in (True, False))  # no `ICD-10-CM:C83`
    prefixed = None if bare else _PREFIXED.fullmatch(rest)
    if prefixed is not None and system_name(prefixed[1]) in _CONDITIONS:
        return Written(None, normalise(text))
    if prefixed is not None:
        system, rest = prefixed[1], prefixed[2]
    ends = _RANGE.fullmatch(rest)
    first, last = (ends[1], ends[3]) if ends else (rest, None)
    system = system_name(system) if system else _system(first, diagnosis) or ""
    if ends and ends[2] and system and system_name(ends[2]) != system:
        raise ValueError(f"{text!r} is not a range: its ends are in two systems, {system} and {ends[2]}")
    if not system or " " in first:
        if diagnosis:
            return Written(None, text.strip())
        raise ValueError(f"{text!r} is not in the form of a code: write it with its system, like CPT:38225")
    return Written(system, code_number(system, first), code_number(system, last) if last else None)


def _system(number: str, diagnosis: bool) -> str | None:
    number = number.upper()
    if diagnosis:
        return diagnosis_system(number)
    return procedure_system(number) or ("ICD10PCS" if _PCS.fullmatch(number) else None)


def codes_of(item: Written, known: Known, *, accept: bool) -> list[str]:
    """The codes that an item stands for, in order; for a range, without headings.

    Raises ValueError if there are none; a single unknown code is used if `accept`.
    """
    system = item.system or ""
    if item.last is None:
        if item.first in known or accept:
            return [item.first]
        raise ValueError(f"no {system}:{item.first} {_missing(system, known)}")
    found = [code for code, billable in known.items() if billable is not False and _within(code, item)]
    if not found:
        raise ValueError(f"no code from {item.first} to {item.last} {_missing(system, known)}")
    return found


def check_range(item: Written) -> None:
    """Raise ValueError for a range that ends before it begins, or whose ends differ in format."""
    if item.last is None:
        return
    if item.system not in _BY_PREFIX and _shape(item.first) != _shape(item.last):
        raise ValueError(
            f"{item.first}-{item.last} is not a range: both ends need digits and letters in the same places"
        )
    if _plain(item.first) > _plain(item.last):
        raise ValueError(f"{item.first}-{item.last} ends before it begins")


def condition_of(item: Written, names: Names) -> str:
    """The key of a condition, given by key or name; raises ValueError if it is unknown."""
    if _PREFIXED.fullmatch(item.first) and names.has(Label.CONDITION, item.first):
        return item.first
    key = names.key(Label.CONDITION, item.first)
    if key is None:
        raise ValueError(
            f"{item.first!r} is not a diagnosis that the graph knows: give a code with its system, or a "
            "condition by its key or exact name, and load its source first"
        )
    return key


def _within(code: str, item: Written) -> bool:
    first, last, plain = _plain(item.first), _plain(item.last or ""), _plain(code)
    if item.system in _BY_PREFIX:
        return first <= plain and (plain <= last or plain.startswith(last))
    return first <= plain <= last and _shape(code) == _shape(item.first)


def _plain(code: str) -> str:
    return code.replace(".", "")


def _shape(code: str) -> str:
    return re.sub(r"[A-Z]", "A", re.sub(r"\d", "9", code))


def _missing(system: str, known: Known) -> str:
    if known:
        return f"is in the graph: correct it, or load a release of {system} that has it first"
    return f"is in the graph, nor any other of {system}: load them first"
