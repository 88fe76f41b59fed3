"""The documents of bench/request are valid against the schema, and every work has its counterparts."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from medcodegraph.schema.build import sdl

WORKS = Path(__file__).parents[2] / "bench" / "race" / "works"
NAMES = sorted(file.stem for file in WORKS.glob("*.cypher"))


@pytest.mark.parametrize("name", NAMES)
def test_a_work_of_the_race_fits_the_schema(name: str) -> None:
    """Our document is valid; @neo4j/graphql has one too, except for coverage."""
    assert not validate(build_schema(sdl()), parse((WORKS / f"{name}.graphql").read_text()))
    assert (WORKS / f"{name}.apollo.graphql").exists() == (name != "coverage")


def test_no_work_lacks_its_statement() -> None:
    """A document without a hand-written counterpart could not be compared."""
    documents = {file.stem for file in WORKS.glob("*.graphql") if not file.stem.endswith(".apollo")}
    assert documents == set(NAMES)
