"""Interprets the paragraph of a group of codes, sentence by sentence.

A paragraph may also be about modifiers, other services and reporting. Only sentences about the codes of the
group decide. If those contradict each other, or refuse with an exception, the answer is cautious:
`conditional`, and a list that is not complete.
"""

import re

_SENTENCES = re.compile(r"(?<=[.;!?:])\s+|\n+")

_THING = r"(?:codes?|procedures?|services?|tests?|items?|drugs?|products?|devices?|supplies|indications?)"
_ABOUT = re.compile(
    rf"""
    ^\W*(?:group\s\d+\W*)?(?:(?:cpt|hcpcs|icd-10(?:-(?:cm|pcs))?|procedure|diagnosis)\W+)*codes?\b |
    \b(?:following|these|those|below|above|listed)\b [^.]{{0,60}}? \b{_THING}\b |
    \b{_THING}\b [^.]{{0,40}}?
      \b(?:below|above|listed|following|(?:in|of|under)\s(?:this|the)\s(?:group|list|section|table))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NARROWED = re.compile(
    rf"\b{_THING}\s(?:that|which|when|if|without|billed|reported|for|used)\b", re.IGNORECASE
)
_POINTED = re.compile(r"\b(?:following|these|those|below|above|listed|this)\b", re.IGNORECASE)
_HEADING = re.compile(
    rf"^\W*(?:group\s\d+\W*)?(?:{_THING}\s(?:that\sare\s)?)?(?:non-?\s?covered|not\scovered|denied|excluded)\b"
    rf"(?:\s(?:\w+\s)?{_THING})?(?:\sby\smedicare)?\W*$",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"""
    \bnon-?\s?(?:covered|payable)\b |
    \bnot\s(?:be\s)?(?:considered\s)?(?:to\sbe\s)?
      (?:covered|payable|(?:medically\s)?(?:reasonable|necessary)) |
    \b(?:is|are|be)\s(?:considered\s)?(?:denied|excluded|investigational|experimental|unproven) |
    \bdo(?:es)?\snot\s(?:cover\b|meet\s(?:the\s)?(?:definition|requirements?)) |
    \bcoverage\sis\snot\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ACCEPTED = re.compile(
    r"(?<!not )(?<!not be )(?<!non-)(?<!non )"
    r"\b(?:covered|payable|considered (?:medically )?(?:reasonable|necessary))\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:unless|except|if|when|without|absent|only|until|not\snecessarily|expected)\b", re.IGNORECASE
)

_ONLY = re.compile(
    r"""
    \b(?:only|(?:is|are)\slimited\sto|restricted\sto)\b [^.]{0,80}?
      \b(?:following|these|those|below|listed)\b |
    \b(?:following|these|those|below|listed)\b [^.]{0,80}? \b(?:are\sthe\sonly|only)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OTHERS = re.compile(
    r"""
    \b(?:all|any|every)\b [^.]{0,60}? \b(?:codes?|diagnos[ei]s|conditions?|indications?|those)\b [^.]{0,40}?
      \bnot\s(?:\w+\s)?(?:listed|included|specified|found|named|on\s(?:the|this)\slist) |
    \b(?:all|any)\sother\b [^.]{0,60}? \b(?:codes?|diagnos[ei]s|conditions?|indications?)\b |
    \b(?:codes?|diagnos[ei]s|conditions?|indications?)\s(?:that\sare\s)?not\slisted\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REFUSING = re.compile(_REFUSED.pattern + r"| \bdo(?:es)?\snot\ssupport\b", re.IGNORECASE | re.VERBOSE)
_OPEN = re.compile(
    r"\bnot\s(?:an?\s)?(?:all[-\s]?inclusive|exhaustive|complete|limited\sto)\b|\bmay\sbe\sconsidered\b|\bincluding\sbut\b",
    re.IGNORECASE,
)


def stance_of(paragraph: str) -> str:
    """`not_covered` if the paragraph of a group refuses its codes, else `conditional`.

    A code in a policy is not necessarily covered; the policy says when it is.
    """
    return "not_covered" if _judged(paragraph) == (True, False) else "conditional"


def is_unclear(paragraph: str) -> bool:
    """Whether the paragraph refuses its codes, but not clearly: with an exception, or in contradiction."""
    return _judged(paragraph) == (True, True)


def _judged(paragraph: str) -> tuple[bool, bool]:
    """Whether sentences about the codes refuse them, and whether any also accept them or make exceptions."""
    refused = accepted = False
    for sentence in _sentences(paragraph):
        if _HEADING.search(sentence):
            refused = True
        elif _is_about_codes(sentence):
            refusing = _REFUSED.search(sentence) is not None
            refused = refused or refusing
            accepted = accepted or (_EXCEPTION if refusing else _ACCEPTED).search(sentence) is not None
    return refused, accepted


def is_complete(paragraph: str) -> bool:
    """Whether the paragraph of a group of diagnoses says that the list is complete, so others are refused."""
    sentences = list(_sentences(paragraph))
    if any(_OPEN.search(sentence) for sentence in sentences):
        return False
    return any(_ONLY.search(sentence) or _refuses_others(sentence) for sentence in sentences)


def refuses_unlisted(paragraph: str) -> bool:
    """Whether the paragraph of non-supporting diagnoses refuses all that are not listed.

    In a list of refused diagnoses, "all those not listed above" needs no verb.
    """
    sentences = list(_sentences(paragraph))
    if any(_OPEN.search(sentence) or _EXCEPTION.search(sentence) for sentence in sentences):
        return False
    return any(_OTHERS.search(sentence) for sentence in sentences)


def _refuses_others(sentence: str) -> bool:
    return (
        _OTHERS.search(sentence) is not None
        and _REFUSING.search(sentence) is not None
        and not re.search(r"\b(?:unless|except|if)\b", sentence, re.IGNORECASE)
    )


def _sentences(paragraph: str) -> list[str]:
    return [sentence for sentence in _SENTENCES.split(paragraph.strip()) if sentence]


def _is_about_codes(sentence: str) -> bool:
    """Whether a sentence is about the codes of the group, and not about services described otherwise."""
    if not _ABOUT.search(sentence):
        return False
    return _POINTED.search(sentence) is not None or not _NARROWED.search(sentence)
