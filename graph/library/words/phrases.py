"""Phrases about any thing (`bone mets`, `liver biopsy`): the vocabulary has no row for each."""

import re
from dataclasses import dataclass

_SITE = r"(?:the )?((?:[a-z]+ ){0,2}[a-z]+)"
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
    )
]


@dataclass(frozen=True, slots=True)
class AboutAny:
    """The thing that a phrase is about, and what the phrase means."""

    thing: str
    meant: str


def about_any(text: str) -> AboutAny | None:
    """What a folded text means if it is one of these phrases."""
    for said, meant in _OF_SITES:
        if match := said.fullmatch(text):
            return AboutAny(match[1], meant.format(match[1]))
    return None
