"""Under which names the service answers: a name that an attacker makes point to this machine is not one."""

import ipaddress
from collections.abc import Collection

from medcodegraph.http.refusal import Refused

_KEPT = 100  # writings of our own names, so that most requests need no parsing


class Hosts:
    """Addresses, `localhost`, and the `names` that are set; `*` among them stands for any."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._known: set[str] = set()

    def check(self, host: str) -> None:
        """Raise Refused unless the Host header, in small letters, names this service."""
        if host in self._known:
            return
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if name == "localhost" or name in self._names or "*" in self._names:
            self._remember(host)
            return
        try:
            ipaddress.ip_address(name.strip("[]"))
            self._remember(host)
        except ValueError:
            raise Refused(
                421,
                f"{name[:100]!r} is not a name of this service; to allow it, add it to MEDCODEGRAPH_HOSTS",
                "UNKNOWN_HOST",
            ) from None

    def _remember(self, host: str) -> None:
        if len(self._known) < _KEPT:
            self._known.add(host)
