"""Score the value sets of conditions."""

import re

from gold.asking import Row, Score, Server

NODES = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Condition { key
  codes(first: 200) { edges { match node { key } } pageInfo { hasNextPage endCursor } }
  children(first: 200) { nodes { key } pageInfo { hasNextPage endCursor } } } } }"""
MORE_CODES = """query($k: String!, $a: String) { condition(key: $k) {
  codes(first: 1000, after: $a) { edges { match node { key } } } } }"""
MORE_CHILDREN = """query($k: String!, $a: String) { condition(key: $k) {
  children(first: 1000, after: $a) { nodes { key } } } }"""


def below(code: str, heading: str) -> bool:
    """Whether an ICD-10-CM code equals the heading (code, category or section) or is below it."""
    section = re.fullmatch(r"([A-Z]\d[0-9A-Z])-([A-Z]\d[0-9A-Z])", heading)
    if section:
        return section.group(1) <= code[:3] <= section.group(2)
    return code[:3] == heading if len(heading) == 3 else code.startswith(heading)


def value_set(server: Server, key: str) -> set[str] | None:
    """The ICD-10-CM codes of the condition and of narrower ones; None if the condition is unknown."""
    seen, level, found, known = {key}, [key], set[str](), False
    while level:
        children: list[str] = []
        for start in range(0, len(level), 50):
            for node in server.ask(NODES, ids=level[start : start + 50])["nodes"]:
                if node:
                    known = True
                    found |= _codes(server, node)
                    children += _children(server, node)
        level = [child for child in dict.fromkeys(children) if child not in seen]
        seen.update(level)
    return found if known else None


def _codes(server: Server, node: dict) -> set[str]:
    edges, page = node["codes"]["edges"], node["codes"]["pageInfo"]
    if page["hasNextPage"]:
        edges += server.ask(MORE_CODES, k=node["key"], a=page["endCursor"])["condition"]["codes"]["edges"]
    return {
        edge["node"]["key"].removeprefix("ICD10CM:")
        for edge in edges
        if edge["match"] in ("EXACT", "NARROW") and edge["node"]["key"].startswith("ICD10CM:")
    }


def _children(server: Server, node: dict) -> list[str]:
    nodes, page = node["children"]["nodes"], node["children"]["pageInfo"]
    if page["hasNextPage"]:
        more = server.ask(MORE_CHILDREN, k=node["key"], a=page["endCursor"])
        nodes += more["condition"]["children"]["nodes"]
    return [child["key"] for child in nodes]


def conditions(server: Server, row: Row) -> Score:
    """All of `must_codes` are in the value set or below its codes, none of `must_not_codes` is."""
    headings = value_set(server, row["key"])

    def member(key: str) -> bool:
        return any(below(key.removeprefix("ICD10CM:"), heading) for heading in headings or ())

    missing = [key for key in row["must_codes"].split() if not member(key)]
    wrong = [key for key in row["must_not_codes"].split() if member(key)]
    return Score(
        headings is not None and not missing and not wrong,
        {"must": not missing, "must_not": not wrong},
        f"{row['condition']}: missing {' '.join(missing) or '-'}; wrong {' '.join(wrong) or '-'}"
        + ("" if headings is not None else "; no such condition"),
    )
