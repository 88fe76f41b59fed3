"""HTML fragments become readable text."""

import pytest

from medcodegraph.loaders.files.html_text import clean_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p>\n\n<p>Two\nlines.</p>", "One.\n\nTwo lines."),
        ("<strong><p>A. &nbsp;&nbsp;&#160;General</p></strong>after", "A. General\n\nafter"),
        ("<div><div><p>deep</p></div></div>", "deep"),
        ("one<br>two<br/>three<br /><br />four", "one\ntwo\nthree\nfour"),
        ("<h2>Title</h2>text<hr>more", "Title\n\ntext\n\nmore"),
        ("a<script>alert('x')</script>b<style>p {}</style>c<!-- hidden -->d", "abcd"),
    ],
)
def test_paragraphs_and_lines(html: str, text: str) -> None:
    assert clean_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>a</li>\n<li>b</ul>after", "- a\n- b\n\nafter"),
        ("<p>first</p><ol><li>a<li>b</ol>", "first\n\n1. a\n2. b"),
        ('<ol start="4"><li><p>a</p><p>more</p></li><li>b</li></ol>', "4. a\n  more\n5. b"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n  - b\n2. c"),
        ("<li>without a list", "- without a list"),
        ("</ul></ol>closed twice", "closed twice"),
        ('<ol start="x"><li>a</ol>', "1. a"),
    ],
)
def test_lists_keep_their_markers(html: str, text: str) -> None:
    assert clean_text(html) == text


def test_tables_have_one_line_per_row() -> None:
    """A line break inside a cell stays in the row, and an empty cell keeps its place."""
    html = "<table><tr><th>Item</th><th>Now</th><th>Then</th></tr><tr><td><p>Lamp</p></td><td></td><td>x<br>y"
    assert clean_text(html + "</table>end") == "Item | Now | Then\nLamp | | x y\n\nend"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("LVEF <45% or p<0.05 & &ge; 3", "LVEF <45% or p<0.05 & ≥ 3"),
        ("10<sup>9</sup>/L, m<sup>2</sup>", "10^9/L, m2"),
        ("AT&T &#8211; &#150; caf&eacute;", "AT&T \u2013 \u2013 café"),
        ("zero\u200bwidth\x07 and\u00adsoft", "zerowidth andsoft"),
        ("line one\r\nline two\n\nline three", "line one\nline two\nline three"),
        ("", ""),
        ("<p>&nbsp;</p><ul></ul>", ""),
        ('see <a href="https://example.org/?a=1&ncdver=2">here</a>', "see here"),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    """Comparison signs are not tags, entities are characters, a text without tags keeps its lines."""
    assert clean_text(html) == text


def test_deep_nesting_is_harmless() -> None:
    assert clean_text("<div>" * 20_000 + "x") == "x"
    assert clean_text("<ul><li>" * 50 + "x").endswith("- x")
