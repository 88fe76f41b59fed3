"""How much each kind of evidence counts for the similarity of two codes."""

SIMILAR_WEIGHTS: dict[str, float] = {
    "replacement": 8 / 32,
    "procedure": 6 / 32,
    "hierarchy": 6 / 32,
    "axes": 4 / 32,
    "text": 3 / 32,
    "conditions": 2 / 32,
    "policies": 2 / 32,
    "crosswalk": 1 / 32,
}
"""The weight of each kind: they sum to 1."""
