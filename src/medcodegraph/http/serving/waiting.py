"""A server for the time of the first load: a page with its progress; other requests get 503."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from medcodegraph.http.serving import server
from medcodegraph.progress import Progress
from medcodegraph.web import assets
from medcodegraph.web.page import HEADERS, waiting

_LATER = b'{"errors":[{"message":"the graph is being loaded","extensions":{"code":"LOADING"}}]}'


@contextmanager
def waiting_page(host: str, port: int) -> Iterator[Progress]:
    """Serve at the address meanwhile, unless the port is 0; yields a function to report progress to."""
    state: list[tuple[str, int, int | None]] = [("Starting the database", 0, None)]

    def report(label: str, done: int, of: int | None, /) -> None:
        state[0] = (label, done, of)

    if port == 0:
        yield report
        return
    with server.listen(host, port) as listener:
        answering = _Answering(listener.getsockname(), _handler(state), bind_and_activate=False)
        answering.socket.close()
        answering.socket = listener
        thread = threading.Thread(target=answering.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield report
        finally:
            answering.shutdown()
            thread.join()


class _Answering(ThreadingHTTPServer):
    daemon_threads = True


def _handler(state: list[tuple[str, int, int | None]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            name = path.removeprefix(f"/{assets.base()}")
            if path == "/":
                self._send(200, "text/html; charset=utf-8", waiting(*state[0]))
            elif path == "/health/live":
                self._send(200, "application/json", b'{"status":"live","checks":{}}')
            elif name != path and name in assets.files():
                self._send(200, assets.TYPES[name.rpartition(".")[2]], assets.files()[name])
            else:
                self._send(503, "application/json", _LATER)

        def do_POST(self) -> None:
            self._send(503, "application/json", _LATER)

        def _send(self, status: int, media_type: str, body: bytes) -> None:
            self.send_response(status)
            for header, value in {**HEADERS, "Cache-Control": "no-store", "Retry-After": "2"}.items():
                self.send_header(header, value)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Log nothing: these are not requests of the service."""

    return Handler
