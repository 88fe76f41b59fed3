"""The load generator: one process, raw sockets, prepared bytes. `python -m race.load < job.json` runs it.

It does as little as possible for each answer, and the same for every server, so that on two cores its own CPU
time is small compared with theirs.
"""

import json
import selectors
import socket
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """The results of one round: answers, seconds, latencies in ms, answers other than 200, client CPU."""

    answers: int
    seconds: float
    median: float
    p95: float
    failures: int
    received: int
    client_cpu: float


class _Connection:
    """One keep-alive connection with one request in progress."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0
        self._head = bytearray()
        self._missing = -1
        self.status = 0

    def send(self, request: bytes) -> None:
        self._head, self._missing, self.sent = bytearray(), -1, time.perf_counter()
        self.socket.sendall(request)

    def receive(self, buffer: bytearray) -> tuple[int, bool]:
        """Read what has arrived; returns the number of bytes, and whether the answer is complete."""
        size = self.socket.recv_into(buffer)
        if size == 0:
            raise ConnectionError("the server closed the connection")
        if self._missing >= 0:
            self._missing -= size
            return size, self._missing == 0
        self._head += buffer[:size]
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            return size, False
        head = self._head[:end].lower()
        self.status = int(head[9:12])
        at = head.find(b"content-length:")
        if at < 0:
            raise ConnectionError("an answer without Content-Length")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        self._missing = length - (len(self._head) - end - 4)
        return size, self._missing == 0


def run(address: tuple[str, int], requests: list[bytes], connections: int, seconds: float) -> Seen:
    """Send `requests` in turn over some connections for some time."""
    opened = [_Connection(address) for _ in range(connections)]
    buffer, selector = bytearray(1 << 20), selectors.DefaultSelector()
    for connection in opened:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    latencies: list[float] = []
    turn = failures = received = 0
    start, cpu = time.perf_counter(), time.process_time()
    for connection in opened:
        connection.send(requests[turn % len(requests)])
        turn += 1
    under_way, end = connections, start + seconds
    while under_way:
        ready = selector.select(30)
        if not ready:
            raise TimeoutError("no answer within 30 s")
        for key, _ in ready:
            connection = key.data
            size, complete = connection.receive(buffer)
            received += size
            if not complete:
                continue
            now = time.perf_counter()
            latencies.append(now - connection.sent)
            failures += connection.status != 200
            if now < end:
                connection.send(requests[turn % len(requests)])
                turn += 1
            else:
                under_way -= 1
                selector.unregister(connection.socket)
                connection.socket.close()
    took = time.perf_counter() - start
    latencies.sort()
    return Seen(
        answers=len(latencies),
        seconds=took,
        median=1000 * latencies[len(latencies) // 2],
        p95=1000 * latencies[int(len(latencies) * 0.95)],
        failures=failures,
        received=received,
        client_cpu=time.process_time() - cpu,
    )


def main() -> None:
    """Read the job from standard input, print the results as JSON."""
    job: dict[str, Any] = json.load(sys.stdin)
    requests = [text.encode("latin-1") for text in job["requests"]]
    seen = run((job["host"], job["port"]), requests, job["connections"], job["seconds"])
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    main()
