"""Statements that users write: they run only if they read, and read nothing but the graph.

Neo4j itself refuses writes in read mode; what it lets through there (LOAD CSV, administration, procedures and
functions that reach outside) is refused here: by the statement's keywords before Neo4j sees it, then by
Neo4j's plan for it.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from medcodegraph.errors import StatementRejected
from medcodegraph.graph.driver import Explained, Graph, Row
from medcodegraph.graph.library import budget
from medcodegraph.graph.library.lexing import without_texts

PROCEDURES = frozenset(
    {
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
        "db.index.vector.queryNodes",
        "db.index.vector.queryRelationships",
        "db.labels",
        "db.propertyKeys",
        "db.relationshipTypes",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.schema.visualization",
    }
)
"""The procedures that may be called."""

_FUNCTION_NAMESPACES = frozenset(
    {"date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector"}
)
_OUTWARD = ("LoadCSV", "Show", "Terminate", "AdministrationCommand")
_OPENERS = {"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"}
_NAME = r"(?:\w+|`(?:``|[^`])*`)"
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_CALLED = re.compile(rf"(?<![\w.`$])CALL\b\s*({_DOTTED})", re.IGNORECASE)
_FUNCTION = re.compile(rf"({_DOTTED})\s*\(")


async def read(
    graph: Graph, statement: str, params: Mapping[str, Any] | None = None, *, timeout: float
) -> list[Row]:
    """The rows of a user's statement; raises StatementRejected unless it only reads."""
    await check(graph, statement, params)
    return await graph.read(statement, params, timeout=timeout)


async def check(graph: Graph, statement: str, params: Mapping[str, Any] | None = None) -> Explained:
    """The plan of a statement that only reads; StatementRejected, with the reason, if it does more."""
    _check_words(statement)
    budget.check(statement, params)
    explained = await graph.explain(statement, params)
    if explained.kind != "r":
        raise StatementRejected("only statements that read are allowed here: this one would change the graph")
    for operator, details, *_ in explained.steps:
        if operator.startswith(_OUTWARD):
            raise StatementRejected(f"{operator} is not allowed here: statements only read the graph")
        if operator == "ProcedureCall" and details.partition("(")[0].replace("`", "") not in PROCEDURES:
            raise StatementRejected(f"the procedure {details.partition('(')[0]} is not allowed here")
    return explained


def _check_words(statement: str) -> None:
    if re.search(r"\\u", statement, re.IGNORECASE):
        raise StatementRejected("\\u escapes are not allowed here: write the character itself")
    bare = without_texts(statement)
    for letter in bare:
        if unicodedata.category(letter) in ("Cc", "Cf") and letter not in "\t\n\r":
            raise StatementRejected(f"the invisible character U+{ord(letter):04X} is not allowed here")
    if ";" in bare.rstrip("; \t\n\r"):
        raise StatementRejected("one statement at a time: take out the `;`")
    words = re.findall(r"\w+", bare)
    if not words or words[0].upper() not in _OPENERS:
        first = words[0] if words else "nothing"
        raise StatementRejected(
            f"a statement here starts with {', '.join(sorted(_OPENERS))}, not with {first}"
        )
    if re.search(r"\bLOAD\s+CSV\b", bare, re.IGNORECASE):
        raise StatementRejected("LOAD CSV is not allowed here: load files with `medcodegraph load`")
    if re.search(r"(?<![\w.:$`])USE\b", bare, re.IGNORECASE):
        raise StatementRejected("USE is not allowed here: a statement reads the graph that is connected")
    _check_calls(bare)


def _check_calls(bare: str) -> None:
    calls = {match.start(1): re.sub(r"\s", "", match[1]) for match in _CALLED.finditer(bare)}
    for procedure in calls.values():
        if procedure not in PROCEDURES:
            raise StatementRejected(
                f"the procedure {procedure} is not allowed here; these are: {', '.join(sorted(PROCEDURES))}"
            )
    for match in _FUNCTION.finditer(bare):
        name = re.sub(r"\s", "", match[1])
        if match.start(1) in calls:
            continue
        if "`" in name or ("." in name and name.split(".")[0].lower() not in _FUNCTION_NAMESPACES):
            raise StatementRejected(f"the function {name} is not allowed here")
