"""XML is read as rows with their lines, in bounded memory, without expanding entities."""

import tracemalloc
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import contents
from medcodegraph.loaders.files.xml_rows import Row, xml_rows

LIST = """<?xml version="1.0" encoding="utf-8"?>
<list>
  <about>short</about>
  <group id="g1">
    <title>first
      group</title>
    <row n="1"><row n="1.1">deep<b/>er</row></row>
    <row n="2">two &amp; &#233;</row>
    <after>late</after>
  </group>
  <row n="3"/>
</list>
"""


def rows(tmp_path: Path, content: str | bytes, groups: tuple[str, ...] = ("group",)) -> list[Row]:
    path = tmp_path / "list.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(xml_rows(contents(path)[0], "list", "row", groups))


def test_rows_are_complete_with_lines_and_context(tmp_path: Path) -> None:
    found = rows(tmp_path, LIST)
    assert [(e.tag, e.attributes, e.line, [a.tag for a in around]) for around, e in found] == [
        ("row", {"n": "1"}, 7, ["list", "group"]),
        ("row", {"n": "2"}, 8, ["list", "group"]),
        ("group", {"id": "g1"}, 4, ["list"]),
        ("row", {"n": "3"}, 11, ["list"]),
    ]
    first, second, group = (element for _, element in found[:3])
    assert first.children[0].text == "deeper"
    assert second.text == "two & é"
    assert found[0][0][1].text_of("title") == "first group"
    assert [child.tag for child in group.children] == ["title", "after"], "rows are not kept in their group"
    assert found[0][0][0].text_of("about") == "short"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Kept, ten thousand rows would take ten megabytes."""

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.xml"
        path.write_text("<list>" + '<row n="12345"><name>something</name>\n</row>\n' * count + "</list>")
        tracemalloc.start()
        assert sum(1 for _ in xml_rows(contents(path)[0], "list", "row")) == count
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    assert peak(10_000) < peak(2_500) + (1 << 20)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE list [<!ENTITY a "b">]>',
        '<!DOCTYPE list [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE list [<!ENTITY % a "b">]>',
        '<!DOCTYPE list SYSTEM "http://127.0.0.1/list.dtd">',
    ],
)
def test_entities_and_outside_files_are_refused(tmp_path: Path, doctype: str) -> None:
    with pytest.raises(InputError, match="entities or refers to other files") as caught:
        rows(tmp_path, f"<?xml version='1.0'?>\n{doctype}\n<list><row>&a;</row></list>")
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("<list>\n<row>\n</list>", 3, "not well-formed XML"),
        ("<list>\n<row>a</row>\n", 3, "may be cut short"),
        ("<list>\n\n<row>\0</row></list>", 3, "not well-formed"),
        (b"<list>\n<row>caf\xe9</row></list>", 2, "not well-formed"),
        ("plain text", 1, "not well-formed"),
        ("\n<other/>", 2, "this is a <other> document, not <list>"),
        ('<?xml version="1.0" encoding="shift_jis"?><list/>', 1, "encoding"),
        ('<?xml version="1.0" encoding="no-such"?><list/>', 1, "encoding"),
        ("<list>\n" + "<a>" * 200, 2, "more than 100 deep"),
        ("<list><row>\n" + "<a/>" * 250_000 + "</row></list>", 2, "element is too long"),
    ],
)
def test_bad_documents_are_refused_with_the_line(
    tmp_path: Path, content: str | bytes, line: int, reason: str
) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        rows(tmp_path, content)
    assert caught.value.line == line
    assert caught.value.file == str(tmp_path / "list.xml")


def test_latin_1_is_read_where_the_file_declares_it(tmp_path: Path) -> None:
    content = '<?xml version="1.0" encoding="iso-8859-1"?><list><row>café</row></list>'.encode("latin-1")
    assert rows(tmp_path, content)[0][1].text == "café"
