"""The weights of the kinds of evidence for the similarity of two codes."""

SIMILAR_WEIGHTS: dict[str, float] = {
    "replacement": 12 / 64,
    "procedure": 9 / 64,
    "drug": 9 / 64,
    "hierarchy": 12 / 64,
    "axes": 9 / 64,
    "text": 5 / 64,
    "conditions": 4 / 64,
    "policies": 3 / 64,
    "crosswalk": 1 / 64,
}
"""The weight of each kind: they sum to 1."""
