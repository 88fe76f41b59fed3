"""Loader of the starter data set: curated facts in plain files, each citing its document.

A data set is a folder of three kinds of files, described in docs/starter-data.md: `documents.yaml` (what is
quoted), other `.yaml` files (nodes and their edges) and `.csv` files (a table of nodes or of edges). It is
read and checked completely before anything is stated, so a mistake loads nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Document, Edge, Fact, Node, Value
from medcodegraph.graph.keys import normalise, system_name
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES, Kind, Label, Rel
from medcodegraph.loaders.files.text import (
    HeldText,
    YamlMapping,
    YamlValue,
    csv_records,
    rows_of_records,
    text_lines,
    yaml_document,
)
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance

_FOLDER = Path(__file__).parent / "data"
_DOCUMENTS = "documents.yaml"

_LABELS = {
    "SYSTEM": Label.CODE_SYSTEM,
    "PROCEDURE": Label.PROCEDURE,
    "CONDITION": Label.CONDITION,
    "MONDO": Label.CONDITION,
    "NCD": Label.POLICY,
    "LCD": Label.POLICY,
    "ARTICLE": Label.POLICY,
    "POLICY": Label.POLICY,
    "PAYER": Label.PAYER,
    "JURISDICTION": Label.JURISDICTION,
    "SETTING": Label.SETTING,
    "ROLE": Label.ROLE,
    "EQUIPMENT": Label.EQUIPMENT,
    "TEST": Label.DIAGNOSTIC_TEST,
    "RISK": Label.RISK,
}
"""The label of a node by its key's prefix; any other prefix is a code system, and the node a code."""

_ELSEWHERE = "ICD10CM"
"""Codes of this system are described by their own source: here they are only referred to."""

_WITHOUT_WORDING = "CPT"
"""Descriptors of this system belong to the American Medical Association: only bare numbers are accepted."""

_CHOICES = {
    "stance": ("covered", "conditional", "not_covered"),
    "match": ("exact", "narrow", "broad", "related"),
    "frequency": ("common", "rare"),
    "status": ("active", "retired", "draft"),
}

Place = tuple[Path, int]
"""A file and a line in it."""


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    files = [file for path in paths for file in _files(path)]
    provenance = Provenance(
        title="Starter data set: the neighbourhood of CAR-T therapy",
        publisher="medcodegraph",
        url="",
        licence="Apache-2.0; every fact names the document it is quoted from, with its own terms",
    )
    return [Part(name="starter", files=files, provenance=provenance, facts=partial(_facts, files))]


def _files(folder: Path) -> list[Path]:
    """The files of a data set, the documents first."""
    if not folder.is_dir():
        raise InputError("a starter data set is a folder: give the folder's path", folder)
    documents = folder / _DOCUMENTS
    if not documents.is_file():
        raise InputError(f"the folder has no {_DOCUMENTS}: it lists the documents that facts cite", folder)
    others = sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".csv"))
    return [documents, *(file for file in others if file != documents)]


def _facts(files: Sequence[Path], report: Report, _names: Names) -> Iterator[Fact]:
    data = _DataSet()
    for file in files:
        data.read(file)
    data.check_ends()
    report.rows += len(data.documents) + len(data.nodes) + len(data.edges)
    yield from data.facts()


