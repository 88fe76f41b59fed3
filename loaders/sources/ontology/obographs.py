"""Obographs JSON, the equivalent of OBO text, as terms."""

from collections.abc import Iterator
from dataclasses import replace

from medcodegraph.loaders.files.json_rows import json_rows_at
from medcodegraph.loaders.files.kept import Headed, kept
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.code_links import note_code
from medcodegraph.loaders.sources.ontology.term import Heading, Term, last_part, same_term

_IS_A = {"is_a", "http://www.w3.org/2000/01/rdf-schema#subClassOf"}

_REPLACED_BY = "IAO_0100001"
"""The last part of the property that names the term to use instead of an obsolete one."""


_EDGE = ("graphs", "*", "edges", "*")
_NODE = ("graphs", "*", "nodes", "*")


@kept(64)
def obograph_heading(source: Packed) -> Heading:
    """The heading of the first graph of an obographs document: read as far as it is found.

    Some writers put it above the terms, some below them.
    """
    name, version = "", ""
    paths = {"id": ("graphs", "*", "id"), "meta": ("graphs", "*", "meta")}
    for what, row in json_rows_at(Headed(source), paths):
        if what == "id":
            name = name or str(row.value)
        elif isinstance(row.value, dict):
            version = version or str(row.value.get("version") or "")
        if name and version:
            break
    return Heading(last_part(name).removesuffix(".json"), version)


def obograph_terms(source: Packed, report: Report) -> Iterator[Term]:
    """The terms of an obographs document, held until all edges are known; counts classes.

    Rejects malformed nodes and edges. Only exact synonyms are used, as in `obo_terms`.
    """
    parents: dict[str, list[str]] = {}
    terms: list[Term] = []
    for what, row in json_rows_at(source, {"edge": _EDGE, "node": _NODE}):
        if what == "edge":
            edge = _texts(row.value, "sub", "pred", "obj")
            if edge is None:
                report.reject(
                    source.name, row.line, "the edge does not have `sub`, `pred` and `obj`", str(row.value)
                )
            elif edge[1] in _IS_A:
                parents.setdefault(edge[0], []).append(edge[2])
            continue
        if isinstance(row.value, dict) and row.value.get("type", "CLASS") != "CLASS":
            continue
        report.rows += 1
        term = _node(row.line, row.value)
        if term is None:
            report.reject(source.name, row.line, "the node is not in the obographs format", str(row.value))
        else:
            terms.append(term)
    yield from (replace(term, parents=tuple(parents.get(term.id, ()))) for term in terms)


def _node(line: int, value: object) -> Term | None:
    """The term of a node, without those above it; None if a value has the wrong type."""
    if not isinstance(value, dict):
        return None
    meta = {} if value.get("meta") is None else value["meta"]
    name, id_ = value.get("lbl", ""), value.get("id")
    if not isinstance(meta, dict) or not isinstance(name, str) or not isinstance(id_, str):
        return None
    definition = _texts(meta.get("definition", {"val": ""}), "val")
    given = {}
    for part, names in (
        ("synonyms", ("pred", "val")),
        ("xrefs", ("val",)),
        ("basicPropertyValues", ("pred", "val")),
    ):
        items = meta.get(part, [])
        texts = [_texts(item, *names) for item in items] if isinstance(items, list) else [None]
        given[part] = [text for text in texts if text is not None]
        if len(given[part]) < len(texts):
            return None
    if definition is None:
        return None
    codes: dict[str, str] = {}
    others, replaced_by = [], ""
    stated = [("hasDbXref", xref) for (xref,) in given["xrefs"]] + given["basicPropertyValues"]
    for predicate, other in stated:
        note_code(codes, predicate, other)
        others += same_term(predicate, other)
        if last_part(predicate) == _REPLACED_BY:
            replaced_by = other
    synonyms = tuple(text for predicate, text in given["synonyms"] if predicate == "hasExactSynonym")
    pairs = tuple((match, code) for code, match in codes.items())
    obsolete = meta.get("deprecated") is True
    words = name, definition[0], synonyms
    return Term(line, id_, *words, (), pairs, obsolete, tuple(others), replaced_by)


def _texts(value: object, *names: str) -> tuple[str, ...] | None:
    """Members of an object; None if one is missing or not a text."""
    if not isinstance(value, dict):
        return None
    found = tuple(text for name in names if isinstance(text := value.get(name), str))
    return found if len(found) == len(names) else None
