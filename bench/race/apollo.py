"""@neo4j/graphql's answers in our form: it returns single objects as lists, edge properties separately."""

from collections.abc import Mapping
from typing import Any

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS


def variables(work: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The variables of a work for @neo4j/graphql, which cannot build a full-text query from a text."""
    if work != "search":
        return dict(values)
    return library()["search"].bind(values)


def canonical(work: str, data: Any) -> Any:
    """The answer in our form."""
    return _FORMS[work](data)


def _point(data: Any) -> Any:
    return {"code": _one(data["code"])}


def _nested(data: Any) -> Any:
    diagnosis, item = _one(data["diagnosis"]), _one(data["item"])
    for edge in (*diagnosis["conditions"]["edges"], *item["policies"]["edges"]):
        edge |= {name: value.upper() for name, value in edge.pop("properties").items()}
    return {"diagnosis": diagnosis, "item": item}


def _search(data: Any) -> Any:
    return {"search": {"nodes": data["search"]}}


def _similar(data: Any) -> Any:
    code = _one(data["code"])
    for edge in code["similar"]["edges"]:
        facts = edge.pop("properties")
        scores = [(kind, facts.pop(kind), weight) for kind, weight in SIMILAR_WEIGHTS.items()]
        parts = [{"kind": kind, "contribution": score * weight} for kind, score, weight in scores if score]
        edge |= {**facts, "parts": parts}
        edge["node"]["codeSystem"] = _one(edge["node"]["codeSystem"])
    return {"code": code}


def _wide(data: Any) -> Any:
    policy = _one(data["policy"])
    for edge in policy["codes"]["edges"]:
        edge["stance"] = edge.pop("properties")["stance"].upper()
        edge["node"]["similar"] = {"nodes": [one["node"] for one in edge["node"]["similar"]["edges"]]}
    return {"policy": policy}


def _page(data: Any) -> Any:
    return {"codes": {"nodes": [_with_children(code) for code in data["codes"]]}}


def _deep(data: Any) -> Any:
    return {"code": _with_children(_one(data["code"]))}


def _with_children(code: Any) -> Any:
    if "children" in code:
        code["children"] = {"nodes": [_with_children(child) for child in code["children"]]}
    return code


def _one(found: list[Any]) -> Any:
    return found[0] if found else None


_FORMS = {
    "point": _point,
    "nested": _nested,
    "search": _search,
    "similar": _similar,
    "wide": _wide,
    "page": _page,
    "deep": _deep,
}
