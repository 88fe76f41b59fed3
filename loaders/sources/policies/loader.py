"""Payer policies in medcodegraph's own format: YAML, JSON or CSV (docs/policies.md)."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.facts import Fact
from medcodegraph.graph.keys import slug_key
from medcodegraph.graph.model import Label
from medcodegraph.loaders.files.json_document import json_document
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.text import YamlList, YamlMapping, YamlValue, yaml_document
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.policies.check import Fault, Place, check_text, faults, line_of
from medcodegraph.loaders.sources.policies.codes import written_items
from medcodegraph.loaders.sources.policies.facts import Reading
from medcodegraph.loaders.sources.policies.groups import group_faults
from medcodegraph.loaders.sources.policies.rows import Rows
from medcodegraph.loaders.sources.policies.table import table_document

_POLICIES = re.compile(r"""^policies\s*:|^\s*\{.*?"policies"\s*:""", re.MULTILINE | re.DOTALL)
_ENDINGS = (".yaml", ".yml", ".json", ".csv")
_UNKNOWN = ("reject", "accept")


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    unknown = options.get("unknown", _UNKNOWN[0])
    if unknown not in _UNKNOWN:
        raise SettingsError(f"unknown is {unknown!r}: it must be one of {', '.join(_UNKNOWN)}")
    return [_part(file, options, unknown) for path in paths for file in _files(path)]


def _recognises(source: Packed) -> bool:
    """Whether a file begins like a policy file of its extension."""
    ending = source.path.suffix.lower()
    if source.member or ending not in _ENDINGS:
        return False
    start = start_of(source)
    if ending == ".csv":
        first = start.lstrip(', "\n').partition("\n")[0]  # lines before it can be blank
        header = {cell.strip('" ') for cell in first.split(",")}
        return header >= {"payer", "stance"}
    return _POLICIES.search(start) is not None


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix.lower() in _ENDINGS)
    if path.suffix.lower() not in _ENDINGS:
        raise InputError(f"its name ends in none of {', '.join(_ENDINGS)}: rename it", path)
    return [path]


def _part(file: Path, options: Options, unknown: str) -> Part:
    document = _document(file, Report(), check=False)  # checked in the second reading
    said = document.get("source", YamlMapping(1))
    source = {**options, **(said if isinstance(said, YamlMapping) else {})}

    def told(name: str, otherwise: str) -> str:
        value = source.get(name, "")
        return value if isinstance(value, str) and value else otherwise

    provenance = Provenance(
        title=told("title", f"Payer policies ({file.name})"),
        publisher=told("publisher", "not stated in the file"),
        url=told("url", ""),
        licence=told("licence", "not stated in the file"),
        release=told("release", "") or None,
    )
    name = f"policies/{slug_key('', file.stem).removeprefix(':') or 'file'}"
    systems, conditions = _looked_up(document)
    needs = [Label.PAYER, *([Label.CONDITION] if conditions else [])]
    facts = partial(_facts, file, unknown == "accept")
    return Part(name, [file], provenance, facts, needs=needs, systems=sorted(systems))


def _facts(file: Path, accept: bool, report: Report, names: Names) -> Iterator[Fact]:
    document = _document(file, report)
    table = file.suffix.lower() == ".csv"
    found: dict[Place, list[Fault]] = {}
    checked = faults(document) if not table else ()  # rows of a table are checked one by one
    for fault in chain(checked, group_faults(document)):
        if not fault.unit:
            raise InputError(fault.reason, file, fault.line)
        found.setdefault(fault.unit, []).append(fault)
    yield from Reading(names, Rows(str(file), report, table), found, accept).facts(document)


def _document(file: Path, report: Report, *, check: bool = True) -> YamlMapping:
    if file.suffix.lower() == ".csv":
        return table_document(file, report, check=check)
    return _written(Packed(file))


@kept(16)
def _written(source: Packed) -> YamlMapping:
    """The document of a YAML or JSON file, kept from the look at what it names until it is loaded."""
    file = source.path
    document: YamlValue = json_document(file) if file.suffix.lower() == ".json" else yaml_document(file)
    wrong = check_text(document)
    if wrong is not None:
        raise InputError(wrong[1], file, wrong[0])
    if not isinstance(document, YamlMapping):
        raise InputError("it must be a mapping with `policies`", file, line_of(document, ()))
    return document


def _looked_up(document: YamlMapping) -> tuple[set[str], bool]:
    """The systems whose codes a document names, and whether it names conditions, despite other faults."""
    systems: set[str | None] = set()
    for statement, name in _statements(document):
        system, entries = statement.get("system", ""), statement.get(name)
        for text in entries if isinstance(entries, YamlList) else ():
            if not isinstance(text, str) or not isinstance(system, str):
                continue
            try:
                systems |= {
                    item.system for item in written_items(text, system, diagnosis=name == "diagnoses")
                }
            except ValueError:
                continue
    return {system for system in systems if system is not None}, None in systems


def _statements(value: YamlValue) -> Iterator[tuple[YamlMapping, str]]:
    """Every mapping in a document with a list of codes or of diagnoses."""
    if isinstance(value, YamlMapping):
        yield from ((value, name) for name in ("codes", "diagnoses") if isinstance(value.get(name), YamlList))
        for inner in value.values():
            yield from _statements(inner)
    elif isinstance(value, YamlList):
        for inner in value:
            yield from _statements(inner)


LOADER = Loader(
    name="policies",
    summary="payer policies: what they say about codes and diagnoses, version by version",
    formats="medcodegraph's own format (docs/policies.md) as .yaml, .json or .csv; files or folders",
    rank=30,
    parts=_parts,
    recognises=_recognises,
    options={
        "unknown": "reject (the default) or accept single codes that no source states, like bare CPT numbers",
        "title": "title of the source, if the file does not state it",
        "publisher": "publisher of the source, if the file does not state it",
        "url": "address of the source, if the file does not state it",
        "licence": "licence of the source, if the file does not state it",
        "release": "release of the source, if the file does not state it",
    },
)
