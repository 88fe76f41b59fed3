"""Whether a text can be stored in the graph, and whether it can be a name."""

from medcodegraph.graph.write.batches import LONGEST_INDEXED
from medcodegraph.loaders.wording import INVALID_UNICODE


def sound(text: str) -> bool:
    """Whether a text can be stored: valid Unicode, without NUL."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text))


def usable_name(text: str) -> str | None:
    """Why a text cannot be a name, or None."""
    if len(text) > LONGEST_INDEXED:
        return f"the name has more than {LONGEST_INDEXED:,} characters"
    return None if sound(text) else f"the name {INVALID_UNICODE}"
