"""The active ingredients and brands that the official wording of a drug code names.

HCPCS words its drug codes by a pattern: "Injection, filgrastim-sndz, biosimilar, (zarxio), 1 microgram". The
file has no column for the ingredient, so it is read out of the wording; a wording that does not follow the
pattern names none.
"""

import re
from dataclasses import dataclass

_DOSED = re.compile(
    r"\bper [a-z.]+(?: [a-z.]+)?\b"
    r"|(?:^|[ ,])[0-9][0-9.,]* ?(?:mg|mcg|ug|g|gm|grams?|ml|cc|milligrams?|micrograms?|meq|mmol|units?"
    r"|i\.?u\.?|million|billion|millicuries?|microcuries?)\b",
    re.IGNORECASE,
)
_FORMS = (
    r"injection|infusion|inj|prescription drug|oral|topical|inhalation|nasal"
    r"|intravenous|intramuscular|subcutaneous"
)
_FORM_FIRST = re.compile(rf"(?:{_FORMS})\.?[,:]? +", re.IGNORECASE)
_GIVEN = re.compile(
    r"^injection\b|^inj\b|\bbiosimilar\b|, oral\b|, inhalation solution\b|\btherapeutic dose\b"
    r"|\bviable t cells\b|\bfor intra-articular injection\b",
    re.IGNORECASE,
)
_DRUG_LETTER = re.compile(r"J\d")
_NOT_ONE = re.compile(
    r"unclassified|not otherwise classified|\bnoc\b|prescription drug, only|drug administered"
    r"|contraceptive|vaccine",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_BRAND = re.compile(r"[a-z][a-z0-9-]+(?: [a-z0-9-]+)?", re.IGNORECASE)
_NO_BRAND = re.compile(
    r"\b(?:for|code|e\.g|not|use|with|non|human|recombinant|per|base|plasma|factor|and|only|lyophilized|liquid|equivalent)\b",
    re.IGNORECASE,
)
_INGREDIENT = re.compile(r"[a-z0-9][a-z0-9' -]*[a-z][a-z0-9' -]*", re.IGNORECASE)
_TAIL = re.compile(
    r" (?:or (?:derivative|derivitive|equal)|biosimilar|excludes .*|not .*|for .*|per .*|up to .*|via .*"
    r"|in .*|administered .*|implant.*|solution.*|powder.*|hd|oral.*|extended.release"
    r"|liposom\w+|protein-bound particles|human|recombinant|through .*|[0-9][0-9.,]* .*)$"
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Drug:
    """The ingredients and brands of a drug according to its wording, in lower case."""

    ingredients: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


def drug(code: str, wording: str) -> Drug:
    """The ingredients and brands that the wording of a code names; none if it is not a drug's."""
    bare = _BRACKETS.sub(" ", wording)
    named = _DRUG_LETTER.match(code) or (_GIVEN.search(wording) and _DOSED.search(wording))
    if not named or _NOT_ONE.search(bare):
        return Drug()
    bare = _FORM_FIRST.sub("", bare.lower(), count=1) if _FORM_FIRST.match(bare) else bare.lower()
    ingredients = [
        _ingredient(part) for part in re.split(r" and | with |/", re.split("[,;]", bare, maxsplit=1)[0])
    ]
    return Drug(tuple(dict.fromkeys(one for one in ingredients if one)), tuple(_brands(wording.lower())))


def _ingredient(text: str) -> str:
    """The name without what follows it, or an empty text if it is not like an ingredient's."""
    name, before = " ".join(text.split()), ""
    while name != before:
        before, name = name, _TAIL.sub("", name)
    return name if _INGREDIENT.fullmatch(name) and len(name) <= _LONGEST else ""


def _brands(text: str) -> list[str]:
    inside = [part.strip() for found in _BRACKETS.findall(text) for part in re.split(r"/| or |,", found)]
    return list(dict.fromkeys(one for one in inside if _BRAND.fullmatch(one) and not _NO_BRAND.search(one)))
