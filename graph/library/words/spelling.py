"""Other spellings of a word: British and American, plural and singular, a letter and its number apart."""

import re

_SHORTEST = 5
"""The fewest letters of a word to be respelt: shorter ones (does, tour, wise) have no medical variant."""

_BRITISH = (
    (re.compile("ae"), "e"),  # anaemia, caesarean, haemophilia, leukaemia, paediatric
    (re.compile("oe"), "e"),  # coeliac, diarrhoea, oedema, oesophagus, oestrogen
    (re.compile(r"our(?=s?$|ed$|ing$|less$)"), "or"),  # tumour, colour, odour
    (re.compile(r"is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)"), "iz"),  # nebuliser, catheterisation
    (re.compile(r"ys(?=(?:e|es|ed|er|ers|ing)$)"), "yz"),  # analyse, dialyse
    (re.compile(r"(?<=[bt])re(?=s?$)"), "er"),  # fibre, litre, centre
    (re.compile("sulph"), "sulf"),  # sulphate
    (re.compile(r"ll(?=(?:ed|ing|er|ers)$)"), "l"),  # travelling, labelled
    (re.compile(r"gramme(?=s?$)"), "gram"),  # programme
)
_RESPELT = {"orthopaedic": "orthopedic", "plaster": "cast", "grey": "gray", "mould": "mold", "plough": "plow"}
_LETTER_NUMBER = re.compile(r"([a-z]{1,5})(\d{1,3})")
_IRREGULAR = {"feet": "foot", "teeth": "tooth"}
_PLURALS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))


def respelt(word: str) -> str | None:
    """The American spelling of a lower-case British word; None if it is the same."""
    if word in _RESPELT:
        return _RESPELT[word]
    if len(word) < _SHORTEST:
        return None
    american = word
    for british, other in _BRITISH:
        american = british.sub(other, american)
    return american if american != word else None


def apart(word: str) -> str | None:
    """A letter and its number as two words: `b12` is `b 12`; None for any other word."""
    match = _LETTER_NUMBER.fullmatch(word)
    return f"{match[1]} {match[2]}" if match else None


def singular(word: str) -> str:
    """A word without its plural ending, or the word itself."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < _SHORTEST - 1 or word.endswith(("ss", "us", "is")):
        return word
    return next((word[: -len(end)] + one for end, one in _PLURALS if word.endswith(end)), word)
