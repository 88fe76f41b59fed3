"""Rate limits: a token bucket per client."""

import ipaddress
from collections import OrderedDict
from functools import lru_cache
from time import monotonic

from starlette.types import Scope

BURST = 2.0
"""The burst: seconds' worth of requests that may come at once."""

KEPT = 10_000
"""How many clients are remembered; the longest idle is forgotten first, as its bucket is full again."""


class Rates:
    """Buckets by client, each kept as the time at which it will be full again."""

    def __init__(self, rate: float) -> None:
        self._each, self._room = 1 / rate, max(BURST, 1 / rate)
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, client: str) -> float:
        """Count one request: 0 if it may pass, else the seconds to wait."""
        now = monotonic()
        full_at = max(now, self._full_at.pop(client, now)) + self._each
        late = full_at - now - self._room
        if late > 1e-9:
            self._full_at[client] = full_at - self._each
            return late
        self._full_at[client] = full_at
        if len(self._full_at) > KEPT:
            self._full_at.popitem(last=False)
        return 0.0


def client(scope: Scope) -> str:
    """The identity of a client without a token: its address; an IPv6 network counts as one client."""
    host: str = scope["client"][0] if scope.get("client") else ""
    return _network(host) if ":" in host else host


@lru_cache(1_000)
def _network(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
