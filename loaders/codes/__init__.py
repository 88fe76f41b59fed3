"""What loaders of all code systems share: the format of a code, and the facts about it."""
