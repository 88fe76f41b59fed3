"""Rules of the domain are taken in by name, and what is wrong in one is named with its line."""

from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.graph.library.queries import library, read_library
from medcodegraph.graph.library.rules import read_rules

EVEN = """\
// name: even
// title: Whether a number is even
// takes: number INTEGER  The number
// gives: even BOOLEAN  True or false
CALL (number) {
  RETURN number % 2 = 0 AS even
}
"""
QUERY = """\
// name: evens
// title: The even ones
// mode: read
// returns: number INTEGER  An even number
UNWIND [1, 2] AS number
  // include: even
WITH * WHERE even
RETURN number
"""


def read(folder: Path, **files: str) -> str:
    """The text of the query `evens`, read with these rules."""
    (folder / "rules").mkdir()
    (folder / "read").mkdir()
    (folder / "read" / "evens.cypher").write_text(files.pop("evens", QUERY))
    for name, text in files.items():
        (folder / "rules" / f"{name}.cypher").write_text(text)
    return read_library(folder)["evens"].text


def test_a_rule_replaces_its_include_line(tmp_path: Path) -> None:
    assert read(tmp_path, even=EVEN) == (
        "UNWIND [1, 2] AS number\n"
        "  // Whether a number is even (rules/even.cypher)\n"
        "  CALL (number) {\n    RETURN number % 2 = 0 AS even\n  }\n"
        "WITH * WHERE even\nRETURN number"
    )


def test_a_rule_may_include_another(tmp_path: Path) -> None:
    odd = EVEN.replace("even", "odd").replace("RETURN", "// include: even\n  RETURN")
    text = read(tmp_path, even=EVEN, odd=odd, evens=QUERY.replace(": even\n", ": odd\n"))
    assert text.index("CALL (number) {\n    // Whether a number is even") < text.index("AS odd")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("// title: Whether a number is even\n", "", 1, "no 'title'"),
        ("name: even", "name: evens", 1, "not the file's name"),
        ("// takes: number", "// takes: numbers", 1, r"write the rule as `CALL \(numbers\)"),
        ("// gives: even BOOLEAN  True or false\n", "", 1, "declare what it takes and gives"),
        ("number % 2", "number % $two", 1, "without parameters"),
        ("CALL (number) {", "CALL (number) {\n  // include: oddd", 6, "unknown rule 'oddd'"),
        ("CALL (number) {", "CALL (number) {\n  // include: even", 1, "it includes itself: even > even"),
    ],
)
def test_errors_in_a_rule_are_reported_with_their_line(old: str, new: str, line: int, reason: str) -> None:
    assert old in EVEN
    with pytest.raises(InputError, match=rf"cypher/rules/even.cypher:{line}: .*{reason}"):
        read_rules([("cypher/rules/even.cypher", EVEN.replace(old, new, 1))])


def test_an_unknown_rule_is_named_with_the_line_that_includes_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"evens.cypher:6: unknown rule 'event'"):
        read(tmp_path, even=EVEN, evens=QUERY.replace(": even\n", ": event\n"))


def test_every_rule_is_used_and_none_stays_a_name() -> None:
    texts = "\n".join(query.text for query in library().values())
    assert "// include:" not in texts
    for file in sorted(Path(__file__).parents[3].glob("cypher/rules/*.cypher")):
        assert f"(rules/{file.name})" in texts, f"no statement includes {file.name}"
