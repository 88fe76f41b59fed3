"""The form of the vocabulary, and what must not be in it."""

import re
from collections import Counter
from importlib import resources

import pytest

from medcodegraph.graph.library.words.phrases import in_order, sayings
from medcodegraph.graph.library.words.typed_text import folded
from medcodegraph.graph.library.words.vocabulary import (
    COLUMNS,
    SMALL_WORDS,
    TABLE,
    is_key,
    keys_meant,
    phrases,
    table,
    wordings,
)

_ROWS = [
    line.split("\t")
    for line in resources.files("medcodegraph.graph.library.words")
    .joinpath(TABLE)
    .read_text("utf-8")
    .splitlines()
]


def test_rows_are_in_order_of_kind_and_of_what_is_said() -> None:
    assert tuple(_ROWS[0]) == COLUMNS
    places = [(kind, said) for said, _, kind, _ in _ROWS[1:]]
    assert places == sorted(places)


def test_every_cell_is_written_as_search_reads_it() -> None:
    """In small letters without accents or extra spaces; meanings apart by a semicolon, none twice."""
    for said, meant, kind, _ in _ROWS[1:]:
        meanings = meant.split("; ")
        assert said == folded(said), said
        assert len(set(meanings)) == len(meanings), said
        assert said not in meanings, said
        for one in meanings:
            assert is_key(one) or one == one.strip().lower() == folded(one), (said, one)
            assert not is_key(one) or kind in ("lay", "abbreviation", "status"), (said, one)


def test_no_code_of_a_licensed_vocabulary_is_in_it() -> None:
    """No CPT, SNOMED CT or RxNorm: keys are of public code systems, and no meaning is a bare number."""
    for said, meant, _, _ in _ROWS[1:]:
        for one in meant.split("; "):
            assert not re.fullmatch(r"\d{4}[0-9A-Z]|\d{6,}", one), said
            assert not is_key(one) or one.partition(":")[0] in ("HCPCS", "ICD10CM", "ICD10PCS"), said


def test_no_two_rows_say_the_same() -> None:
    """`Kidney stones` and `kidney stone`, `gum bleeding` and `bleeding from gums` need one row."""
    ordered = [in_order(said) for said in table() if len(said) > 1]
    assert [phrase for phrase in ordered if ordered.count(phrase) > 1] == []
    ways = {(phrase, (*way.before, *way.thing, *way.after)) for phrase in ordered for way in sayings(phrase)}
    assert [way for way in ways if way[0] < way[1] and phrases().get(way[0]) == phrases().get(way[1])] == []
    together = Counter(frozenset(phrase) - SMALL_WORDS for phrase in ordered)
    apart = {frozenset({"feeding", "tube"})}  # a feeding tube, and tube feeding
    assert {phrase for phrase, rows in together.items() if rows > 1} == apart


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ("hx of stroke", "history of stroke"),
        ("s/p stroke", "history of stroke"),
        ("Personal history of DVT", "history of deep vein thrombosis"),
        ("prior heart attack", "history of myocardial infarction"),
        ("status post knee replacement", "history of knee replacement"),
        ("fhx of colon cancer", "family history of colon cancer"),
        ("on insulin", "long term use of insulin"),
        ("allergic to penicillin", "penicillin allergy"),
        ("screening for osteoporosis", "osteoporosis screening"),
        ("fractured hip", "hip fracture"),
        ("removal of the hardware", "hardware removal"),
        ("kidney stones", "kidney stone"),
        ("tooth grinding", "teeth grinding"),
        ("blood pressure high", "high blood pressure"),
        ("pain in my testicle", "testicle pain"),
        ("pulled groin", "groin strain"),
        ("mother had breast cancer", "family history of breast cancer"),
        ("troponin elevated", "high troponin"),
        ("raised levels of calcium", "high calcium"),
        ("magnesium low", "low magnesium"),
        ("tested positive for covid", "positive covid"),
        ("MRI of the brain abnormal", "abnormal brain mri"),
    ],
)
def test_a_row_is_found_in_other_words(said: str, row: str) -> None:
    assert table()[tuple(row.split())]
    assert keys_meant(said) == keys_meant(row)
    assert keys_meant(row) or wordings(said)[0] == wordings(row)[0]


def test_a_row_of_keys_alone_leaves_the_words_as_they_are() -> None:
    """Its keys are those of the whole text; within a longer one `dvt` still is deep vein thrombosis."""
    assert keys_meant("hx of dvt") == ["ICD10CM:Z86.718"]
    assert "history of deep vein thrombosis" in wordings("hx of dvt")
    assert keys_meant("leg pain, hx of dvt") == []
    assert any("deep vein thrombosis" in wording for wording in wordings("leg pain, hx of dvt"))


def test_the_side_of_a_phrase_is_a_part_of_its_meaning() -> None:
    assert wordings("broken left ankle")[0] == "fracture of ankle left"
    assert keys_meant("s/p right mastectomy") == keys_meant("history of mastectomy")
    assert wordings("left heart") == wordings("bilateral") == ()


@pytest.mark.parametrize("said", ["mental status", "family history", "first aid", "prior authorization"])
def test_other_words_are_not_bent_to_a_row(said: str) -> None:
    assert keys_meant(said) == []


def test_small_words_alone_make_no_phrase() -> None:
    """`The runs` is diarrhea, `run for` is not."""
    assert "diarrhea" in wordings("the runs")
    assert "diarrhea" not in " ".join([*wordings("run for"), *wordings("in my run")])


@pytest.mark.parametrize(
    ("said", "meant"),
    [("CHF", "congestive heart failure"), ("dm2 ckd", "type 2 diabetes mellitus chronic kidney disease")],
)
def test_a_row_is_applied_to_a_text(said: str, meant: str) -> None:
    assert meant in wordings(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("bone mets", "secondary malignant neoplasm of bone"),
        ("Brain metastases", "secondary malignant neoplasm of brain"),
        ("metastatic cancer to the liver", "secondary malignant neoplasm of liver"),
        ("metastatic breast cancer to bone", "secondary malignant neoplasm of bone"),
        ("liver biopsy", "excision of liver, diagnostic"),
        ("biopsy of the lung", "excision of lung, diagnostic"),
        ("prostate biopsy", "excision of prostate, diagnostic"),
        ("carotid artery stent placement", "dilation of carotid artery with intraluminal device"),
        ("renal artery angioplasty", "dilation of renal artery"),
        ("splenic artery embolization", "occlusion of splenic artery"),
        ("thyroid ablation", "destruction of thyroid"),
        ("wrist pinning", "reposition wrist with internal fixation device"),
    ],
)
def test_a_phrase_may_be_about_any_site(said: str, meant: str) -> None:
    assert wordings(said)[0] == meant


@pytest.mark.parametrize(
    "said",
    [
        "metastatic cancer",
        "biopsy",
        "metastasis",
        "mets",
        "stent",
        "ablation",
        "afib ablation",
        "breast cancer last year and bone mets",
        "history of liver biopsy",
    ],
)
def test_a_phrase_without_a_site_is_none(said: str) -> None:
    beginnings = ("secondary malignant neoplasm of", "excision of", "dilation of", "destruction of")
    assert not any(meant.startswith(beginnings) for meant in wordings(said))


def test_a_row_may_lead_to_codes() -> None:
    assert keys_meant("flu shot") == ["ICD10CM:Z23", "HCPCS:G0008"]
    assert len(table()) == len(_ROWS) - 1
