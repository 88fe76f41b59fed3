"""Text from files and from the graph as a terminal may show it."""

_HIDDEN = [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_SHOWN = dict.fromkeys(_HIDDEN, "\N{REPLACEMENT CHARACTER}")


def printable(text: str) -> str:
    """The text without what would ring, move the cursor, colour, or reverse what follows."""
    return text.translate(_SHOWN)
