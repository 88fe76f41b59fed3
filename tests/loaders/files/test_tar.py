"""The files of a tar, packed or not, are read like those of a zip, under the same rules."""

import gzip
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import Limits, contents

FILES = {"package/a.json": b"{}", "package/b.json": b"[1]" * 50_000}


def tar(files: dict[str, bytes], link: str = "") -> bytes:
    written = BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), 1_600_000_000
            archive.addfile(member, BytesIO(content))
        if link:
            member = tarfile.TarInfo(link)
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(member)
    return written.getvalue()


@pytest.mark.parametrize("name", ["a.tgz", "a.tar", "without an ending"])
def test_members_are_read_whatever_the_archive_is_called(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(tar(FILES) if name == "a.tar" else gzip.compress(tar(FILES)))
    found = contents(path)
    assert {str(each.member): b"".join(each.chunks()) for each in found} == FILES
    assert found[0].name == f"{path}!package/a.json"
    assert str(found[0].dated) == "2020-09-13"


def test_links_are_not_followed_and_names_stay_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    path.write_bytes(gzip.compress(tar(FILES, link="package/c.json")))
    assert {str(each.member) for each in contents(path)} == FILES.keys()
    path.write_bytes(gzip.compress(tar({"../a.json": b"{}"})))
    with pytest.raises(InputError, match="leads outside the folder"):
        contents(path)


def test_bombs_and_crowds_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    path.write_bytes(gzip.compress(tar({"a": bytes(64 << 20)})))
    with pytest.raises(InputError, match="like a zip bomb"):
        contents(path)
    path.write_bytes(gzip.compress(tar({str(number): b"a" for number in range(11)})))
    with pytest.raises(InputError, match="more than 10 members"):
        contents(path, Limits(members=10))


def test_a_header_of_any_length_is_not_believed(tmp_path: Path) -> None:
    """The names of members can be told by headers before them, which are held in memory."""
    path = tmp_path / "a.tar"
    long = tarfile.TarInfo("././@LongLink")
    long.type, long.size = tarfile.GNUTYPE_LONGNAME, 5 << 20
    path.write_bytes(long.tobuf() + b"a" * (5 << 20) + tar(FILES))
    with pytest.raises(InputError, match="damaged"):
        contents(path)


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_cut_archive_is_damaged(share: float, tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    whole = gzip.compress(tar({"a": bytes(range(256)) * 400}))
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match="damaged or cut short"):
        [list(each.chunks()) for each in contents(path)]