@dataclass(frozen=True, slots=True)
class _DataSet:
    """The content of the files by key, with its location."""

    documents: dict[str, Document] = field(default_factory=dict)
    nodes: dict[str, tuple[Node, Place]] = field(default_factory=dict)
    edges: dict[tuple[Rel, str, str, str], tuple[Edge, Place]] = field(default_factory=dict)

    def read(self, file: Path) -> None:
        """Read one file; raises InputError with the line of an error."""
        if file.suffix == ".csv":
            self._read_table(file)
            return
        entries = yaml_document(file)
        if not isinstance(entries, YamlMapping):
            raise InputError("the file must map keys to their properties", file)
        for key, entry in entries.items():
            place = (file, entries.lines[key])
            if not isinstance(entry, YamlMapping):
                raise InputError(f"{key} must be a mapping of names to values", *place)
            if file.name == _DOCUMENTS:
                self._add_document(key, entry, place)
            else:
                self._add_entry(key, entry, place)

    def check_ends(self) -> None:
        """Raise InputError for an edge to a node or code system that neither a file nor a source defines."""
        for edge, place in self.edges.values():
            for label, key in (edge.start, edge.end):
                if key not in self.nodes and not _is_elsewhere(key):
                    raise InputError(f"no file defines {key}: define it, or correct the key", *place)
                system = _system_of(key)
                if label is Label.CODE and system not in self.nodes:
                    raise InputError(f"no file defines the code system {system} of {key}", *place)

    def facts(self) -> Iterator[Fact]:
        """All facts, including each code's membership in its system."""
        yield from self.documents.values()
        nodes = [node for node, _ in self.nodes.values()]
        edges = [edge for edge, _ in self.edges.values()]
        nodes += self._pointed_at(edges)
        yield from nodes
        for node in nodes:
            if node.label is Label.CODE:
                system = (Label.CODE_SYSTEM, _system_of(node.key))
                yield Edge(Rel.IN_SYSTEM, (node.label, node.key), system, cites=node.cites)
        yield from edges

    def _pointed_at(self, edges: Sequence[Edge]) -> list[Node]:
        """The codes that edges name and no file describes, with the properties that their keys give."""
        found: dict[str, Node] = {}
        for edge in edges:
            for _, key in (edge.start, edge.end):
                if key not in self.nodes and key not in found:
                    found[key] = Node(Label.CODE, key, _from_code_key(key), edge.cites)
        return list(found.values())

    def _read_table(self, file: Path) -> None:
        lines = text_lines(file)
        columns = lines[0].split(",")
        for line, cells in rows_of_records(csv_records(HeldText(str(file), lines)), columns, str(file)):
            stated = {name: cell for name, cell in cells.items() if cell}
            place = (file, line)
            if "key" in columns:
                self._add_node(stated.pop("key", ""), stated, place)
            elif {"start", "edge", "end"} <= set(columns):
                ends = (stated.pop("start", ""), stated.pop("end", ""))
                self._add_edge(stated.pop("edge", ""), ends, stated, place)
            else:
                raise InputError("the header must have `key`, or `start`, `edge` and `end`", file, 1)

    def _add_document(self, name: str, entry: YamlMapping, place: Place) -> None:
        key = f"SOURCE:starter/{name}"
        if normalise(key) != key or not re.fullmatch(r"[a-z0-9-]+", name):
            raise InputError(f"name the document {name!r} with a-z, 0-9 and hyphens only", *place)
        texts = {"title": "", "publisher": "", "url": "", "licence": ""}
        published = None
        for field_name, value in entry.items():
            there = (place[0], entry.lines[field_name])
            if field_name == "published_on":
                published = _date(value, there)
            elif field_name in texts:
                texts[field_name] = _text(value, there)
            else:
                raise InputError(
                    f"a document has no {field_name!r}: it has {_named(texts)}, published_on", *there
                )
        missing = [field_name for field_name, text in texts.items() if not text]
        if missing:
            raise InputError(f"the document {name} is missing {_named(missing)}", *place)
        if name in self.documents:
            raise InputError(f"the document {name} is listed twice: keep one", *place)
        self.documents[name] = Document(key, **texts, published_on=published)

    def _add_entry(self, key: str, entry: YamlMapping, place: Place) -> None:
        stated: dict[str, YamlValue] = {name: value for name, value in entry.items() if name != "edges"}
        node = self._add_node(key, stated, place, entry.lines)
        edges = entry.get("edges", YamlMapping(place[1]))
        if not isinstance(edges, YamlMapping):
            raise InputError("`edges` must map relationship names to lists", place[0], entry.lines["edges"])
        for kind, ends in edges.items():
            there = (place[0], edges.lines[kind])
            if not isinstance(ends, list):
                raise InputError(f"{kind} must be a list of keys, or of mappings with `to`", *there)
            for end in ends:
                self._add_edges(kind, node, end, there)

    def _add_edges(self, kind: str, node: Node, end: YamlValue, place: Place) -> None:
        """The edges of one list item: a key, or a mapping with `to` (one key or several) and facts."""
        facts: dict[str, YamlValue] = {"cites": (node.cites or "").removeprefix("SOURCE:starter/")}
        lines: Mapping[str, int] = {}
        to = end
        if isinstance(end, YamlMapping):
            place, lines = (place[0], end.line), end.lines
            facts |= {name: value for name, value in end.items() if name != "to"}
            to = end.get("to", "")
        for key in to if isinstance(to, list) else [to]:
            self._add_edge(kind, (node.key, _text(key, place)), facts, place, lines)

    def _add_node(
        self, key: str, stated: Mapping[str, YamlValue], place: Place, lines: Mapping[str, int] | None = None
    ) -> Node:
        label = _label(key, place)
        properties, cites = self._stated(stated, NODE_PROPERTIES[label], label, place, lines or {})
        if label is Label.CODE:
            wording = [name for name in ("display", "description") if name in properties]
            if wording and key.startswith(f"{_WITHOUT_WORDING}:"):
                raise InputError(
                    f"{key} has wording: {_WITHOUT_WORDING} descriptors belong to the AMA, remove it", *place
                )
            properties |= _from_code_key(key)
        if key in self.nodes:
            file, line = self.nodes[key][1]
            raise InputError(f"{key} is defined twice (first at {file.name}:{line}): keep one", *place)
        node = Node(label, key, properties, cites)
        self.nodes[key] = (node, place)
        return node

    def _add_edge(
        self,
        kind: str,
        ends: tuple[str, str],
        stated: Mapping[str, YamlValue],
        place: Place,
        lines: Mapping[str, int] | None = None,
    ) -> None:
        if kind not in {str(rel) for rel in EDGES}:
            raise InputError(f"unknown relationship {kind!r}: see graph/model.py", *place)
        rel, allowed = Rel(kind), EDGES[Rel(kind)]
        start, end = ((_label(key, place), key) for key in ends)
        if start[0] not in allowed.starts or end[0] not in allowed.ends:
            raise InputError(f"{kind} does not lead from a {start[0]} to a {end[0]}", *place)
        identifier = _text(stated["id"], place) if "id" in stated else ""
        rest = {name: value for name, value in stated.items() if name != "id"}
        properties, cites = self._stated(rest, allowed.properties, rel, place, lines or {})
        mark = (rel, *ends, identifier)
        if mark in self.edges:
            first = self.edges[mark][1][1]
            raise InputError(
                f"{ends[0]} {kind} {ends[1]} is stated twice (first on line {first}): give both an `id`",
                *place,
            )
        self.edges[mark] = (Edge(rel, start, end, properties, identifier, cites), place)

    def _stated(
        self,
        stated: Mapping[str, YamlValue],
        known: Mapping[str, Kind],
        owner: str,
        place: Place,
        lines: Mapping[str, int],
    ) -> tuple[dict[str, Value], str]:
        """The properties in the model's types, and the key of the document they cite."""
        properties: dict[str, Value] = {}
        for name, value in stated.items():
            there = (place[0], lines.get(name, place[1]))
            if name == "cites":
                continue
            if name not in known:
                raise InputError(f"{owner} has no property {name!r}: it has {_named(known)}", *there)
            properties[name] = _value(value, known[name], there)
            if name in _CHOICES and value not in _CHOICES[name]:
                raise InputError(f"{name} is {value!r}: it must be one of {_named(_CHOICES[name])}", *there)
        cites = stated.get("cites", "")
        there = (place[0], lines.get("cites", place[1]))
        if not isinstance(cites, str) or cites not in self.documents:
            reason = f"no document {cites!r} in {_DOCUMENTS}" if cites else "nothing is cited"
            raise InputError(f"{reason}: every fact names the document it is quoted from as `cites`", *there)
        return properties, self.documents[cites].key


