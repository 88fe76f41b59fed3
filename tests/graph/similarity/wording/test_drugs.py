"""Drugs: families by substance, classes by the stem of the name."""

from collections.abc import Sequence

import pytest

from medcodegraph.graph.similarity.wording.drugs import features, named


def test_versions_of_one_substance_share_it_and_a_pegylated_one_derives_from_it() -> None:
    known = {"filgrastim", "pegfilgrastim"}
    biosimilar, original = dict(features(["filgrastim-sndz"], known)), dict(features(["filgrastim"], known))
    pegylated = dict(features(["pegfilgrastim-jmdb"], known))
    assert "drug filgrastim" in biosimilar.keys() & original.keys()
    assert "from filgrastim" in pegylated.keys() & original.keys()
    assert "drug filgrastim" not in pegylated


@pytest.mark.parametrize(
    "alike",
    [
        ["ketorolac tromethamine", "ibuprofen", "diclofenac sodium"],
        ["ferric carboxymaltose", "iron sucrose", "ferumoxytol"],
        ["ondansetron hydrochloride", "granisetron hydrochloride"],
        ["cefazolin sodium", "ceftriaxone sodium"],
        ["exagamglogene autotemcel", "lovotibeglogene autotemcel"],
    ],
)
def test_the_stem_of_a_name_states_a_class(alike: Sequence[str]) -> None:
    classes = [{name for name in dict(features([one], ())) if name.startswith("class ")} for one in alike]
    assert set.intersection(*classes)


@pytest.mark.parametrize(
    ("one", "other"),
    [("dexamethasone", "dexmedetomidine"), ("infliximab", "adalimumab"), ("aflibercept", "ranibizumab")],
)
def test_names_that_only_sound_alike_share_nothing(one: str, other: str) -> None:
    assert not dict(features([one], ())).keys() & dict(features([other], ())).keys()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Tisagenlecleucel Immunotherapy", "tisagenlecleucel"),
        ("Lisocabtagene Maraleucel Immunotherapy", "lisocabtagene maraleucel"),
        ("Other Therapeutic Substance", None),
    ],
)
def test_what_a_procedure_gives_is_a_known_substance(text: str, known: str | None) -> None:
    assert named(text, {"tisagenlecleucel", "lisocabtagene maraleucel", "lisocabtagene"}) == known
