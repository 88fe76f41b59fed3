"""Files are read as published, and dangerous or damaged ones are refused with the reason."""

import gzip
import os
import stat
import zipfile
from pathlib import Path

import pytest
import zstandard

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import Limits, contents, pick

TEXT = b"one\ntwo\n" * 1000


USUAL = Limits()


def read(path: Path, limits: Limits = USUAL) -> bytes:
    return b"".join(pick(path, lambda name: name.endswith(".txt"), "the text", limits).chunks())


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def test_kind_is_recognised_by_content_not_by_name(tmp_path: Path) -> None:
    (tmp_path / "plain.gz").write_bytes(TEXT)
    (tmp_path / "gzip.txt").write_bytes(gzip.compress(TEXT))
    (tmp_path / "zstandard.gz").write_bytes(zstandard.compress(TEXT))
    zipped(tmp_path / "zip.bin", ("a/b.txt", TEXT), ("readme.pdf", b"%PDF"), ("__MACOSX/a/b.txt", b"junk"))
    assert all(read(path) == TEXT for path in tmp_path.iterdir())


def test_the_member_is_named(tmp_path: Path) -> None:
    found = pick(zipped(tmp_path / "z.zip", ("a/b.txt", TEXT)), lambda _: True, "it")
    assert (found.name, found.title) == (f"{tmp_path}/z.zip!a/b.txt", "b.txt")
    (tmp_path / "c.xml.gz").write_bytes(gzip.compress(TEXT))
    assert contents(tmp_path / "c.xml.gz")[0].title == "c.xml"
    (tmp_path / "d.json.zst").write_bytes(zstandard.compress(TEXT))
    assert contents(tmp_path / "d.json.zst")[0].title == "d.json"


def test_none_or_several_members_are_listed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no member of the zip is the text \(it contains: a.pdf\)"):
        read(zipped(tmp_path / "none.zip", ("a.pdf", b"x")))
    with pytest.raises(InputError, match=r"2 members of the zip are the text \(it contains: a.txt, b.txt\)"):
        read(zipped(tmp_path / "two.zip", ("a.txt", b"x"), ("b.txt", b"x")))


@pytest.mark.parametrize(
    "name", ["../x.txt", "a/../../x.txt", "/etc/x.txt", "C:/x.txt", "..\\x.txt", "\\\\host\\x"]
)
def test_members_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="leads outside the folder"):
        read(zipped(tmp_path / "slip.zip", ("a.txt", TEXT), (name, TEXT)))


def test_links_in_a_zip_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(InputError, match="it is a link"):
        read(zipped(tmp_path / "link.zip", (link, b"/etc/passwd")))


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "secret.zip", ("a.txt", TEXT))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"'a\.txt' is refused because it is encrypted"):
        read(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a.txt", "A.TXT"])
def test_duplicate_members_are_refused(tmp_path: Path, second: str) -> None:
    with pytest.raises(InputError, match="twice"):
        read(zipped(tmp_path / "twice.zip", ("a.txt", TEXT), (second, b"other")))


@pytest.mark.parametrize("name", ["bomb.gz", "bomb.zip", "bomb.zst"])
def test_bombs_are_refused_before_they_unpack(tmp_path: Path, name: str) -> None:
    """32 MiB of zeros pack to a thousandth or less: the ratio refuses them, and so does a small limit."""
    zeros = bytes(32 << 20)
    path = tmp_path / name
    if name.endswith("gz"):
        path.write_bytes(gzip.compress(zeros))
    elif name.endswith("zst"):
        path.write_bytes(zstandard.compress(zeros))
    else:
        zipped(path, ("a.txt", zeros))
    for limits in (USUAL, Limits(unpacked=1 << 20)):
        chunks = pick(path, lambda _: True, "it", limits).chunks()
        taken: list[int] = []
        with pytest.raises(InputError, match="zip bomb"):
            taken.extend(len(chunk) for chunk in chunks)
        assert sum(taken) <= min(limits.unpacked, limits.ratio_from)
        assert bool(taken) == (not name.endswith("zip")), "a zip says how large a member is"
    assert len(read(path, Limits(ratio=100_000))) == len(zeros)


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html>\n<p>", b"\xef\xbb\xbf \n<HTML lang=en>", b"<!doctype HTML >"]
)
def test_web_pages_are_refused_under_any_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    (tmp_path / "b.txt").write_bytes(gzip.compress(content))
    for path in list(tmp_path.iterdir()):
        with pytest.raises(InputError, match="web page"):
            read(path)


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0)])
def test_empty_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(InputError, match="the file is empty"):
        read(tmp_path / "a.txt")


def test_truncation_is_reported_at_any_place(tmp_path: Path) -> None:
    """A zip or gzip truncated anywhere, or with a changed byte in its middle, is never accepted."""
    noise = os.urandom(3000)
    whole = zipped(tmp_path / "whole.zip", ("a.txt", noise)).read_bytes()
    packed = gzip.compress(noise)
    middle = len(whole) // 2
    damaged = [whole[:cut] for cut in range(5, len(whole), 97)] + [packed[:cut] for cut in range(3, 3000, 97)]
    frames = zstandard.ZstdCompressor(write_checksum=True).compress(noise) * 2
    damaged += [frames[:cut] for cut in range(4, len(frames), 97) if cut != len(frames) // 2]
    damaged += [frames[:9] + bytes([frames[9] ^ 1]) + frames[10:]]
    damaged.append(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    for content in damaged:
        (tmp_path / "cut.bin").write_bytes(content)
        with pytest.raises(InputError, match="damaged or cut short") as caught:
            read(tmp_path / "cut.bin")
        assert "cut.bin" in str(caught.value.file)


def test_zstandard_frames_follow_one_another(tmp_path: Path) -> None:
    """Several frames, with a skippable one between them, are one content."""
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00note"
    packed = zstandard.compress(TEXT)
    (tmp_path / "a.zst").write_bytes(packed + skipped + packed)
    assert read(tmp_path / "a.zst") == TEXT * 2


def test_unknown_compression_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.txt", TEXT))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 10] = content[8] = 97
    path.write_bytes(content)
    with pytest.raises(InputError, match="compression is not supported"):
        read(path)


def test_a_path_that_is_not_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "missing.txt")