def _label(key: str, place: Place) -> Label:
    prefix, colon, rest = key.partition(":")
    if not colon or not rest:
        raise InputError(f"{key!r} is not a key: a key is written PREFIX:name", *place)
    written = f"SYSTEM:{system_name(rest)}" if prefix == "SYSTEM" else normalise(key)
    if written != key:
        raise InputError(f"the key {key} must be written {written}", *place)
    return _LABELS.get(prefix, Label.CODE)


def _system_of(key: str) -> str:
    return f"SYSTEM:{key.partition(':')[0]}"


def _is_elsewhere(key: str) -> bool:
    return key.startswith(f"{_ELSEWHERE}:")


def _from_code_key(key: str) -> dict[str, Value]:
    system, _, number = key.partition(":")
    return {"system": system, "code": number}


def _value(value: YamlValue, kind: Kind, place: Place) -> Value:
    """A text of the file converted to the model's type; raises InputError if it is invalid."""
    match kind:
        case Kind.TEXTS:
            if not isinstance(value, list):
                raise InputError("this must be a list of strings", *place)
            return [_text(item, place) for item in value]
        case Kind.DATE:
            return _date(value, place)
        case Kind.FLAG:
            if value not in ("true", "false"):
                raise InputError(f"{value!r} must be true or false", *place)
            return value == "true"
        case _:
            return _text(value, place)


def _text(value: YamlValue, place: Place) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError("this must be a non-empty string", *place)
    return value


def _date(value: YamlValue, place: Place) -> date:
    text = _text(value, place)
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is not a date: write it like 2025-01-31", *place) from None


def _named(names: Sequence[str] | Mapping[str, object]) -> str:
    return ", ".join(names)


LOADER = Loader(
    name="starter",
    summary="Curated, sourced facts around CAR-T therapy: codes, procedures, conditions, payers, policies",
    formats="a folder of .yaml and .csv files; without a path, the data set that comes with medcodegraph",
    rank=40,
    parts=_parts,
    default=lambda: [_FOLDER],
)
