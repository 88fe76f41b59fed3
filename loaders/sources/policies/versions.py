"""Versions of a policy in the order of their first days, and the keys of policies and payers."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from medcodegraph.graph.facts import Value
from medcodegraph.graph.keys import normalise, slug_key
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.files.text import YamlMapping
from medcodegraph.loaders.sources.policies.check import key_pattern
from medcodegraph.loaders.sources.policies.fields import day, text


@dataclass(frozen=True, slots=True)
class Stated:
    """A link from a version to a code or a condition."""

    kind: Rel
    label: Label
    key: str
    facts: dict[str, Value]
    id: str


@dataclass(slots=True)
class Version:
    """A version in order: its mapping, its links, its slug and that of the previous version."""

    said: YamlMapping
    index: int
    stated: list[Stated] = field(default_factory=list)
    slug: str = ""
    before: str | None = None
    ends: date | None = None
    last: bool = True


def name_of(said: YamlMapping) -> str:
    """A version's name: its label, or its first day."""
    return text(said, "version") or text(said, "effective_from")


def put_in_order(versions: list[Version]) -> None:
    """Sort versions by their first days; raises ValueError if they cannot be distinguished."""
    versions.sort(key=lambda version: (day(version.said, "effective_from") or date.min, version.index))
    for version in versions:
        version.slug = re.sub(r"[^a-z0-9.]+", "-", name_of(version.said).lower()).strip("-.")
        version.ends = day(version.said, "effective_to")
    slugs = [version.slug for version in versions]
    if len(versions) > 1 and ("" in slugs or len(set(slugs)) < len(slugs)):
        raise ValueError("its versions cannot be told apart: give each a `version` or a first day of its own")
    for older, newer in pairwise(versions):
        newer.before, older.last = older.slug, False
        starts = day(newer.said, "effective_from")
        if older.ends is None and starts is not None:
            older.ends = starts - timedelta(days=1)


def payer_key(name: str) -> str:
    """The key made from a payer's name; raises ValueError for a name without usable letters."""
    _check_slug("payer", name, "name it under `payers` with a `key`, as PAYER:acme")
    return slug_key("PAYER", name)


def policy_key(policy: YamlMapping, payer: str) -> str:
    """The key of a policy's newest version; raises ValueError if there is nothing to make it from."""
    if key := text(policy, "key"):
        return key
    field_ = "number" if text(policy, "number") else "title"
    name = text(policy, field_)
    _check_slug(field_, name, "give the policy a `key`, as POLICY:acme-1")
    return slug_key("POLICY", f"{payer.partition(':')[2]} {name}")


def other_key(said: str) -> str:
    """The key of a policy, or of an older version, that is referred to; raises ValueError if unknown."""
    base, at, slug = normalise(said).partition("@")
    if not re.search(key_pattern(), base) or (at and not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", slug.lower())):
        raise ValueError(
            f"{said!r} is not a policy's key: write it as NCD:110.24, LCD:L33394 or POLICY:acme-1"
        )
    return f"{base}{at}{slug.lower()}"


def _check_slug(what: str, name: str, otherwise: str) -> None:
    if slug_key("", name) == ":":
        raise ValueError(
            f"{what} is {name!r}, which has no letter a-z or digit to make a key from: add some, "
            f"or (in YAML or JSON) {otherwise}"
        )


def properties(policy: YamlMapping, base: str, version: Version) -> dict[str, Value]:
    """The properties of a version's node."""
    said, prefix = version.said, base.partition(":")[0]
    return {
        "kind": text(policy, "kind") or (prefix if prefix != "POLICY" else "PAYER"),
        "number": text(policy, "number"),
        "version": text(said, "version"),
        "title": text(said, "title") or text(policy, "title"),
        "status": text(said, "status") or ("" if version.last else "retired"),
        "effective_from": day(said, "effective_from"),
        "effective_to": version.ends,
        "url": text(said, "url"),
        "text": text(said, "text"),
    }
