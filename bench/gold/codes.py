"""Score search, similar codes and replacements."""

from typing import Any

from gold.asking import Row, Score, Server

SEARCH = """query($t: String!) {
  all: search(text: $t, first: 3) { edges { node { key } } }
  codes: search(text: $t, first: 5, filter: { kind: { eq: "Code" } }) { edges { node { key } } } }"""
SIMILAR = "query($k: String!) { code(key: $k) { similar(first: 60) { edges { node { key } } } } }"
REPLACED = "query($k: String!) { code(key: $k) { replacedBy { on code { key } } } }"


def _keys(connection: dict[str, Any]) -> list[str]:
    return [edge["node"]["key"] for edge in connection["edges"]]


def search(server: Server, row: Row) -> Score:
    """One of `want` is among the first three hits, and one of `want_code` among the first five codes."""
    data = server.ask(SEARCH, t=row["query"])
    first, codes = _keys(data["all"]), _keys(data["codes"])
    parts = {"top3": bool(set(first) & set(row["want"].split()))}
    if row["want_code"]:
        parts["code5"] = bool(set(codes) & set(row["want_code"].split()))
    return Score(
        all(parts.values()),
        parts,
        f"wanted {row['want']} {row['want_code']}; first {' '.join(first)}; codes {' '.join(codes)}",
    )


def _is(key: str, pattern: str) -> bool:
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern


def similar(server: Server, row: Row) -> Score:
    """Each of `must` is near the top, and none of `must_not` among the first ten."""
    code = server.ask(SIMILAR, k=row["key"])["code"]
    if code is None:
        return Score(False, {"must": False, "must_not": True}, "no such code")
    found = _keys(code["similar"])
    system = row["key"].split(":")[0]
    own = [key for key in found if key.split(":")[0] == system]
    near = {*own[:10], *found[:15]}
    missing = [token for token in row["must"].split() if not near & set(token.split("|"))]
    wrong = [key for key in found[:10] if any(_is(key, pattern) for pattern in row["must_not"].split())]
    return Score(
        not missing and not wrong,
        {"must": not missing, "must_not": not wrong},
        f"missing {missing}; wrong {wrong}; first {' '.join(found[:10])}",
    )


def replaced(server: Server, row: Row) -> Score:
    """`no`: it is not replaced; `yes`: by exactly these, and on this day if both have one."""
    code = server.ask(REPLACED, k=row["key"])["code"]
    if code is None:
        return Score(False, {row["replaced"]: False}, "no such code")
    found = {one["code"]["key"] for one in code["replacedBy"]}
    days = {one["on"] for one in code["replacedBy"] if one["on"]}
    if row["replaced"] == "no":
        right = not found
    else:
        right = found == set(row["by"].split()) and (not row["since"] or not days or row["since"] in days)
    return Score(
        right,
        {row["replaced"]: right},
        f"replaced by {' '.join(sorted(found)) or '-'} on {' '.join(sorted(days)) or '-'}; "
        f"wanted {row['by'] or '-'} on {row['since'] or '-'}",
    )
