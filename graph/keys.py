"""Keys: `SYSTEM:code` in one canonical form, however a person writes them."""

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
"""Systems in which codes may differ only in case: `Ms` and `ms`."""
SLUG_PREFIXES = frozenset(
    {"CONDITION", "EQUIPMENT", "JURISDICTION", "PAYER", "POLICY", "PROCEDURE"}
    | {"RISK", "ROLE", "SETTING", "SOURCE", "TEST", "VALUESET"}
)
"""Prefixes of keys that are made from a name, where there is no official number."""
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
    """The canonical form of a code: upper case, unless case is significant; an ICD code with its point.

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
    """Whether codes of a system can differ only in case, so that keys keep it."""
    return system in _CASED


def code_key(system: str, code: str) -> str:
    """The key of a code: `("icd10cm", "c9100")` gives `ICD10CM:C91.00`."""
    name = system_name(system)
    return f"{name}:{code_number(name, code)}"


_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""Full-width letters, digits and punctuation (East Asian keyboards), to their ASCII forms."""


def visible(text: str) -> str:
    """The text without invisible characters (zero-width, soft hyphens, direction marks), in composed form.

    Full-width letters, digits and punctuation become ordinary ones.
    """
    composed = unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")


def normalise(text: str) -> str:
    """The canonical key for any way of writing one: `icd10cm:c9100`, `cpt4:0537t`, `Mondo:0004967`.

    URIs are read too (graph/iris.py); invisible characters are dropped and full-width ones converted.

    A text without a prefix is returned trimmed: it is not a key, and no look-up finds it.
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


def is_whole(key: str) -> bool:
    """Whether a canonical key names its system; nothing can have one that does not."""
    return ":" in key


def slug_key(prefix: str, name: str) -> str:
    """A key made from a name: `("ROLE", "Registered nurse")` gives `ROLE:registered-nurse`.

    Signs that distinguish names become words (`age < 65` gives `age-lt-65`). If a name has characters that a
    key cannot hold, the key ends with a hash, so that names that differ in them get different keys.
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
