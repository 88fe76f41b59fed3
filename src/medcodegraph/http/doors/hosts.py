"""The host names the service accepts: none that an attacker points at this machine (DNS rebinding)."""

import ipaddress
import re
from collections.abc import Collection

from medcodegraph.http.refusal import Refused

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:@/\[\]]+)(?::([0-9]{1,5}))?")
_LAST_PORT = 65_535
_KEPT = 100  # spellings of our own names, so that most requests need no parsing


class Hosts:
    """IP addresses, `localhost`, and the configured `names`; `*` among them means any."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._known: set[str] = set()

    def check(self, host: str) -> None:
        """Raise Refused unless the Host header, in lower case, names this service."""
        if host in self._known:
            return
        match = _HOST.fullmatch(host)
        if match and match[2] and not 0 < int(match[2]) <= _LAST_PORT:
            match = None
        name = match[1] if match else ""
        if match and (name == "localhost" or name in self._names or "*" in self._names):
            self._remember(host)
            return
        try:
            ipaddress.ip_address(name.strip("[]"))
            self._remember(host)
        except ValueError:
            raise Refused(
                421,
                f"{host[:100]!r} is not a host of this service; to allow it, add it to MEDCODEGRAPH_HOSTS",
                "UNKNOWN_HOST",
            ) from None

    def _remember(self, host: str) -> None:
        if len(self._known) < _KEPT:
            self._known.add(host)
