"""Features as they are named, and texts that take little space."""

from bisect import bisect_left

import numpy as np
import pytest

from medcodegraph.graph.similarity.wording.gathering import Gathering
from medcodegraph.graph.similarity.wording.texts import Texts

NAMED = Gathering([["open", "left"], [], ["left"], ["acute", "left", "acute"]])


def test_features_are_numbered_as_they_come() -> None:
    assert NAMED.numbers == {"open": 0, "left": 1, "acute": 2}
    assert NAMED.of.tolist() == [0, 1, 1, 2, 1, 2]
    assert NAMED.starts.tolist() == [0, 2, 2, 3, 6]
    assert NAMED.codes.tolist() == [0, 0, 2, 3, 3, 3]
    assert NAMED.of[NAMED.first].tolist() == [0, 1, 2]
    assert NAMED.codes[NAMED.first].tolist() == [0, 0, 3]
    assert len(NAMED) == 4


def test_sizes_count_how_often_codes_name_a_feature() -> None:
    assert NAMED.sizes().tolist() == [1, 3, 2]
    assert NAMED.sizes(np.array([True, True, True, False])).tolist() == [1, 2, 0]


def test_some_features_in_the_order_of_their_names() -> None:
    names, places = NAMED.ordered(np.array([True, False, True]))
    assert names == ["acute", "open"]
    assert places.tolist() == [1, -1, 0]


def test_nothing_is_named() -> None:
    none = Gathering()
    assert (len(none), none.of.tolist(), none.starts.tolist(), none.sizes().tolist()) == (0, [], [0], [])


def test_texts_are_a_sequence() -> None:
    words = ["", "Ménière", "angina", "\N{GREEK SMALL LETTER BETA}-blocker", "z"]
    texts = Texts(words)
    assert list(texts) == words
    assert [texts[place] for place in range(len(texts))] == words
    assert texts[1:3] == words[1:3]
    assert len(texts) == len(words)
    assert "angina" in texts
    assert bisect_left(Texts(sorted(words)), "angina") == sorted(words).index("angina")
    for place in (5, -1):
        with pytest.raises(IndexError):
            texts[place]
