"""FHIR resources in JSON files: single, in a Bundle, or one per line (NDJSON)."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.json_rows import JsonRow, Step, json_line_rows, json_rows
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.usable_text import sound

CODE_SYSTEM, CONCEPT_MAP, VALUE_SET = KINDS = ("CodeSystem", "ConceptMap", "ValueSet")
_TYPE = re.compile(r'"resourceType"\s*:\s*"(\w+)"')
_HEAD = frozenset(
    {"resourceType", "url", "version", "name", "title", "status", "date", "publisher", "copyright"}
    | {"description", "content", "supplements", "caseSensitive"}
)


class Form(Enum):
    """The form of a file of resources; the value is the path to them if the file is one document."""

    ALONE = ()
    BUNDLE = ("entry", "*", "resource")
    LINES = ("one a line",)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource: the line on which it begins, and its own text members.

    `cites` is the key of its document, if it is not the only resource of its file.
    """

    line: int
    kind: str
    head: Mapping[str, str]
    cites: str | None = None

    @property
    def url(self) -> str:
        """Its canonical URL, or an empty text."""
        return self.head.get("url", "").strip()

    @property
    def called(self) -> str:
        """Its human-readable name."""
        return self.head.get("title") or self.head.get("name") or self.url


def form_of(source: Packed) -> Form | None:
    """The form of a file; None if it has no resources of the kinds read."""
    start = start_of(source).lstrip()
    kind = _TYPE.search(start)
    if not start.startswith("{") or kind is None:
        return None
    if _is_lines(source, start):
        return Form.LINES
    if kind[1] == "Bundle":
        return Form.BUNDLE
    return Form.ALONE if kind[1] in KINDS else None


def _is_lines(source: Packed, start: str) -> bool:
    first, _, rest = start.partition("\n")
    try:
        return isinstance(json.loads(first), dict) and bool(rest.strip())
    except ValueError:
        return source.title.lower().endswith(".ndjson")
    except RecursionError as error:
        raise InputError("it nests too deeply: check that it is the right file", source.name, 1) from error


def rows(source: Packed, form: Form, *path: Step) -> Iterator[tuple[int, JsonRow]]:
    """The values at a path within each resource: the resource's index in the file, and the row."""
    if form is Form.LINES:
        yield from ((row.places[0], row) for row in json_line_rows(source, *path))
    else:
        alone = form is Form.ALONE
        for row in json_rows(source, *form.value, *path):
            yield 0 if alone else row.places[0], row


def is_supplement(resource: Resource) -> bool:
    """Whether a code system only adds wordings to the codes of another."""
    return resource.head.get("content") == "supplement" or bool(resource.head.get("supplements"))


def resources(
    source: Packed, form: Form, report: Report, kinds: Collection[str] = KINDS
) -> dict[int, Resource]:
    """The resources of some kinds, by their index in the file; counts them.

    Rejects one without a URL and duplicates; reports how many are of another kind. Raises InputError if
    there are only Bundles inside a Bundle.
    """
    heads: dict[int, dict[str, str]] = {}
    lines: dict[int, int] = {}
    for place, row in rows(source, form, _HEAD):
        lines.setdefault(place, row.line)
        head = heads.setdefault(place, {})
        if isinstance(row.value, str) and sound(row.value):
            head[row.key] = row.value
        elif row.key == "caseSensitive" and row.value is False:
            head[row.key] = "false"
    found: dict[int, Resource] = {}
    seen: dict[tuple[str, str], int] = {}
    others = bundles = 0
    for place, head in heads.items():
        resource = Resource(lines[place], head.get("resourceType", ""), head)
        if resource.kind not in KINDS:
            others += resource.kind != "Bundle"
            bundles += resource.kind == "Bundle"
            continue
        what = (resource.kind, resource.url)
        if not resource.url:
            reason = f"the {resource.kind} has no url, by which others refer to it"
        elif what in seen:
            reason = (
                f"the {resource.kind} {resource.url} stands in the file twice, first at line {seen[what]}"
            )
        else:
            seen[what] = resource.line
            if resource.kind in kinds:
                report.rows += 1
                found[place] = resource
            continue
        if CODE_SYSTEM in kinds:  # the part with the code systems reports for all
            report.rows += 1
            report.reject(source.name, resource.line, reason, resource.called)
    if CODE_SYSTEM not in kinds:
        return found
    if bundles:
        reason = f"{bundles} Bundles that are inside are not read: save each as a file of its own"
        if not found and not report.rejects:
            raise InputError(reason, source.name)
        report.notice(f"{source.name}: {reason}")
    if others:
        report.notice(f"{source.name}: {others} resources of other kinds are passed over")
    return found


def text_in(value: object, *names: str) -> str:
    """The first of the named members of an object that is a non-blank text; empty if none is."""
    if isinstance(value, dict):
        for name in names:
            found = value.get(name)
            if isinstance(found, str) and found.strip():
                return " ".join(found.split())
    return ""


def items_in(value: object, name: str) -> list[object]:
    """A member of an object if it is a list, else an empty list."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
