"""Makes text from files and from the graph safe for a terminal."""

_HIDDEN = [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_SHOWN = dict.fromkeys(_HIDDEN, "\N{REPLACEMENT CHARACTER}")


def printable(text: str) -> str:
    """The text without control characters: bells, cursor movement, colours, reversed direction."""
    return text.translate(_SHOWN)
