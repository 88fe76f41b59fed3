"""Keys: `SYSTEM:code` in one canonical writing, whatever writing a person uses."""

import hashlib
import re
import unicodedata
from functools import lru_cache

from medcodegraph.graph.iris import key_in

_PREFIXES = {
    "CPT4": "CPT",
    "HCPC": "HCPCS",
    "ICD10": "ICD10CM",
    "ICD9": "ICD9CM",
    "DRG": "MSDRG",
    "DISEASEONTOLOGY": "DOID",
}
_DOTTED = {"ICD10CM", "ICD10WHO"}
_CASED = {"UCUM"}
"""Systems in which codes differ by capitals alone: `Ms` and `ms`."""
SLUG_PREFIXES = frozenset(
    {"CONDITION", "EQUIPMENT", "JURISDICTION", "PAYER", "POLICY", "PROCEDURE"}
    | {"RISK", "ROLE", "SETTING", "SOURCE", "TEST", "VALUESET"}
)
"""Prefixes of keys that are made from a name, for things no official body has numbered."""
_SIGNS = {"<=": "le", ">=": "ge", "\u2264": "le", "\u2265": "ge", "<": "lt", ">": "gt", "+": "plus"}
_NO_LETTER = re.compile("[^A-Za-z0-9]")
_UNDOTTED = re.compile("[A-Z][0-9A-Z]{2}[0-9A-Z]{1,4}")
_UNDOTTED_ICD9 = re.compile(r"([0-9]{3}|V[0-9]{2})([0-9]{1,2})|(E[0-9]{3})([0-9])")
_WRITTEN = re.compile(r"\s*([A-Za-z][A-Za-z0-9 _.-]*?)\s*[:|]\s*(\S.*?)\s*\Z")


@lru_cache(1024)
def system_name(text: str) -> str:
    """The canonical name of a code system: `icd-10-cm` and `ICD10CM code` spelled alike become `ICD10CM`."""
    name = _NO_LETTER.sub("", text).upper()
    return _PREFIXES.get(name, name)


def code_number(system: str, code: str) -> str:
    """The canonical writing of a code: upper case, save where capitals count; an ICD code with its point.

    ICD-9-CM without a point is read as a diagnosis: `4280` is 428.0, and only `42.80` is a procedure.
    """
    number = code.strip()
    if system in _CASED:
        return number
    number = number.upper()
    if system in _DOTTED:
        number = number.removesuffix(".")
        return f"{number[:3]}.{number[3:]}" if _UNDOTTED.fullmatch(number) else number
    if system == "ICD9CM":
        number = number.removesuffix(".")
        if match := _UNDOTTED_ICD9.fullmatch(number):
            return f"{match[1] or match[3]}.{match[2] or match[4]}"
    return number


def keeps_case(system: str) -> bool:
    """Whether codes of a system can differ by capitals alone, so that keys keep them."""
    return system in _CASED


def code_key(system: str, code: str) -> str:
    """The key of a code: `("icd10cm", "c9100")` gives `ICD10CM:C91.00`."""
    name = system_name(system)
    return f"{name}:{code_number(name, code)}"


_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""The letters, digits and signs of East Asian keyboards that look like ASCII but are not."""


def visible(text: str) -> str:
    """The text without invisible characters (zero-width, soft hyphens, marks of direction), composed.

    Full-width letters, digits and signs become ordinary ones.
    """
    composed = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")


def normalise(text: str) -> str:
    """The canonical key for any writing of one: `icd10cm:c9100`, `cpt4:0537t`, `Mondo:0004967`.

    Whole addresses are read too (graph/iris.py), and invisible or full-width characters do not count.

    A text without a prefix comes back trimmed: it is no one's key, and a look-up will not find it.
    Keys made from names (`PROCEDURE:some-slug`, `SOURCE:starter/x`) keep their lower case.
    """
    if not text.isascii():
        text = visible(text)
    match = _WRITTEN.fullmatch(key_in(text.strip()) or text)
    if match is None:
        return text.strip()
    system = system_name(match[1])
    if system == "SYSTEM":
        return f"SYSTEM:{system_name(match[2])}"
    if system in SLUG_PREFIXES:
        return f"{system}:{match[2].lower()}"
    return f"{system}:{code_number(system, match[2])}"


def slug_key(prefix: str, name: str) -> str:
    """The key of a thing known by its name: `("ROLE", "Registered nurse")` gives `ROLE:registered-nurse`.

    Signs that tell names apart are words in it (`age < 65` gives `age-lt-65`). Where a name has letters that
    no key can hold, its key ends with a hash, so that names which differ by them have different keys.
    """
    if not prefix:
        return f":{_slug(name)}"
    spelt = name
    for sign, word in _SIGNS.items():
        spelt = spelt.replace(sign, f" {word} ")
    slug = _slug(spelt)
    lost = any(letter.isalnum() for letter in _plain(spelt) if not letter.isascii())
    if slug and lost:
        slug = f"{slug}-{hashlib.sha256(' '.join(name.casefold().split()).encode()).hexdigest()[:8]}"
    return f"{prefix}:{slug}"


def _plain(name: str) -> str:
    straight = re.sub(r"[\u2010-\u2015]", "-", re.sub(r"[\u2018\u2019]", "'", name))
    return unicodedata.normalize("NFKD", straight)


def _slug(name: str) -> str:
    plain = _plain(name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
