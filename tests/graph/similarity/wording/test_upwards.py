"""What is above codes is what a walk along their parents finds."""

import random
from itertools import pairwise

import pytest

from medcodegraph.graph.hierarchy import lineage
from medcodegraph.graph.similarity.wording.gathering import Gathering
from medcodegraph.graph.similarity.wording.upwards import Upwards


@pytest.mark.parametrize("seed", range(10))
def test_what_is_above_is_what_a_walk_finds(seed: int) -> None:
    """Also in a hierarchy with cycles, and with parents that are no codes themselves."""
    chance = random.Random(seed)
    keys = [f"X:{number:02}" for number in range(30)]
    parents = {key: chance.sample([*keys, "X:elsewhere"], chance.choice([0, 0, 1, 2])) for key in keys}
    upwards = Upwards(keys, Gathering(parents.values()))
    assert set(upwards.inner) == {up for some in parents.values() for up in some}
    for number, key in enumerate(keys):
        assert upwards.right_above(number) == parents[key]
        assert upwards.all_above(number, key) == lineage(key, parents)
        line = [key, *upwards.first_above(number, key)]
        assert len(set(line)) == len(line)
        assert all(parents[low][0] == up for low, up in pairwise(line))
        assert not (last := parents.get(line[-1], [])) or last[0] in line
