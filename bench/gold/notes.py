"""Score the notes of codes: excludes, includes, use additional, code first, code also."""

import json
from functools import cache
from typing import Any

from gold.asking import Row, Score, Server

FIELDS = {
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "use_additional": "useAdditional",
    "code_first": "codeFirst",
    "code_also": "codeAlso",
    "includes": "includes",
}
TYPE = """query($name: String!) { __type(name: $name) { fields { name type {
  kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } }"""
DEPTH = 8


def _fields(server: Server, name: str) -> list[tuple[str, str, str]]:
    """Name, kind and type of each field of a type."""
    found = []
    for field in (server.ask(TYPE, name=name)["__type"] or {}).get("fields") or []:
        inner = field["type"]
        while inner and not inner.get("name"):
            inner = inner.get("ofType")
        if inner:
            found.append((field["name"], inner["kind"], inner["name"]))
    return found


@cache
def inherited(server: Server) -> str:
    """The selection of a field of Code with inherited notes, if the server has one."""
    for name, _kind, type_name in _fields(server, "Code"):
        if "inherit" in name.lower():
            inner = [
                field + (" { key }" if kind == "OBJECT" else "")
                for field, kind, of in _fields(server, type_name)
                if kind in ("SCALAR", "ENUM") or of == "Code"
            ]
            return f"extra: {name}" + (f" {{ {' '.join(inner)} }}" if inner else "")
    return ""


def stated(texts: list[str], row: Row) -> bool:
    """Whether the texts contain all codes and words of the row."""
    text = " ".join(texts)
    return all(code in text for code in row["codes"].split()) and all(
        word in text for word in row["words"].split("|") if word
    )


def _above(parents: list[dict[str, Any]], field: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for parent in parents:
        found[parent["key"]] = parent[field]
        found |= _above(parent.get("parents") or [], field)
    return found


def notes(server: Server, row: Row) -> Score:
    """Whether the code's own or inherited notes contain the codes and words, or those of its parents do."""
    field = FIELDS[row["kind"]]
    walk = f"key {field}"
    for _ in range(DEPTH):
        walk = f"key {field} parents {{ {walk} }}"
    query = f"query($k: String!) {{ code(key: $k) {{ {field} {inherited(server)} parents {{ {walk} }} }} }}"
    code = server.ask(query, k=row["key"])["code"]
    if code is None:
        return Score(False, {"on_code": False, "by_walk": False}, "no such code")
    texts = [*code[field], json.dumps(code.get("extra"), ensure_ascii=False)]
    on_code = stated(texts, row)
    above = _above(code["parents"], field)
    by_walk = row["from"] in above and stated(above[row["from"]], row)
    return Score(
        on_code,
        {"on_code": on_code, "by_walk": by_walk},
        f"{row['key']} {row['kind']} {row['codes']} {row['words']}: not on the code; "
        f"at {row['from']} by walking parents: {by_walk}",
    )
