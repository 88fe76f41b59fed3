"""Cypher text with comments and quoted text blanked out, so that it can be searched for keywords."""

import re

_TEXTS = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:``|[^`])*`|//[^\n\r]*|/\*.*?\*/""",
    re.DOTALL,
)


def without_texts(statement: str) -> str:
    """The statement with comments blank and the letters inside any quotes as `_`: same length, same lines."""
    return _TEXTS.sub(_blank, statement)


def _blank(match: re.Match[str]) -> str:
    text = match[0]
    if text.startswith("/"):
        return re.sub(r"[^\n]", " ", text)
    return text[0] + re.sub(r"[^\n]", "_", text[1:-1]) + text[-1]
