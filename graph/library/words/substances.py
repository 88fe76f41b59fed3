"""The substance that the name of an ingredient stands for."""

import re

_SALTS = frozenset(
    [
        "acetate",
        "acetonide",
        "anhydrous",
        "benzoate",
        "besylate",
        "bitartrate",
        "bromide",
        "calcium",
        "carbonate",
        "chloride",
        "citrate",
        "dihydrate",
        "dihydrochloride",
        "diphosphate",
        "disodium",
        "edisylate",
        "fumarate",
        "furoate",
        "gluconate",
        "hcl",
        "hexahydrate",
        "hydrobromide",
        "hydrochloride",
        "lactate",
        "magnesium",
        "maleate",
        "mesylate",
        "monohydrate",
        "nitrate",
        "pamoate",
        "phosphate",
        "potassium",
        "sodium",
        "succinate",
        "sulfate",
        "sulphate",
        "tartrate",
        "tosylate",
        "trisodium",
        "trometamol",
        "tromethamine",
    ]
)
_SUFFIX = re.compile(r"-[a-z]{4}$")
_PREFIX = re.compile(r"^[a-z]{3}-(?=[a-z]{5})")


def substance(ingredient: str) -> str:
    """The substance, without biosimilar suffix and salts."""
    words = [_PREFIX.sub("", _SUFFIX.sub("", word)) for word in ingredient.split()]
    return " ".join([word for word in words if word not in _SALTS] or words)
