"""Neo4j's jars: the files named in neo4j.lock.json, downloaded once from Maven repositories and verified.

Repositories, mirrors and the local Maven folder are those of jgo and its settings file (`jgo.conf`, section
`[repositories]`; `M2_REPO`), proxies those of the environment. No repository is named here.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.maven import MavenContext, PythonResolver

from medcodegraph.errors import EmbeddedError
from medcodegraph.graph.embedded.download_progress import Meter, metering
from medcodegraph.graph.embedded.home import Lock, cannot_write

_WORKERS = 6
_TRIES = 3
_SPARE = 50_000_000  # bytes that must stay free on the disk


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the lock: `group:artifact:version[:classifier]`, its checksum and its size in bytes."""

    coordinate: str
    sha256: str
    bytes: int

    @property
    def name(self) -> str:
        """The file's name in the folder of jars."""
        return "-".join(self.coordinate.split(":")[1:]) + ".jar"


@dataclass(frozen=True, slots=True)
class NeoLock:
    """The content of neo4j.lock.json."""

    neo4j: str
    artifacts: tuple[Artifact, ...]

    @classmethod
    def read(cls) -> "NeoLock":
        """The lock file that comes with this package."""
        content = json.loads(
            files("medcodegraph.graph.embedded").joinpath("neo4j.lock.json").read_text("utf-8")
        )
        return cls(content["neo4j"], tuple(Artifact(**artifact) for artifact in content["artifacts"]))


def ensure_installed(cache: Path, lock: NeoLock | None = None) -> list[Path]:
    """Neo4j's jars in class-path order, downloaded into `cache` if missing or damaged.

    An existing file is trusted if its size and time are those of its last check, otherwise checked again.
    Raises EmbeddedError if files cannot be downloaded or stored, or a checksum differs from the lock.
    """
    lock = lock or NeoLock.read()
    folder = cache / f"neo4j-{lock.neo4j}"
    if _missing(folder, lock.artifacts):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with Lock.held(folder / "install.lock"):
                # Another process may have downloaded them while this one waited.
                if missing := _missing(folder, lock.artifacts):
                    _fetch_all(missing, folder)
                    _missing(folder, lock.artifacts)  # records them as checked
        except OSError as error:
            raise EmbeddedError(cannot_write(folder, error, "MEDCODEGRAPH_CACHE")) from error
    return [folder / artifact.name for artifact in lock.artifacts]


def _missing(folder: Path, artifacts: Sequence[Artifact]) -> list[Artifact]:
    """The artifacts that are missing or damaged; remembers those it had to read."""
    record = folder / "checked.json"
    try:
        checked = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        checked = {}
    missing, now = [], {}
    for artifact in artifacts:
        try:
            stat = (folder / artifact.name).stat()
        except OSError:
            missing.append(artifact)
            continue
        mark = [artifact.sha256, stat.st_size, stat.st_mtime_ns]
        if checked.get(artifact.name) == mark or sha256(folder / artifact.name) == artifact.sha256:
            now[artifact.name] = mark
        else:
            missing.append(artifact)
    if now != checked and folder.is_dir() and os.access(folder, os.W_OK):
        partial = record.with_name(f".checked.{os.getpid()}")
        partial.write_text(json.dumps(now), "utf-8")
        partial.replace(record)
    return missing


def _fetch_all(missing: Sequence[Artifact], folder: Path) -> None:
    """Download several at a time; each is stored whole or not at all, so an interrupted run resumes."""
    total = sum(artifact.bytes for artifact in missing)
    free = shutil.disk_usage(folder).free
    if free < total + _SPARE:
        raise EmbeddedError(
            f"{(total + _SPARE) / 1e6:.0f} MB are needed in {folder} and {free / 1e6:.0f} MB are free: "
            "free some space, or set MEDCODEGRAPH_CACHE to a folder on another disk"
        )
    for left in folder.glob(".fetch-*"):
        shutil.rmtree(left, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder, ignore_cleanup_errors=True) as partial,
        metering(f"Downloading Neo4j ({len(missing)} files)", total) as meter,
        ThreadPoolExecutor(_WORKERS) as workers,
    ):
        context = _context(Path(partial), meter)
        jobs = [workers.submit(_fetch, artifact, folder, context, meter) for artifact in missing]
        try:
            for job in as_completed(jobs):
                job.result()
        except BaseException:
            workers.shutdown(wait=False, cancel_futures=True)
            meter.stop()
            raise


def _context(partial: Path, meter: Meter) -> MavenContext:
    """Maven with the user's jgo settings, but storing its downloads in `partial`."""
    settings = GlobalSettings.load()
    context = MavenContext(
        resolver=PythonResolver(progress_callback=meter.file),
        repo_cache=partial,
        local_repos=[settings.repo_cache],
        timeout=20,
    )
    context.remote_repos.update(settings.repositories)
    return context


def _fetch(artifact: Artifact, folder: Path, context: MavenContext, meter: Meter) -> None:
    group, name, version, *classifier = artifact.coordinate.split(":")
    wanted = context.project(group, name).at_version(version).artifact("".join(classifier))
    kept = wanted.cached_path
    assert kept is not None
    for attempt in range(1, _TRIES + 1):
        try:
            file = wanted.resolve()
            break
        except (OSError, RuntimeError) as error:  # requests' errors are OSErrors too
            kept.unlink(missing_ok=True)
            if getattr(error, "errno", None) is not None:
                raise  # the disk, not the network
            if attempt == _TRIES or meter.stopped:
                raise EmbeddedError(_unreachable(artifact, folder, error)) from error
            time.sleep(attempt)
    found = sha256(file)
    if found != artifact.sha256:
        raise EmbeddedError(
            f"{file.name} is not the expected file: its sha256 is {found}, expected {artifact.sha256} "
            f"(from {'the network' if file == kept else file}). It was not kept. Remove a damaged copy, "
            "or ask who runs the mirror or proxy that serves it; then try again"
        )
    if file != kept:  # the user's own Maven folder: leave it unchanged
        file = Path(shutil.copyfile(file, wanted.context.repo_cache / artifact.name))
        meter.advance(artifact.bytes)
    file.replace(folder / artifact.name)


def sha256(file: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _unreachable(artifact: Artifact, folder: Path, error: Exception) -> str:
    reason = re.sub(r"//[^/@\s]*@", "//", str(error))  # a mirror's URL may contain a password
    return (
        f"Neo4j is not in {folder} and cannot be downloaded ({artifact.coordinate}: {reason}).\n"
        "It is fetched once, about 140 MB; files already there are kept. Either\n"
        "  - try again with a network (HTTPS_PROXY is honoured; a Maven mirror goes into jgo.conf as\n"
        "    `central = ...` under [repositories]), or\n"
        f"  - copy the folder {folder} from a machine that has it, or\n"
        "  - run Neo4j elsewhere and set MEDCODEGRAPH_NEO4J_URI and MEDCODEGRAPH_NEO4J_PASSWORD, or\n"
        "  - use `docker compose up`."
    )
