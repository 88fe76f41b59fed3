"""Settings of the HTTP service: limits and access."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path

from medcodegraph.environment import Environment
from medcodegraph.errors import SettingsError
from medcodegraph.http.doors import tokens
from medcodegraph.schema.limits import Limits

LARGEST = 1_000_000_000
_SMALLEST_PAGE = 25  # default page size
_USUAL_RATE = 100.0  # per second, if other machines can reach it


@dataclass(frozen=True, slots=True)
class Service:
    """The settings of `up` and `serve` other than the address; the defaults suit this machine alone."""

    limits: Limits = field(default_factory=Limits)
    body: int = 1_000_000  # bytes of a request
    seconds: float = 30.0  # for one statement
    running: int = 32  # requests at once
    waiting: int = 256  # requests queued behind those
    wait: float = 5.0  # seconds in the queue
    slow: float = 1.0  # seconds after which a statement is logged
    tokens: Mapping[str, str] = field(default_factory=dict)  # names by digest; empty: anyone may read
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    rate: float = 0.0  # requests a second of one client; 0: as many as it likes
    proxies: tuple[str, ...] = ()
    cypher: bool = False
    cypher_rows: int = 10_000
    cypher_bytes: int = 50_000_000
    cypher_seconds: float = 30.0
    answers: int = 64_000_000  # bytes of kept answers; 0: none is kept
    mcp: bool = False  # tools for assistants at /mcp
    documents: Path | None = None  # a folder of trusted documents
    documents_only: bool = False
    warm_up: bool = False  # plan in the background what people are likely to ask first

    @classmethod
    def read(cls, given: Environment, host: str) -> "Service":
        """The settings from the environment; raises SettingsError naming an invalid variable."""
        documents = given.get("DOCUMENTS")
        found = cls(
            limits=_limits(given),
            body=given.whole("MAX_BODY", 1_000_000, 1_000, LARGEST),
            seconds=given.number("MAX_SECONDS", 30, 0.1, 3_600),
            running=given.whole("MAX_RUNNING", 32, 1, 1_000),
            waiting=given.whole("MAX_WAITING", 256, 0, 100_000),
            wait=given.number("MAX_WAIT", 5, 0, 600),
            slow=given.number("SLOW", 1, 0, 3_600),
            tokens=tokens.read(given.get("TOKENS")),
            hosts=tuple(name.lower() for name in given.words("HOSTS")),
            origins=given.words("ORIGINS"),
            rate=given.number("RATE", 0 if is_loopback(host) else _USUAL_RATE, 0, LARGEST),
            proxies=given.words("PROXIES"),
            cypher=bool(given.flag("CYPHER")),
            cypher_rows=given.whole("CYPHER_ROWS", 10_000, 1, LARGEST),
            cypher_bytes=given.whole("CYPHER_BYTES", 50_000_000, 1_000, LARGEST),
            cypher_seconds=given.number("CYPHER_SECONDS", 30, 0.1, 3_600),
            answers=given.whole("MAX_ANSWERS", 64_000_000, 0, 64 * LARGEST),
            mcp=bool(given.flag("MCP")),
            documents=Path(documents).expanduser() if documents else None,
            documents_only=bool(given.flag("DOCUMENTS_ONLY")),
            warm_up=given.flag("WARM_UP") is not False,
        )
        if found.cypher and not found.tokens and not is_loopback(host):
            raise SettingsError(
                f"MEDCODEGRAPH_CYPHER is 1 but MEDCODEGRAPH_TOKENS is not set: on {host}, which other "
                "machines can reach, Cypher over HTTP needs tokens, see `medcodegraph token new`"
            )
        if found.mcp and find_spec("mcp") is None:
            raise SettingsError(
                "MEDCODEGRAPH_MCP is 1 but the MCP SDK is not installed: pip install 'medcodegraph[mcp]'"
            )
        if found.documents_only and documents is None:
            raise SettingsError(
                "MEDCODEGRAPH_DOCUMENTS_ONLY is 1 but MEDCODEGRAPH_DOCUMENTS is not set: name the folder"
            )
        return found


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _limits(given: Environment) -> Limits:
    usual = Limits()

    def limit(name: str) -> int:
        default: int = getattr(usual, name)
        low, high = (_SMALLEST_PAGE, default) if name == "page" else (1, LARGEST)
        return given.whole(f"MAX_{name.upper()}", default, low, high)

    return Limits(**{one.name: limit(one.name) for one in fields(Limits)})
