"""Names for what FHIR knows by addresses: readable, and different where addresses are.

A name loses signs of its address. It stands alone only where the address can be made from it again; any other
ends with a hash of the address, so that no two addresses share one.
"""

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit

from medcodegraph.graph.keys import SLUG_PREFIXES, slug_key, system_name

_HASHED = re.compile(r".*[0-9a-f]{8}", re.IGNORECASE)  # a name that could be another's with its hash
_KINDS = {"codesystem": "CodeSystem", "conceptmap": "ConceptMap", "valueset": "ValueSet"}
_FOLDERS = {"fhir", "sid", "r4", "r5"}
_DOMAINS = {"org", "com", "net", "gov", "edu", "info", "eu", "at", "be", "ca", "ch", "de", "fr", "nl"}
_HL7 = {"terminology.hl7.org", "hl7.org", "www.hl7.org"}
_FILLING = {"codesystem", "valueset", *_FOLDERS}
_HOST = re.compile(r"(.+?)(ORG|COM|NET|GOV)(.+)")
_VERSIONED = re.compile(r"V2(\d{4})|V3([A-Z]+)")


@lru_cache(1024)  # asked for each member of a value set
def slug_of(url: str) -> str:
    """A resource's address as it may stand in a key or the name of a part; never empty."""
    slug = slug_key("", url.partition("://")[2] or url).removeprefix(":")
    if _address(slug) == url and not _HASHED.fullmatch(slug):
        return slug
    return f"{slug or 'unnamed'}-{_hash(url)}"


def unlisted_name(uri: str, listed: set[str]) -> str:
    """The name of a code system that has no name of its own; those that are `listed` belong to others.

    It says the whole address, as another publisher may use the same last word; of HL7's the last word.
    """
    try:
        address = urlsplit(uri)
    except ValueError:  # a bracket that is not closed
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
    """What an address ends with, behind the last slash, hash or colon; all of it where that is nothing."""
    return re.split(r"[/#:]", address)[-1] or address


def _address(slug: str) -> str:
    """The one address that a slug stands for: with dots in the host, and hyphens in the last word."""
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
    """The one address that the name of a system stands for."""
    if host := _HOST.fullmatch(name):
        return f"http://{host[1]}.{host[2]}/fhir/".lower() + f"CodeSystem/{host[3].lower()}"
    word = name.lower()
    if versioned := _VERSIONED.fullmatch(name):
        word = f"v2-{versioned[1]}" if versioned[1] else f"v3-{versioned[2].capitalize()}"
    return f"http://terminology.hl7.org/CodeSystem/{word}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
