"""Downloads: resumed, checked, recorded, from a real server in a separate process."""

import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from medcodegraph.errors import FetchError
from medcodegraph.fetch import download as module
from medcodegraph.fetch.download import Missing, fetch
from medcodegraph.loaders.download import file_name
from medcodegraph.loaders.registry import LOADERS

SERVER = Path(__file__).parents[1] / "support" / "file_server.py"


def zipped(seed: int, size: int = 20_000) -> bytes:
    """A zip of incompressible content."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo("codes.txt"), random.Random(seed).randbytes(size))
    return made.getvalue()


@dataclass
class Publisher:
    """The server, the folder that it serves, and where files are downloaded to."""

    url: str
    root: Path
    target: Path

    def fetch(self, faults: str = "", name: str = "codes.zip", **limits: int) -> module.Fetched:
        return fetch(f"{self.url}/{faults}{name}", self.target.with_name(name), **limits)

    def requests(self) -> list[str]:
        """Status and range of each request so far."""
        lines = (self.root / "requests.log").read_text().splitlines()
        return [" ".join(line.split()[:2]) for line in lines]

    def beside(self) -> set[str]:
        return {path.name for path in self.target.parent.iterdir()}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    root = tmp_path_factory.mktemp("publisher")
    process = subprocess.Popen([sys.executable, str(SERVER), str(root)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(process.stdout.readline())}", root
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def publisher(served: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    url, root = served
    for path in root.iterdir():
        path.unlink()
    (root / "requests.log").touch()
    (root / "codes.zip").write_bytes(zipped(1))
    monkeypatch.setattr(module, "_PAUSE", 0.01)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return Publisher(url, root, tmp_path / "downloads" / "codes.zip")


def test_a_file_comes_whole_and_is_recorded(publisher: Publisher) -> None:
    told: list[tuple[str, int, int | None]] = []
    fetched = fetch(f"{publisher.url}/codes.zip", publisher.target, progress=lambda *all_: told.append(all_))
    content = zipped(1)
    assert publisher.target.read_bytes() == content
    digest = sha256(content).hexdigest()
    assert (fetched.state, fetched.size, fetched.sha256) == ("downloaded", len(content), digest)
    assert told[-1] == ("codes.zip", len(content), len(content))
    record = json.loads(publisher.target.with_name("codes.zip.json").read_text())
    assert (record["url"], record["sha256"], record["bytes"]) == (fetched.url, digest, len(content))
    assert record["retrieved_at"]
    assert publisher.beside() == {"codes.zip", "codes.zip.json"}


def test_an_existing_file_is_not_downloaded_again(publisher: Publisher) -> None:
    """Unless the server has another one, or the file was modified."""
    publisher.fetch()
    assert publisher.fetch().state == "unchanged"
    (publisher.root / "codes.zip").write_bytes(zipped(2))
    assert publisher.fetch().state == "downloaded"
    assert publisher.target.read_bytes() == zipped(2)
    publisher.target.write_bytes(b"touched")
    assert publisher.fetch().state == "downloaded"
    assert publisher.target.read_bytes() == zipped(2)
    assert publisher.requests() == ["200 -", "304 -", "200 -", "200 -"]


def test_a_broken_connection_resumes(publisher: Publisher) -> None:
    """As often as necessary, as long as something arrives."""
    fetched = publisher.fetch("cut/3000/")
    assert (fetched.state, publisher.target.read_bytes()) == ("resumed", zipped(1))
    assert publisher.requests() == ["200 -", *(f"206 bytes={3000 * n}-" for n in range(1, 7))]


def test_a_later_call_resumes_too(publisher: Publisher) -> None:
    """The received part is kept after giving up, and the existing file stays."""
    publisher.target.parent.mkdir()
    publisher.target.write_bytes(b"the old one")
    with pytest.raises(
        FetchError, match=r"5 tries in a row failed .*20,000 bytes are kept: run again to resume"
    ):
        fetch(f"{publisher.url}/short/{len(zipped(1)) - 20_000}/codes.zip", publisher.target)
    assert publisher.target.read_bytes() == b"the old one"
    part = publisher.target.with_name("codes.zip.part")
    assert part.stat().st_size == 20_000
    notes = part.with_name("codes.zip.part.json")
    notes.write_text(notes.read_text().replace(f"/short/{len(zipped(1)) - 20_000}", ""))
    fetched = publisher.fetch()
    assert (fetched.state, publisher.target.read_bytes()) == ("resumed", zipped(1))
    assert publisher.requests()[-1] == "206 bytes=20000-"
    assert publisher.beside() == {"codes.zip", "codes.zip.json"}


def test_a_file_that_changed_meanwhile_is_restarted(publisher: Publisher) -> None:
    """Parts of two files are never joined."""
    publisher.target.parent.mkdir()
    publisher.target.with_name("codes.zip.part").write_bytes(zipped(1)[:9000])
    notes = {"url": f"{publisher.url}/codes.zip", "etag": f'"{sha256(zipped(1)).hexdigest()[:16]}"'}
    publisher.target.with_name("codes.zip.part.json").write_text(json.dumps(notes))
    (publisher.root / "codes.zip").write_bytes(zipped(2))
    assert publisher.fetch().state == "downloaded"
    assert publisher.target.read_bytes() == zipped(2)
    assert publisher.requests() == ["200 bytes=9000-"]


@pytest.mark.parametrize("notes", ["", "{}", "[]", '{"url": "http://elsewhere/x", "etag": "\\"a\\""}'])
def test_a_part_of_unknown_origin_is_dropped(publisher: Publisher, notes: str) -> None:
    publisher.target.parent.mkdir()
    publisher.target.with_name("codes.zip.part").write_bytes(b"something")
    publisher.target.with_name("codes.zip.part.json").write_text(notes)
    assert publisher.fetch().state == "downloaded"
    assert publisher.target.read_bytes() == zipped(1)


def test_a_part_longer_than_the_file_is_restarted(publisher: Publisher) -> None:
    publisher.target.parent.mkdir()
    publisher.target.with_name("codes.zip.part").write_bytes(zipped(1) + b"more")
    notes = {"url": f"{publisher.url}/codes.zip", "etag": f'"{sha256(zipped(1)).hexdigest()[:16]}"'}
    publisher.target.with_name("codes.zip.part.json").write_text(json.dumps(notes))
    publisher.fetch()
    assert publisher.target.read_bytes() == zipped(1)


@pytest.mark.parametrize("faults", ["bare/1/", "chunked/1/", "bare/1/chunked/1/"])
def test_servers_may_say_little(publisher: Publisher, faults: str) -> None:
    publisher.fetch(faults)
    assert publisher.target.read_bytes() == zipped(1)


def test_a_body_cut_without_a_length_is_noticed(publisher: Publisher) -> None:
    publisher.fetch("chunked/1/cut/8000/")
    assert publisher.target.read_bytes() == zipped(1)
    with pytest.raises(FetchError, match="5 tries in a row failed"):
        publisher.fetch("chunked/1/cut/8000/bare/1/")


@pytest.mark.parametrize(
    ("faults", "name", "reason"),
    [
        ("status/403/", "codes.zip", "the server answered 403: it does not let programs download this file"),
        ("status/451/", "codes.zip", "the server answered 451, which is not a file"),
        ("status/503/", "codes.zip", r"5 tries in a row failed \(the server answered 503"),
        ("page/1/", "codes.zip", "the server sent a web page, not the file"),
        ("gzip/1/", "codes.zip", "the server compressed it \\(gzip\\) without being asked"),
        ("", "text.zip", "what the server sent is not a zip"),
        ("", "broken.zip", "the zip is damaged or cut short"),
        ("", "flipped.zip", "the zip's member codes.txt is damaged"),
        ("", "empty.zip", "the server sent an empty file"),
        ("", "list.json", "what the server sent is not JSON"),
        ("", "onto.obo", "what the server sent is not OBO"),
    ],
)
def test_an_unexpected_file_is_refused(publisher: Publisher, faults: str, name: str, reason: str) -> None:
    """Nothing is left of it, and the existing file stays."""
    flipped = bytearray(zipped(1))
    flipped[5000] ^= 1
    for made, content in (
        ("text.zip", b"code,text\n"),
        ("broken.zip", zipped(1)[:-30]),
        ("flipped.zip", bytes(flipped)),
        ("empty.zip", b""),
        ("list.json", b"code,text\n"),
        ("onto.obo", b"id: x\n"),
    ):
        (publisher.root / made).write_bytes(content)
    target = publisher.target.with_name(name)
    target.parent.mkdir()
    target.write_bytes(b"the old one")
    with pytest.raises(FetchError, match=f"{name}: {reason}"):
        publisher.fetch(faults, name)
    assert (target.read_bytes(), publisher.beside()) == (b"the old one", {name})


def test_a_missing_file_is_distinguished(publisher: Publisher) -> None:
    with pytest.raises(
        Missing, match=r"other\.zip: the server answered 404: the file does not exist any more"
    ):
        publisher.fetch("", "other.zip")


@pytest.mark.parametrize("faults", ["", "chunked/1/"])
def test_a_file_that_is_too_large_is_refused(publisher: Publisher, faults: str) -> None:
    with pytest.raises(
        FetchError, match=r"more than 5,000: check the address, or allow more with --max-bytes"
    ):
        publisher.fetch(faults, largest=5000)
    assert publisher.beside() == set()


def test_redirects_lead_only_to_web_addresses(publisher: Publisher) -> None:
    there = f"{publisher.url}/codes.zip".replace("/", "~")
    publisher.fetch(f"to/{there}/")
    assert publisher.target.read_bytes() == zipped(1)
    with pytest.raises(FetchError, match="answered 302, which is not a file"):
        publisher.fetch("to/file:~~~etc~passwd/")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/x.zip", "codes.zip", "http://", "http://a b/x"]
)
def test_other_addresses_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(FetchError, match="this is not an http or https address"):
        fetch(url, tmp_path / "x.zip")


def test_an_unreachable_server_is_an_error(publisher: Publisher) -> None:
    with pytest.raises(FetchError, match=r"5 tries in a row failed .*refused"):
        fetch("http://127.0.0.1:9/codes.zip", publisher.target)
    with pytest.raises(FetchError, match=r"nowhere.invalid cannot be reached"):
        fetch("http://nowhere.invalid/codes.zip", publisher.target)


def test_two_processes_do_not_write_one_file(publisher: Publisher) -> None:
    publisher.target.parent.mkdir()
    with (
        module._held(publisher.target),
        pytest.raises(FetchError, match="another process is downloading it"),
    ):
        publisher.fetch()


def test_a_folder_that_cannot_be_written_is_named(publisher: Publisher) -> None:
    publisher.target.parent.write_text("a file")
    with pytest.raises(FetchError, match="cannot be written"):
        publisher.fetch()


def run(*arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "medcodegraph", "fetch", *arguments],
        env={**os.environ, "MEDCODEGRAPH_HOME": str(home), "no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_says_what_it_has_and_what_to_do_next(publisher: Publisher, tmp_path: Path) -> None:
    done = run("hcpcs", "--url", f"{publisher.url}/codes.zip", "--format", "json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    folder = tmp_path / "downloads" / "hcpcs"
    assert (row["file"], row["sha256"]) == (str(folder / "codes.zip"), sha256(zipped(1)).hexdigest())
    assert done.stderr == f"now: medcodegraph load hcpcs {folder}\n"
    gone = run("hcpcs", "--url", f"{publisher.url}/status/404/codes.zip", home=tmp_path)
    assert (gone.returncode, "404" in gone.stderr) == (8, True)
    nothing = run("starter", home=tmp_path)
    assert (
        nothing.returncode,
        "starter has no files to download; these have: icd10cm" in nothing.stderr,
    ) == (2, True)


def test_addresses_follow_the_day() -> None:
    """The fiscal year begins in October, HCPCS comes by the quarter."""
    hcpcs, order = LOADERS["hcpcs"].downloads[0], LOADERS["icd10cm"].downloads[0]
    assert hcpcs.addresses(date(2026, 11, 25))[0].endswith("/october-2026-alpha-numeric-hcpcs-file.zip")
    assert hcpcs.addresses(date(2026, 1, 1))[0].endswith("/january-2026-alpha-numeric-hcpcs-file.zip")
    assert order.addresses(date(2026, 9, 30))[0].endswith("/2026-code-descriptions-tabular-order.zip")
    assert order.addresses(date(2026, 10, 1))[0].endswith("/2027-code-descriptions-tabular-order.zip")
    for loader in LOADERS.values():
        for download in loader.downloads:
            assert download.page.startswith("https://")
            for url in download.addresses(date(2026, 11, 25)):
                assert (url.startswith("https://"), "{" in url, bool(file_name(url))) == (True, False, True)


def test_names_of_files_stay_in_their_folder() -> None:
    assert file_name("https://a.org/x/../..%2Fetc%2Fpasswd") == "passwd"
    assert file_name("https://a.org/Code%20Descriptions-2026.zip?x=1") == "Code-Descriptions-2026.zip"
    assert file_name("https://a.org/.hidden") == "hidden"
    assert file_name("https://a.org/") == file_name("https://a.org") == ""
