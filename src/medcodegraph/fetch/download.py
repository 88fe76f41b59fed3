"""Downloads a publisher's file: resumable, checked, recorded, and stored whole or not at all.

`file.zip.json` records the origin, SHA-256 and time of `file.zip`. Until complete, the file is
`file.zip.part`, with `file.zip.part.json` to check whether the server still has the same file.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from io import FileIO
from pathlib import Path

from medcodegraph.errors import FetchError
from medcodegraph.fetch.check import wrong_start, wrong_whole
from medcodegraph.fetch.http import Answer, Interrupted, ask
from medcodegraph.progress import Progress, silent

TRIES = 5
"""How often in a row a connection may break before any byte arrives."""
LARGEST = 4 << 30
_PAUSE, _LONGEST_PAUSE = 0.5, 8.0  # seconds before the first retry; doubled for each further one
_GONE = {404, 410}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded file; `state` is downloaded, resumed or unchanged."""

    file: Path
    url: str
    size: int
    sha256: str
    state: str


class Missing(FetchError):
    """The publisher has no file at a URL."""


def fetch(url: str, target: Path, *, largest: int = LARGEST, progress: Progress | None = None) -> Fetched:
    """Download the file at a URL to `target`, unless it exists and the server's is the same.

    Raises Missing if the server has none, FetchError for any other failure that retries do not cure; then
    `target` is unchanged, and the part received so far is kept for the next time.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _held(target) as part:
            return _Download(url, target, part, largest, progress or silent).run()
    except OSError as error:
        raise FetchError(f"cannot be written: {error.strerror}", error.filename or target) from error


@contextmanager
def _held(target: Path) -> Iterator[FileIO]:
    """The open part of a file, locked so that no other process downloads it meanwhile."""
    path = _beside(target, ".part")
    with path.open("a+b", buffering=0) as part:  # received bytes must be on disk if the connection breaks
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine = os.path.samestat(path.stat(), os.fstat(part.fileno()))
        except (BlockingIOError, FileNotFoundError):
            mine = False
        if not mine:
            raise FetchError("another process is downloading it: wait for that one", target)
        try:
            yield part
        finally:
            if path.exists() and not path.stat().st_size:
                path.unlink()
                _beside(target, ".part.json").unlink(missing_ok=True)


@dataclass(slots=True)
class _Download:
    url: str
    target: Path
    part: FileIO
    largest: int
    progress: Progress
    resumed: bool = False

    def run(self) -> Fetched:
        """Try until it is complete or fails for good."""
        failures, furthest = 0, self._have()
        while True:
            try:
                return self._try()
            except Interrupted as error:
                failures = 1 if self._have() > furthest else failures + 1
                furthest = max(furthest, self._have())
                if failures >= TRIES:
                    kept = f"; {self._have():,} bytes are kept: run again to resume" if self._have() else ""
                    raise FetchError(f"{TRIES} tries in a row failed ({error}){kept}", self.url) from error
                time.sleep(min(_PAUSE * 2 ** (failures - 1), _LONGEST_PAUSE))

    def _try(self) -> Fetched:
        notes = self._notes()
        have, record = self._have(), self._record()
        headers = {}
        if have and (same := _validator(notes)):
            headers = {"Range": f"bytes={have}-", "If-Range": same}
        elif record:
            names = (("etag", "If-None-Match"), ("last_modified", "If-Modified-Since"))
            headers = {header: record[name] for name, header in names if record.get(name)}
        with ask(self.url, headers) as answer:
            if answer.status == 304 and record:
                size = self.target.stat().st_size
                return Fetched(self.target, self.url, size, record["sha256"], "unchanged")
            if answer.status == 416 and have:
                if answer.header("Content-Range") == f"bytes */{have}":
                    return self._finish(answer, notes)  # the connection broke after the last byte
                self._restart()
                raise Interrupted("the part already downloaded does not match the server's file")
            goes_on = answer.status == 206 and have > 0
            if answer.status != 200 and not goes_on:
                self._refuse(answer)
            if not goes_on:
                self._restart()
            elif not answer.header("Content-Range").startswith(f"bytes {have}-"):
                self._restart()
                raise Interrupted("the server sent a different range than requested")
            self.resumed = goes_on
            self._receive(answer, have if goes_on else 0)
            return self._finish(answer, {})

    def _receive(self, answer: Answer, have: int) -> None:
        if answer.header("Content-Encoding").lower() not in ("", "identity"):
            raise FetchError(
                f"the server compressed it ({answer.header('Content-Encoding')}) without being asked",
                self.url,
            )
        length = answer.header("Content-Length")
        whole = have + int(length) if length.isdigit() else None
        if whole is not None and whole > self.largest:
            raise FetchError(self._too_large(f"has {whole:,} bytes"), self.url)
        notes = {
            "url": self.url,
            "etag": answer.header("ETag"),
            "last_modified": answer.header("Last-Modified"),
        }
        _write_json(_beside(self.target, ".part.json"), notes)
        for chunk in answer.chunks():
            if not have and (reason := wrong_start(self.target.name, chunk)):
                raise FetchError(f"{reason}: look at the address in a browser", self.url)
            have += len(chunk)
            if have > self.largest:
                self._restart()
                raise FetchError(self._too_large("is of unknown size"), self.url)
            self.part.write(chunk)
            self.progress(self.target.name, have, whole)
        if whole is not None and have < whole:
            raise Interrupted(f"only {have:,} of {whole:,} bytes arrived")
        if not have:
            raise FetchError("the server sent an empty file", self.url)

    def _finish(self, answer: Answer, notes: Mapping[str, str]) -> Fetched:
        path = _beside(self.target, ".part")
        if reason := wrong_whole(path, self.target.name):
            self._restart()
            raise FetchError(f"{reason}: run it again, and check the URL if that does not help", self.url)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        record = {
            "url": self.url,
            "from": answer.url,
            "sha256": digest,
            "bytes": size,
            "retrieved_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "etag": answer.header("ETag") or notes.get("etag", ""),
            "last_modified": answer.header("Last-Modified") or notes.get("last_modified", ""),
        }
        path.replace(self.target)
        _write_json(_beside(self.target, ".json"), record)
        _beside(self.target, ".part.json").unlink(missing_ok=True)
        state = "resumed" if self.resumed else "downloaded"
        return Fetched(self.target, self.url, size, digest, state)

    def _refuse(self, answer: Answer) -> None:
        said = f"the server answered {answer.status}"
        if answer.status in _GONE:
            raise Missing(f"{said}: the file does not exist any more, or not yet", self.url)
        if answer.status in (401, 403):
            raise FetchError(f"{said}: it does not let programs download this file; use a browser", self.url)
        raise FetchError(f"{said}, which is not a file", self.url)

    def _too_large(self, found: str) -> str:
        return f"it {found}, more than {self.largest:,}: check the address, or allow more with --max-bytes"

    def _have(self) -> int:
        return _beside(self.target, ".part").stat().st_size

    def _restart(self) -> None:
        self.part.truncate(0)
        _beside(self.target, ".part.json").unlink(missing_ok=True)

    def _notes(self) -> Mapping[str, str]:
        """The record of the part; a part from another URL, or without a record, is discarded."""
        notes = _read_json(_beside(self.target, ".part.json"))
        if notes.get("url") != self.url or not _validator(notes):
            self._restart()
            return {}
        return notes

    def _record(self) -> Mapping[str, str]:
        """The record of the file; empty if it is from another URL, or was changed since."""
        record = _read_json(_beside(self.target, ".json"))
        if record.get("url") != self.url or not self.target.is_file():
            return {}
        with self.target.open("rb") as file:
            return record if file_digest(file, "sha256").hexdigest() == record.get("sha256") else {}


def _validator(notes: Mapping[str, str]) -> str:
    """The validator of the server's file: for ranges only a strong ETag counts."""
    tag = notes.get("etag", "")
    return tag if tag and not tag.startswith("W/") else notes.get("last_modified", "")


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(target.name + ending)


def _read_json(path: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict):
            return {str(name): str(value) for name, value in found.items()}
    return {}


def _write_json(path: Path, value: Mapping[str, object]) -> None:
    new = _beside(path, ".new")
    new.write_text(
        json.dumps({name: each for name, each in value.items() if each != ""}, indent=2) + "\n", "utf-8"
    )
    new.replace(path)
