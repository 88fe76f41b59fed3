"""Cypher text without comments and quoted words."""

import pytest

from medcodegraph.graph.library.lexing import without_texts


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("RETURN 'a;b'", "RETURN '___'"),
        ('RETURN "it\'s"', 'RETURN "____"'),
        (r"RETURN 'it\'s;', $x", "RETURN '______', $x"),
        ("MATCH (n:`a``;b`)", "MATCH (n:`_____`)"),
        ("RETURN 1 // ; 'x\nAS y", "RETURN 1        \nAS y"),
        ("RETURN 1 // ;\rAS y", "RETURN 1     \rAS y"),
        ("RETURN /* ;\n; */ 1", "RETURN     \n     1"),
        ("RETURN '// no comment' + 1", "RETURN '_____________' + 1"),
        ("RETURN '' + 'x'", "RETURN '' + '_'"),
    ],
)
def test_only_words_of_the_language_stay(text: str, bare: str) -> None:
    assert without_texts(text) == bare
