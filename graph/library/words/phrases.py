"""Phrases about any thing, so that the vocabulary needs no row for each.

`Bone mets` and `liver biopsy` have a meaning for any site; `history of stroke`, `hx of stroke` and
`s/p stroke` are ways to say one thing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medcodegraph.graph.library.words.spelling import singular

_SITE = r"(?:the )?((?:(?!of )[a-z]+ ){0,2}[a-z]+)"
_OF_SITES = [
    (re.compile(said.replace("SITE", _SITE)), meant)
    for said, meant in (
        (r"SITE (?:metastas[ie]s|mets|secondaries)", "secondary malignant neoplasm of {}"),
        (r"(?:metastatic|metastas[ie]s|mets)(?: [a-z ]+)? to SITE", "secondary malignant neoplasm of {}"),
        (r"SITE biopsy", "excision of {}, diagnostic"),
        (r"biopsy of SITE", "excision of {}, diagnostic"),
        (r"SITE stent(?:ing)?(?: placement)?", "dilation of {} with intraluminal device"),
        (r"SITE angioplasty", "dilation of {}"),
        (r"SITE embolization", "occlusion of {}"),
        (r"SITE ablation", "destruction of {}"),
        (r"SITE pinning", "reposition {} with internal fixation device"),
        (r"SITE poisoning", "toxic effect of {}"),
    )
]

_SIDES = frozenset({"left", "right", "bilateral"})

_SAME = [
    [(tuple(before.split()), tuple(after.split())) for before, after in (way.split("*") for way in ways)]
    for ways in (
        (
            *("* history", "* personal history", "* past history", "* hx", "hx *", "h o *"),
            *("s p *", "status post *", "prior *", "previous *", "* status"),
        ),
        (
            *("* long term use", "long term *", "long term * use", "long term * therapy"),
            *("chronic * use", "on *", "taking *"),
        ),
        (
            *("* family history", "family history *", "* family hx", "family hx *", "* fam hx", "fam hx *"),
            *("* fhx", "fhx *", "mother with *", "mother had *", "father with *", "father had *"),
            *("sister with *", "sister had *", "brother with *", "brother had *"),
        ),
        (
            *("* screening", "screening for *", "* screen", "screen for *"),
            *("* test", "test for *", "* testing", "testing for *", "* check"),
        ),
        ("* exposure", "exposure to *", "exposed to *"),
        ("* allergy", "allergy to *", "allergic to *", "* intolerance"),
        ("* fracture", "broken *", "fractured *"),
        ("* tear", "torn *"),
        ("* rupture", "ruptured *"),
        ("* dislocation", "dislocated *"),
        ("* sprain", "sprained *"),
        ("* strain", "strained *", "* pull", "pulled *"),
        ("* displacement", "displaced *", "* displaced", "* dislodgement", "dislodged *", "* migration"),
        ("* malfunction", "malfunctioning *", "nonfunctioning *", "* not working"),
        ("* obstruction", "blocked *", "clogged *", "* blocked", "* clogged"),
        ("* leak", "leaking *", "* leaking", "* leakage"),
        ("* infection", "infected *"),
        ("* surgery", "* operation"),
        (
            *("high *", "elevated *", "raised *", "increased *", "rising *"),
            *("* high", "* elevated", "* raised", "* increased", "* elevation"),
            *("high * level", "elevated * level", "raised * level", "increased * level"),
            *("* high level", "* elevated level", "* raised level", "* increased level"),
        ),
        (
            *("low *", "decreased *", "reduced *", "* low", "* decreased", "* reduced"),
            *("low * level", "decreased * level", "* low level", "* decreased level"),
        ),
        ("abnormal *", "* abnormal", "abnormal * result", "* abnormality"),
        (
            *("positive *", "* positive", "positive * test", "* test positive", "positive for *"),
            *("tested positive for *", "positive test for *", "positive * result"),
        ),
        ("* placement", "* insertion", "* implantation"),
    )
]
"""Ways to say the same of a thing, where the star is, as `in_order` puts them."""
_FIRST = {before[0] for ways in _SAME for before, _ in ways if before}
_LAST = {after[-1] for ways in _SAME for _, after in ways if after}


@dataclass(frozen=True, slots=True)
class AboutAny:
    """The thing that a phrase is about, and what the phrase means."""

    thing: str
    meant: str


@dataclass(frozen=True, slots=True)
class Saying:
    """The thing that a phrase is about, and the words around it in another phrase that says the same."""

    before: tuple[str, ...]
    thing: tuple[str, ...]
    after: tuple[str, ...]


def about_any(text: str) -> AboutAny | None:
    """What a folded text means if it is one of the phrases with a meaning for any site."""
    for said, meant in _OF_SITES:
        if match := said.fullmatch(text):
            return AboutAny(match[1], meant.format(match[1]))
    return None


def in_order(words: tuple[str, ...]) -> tuple[str, ...]:
    """A phrase of folded words in the singular, without `the`; `hip fracture` for `fracture of hip`."""
    kept = tuple(singular(word) for word in words if word != "the")
    if "of" not in kept[1:-1]:
        return kept
    at = kept.index("of", 1)
    return (*kept[at + 1 :], *kept[:at])


def without_side(phrase: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """The side that a phrase names, and the phrase without it; None if it names none, or nothing else."""
    side = next((word for word in phrase if word in _SIDES), None)
    return (side, tuple(word for word in phrase if word != side)) if side and len(phrase) > 1 else None


def sayings(phrase: tuple[str, ...]) -> Iterator[Saying]:
    """All ways to say a phrase that is in order; none if it is not about a thing in any of them."""
    if phrase[0] not in _FIRST and phrase[-1] not in _LAST:
        return
    for ways in _SAME:
        for before, after in ways:
            end = len(phrase) - len(after)
            thing = phrase[len(before) : end]
            if thing and phrase[: len(before)] == before and phrase[end:] == after:
                yield from (Saying(one, thing, other) for one, other in ways)
