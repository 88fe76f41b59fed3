"""Readable and unique names for resources that FHIR identifies by URI.

A name loses punctuation of its URI. Unless the URI can be reconstructed from it, the name ends with a hash
of the URI, so that no two URIs share a name.
"""

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit

from medcodegraph.graph.keys import SLUG_PREFIXES, slug_key, system_name

_HASHED = re.compile(r".*[0-9a-f]{8}", re.IGNORECASE)  # a name that looks like one with a hash
_KINDS = {"codesystem": "CodeSystem", "conceptmap": "ConceptMap", "valueset": "ValueSet"}
_FOLDERS = {"fhir", "sid", "r4", "r5"}
_DOMAINS = {"org", "com", "net", "gov", "edu", "info", "eu", "at", "be", "ca", "ch", "de", "fr", "nl"}
_HL7 = {"terminology.hl7.org", "hl7.org", "www.hl7.org"}
_FILLING = {"codesystem", "valueset", *_FOLDERS}
_HOST = re.compile(r"(.+?)(ORG|COM|NET|GOV)(.+)")
_VERSIONED = re.compile(r"V2(\d{4})|V3([A-Z]+)")


@lru_cache(1024)  # called for each member of a value set
def slug_of(url: str) -> str:
    """A resource's URI as a slug for a key or a part's name; never empty."""
    slug = slug_key("", url.partition("://")[2] or url).removeprefix(":")
    if _address(slug) == url and not _HASHED.fullmatch(slug):
        return slug
    return f"{slug or 'unnamed'}-{_hash(url)}"


def unlisted_name(uri: str, listed: set[str]) -> str:
    """The name of a code system without a name of its own; names in `listed` are taken.

    Made from the whole URI, as another publisher may use the same last segment; for HL7's, the last segment.
    """
    try:
        address = urlsplit(uri)
    except ValueError:  # an unclosed bracket
        address = urlsplit("")
    words = [word for word in re.split(r"[/:]+", address.path) if word.lower() not in _FILLING]
    if address.netloc in _HL7:
        words = words[-1:]
    elif address.netloc:
        words.insert(0, address.netloc.removeprefix("www."))
    name = system_name(" ".join(words))
    if name[:1].isdigit():
        name = f"N{name}"
    taken = name in listed or name in SLUG_PREFIXES or name == "SYSTEM"
    if _system_address(name) == uri and not taken and not _HASHED.fullmatch(name):
        return name
    return f"{name or 'UNNAMED'}{_hash(uri).upper()}"


def last_word(address: str) -> str:
    """The part of a URI after the last slash, hash or colon; the whole URI if that is empty."""
    return re.split(r"[/#:]", address)[-1] or address


def _address(slug: str) -> str:
    """The URI that a slug stands for: with dots in the host, and hyphens in the last segment."""
    if slug.startswith("urn-oid-"):
        return "urn:oid:" + slug.removeprefix("urn-oid-").replace("-", ".")
    words = slug.split("-")
    host = next((place for place, word in enumerate(words) if place and word in _DOMAINS), 0) + 1
    rest = words[host:]
    kind = next((place for place, word in enumerate(rest) if word in _KINDS), None)
    if kind is None:
        last = next((place for place, word in enumerate(rest) if word not in _FOLDERS), len(rest))
    else:
        last, rest[kind] = kind + 1, _KINDS[rest[kind]]
    path = [*rest[:last], "-".join(rest[last:])] if rest[last:] else rest
    return "http://" + "/".join([".".join(words[:host]), *path])


def _system_address(name: str) -> str:
    """The URI that the name of a system stands for."""
    if host := _HOST.fullmatch(name):
        return f"http://{host[1]}.{host[2]}/fhir/".lower() + f"CodeSystem/{host[3].lower()}"
    word = name.lower()
    if versioned := _VERSIONED.fullmatch(name):
        word = f"v2-{versioned[1]}" if versioned[1] else f"v3-{versioned[2].capitalize()}"
    return f"http://terminology.hl7.org/CodeSystem/{word}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
