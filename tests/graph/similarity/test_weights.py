"""The weights are in a separate module, so that a server needs neither NumPy nor SciPy for them."""

import subprocess
import sys

from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS

HEAVY = """
import sys
import medcodegraph.graph.similarity.weights, medcodegraph.graph.derive, medcodegraph.schema.build
home = "medcodegraph.graph.similarity."
sys.exit(", ".join({"scipy", home + "features", home + "scores"} & sys.modules.keys()) or None)
"""
"""NumPy itself proves nothing: the driver imports it if installed."""


def test_the_weights_sum_to_one_and_are_sixty_fourths() -> None:
    assert sum(SIMILAR_WEIGHTS.values()) == 1
    assert all((weight * 64).is_integer() for weight in SIMILAR_WEIGHTS.values())


def test_a_server_imports_nothing_that_compares() -> None:
    done = subprocess.run([sys.executable, "-c", HEAVY], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
