"""A publisher's file server, run as a separate process: serves a folder, with faults given in the path.

`/FAULT/VALUE/.../name.zip` are faults before a file's name: `cut/5000` closes the connection after that many
bytes of a body, `short/10` sends 10 bytes less than announced, `status/404` answers with that status,
`chunked/1` sends no length, `bare/1` no tags, dates or ranges, `gzip/1` claims to have compressed the file,
`page/1` sends a web page, `to/ADDRESS` redirects (`~` stands for `/`). Prints its port, then writes a line
for each request to requests.log.
"""

import sys
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(sys.argv[1])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        *words, name = self.path.strip("/").split("/")
        faults = dict(zip(words[::2], words[1::2], strict=True))
        status, start, headers, body = self.answer(faults, name)
        with (ROOT / "requests.log").open("a") as log:
            log.write(f"{status} {self.headers.get('Range', '-')} {self.path}\n")
        sent = body[start : start + int(faults["cut"])] if "cut" in faults else body[start:]
        sent = sent[: len(sent) - int(faults.get("short", 0))] if status in (200, 206) else sent
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        if "chunked" in faults:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(sent), sent))
            if "cut" not in faults:
                self.wfile.write(b"0\r\n\r\n")
        else:
            self.send_header("Content-Length", str(len(body) - start))
            self.end_headers()
            self.wfile.write(sent)
        self.close_connection = True

    def answer(self, faults: dict[str, str], name: str) -> tuple[int, int, dict[str, str], bytes]:
        """Status, first byte to send, headers, and the whole body."""
        if "to" in faults:
            return 302, 0, {"Location": faults["to"].replace("~", "/")}, b""
        if "status" in faults:
            return int(faults["status"]), 0, {}, b"<html>no</html>"
        if not (ROOT / name).is_file():
            return 404, 0, {}, b"<html>none</html>"
        if "page" in faults:
            return 200, 0, {"Content-Type": "text/html"}, b"\n<!DOCTYPE html><html>Sign in</html>"
        body = (ROOT / name).read_bytes()
        if "bare" in faults:
            return 200, 0, {}, body
        tag, changed = f'"{sha256(body).hexdigest()[:16]}"', (ROOT / name).stat().st_mtime
        headers = {"ETag": tag, "Last-Modified": formatdate(changed, usegmt=True), "Accept-Ranges": "bytes"}
        if "gzip" in faults:
            headers["Content-Encoding"] = "gzip"
        if self.headers.get("If-None-Match") == tag:
            return 304, 0, headers, b""
        wanted, same = self.headers.get("Range"), self.headers.get("If-Range", tag)
        still = same == tag or (same[0] != '"' and parsedate_to_datetime(same).timestamp() >= int(changed))
        if not wanted or not still:
            return 200, 0, headers, body
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start >= len(body):
            return 416, 0, {"Content-Range": f"bytes */{len(body)}"}, b""
        headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return 206, start, headers, body

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
