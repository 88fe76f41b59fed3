"""Extracts the names listed in a sentence or an item of a code page.

Cautious rather than clever: text that does not read as a list gives nothing, and is kept anyway.
"""

import re
from collections.abc import Callable

_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")
"""Curly quotes and long dashes."""
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bDr\.)(?<!\bSt\.)\s+(?=[\"'(]?[A-Z])"
)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_EXAMPLES = re.compile(
    r"(?<![-\w])(?:such as|including(?: but not limited to)?|(?P<verb>includes?)|namely|e\.g\.|for example"
    r"|for instance)(?!\w)[,:]?\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:and/or|and|or|as well as)\s")
_BRACKET_AND = re.compile(r"(?<=\))\s+(?:and/or|and|or)\s+")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|will|would|may|might|can|could|should|must|do|does|did|has|have|had"
    r"|involves?|depends?|varies|vary|requires?|needs?|occurs?|includes?|helps?|makes?)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:and|or|possibly|sometimes|occasionally|usually|typically|often|potentially|rarely|plus|also|either"
    r"|both|other|additional|various|several|some|certain|specific|appropriate|an?|the|one"
    r"|two|as well as)\s+(?=\S)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:n/?a|unknown|varies|others?|more|etc\.?|etcetera|and|or|no(?:t|ne)?(?:\s.*)?|it|this|these|they"
    r"|patients?|(?:the |this )?procedure"
    r"|(?:depend(?:ing|s)|based|especially|particularly|(?:as|if|when) needed)\b.*)",
    re.IGNORECASE,
)
_INSEPARABLE = re.compile(
    r"\b(?:ear, nose,? and throat|nausea and vomiting|pins and needles|head and neck|foot and ankle"
    r"|hand and wrist|wear and tear|cuts and bruises|dilation and curettage|incision and drainage"
    r"|signs and symptoms|one or two)\b",
    re.IGNORECASE,
)
_SHARES_ITS_NOUN = re.compile(
    r"(?:acute|blood|chronic|cold|deep|diagnostic|general|hot|inpatient|intravenous|left|local|lower"
    r"|occupational|open|oral|outpatient|physical|regional|right|sterile|superficial|systemic|therapeutic"
    r"|topical|upper|urine)",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:of|at|in|on|with|for|from|to|near|around|between|within|by)\b", re.IGNORECASE
)
_LONGEST = 12  # words in a name; more is a sentence
_LONGEST_CLAUSE = 2000  # characters; a list of names is shorter


def plain(text: str) -> str:
    """The text with straight quotes and hyphens, as in names and keys."""
    return " ".join(text.translate(_PLAIN).split())


def clauses(text: str) -> list[str]:
    """The independent parts of a paragraph: sentences, and parts between semicolons."""
    parts = (part for sentence in _SENTENCE_END.split(plain(text)) for part in re.split(r";\s+", sentence))
    return [part for part in parts if part and len(part) <= _LONGEST_CLAUSE]


def is_prose(sentence: str) -> bool:
    """Whether this reads as a statement rather than as a list of names."""
    return _VERB.search(_BRACKETS.sub("", sentence)) is not None


def split_list(text: str) -> list[str]:
    """The members of `a, b, and c`, brackets kept; "and" separates two names only if it clearly does."""
    held = _INSEPARABLE.sub(lambda match: match[0].replace(" ", "\0").replace(",", "\1"), text)
    pieces = (piece for part in split_commas(held) for piece in _BRACKET_AND.split(part))
    parts = [piece.strip() for piece in pieces if piece.strip()]
    if parts and not (len(parts) > 1 and re.match(r"(?:and|or)\b", parts[-1], re.IGNORECASE)):
        parts[-1:] = _split_and(parts[-1])
    members = [part.replace("\0", " ").replace("\1", ",").strip() for part in parts]
    return [_with_noun(member, members[at + 1 :]) for at, member in enumerate(members)]


def name(text: str) -> str:
    """A name for display: without brackets, article or full stop, capitalised; may be empty."""
    bare = _BRACKETS.sub("", plain(text)).strip(" .,;:!?\"'*")
    while match := _FILLER.match(bare):
        bare = bare[match.end() :]
    if not re.search(r"\w", bare) or _NOTHING.fullmatch(bare) or len(bare.split()) > _LONGEST:
        return ""
    return bare[0].upper() + bare[1:]


def item_head(item: str) -> str:
    """The name an item begins with: `Surgeon` in `Surgeon: leads the team` or `Surgeon - leads the team`."""
    head = re.split(r":\s|\s-\s", plain(item), maxsplit=1)[0]
    return head if len(head.split()) <= 6 else plain(item)


def members(clause: str, lead: Callable[[str], str | None]) -> list[str]:
    """The members that a clause lists, brackets kept.

    `lead` removes the phrase before a list ("The team consists of"), and gives None if there is none. A
    general term followed by examples ("tests such as ...") is not a member.
    """
    found = examples(clause)
    body = clause[: found.start()] if found else clause
    rest = lead(body)
    if rest is None:
        rest = "" if is_prose(body) or (found and found["verb"]) else body
    listed = split_list(rest)
    return [*listed[:-1], *members(clause[found.end() :], lambda text: text)] if found else listed


def examples(text: str) -> re.Match[str] | None:
    """The position where examples begin ("such as", "including", ...), outside brackets."""
    found = (match for match in _EXAMPLES.finditer(text) if not _in_brackets(text, match.start()))
    return next(found, None)


def singular(noun: str) -> str:
    """The singular of a noun phrase's last word: `Registered nurses` gives `Registered nurse`."""
    noun = noun.replace("(s)", "")
    if re.search(r"[^aeiou]ies\Z", noun):
        return noun[:-3] + "y"
    if re.search(r"(?:ss|x|ch|sh|zz)es\Z", noun):
        return noun[:-2]
    return noun[:-1] if re.search(r"[^sui]s\Z", noun) else noun


def _in_brackets(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def split_commas(text: str) -> list[str]:
    """The parts of a text between commas and semicolons that are outside brackets and numbers."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        between_digits = text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
        if depth <= 0 and (letter == ";" or (letter == "," and not between_digits)):
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _split_and(text: str) -> list[str]:
    """Names joined by "and" or "or", not split if the second may belong to the first phrase."""
    parts, start = [], 0
    for match in _AND.finditer(text):
        left = text[start : match.start()]
        if _PREPOSITION.search(left) is None and not _in_brackets(text, match.start()):
            parts.append(left)
            start = match.end()
    return [*parts, text[start:]]


def _with_noun(member: str, following: list[str]) -> str:
    """`Blood` of "blood and urine tests" gets its noun back: `blood tests`."""
    if not _SHARES_ITS_NOUN.fullmatch(member):
        return member
    words = next((words for other in following if len(words := other.split()) > 1), [])
    if words and words[0].lower() in ("and", "or"):
        words = words[1:]
    return " ".join([member, *words[1:]])
