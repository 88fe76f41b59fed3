"""The day of a question: it is sent with it, as `date()` in the database is the day in UTC."""

import re

from medcodegraph.graph.library.lexing import without_texts

DAY = "today"
"""The name of the value, a date in ISO 8601."""

_CALL = re.compile(r"\bdate\(\)")


def dated(statement: str, value: str) -> str:
    """The statement with the date from the expression `value` wherever it asks for today's."""
    if "date()" not in statement:
        return statement
    pieces, end = list[str](), 0
    for match in _CALL.finditer(without_texts(statement)):
        pieces += [statement[end : match.start()], f"date({value})"]
        end = match.end()
    return "".join([*pieces, statement[end:]])
