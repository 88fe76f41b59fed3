"""Downloads of Neo4j's jars: real files, a real HTTP server as the repository."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from medcodegraph.errors import EmbeddedError
from medcodegraph.graph.embedded.maven import Artifact, NeoLock, ensure_installed

CONTENTS = {"org.example:alpha:1.0": b"alpha" * 1000, "org.example:beta:2.0:linux": b"beta" * 2000}


def lock_of(contents: dict[str, bytes]) -> NeoLock:
    return NeoLock(
        "0.0.1",
        tuple(Artifact(name, hashlib.sha256(data).hexdigest(), len(data)) for name, data in contents.items()),
    )


def place(root: Path, coordinate: str) -> Path:
    group, artifact, version, *classifier = coordinate.split(":")
    name = "-".join([artifact, version, *classifier]) + ".jar"
    return root / group.replace(".", "/") / artifact / version / name


def publish(root: Path, contents: dict[str, bytes]) -> None:
    for coordinate, data in contents.items():
        file = place(root, coordinate)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


@dataclass
class Repository:
    """A Maven repository on this machine; it hangs up on requests for the file names in `broken`."""

    root: Path
    address: str = ""
    asked: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    @contextmanager
    def serving(self) -> Iterator[None]:
        repository = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                repository.asked.append(self.path.rsplit("/", 1)[1])
                if repository.asked[-1] in repository.broken:
                    self.close_connection = True
                else:
                    super().do_GET()

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(self.root)))
        self.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """The repository, set as the mirror in the user's jgo settings; the local Maven folder is empty."""
    served = Repository(tmp_path / "repository")
    served.root.mkdir()
    with served.serving():
        settings = tmp_path / "jgo.conf"
        settings.write_text(f"[repositories]\ncentral = {served.address}\n")
        monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
        monkeypatch.setenv("M2_REPO", str(tmp_path / "m2"))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        yield served


def test_files_are_fetched_from_the_mirror_of_jgos_settings(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(repository.root, CONTENTS)
    jars = ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    assert [jar.name for jar in jars] == ["alpha-1.0.jar", "beta-2.0-linux.jar"]
    assert [jar.read_bytes() for jar in jars] == list(CONTENTS.values())
    assert capsys.readouterr().err.splitlines() == [
        "Downloading Neo4j (2 files), 0 MB ...",
        "Downloading Neo4j (2 files): done",
    ]


def test_existing_files_are_not_fetched_again(repository: Repository, tmp_path: Path) -> None:
    publish(repository.root, CONTENTS)
    ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    repository.asked.clear()
    ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    assert repository.asked == []


def test_an_interrupted_run_resumes(repository: Repository, tmp_path: Path) -> None:
    publish(repository.root, CONTENTS)
    repository.broken = {"beta-2.0-linux.jar"}
    with pytest.raises(EmbeddedError, match=r"org\.example:beta:2\.0:linux"):
        ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    repository.broken, repository.asked = set(), []
    ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    assert "beta-2.0-linux.jar" in repository.asked
    assert "alpha-1.0.jar" not in repository.asked


def test_a_wrong_file_is_refused_and_both_sums_are_named(repository: Repository, tmp_path: Path) -> None:
    lock = lock_of(CONTENTS)
    publish(repository.root, CONTENTS | {"org.example:alpha:1.0": b"something else"})
    with pytest.raises(EmbeddedError) as refused:
        ensure_installed(tmp_path / "cache", lock)
    message = str(refused.value)
    assert "alpha-1.0.jar" in message
    assert lock.artifacts[0].sha256 in message
    assert hashlib.sha256(b"something else").hexdigest() in message
    assert not (tmp_path / "cache" / "neo4j-0.0.1" / "alpha-1.0.jar").exists()
    assert not list((tmp_path / "cache").rglob(".fetch-*"))


def test_a_file_that_rotted_in_the_cache_is_replaced(repository: Repository, tmp_path: Path) -> None:
    publish(repository.root, CONTENTS)
    jars = ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    rotten = b"x" + jars[0].read_bytes()[1:]  # same size
    jars[0].write_bytes(rotten)
    ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    assert jars[0].read_bytes() == CONTENTS["org.example:alpha:1.0"]


def test_the_users_own_maven_folder_is_used_and_left_alone(repository: Repository, tmp_path: Path) -> None:
    publish(tmp_path / "m2", CONTENTS)
    jars = ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    assert [jar.read_bytes() for jar in jars] == list(CONTENTS.values())
    assert all(place(tmp_path / "m2", coordinate).exists() for coordinate in CONTENTS)
    assert repository.asked == []


def test_a_damaged_file_in_the_users_maven_folder_is_named(repository: Repository, tmp_path: Path) -> None:
    publish(tmp_path / "m2", CONTENTS | {"org.example:alpha:1.0": b"damaged"})
    with pytest.raises(EmbeddedError, match=str(place(tmp_path / "m2", "org.example:alpha:1.0"))):
        ensure_installed(tmp_path / "cache", lock_of(CONTENTS))


def test_a_folder_copied_from_another_machine_needs_no_network(
    repository: Repository, tmp_path: Path
) -> None:
    folder = tmp_path / "cache" / "neo4j-0.0.1"
    folder.mkdir(parents=True)
    for artifact, data in zip(lock_of(CONTENTS).artifacts, CONTENTS.values(), strict=True):
        (folder / artifact.name).write_bytes(data)
    ensure_installed(tmp_path / "cache", lock_of(CONTENTS))
    assert repository.asked == []


def test_two_at_once_fetch_each_file_once(repository: Repository, tmp_path: Path) -> None:
    publish(repository.root, CONTENTS)
    lock, cache = lock_of(CONTENTS), tmp_path / "cache"
    threads = [threading.Thread(target=ensure_installed, args=(cache, lock)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(name for name in repository.asked if name.endswith(".jar")) == [
        "alpha-1.0.jar",
        "beta-2.0-linux.jar",
    ]


def test_without_network_and_cache_the_error_names_the_alternatives(tmp_path: Path) -> None:
    """A separate process, with proxies at a port where nothing listens."""
    nowhere = "http://someone:secret@127.0.0.1:9"
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {"HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere, "M2_REPO": str(tmp_path / "m2")}
    code = (
        "import sys, pathlib, medcodegraph.errors as e, medcodegraph.graph.embedded.database as m\n"
        "try: m.ensure_installed(pathlib.Path(sys.argv[1]))\n"
        "except e.EmbeddedError as error: print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "cache")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    for word in ("MEDCODEGRAPH_NEO4J_URI", "docker compose", "copy the folder", str(tmp_path / "cache")):
        assert word in ran.stdout
    assert "secret" not in ran.stdout + ran.stderr


def test_an_unwritable_cache_is_an_error_that_names_the_variable(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(EmbeddedError, match="MEDCODEGRAPH_CACHE"):
        ensure_installed(tmp_path / "cache", lock_of(CONTENTS))


def test_the_lock_names_each_file_once_with_sum_and_size() -> None:
    lock = NeoLock.read()
    names = [artifact.name for artifact in lock.artifacts]
    assert len(set(names)) == len(names) > 100
    assert f"neo4j-bolt-{lock.neo4j}.jar" in names
    assert all(
        len(bytes.fromhex(artifact.sha256)) == 32 and artifact.bytes > 0 for artifact in lock.artifacts
    )
