"""The day of a question is a value that is sent with it."""

import re
from datetime import date

from medcodegraph.graph.library.lexing import without_texts
from medcodegraph.graph.library.pieces import packed
from medcodegraph.graph.library.queries import find, questions
from medcodegraph.graph.library.today import dated


def test_only_a_call_without_arguments_is_today() -> None:
    """Not in texts and comments, not another function."""
    text = "WITH date() AS day, date($x) AS other, 'date()' AS text // date()\nRETURN update(), day > date()"
    assert dated(text, "$given.today") == (
        "WITH date($given.today) AS day, date($x) AS other, 'date()' AS text // date()\n"
        "RETURN update(), day > date($given.today)"
    )


def test_questions_of_the_library_are_sent_with_the_day() -> None:
    """Those that need it; no question leaves it to the database."""
    text, values = find("code").sent({"key": "X:1"})
    assert "date($given.today)" in text
    assert values["given"]["today"] == date.today().isoformat()
    _, values = find("sources").sent({})
    assert "today" not in values["given"]
    for query in questions():
        assert not re.search(r"\bdate\(\)", without_texts(packed(query.text))), query.name
