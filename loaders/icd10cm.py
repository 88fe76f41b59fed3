"""ICD-10-CM, from the official tabular XML: codes, their hierarchy and the notes that go with them."""

import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.icd10cm_tabular import Entry, entries, row_count, version
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance, Report
from medcodegraph.loaders.unpack import Packed, pick

SYSTEM = "ICD10CM"
SYSTEM_KEY = f"SYSTEM:{SYSTEM}"
_TITLE = "International Classification of Diseases, Tenth Revision, Clinical Modification (ICD-10-CM)"
_PUBLISHER = "CDC/NCHS and CMS"
_LICENCE = "public domain (US government work)"
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september"]
_MONTHS += ["october", "november", "december"]
_DATE = re.compile(rf"({'|'.join(_MONTHS)})[-_ ]?(?:(\d{{1,2}})[-_ ])?(\d{{4}})", re.IGNORECASE)


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    if len(paths) != 1:
        raise InputError(f"{len(paths)} files were given: give the one tabular list to load")
    source = pick(paths[0], _is_tabular, "the tabular list (*tabular*.xml)")
    stated = version(source)
    provenance = Provenance(
        title="ICD-10-CM Tabular List of Diseases and Injuries",
        publisher=_PUBLISHER,
        url="https://www.cdc.gov/nchs/icd/icd-10-cm/files.html",
        licence=_LICENCE,
        release=_release(source.title, stated),
    )
    facts = partial(_facts, source, stated)
    return [Part("icd10cm/tabular", [source.path], provenance, facts, row_count(source))]


def _facts(source: Packed, stated: str, report: Report, _names: Names) -> Iterator[Fact]:
    system = {
        "name": SYSTEM,
        "title": _TITLE,
        "uri": "http://hl7.org/fhir/sid/icd-10-cm",
        "publisher": _PUBLISHER,
        "licence": _LICENCE,
        "version": stated or None,
    }
    yield Node(Label.CODE_SYSTEM, SYSTEM_KEY, system)
    given: dict[str, tuple[str, int]] = {}  # key and line of each code
    waiting: dict[str, list[str]] = {}  # keys that came before their parent
    for entry in entries(source, report):
        if entry.code in given:
            reason = f"{entry.code} stands in the list twice, first at line {given[entry.code][1]}"
            report.reject(source.name, entry.line, reason, f"{entry.code} {entry.display}")
            continue
        key = code_key(SYSTEM, entry.code)
        given[entry.code] = (key, entry.line)
        yield _node(key, entry)
        yield Edge(Rel.IN_SYSTEM, (Label.CODE, key), (Label.CODE_SYSTEM, SYSTEM_KEY))
        if entry.parent in given:
            yield _child_of(key, given[entry.parent][0])
        elif entry.parent is not None:
            waiting.setdefault(entry.parent, []).append(key)
        for child in waiting.pop(entry.code, ()):
            yield _child_of(child, key)


def _node(key: str, entry: Entry) -> Node:
    properties: dict[str, Value] = {
        "system": SYSTEM,
        "code": entry.code,
        "display": entry.display,
        "level": entry.level,
        "status": "active",
        "billable": entry.billable,
        **entry.notes,
    }
    return Node(Label.CODE, key, properties)


def _child_of(child: str, parent: str) -> Edge:
    return Edge(Rel.CHILD_OF, (Label.CODE, child), (Label.CODE, parent))


def _is_tabular(member: str) -> bool:
    name = member.rpartition("/")[2].lower()
    return "tabular" in name and name.endswith(".xml")


def _release(title: str, stated: str) -> str | None:
    """The date a file's name gives (`2026-04-01`, `2026-04`), else the version stated: they sort by time."""
    if match := _DATE.search(title):
        day = f"-{int(match[2]):02}" if match[2] else ""
        return f"{match[3]}-{_MONTHS.index(match[1].lower()) + 1:02}{day}"
    return stated or None


def default_paths() -> list[Path]:
    """The tabular list inside the package simple-icd-10-cm, found without running any of its code."""
    package = importlib.util.find_spec("simple_icd_10_cm")
    for folder in (package.submodule_search_locations or ()) if package else ():
        found = sorted(Path(folder, "data").glob("*tabular*.xml"))
        if found:
            return found[-1:]
    raise InputError(
        "the package simple-icd-10-cm with the tabular list is not installed: give the file's path"
    )


LOADER = Loader(
    name="icd10cm",
    summary="ICD-10-CM diagnosis codes with chapters, sections and notes (CDC/NCHS and CMS)",
    formats="the tabular list: .xml, .xml.gz or a .zip with it",
    rank=80,
    parts=_parts,
    default=default_paths,
)
