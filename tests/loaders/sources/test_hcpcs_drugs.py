"""The ingredients of a drug from the wording of its HCPCS code."""

from collections.abc import Sequence

import pytest

from medcodegraph.loaders.sources.hcpcs.drugs import drug


@pytest.mark.parametrize(
    ("code", "wording", "ingredients", "brands"),
    [
        (
            "Q5101",
            "Injection, filgrastim-sndz, biosimilar, (zarxio), 1 microgram",
            ["filgrastim-sndz"],
            ["zarxio"],
        ),
        (
            "J1442",
            "Injection, filgrastim (g-csf), excludes biosimilars, 1 microgram",
            ["filgrastim"],
            ["g-csf"],
        ),
        (
            "Q5136",
            "Injection, denosumab-bbdz (jubbonti/wyost), biosimilar, 1 mg",
            ["denosumab-bbdz"],
            ["jubbonti", "wyost"],
        ),
        ("J9311", "Injection, rituximab 10 mg and hyaluronidase", ["rituximab", "hyaluronidase"], []),
        ("J1105", "Dexmedetomidine, oral, 1 mcg", ["dexmedetomidine"], []),
        ("Q5142", "Injection, adalimumab-ryvk biosimilar, 1 mg", ["adalimumab-ryvk"], []),
        ("J8530", "Cyclophosphamide; oral, 25 mg", ["cyclophosphamide"], []),
        ("J0131", "Injection, acetaminophen, not otherwise specified,10 mg", ["acetaminophen"], []),
        (
            "J1438",
            "Injection, etanercept, 25 mg (code may be used when drug administered under supervision)",
            ["etanercept"],
            [],
        ),
        (
            "Q2042",
            "Tisagenlecleucel, up to 600 million car-positive viable t cells, per therapeutic dose",
            ["tisagenlecleucel"],
            [],
        ),
        (
            "J7325",
            "Hyaluronan or derivative, synvisc, for intra-articular injection, 1 mg",
            ["hyaluronan"],
            [],
        ),
        ("J3490", "Unclassified drugs", [], []),
        ("J7300", "Intrauterine copper contraceptive (paragard)", [], []),
        ("E0601", "Continuous positive airway pressure (cpap) device", [], []),
        ("Q4158", "Kerecis omega3, per square centimeter", [], []),
    ],
)
def test_a_wording_names_its_ingredients_and_brands(
    code: str, wording: str, ingredients: Sequence[str], brands: Sequence[str]
) -> None:
    found = drug(code, wording)
    assert (list(found.ingredients), list(found.brands)) == (ingredients, brands)
