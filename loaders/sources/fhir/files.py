"""FHIR resources in JSON files: single, in a Bundle, or one per line (NDJSON)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import recognised_once, start_of

CODE_SYSTEM, CONCEPT_MAP, VALUE_SET = KINDS = ("CodeSystem", "ConceptMap", "ValueSet")
_TYPE = re.compile(r'"resourceType"\s*:\s*"(\w+)"')


class Form(Enum):
    """The form of a file of resources; the value is the path to them if the file is one document."""

    ALONE = ()
    BUNDLE = ("entry", "*", "resource")
    LINES = ("one per line",)


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


@recognised_once
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
        raise InputError(
            "it is nested too deeply: check that it is the right file", source.name, 1
        ) from error


def is_supplement(resource: Resource) -> bool:
    """Whether a code system only adds wordings to the codes of another."""
    return resource.head.get("content") == "supplement" or bool(resource.head.get("supplements"))


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
