"""Typed text becomes a safe full-text query and the codes it may be."""

import random

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.asked import ASKED
from medcodegraph.graph.library.code_writings import codes
from medcodegraph.graph.library.lucene import (
    NOTHING,
    beginnings,
    groups,
    names,
    near_names,
    near_words,
    some_words,
    words,
)
from medcodegraph.graph.library.words.typed_text import LONGEST, MOST_WORDS, folded, plain

_INDEXES = {
    "names": "search_names",
    "words": "search_stems",
    "some_words": "search_stems",
    "beginnings": "search_words",
    "near_names": "search_names",
}
_ASKED = "CALL db.index.fulltext.queryNodes($index, $lucene) YIELD node RETURN node.key AS key ORDER BY key"


@pytest.mark.parametrize("text", ["", "   ", '+-&|!(){}[]^"~*?:\\/', "...", "_", "\x00", "\ud800"])
def test_a_text_without_words_asks_for_nothing(text: str) -> None:
    assert {ASKED[name](text) for name in _INDEXES} == {NOTHING}
    assert codes(text) == near_words(text) == []


def test_a_name_is_looked_for_in_one_piece_and_as_a_beginning() -> None:
    assert names("Acute leuk") == "acute\\ leuk^10 acute\\ leuk*"
    assert names("C9100").startswith("c9100^10 c91.00^10 ")


def test_every_word_is_required_and_a_phrase_scores_higher() -> None:
    assert words("acute leukemia").startswith('+(+"acute" +"leukemia") name:"acute leukemia"^4 ')
    assert words("leukemia") == '+(+"leukemia")'


def test_vocabulary_meanings_of_a_word_match_too() -> None:
    """Abbreviations, lay words, British spelling, plurals: whole texts for names, alternatives for words."""
    assert names("afib").startswith("afib^10 atrial\\ fibrillation^5 ")
    assert words("afib ablation").startswith('+(+("afib" (+"atrial" +"fibrillation")) +"ablation") ')
    assert words("anaemia") == '+(+("anaemia" "anemia"))'
    assert "kidney\\ transplant^5" in names("kidney transplants")
    assert "icd10cm\\:z23^5" in names("flu shot")


def test_words_that_are_syntax_are_quoted() -> None:
    assert words("x TO^2 /y/ z:*").startswith('+(+"x" +"2" +"y" +"z") ')
    assert names("a^b~2") == "a\\^b\\~2^10 a\\^b\\~2*"


def test_the_last_word_may_be_a_beginning() -> None:
    assert beginnings("acute B-cel") == "+acute +b +cel*"
    assert beginnings("C91.00") == "+c91.00*"


def test_words_no_index_holds_are_not_wanted() -> None:
    assert words("disease of the liver").startswith('+(+"disease" +"liver") ')
    assert words("the") == NOTHING
    assert beginnings("the") == "+the*"


def test_slips_are_allowed_by_the_length_of_a_word() -> None:
    assert near_names("lukemia") == "lukemia~1"
    assert near_words("of spine lymphoblstic") == ["of", "spine~1", "lymphoblstic~2"]


def test_short_words_and_codes_have_no_slips() -> None:
    assert near_names("shot") == NOTHING
    assert near_words("flu shot") == ["flu", "shot"]
    assert near_words("flu vaccne") == ["flu", "vaccne~1"]
    assert near_names("250.00") == NOTHING
    assert near_words("250.00") == near_words("E11.99") == []


def test_any_of_the_words_may_do_but_the_phrases_of_the_vocabulary_stay_whole() -> None:
    assert some_words("gene of ckd") == '"gene" ("ckd" (+"chronic" +"kidney" +"disease"))'
    assert some_words("leukemia") == some_words("ckd") == NOTHING
    assert groups("gene of ckd") == [" gene", " ckd| chro& kidn& dise"]


def test_qualifiers_alone_do_not_match() -> None:
    """They only count if nothing else is typed."""
    assert some_words("elevated troponin") == '"elevated"^0.2 "troponin"'
    assert groups("elevated troponin") == [" tropo"]
    assert groups("positive test") == [" posit", " test"]


def test_folding_takes_off_accents_and_case() -> None:
    assert folded("SJÖGREN\u2019s  Straße") == "sjogren's strasse"


def test_long_texts_are_cut() -> None:
    assert len(plain("ab " * 1000)) <= LONGEST
    assert words("ab " * 1000).count('+"ab"') == MOST_WORDS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C9100", {"C9100", "C91.00"}),
        ("c91.00", {"C91.00"}),
        (" c91.0- ", {"C91.0"}),
        ("0537t", {"0537T"}),
        ("Q2042", {"Q2042"}),
        ("110.24", {"110.24"}),
        ("cpt 0537T", {"CPT:0537T", "0537T"}),
        ("HCPCS:Q2042", {"HCPCS:Q2042"}),
        ("ncd 110.24", {"NCD:110.24"}),
        ("ICD-10-CM C91.00", {"ICD10CM:C91.00"}),
        ("icd10cm:c9100", {"ICD10CM:C91.00"}),
        ("ICD-10 xw033c7", {"ICD10PCS:XW033C7"}),
        ("(Q2042)?", {"Q2042"}),
        ("mondo:0004967", {"MONDO:0004967"}),
    ],
)
def test_a_code_is_known_in_any_writing(text: str, found: set[str]) -> None:
    assert found <= set(codes(text))


def test_a_number_after_words_is_not_a_code() -> None:
    assert "2" not in codes("muscular atrophy 2")
    assert codes("retinitis pigmentosa caused by 100") == ["RETINITISPIGMENTOSACAUSEDBY:100"]


@pytest.mark.parametrize("text", ["E11,9", "e11-9", "E11.9", "E119"])
def test_another_mark_for_the_point_of_a_code_is_read(text: str) -> None:
    assert "E11.9" in codes(text)


@pytest.mark.parametrize("text", ["leukemia", "acute leukemia", "type 2 diabetes", "CAR-T"])
def test_ordinary_words_are_not_codes(text: str) -> None:
    assert codes(text) == []


@pytest.mark.anyio
async def test_whatever_is_typed_the_indexes_can_read_it(graph: Graph) -> None:
    """Random texts of syntax, words and unusual characters: none may be refused."""
    syntax = "+-!(){}[]^\"~*?:\\/|&<>=.'_ @#$%,;"
    letters = [*syntax, "AND", "OR", "NOT", "TO", "leuk", "of", "é", "癌", "\u0301", "🧬"]
    chance = random.Random(7)
    for _ in range(150):
        text = "".join(chance.choices(letters, k=chance.randint(1, 12)))
        for name, index in _INDEXES.items():
            await graph.read(_ASKED, {"index": index, "lucene": ASKED[name](text)})
        for clause in near_words(text):
            await graph.read(_ASKED, {"index": "search_words", "lucene": f"+{clause}"})
