"""Codes however a person writes them: as keys and numbers, with lost or mistaken characters repaired."""

import re

from medcodegraph.graph.iris import key_in
from medcodegraph.graph.keys import code_number, normalise, system_name
from medcodegraph.graph.library.words.typed_text import plain, trimmed

_NUMBER = r"[^\W_][\w.\-]*"
_PREFIXED = re.compile(rf"([A-Za-z][A-Za-z0-9 .\-]*?)(?:\s*([:|#])\s*|\s+)({_NUMBER})")
_RUN_ON = re.compile(
    r"(MS-?DRG|DRG|CPT|HCPCS|ICD-?10-?CM|ICD-?10-?PCS|NCD|LCD|MONDO|DOID)[-_]?(\d[\w.]*|[A-Z]\d[\w.]*)",
    re.IGNORECASE,
)
"""A system and a number with nothing between them: `MSDRG470`."""
_SHORTEST = 3  # letters and digits of a code that follows a word
_LONGEST_SYSTEM = 10
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"[A-Za-z]{0,3}\d[\w.,\-]*|\d[\w.,\-]*")
_DIAGNOSIS = re.compile(r"([A-TV-Z]\d[0-9AB])\.?([0-9A-Z]{0,3}?)X*([A-Z])")
_SHORT_HCPCS = re.compile(r"([A-V])(\d{1,3})")
_SHORT_PROCEDURE = re.compile(r"[0-9A-HJ-NP-Z]{6}")
_SHORT_CPT = re.compile(r"\d{3}[A-Z]")
_SEVENTH = frozenset("ABCDEFGHJKMNPQRS")


def codes(text: str) -> list[str]:
    """Keys and numbers of the codes and policies that the text may stand for; empty if it cannot be one.

    `HCPCS:Q2042` gives a key, `c9100` the numbers `C9100` and `C91.00`, `hcpcs q2042` a key and a number: its
    first word need not be a system, but `type 2` is not a code. Punctuation around the code, such as the `-`
    of `C91.0-`, is dropped; URIs (`http://hl7.org/fhir/sid/icd-10-cm|E11.9`) are read too.
    """
    if key := key_in(plain(text)):
        return [normalise(key)]
    number = trimmed(text)
    found: list[str] = []
    if match := _RUN_ON.fullmatch(number):
        found.append(normalise(f"{match[1]}:{match[2]}"))
    if match := _PREFIXED.fullmatch(number):
        system, mark, number = match.groups()
        if mark or _DIGIT.search(number):
            found.append(normalise(f"{system}:{number}"))
            if system_name(system) == "ICD10CM":
                found.append(f"ICD10PCS:{code_number('ICD10PCS', number)}")
        if mark or len(number) < _SHORTEST or len(system_name(system)) > _LONGEST_SYSTEM:
            return found
    if re.fullmatch(_NUMBER, number) and _DIGIT.search(number):
        found += [number, number.upper(), code_number("ICD10CM", number)]
        found.append(code_number("ICD9CM", number))
    if dashed := re.fullmatch(r"([A-Za-z]\d\w)[-,](\w{1,4})", number):  # E11-9, E11,9
        found.append(f"{dashed[1]}.{dashed[2]}".upper())
    return list(dict.fromkeys(found))


def repaired(text: str) -> list[str]:
    """Keys of the codes the text may be after repair; only candidates.

    Repaired are lost leading zeros (`MSDRG:22`, `E601`, `FT44ZZ`), the placeholder X of ICD-10-CM (`W21.9A`
    is `W21.9XXA`), and the letter O for zero and I or l for one (`EO601`, `Il0`).
    """
    system, number = _parted(text)
    if not number or not _DIGIT.search(number):
        return []
    found: list[str] = []
    for one in dict.fromkeys((number, _digits_for_letters(number))):
        if one != number:
            found += [f"{name}:{code_number(name, one)}" for name in ("HCPCS", "ICD10CM", "CPT")]
        found += _zeros(one, system)
        found += _placeholders(one)
    kept = [key for key in found if system in ("", key.partition(":")[0])]
    return list(dict.fromkeys(kept))


def looks_like_code(text: str) -> bool:
    """Whether the text is one word that looks like a code, and so is never taken for a misspelling."""
    return _CODE.fullmatch(trimmed(text)) is not None


def _parted(text: str) -> tuple[str, str]:
    """The code system that the text names, or an empty text, and the number in capitals without its point."""
    number, system = trimmed(key_in(plain(text)) or text), ""
    if match := _RUN_ON.fullmatch(number):
        system, number = system_name(match[1]), match[2]
    elif match := _PREFIXED.fullmatch(number):
        system, number = system_name(match[1]), match[3]
        if len(system) > _LONGEST_SYSTEM:
            return "", ""
    return system, number.upper() if re.fullmatch(_NUMBER, number) else ""


def _digits_for_letters(number: str) -> str:
    """`EO601` as `E0601`: after the first character the letter O is nearly always a zero, I and L a one."""
    return number[:1] + number[1:].replace("O", "0").replace("I", "1").replace("L", "1")


def _zeros(number: str, system: str) -> list[str]:
    """Keys of the codes that the number may be, with the leading zeros that spreadsheets drop."""
    found = []
    if system == "MSDRG" and number.isdigit() and len(number) < 3:
        found.append(f"MSDRG:{number.zfill(3)}")
    if match := _SHORT_HCPCS.fullmatch(number):
        found.append(f"HCPCS:{match[1]}{match[2].zfill(4)}")
    if _SHORT_PROCEDURE.fullmatch(number):
        found.append(f"ICD10PCS:0{number}")
    if _SHORT_CPT.fullmatch(number):
        found.append(f"CPT:0{number}")
    if system == "CPT" and number.isdigit() and len(number) < 5:
        found.append(f"CPT:{number.zfill(5)}")
    return found


def _placeholders(number: str) -> list[str]:
    """The key of the ICD-10-CM code whose seventh character is too far to the left."""
    match = _DIAGNOSIS.fullmatch(number)
    if match is None or match[3] not in _SEVENTH:
        return []
    return [f"ICD10CM:{match[1]}.{match[2].ljust(3, 'X')}{match[3]}"]
