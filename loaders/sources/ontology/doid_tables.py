"""The Disease Ontology's own tables, HumanDO.tsv and ICD10inDO.tsv, as terms."""

from collections.abc import Iterator
from dataclasses import dataclass

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.tab_rows import tab_rows
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.term import Term, term_key

_ROOT = Term(1, "DOID:4", "disease")
"""The root term: HumanDO.tsv names it as a parent but has no row for it."""


@dataclass(slots=True)
class _Rows:
    """The rows of one term: one for each of its parents, with its line."""

    line: int
    label: str
    parents: dict[str, int]


def parent_terms(source: Packed, report: Report) -> Iterator[Term]:
    """The terms of HumanDO.tsv (id, label, subClassOf: the label of a parent); counts rows.

    Rejects a duplicate row, one that gives a term a second label or another term's label, and one with an
    unknown parent label. Raises InputError if no id is a DOID.
    """
    terms: dict[str, _Rows] = {}
    ids = {_ROOT.name: _ROOT.id}
    for line, row in tab_rows(numbered_lines(source), ("id", "label", "subClassOf"), source.name, report):
        id_, label, parent = row["id"].strip(), row["label"].strip(), row["subClassOf"].strip()
        known = terms.get(id_) or _Rows(line, label, {})
        if known.label != label:
            reason = f"{id_} is called {known.label!r} on line {known.line}"
        elif parent in known.parents:
            reason = f"the row repeats line {known.parents[parent]}"
        elif ids.setdefault(label, id_) != id_:
            reason = f"{ids[label]} is called {label!r} too: a parent of that name could be either"
        else:
            known.parents[parent] = line
            terms[id_] = known
            continue
        report.reject(source.name, line, reason, "\t".join(row.values()))
    # Checked here, as the root below would count as a term of the file.
    if terms and not any((term_key(id_) or "").startswith("DOID:") for id_ in terms):
        id_, rows = next(iter(terms.items()))
        reason = f"it contains no DOID term (the first id is {id_[:50]!r}): check that it is the right file"
        raise InputError(reason, source.name, rows.line)
    if _ROOT.id not in terms:
        yield _ROOT
    for id_, rows in terms.items():
        for parent, line in rows.parents.items():
            if parent and parent not in ids:
                reason = f"no row has the parent's label, {parent!r}"
                report.reject(source.name, line, reason, f"{id_} {rows.label}")
        parents = tuple(ids[parent] for parent in rows.parents if parent in ids)
        yield Term(rows.line, id_, rows.label, parents=parents)


def xref_terms(source: Packed, report: Report) -> Iterator[Term]:
    """The terms of ICD10inDO.tsv (id, label, xrefs: ICD-10-CM codes between commas); counts rows."""
    for line, row in tab_rows(numbered_lines(source), ("id", "label", "xrefs"), source.name, report):
        codes = tuple(("related", code.strip()) for code in row["xrefs"].split(",") if code.strip())
        yield Term(line, row["id"], row["label"], codes=codes)
