"""Evidence of many codes takes little memory: there may be a million."""

import random
import tracemalloc
from collections.abc import Iterator

from medcodegraph.graph.similarity.evidence import of_codes
from medcodegraph.graph.similarity.rows import CodeRow
from medcodegraph.graph.similarity.wording.columns import CodeColumns

CODES = 20_000
MOST = 650
"""Bytes for each code, at the peak."""


def _rows() -> Iterator[CodeRow]:
    chance = random.Random(1)
    words = [f"word{chance.randrange(10**6)}" for _ in range(CODES // 4)]
    for number in range(CODES):
        yield {
            "key": f"TEST:{number:07}",
            "words": [" ".join(chance.sample(words, 6))],
            "licensed": False,
            "axes": [],
            "ingredients": [],
            "classes": [],
            "grouped": False,
            "above": [f"TEST:{number // 8:07}"] if number else [],
            "maps": [f"OTHER:{number // 3:07}"] if number % 2 else [],
        }


def test_evidence_of_a_code_takes_some_hundred_bytes() -> None:
    list(_rows())  # so that what is made once is not counted
    tracemalloc.start()
    try:
        codes = of_codes(CodeColumns(_rows()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(codes.keys) == CODES
    assert peak / CODES < MOST
