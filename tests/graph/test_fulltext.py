"""What a person types becomes a safe full-text query and the codes it may be."""

import random

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.fulltext import LONGEST, MOST_WORDS, NOTHING, codes, lucene, plain

_WORDS = """
UNWIND ['search', 'search_folded'] AS index
CALL db.index.fulltext.queryNodes(index, $lucene) YIELD node
RETURN DISTINCT node.key AS key ORDER BY key
"""


@pytest.mark.parametrize("text", ["", "   ", '+-&|!(){}[]^"~*?:\\/', "...", "_", "\x00", "\ud800"])
def test_a_text_without_words_asks_for_nothing(text: str) -> None:
    assert lucene(text) == NOTHING
    assert codes(text) == []


def test_every_word_is_wanted_and_the_last_one_is_also_a_beginning() -> None:
    assert lucene("acute leuk").startswith('(+"acute" +("leuk" leuk*)) ')


def test_words_that_are_syntax_are_quoted() -> None:
    assert lucene("x TO^2 /y/ z:*").startswith('(+"x" +"TO^2" +"y" +("z" z*)) ')


def test_the_end_of_a_joined_word_is_a_beginning_too() -> None:
    assert lucene("B-cel").startswith('(+("B-cel" (+"B-" +(cel*)))) ')


def test_an_icd_code_without_its_point_is_looked_for_with_it() -> None:
    assert "c91.0*" in lucene("C910")


def test_a_code_is_asked_for_where_codes_stand() -> None:
    assert 'code:"C91.00"^20' in lucene("c9100")
    assert 'key:"HCPCS:Q2042"^20' in lucene("hcpcs:q2042")
    assert 'number:"110.24"^20' in lucene("ncd 110.24")


def test_words_no_index_holds_are_not_wanted() -> None:
    assert lucene("disease of the liver").startswith('(+"disease" +("liver" liver*)) ')
    assert lucene("hepatitis a").startswith('(+"hepatitis" a*) ')
    assert lucene("the").startswith("(+the*) ")


def test_a_beginning_is_looked_for_without_its_accents_too() -> None:
    assert '+("Sjögr" sjögr* sjogr*)' in lucene("Sjögr")


def test_long_texts_are_cut() -> None:
    assert len(plain("ab " * 1000)) <= LONGEST
    assert lucene("ab " * 1000).count('+"ab"') == MOST_WORDS - 1


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


@pytest.mark.parametrize("text", ["leukemia", "acute leukemia", "type 2 diabetes", "CAR-T"])
def test_ordinary_words_are_no_codes(text: str) -> None:
    assert codes(text) == []


@pytest.mark.anyio
async def test_words_match_in_any_order_and_as_typed_so_far(graph: Graph) -> None:
    await graph.write(
        "CREATE (:Condition {key: 'X:1', name: 'B-cell acute leukemia'}), "
        "(:Condition {key: 'X:2', name: 'acne'})"
    )
    for text in ("leukemia acute", "acute leuk", "B-cell", "b-ce", "b cell", "LEUKEMIA b"):
        assert await graph.read(_WORDS, {"lucene": lucene(text)}) == [{"key": "X:1"}], text
    assert await graph.read(_WORDS, {"lucene": lucene("leuk acute")}) == []


@pytest.mark.anyio
async def test_whatever_is_typed_the_index_can_read_it(graph: Graph) -> None:
    """Random texts of syntax, words and odd letters: none may be refused."""
    syntax = "+-!(){}[]^\"~*?:\\/|&<>=.'_ @#$%,;"
    letters = [*syntax, "AND", "OR", "NOT", "TO", "leuk", "of", "é", "癌", "\u0301", "🧬"]
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choices(letters, k=chance.randint(1, 12)))
        await graph.read(_WORDS, {"lucene": lucene(text)})
