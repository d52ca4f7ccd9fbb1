"""Hostile markup: every case becomes harmless HTML that keeps its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.markup import abstract_html, plain_tex
from app.markup.addresses import safe_address
from app.markup.notes import note_html
from app.markup.sanitize import sanitize

SafeCheck = Callable[[str], Any]

VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//e.org/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="file:///etc/hostname" alt="x">',
    "<img src=/etc/hostname><img src=data:image/png;base64,AAAA>",
    "<svg onload=alert(1)><script>x</script></svg>",
    "<math><mi xlink:href='javascript:x'>y</mi></math>",
    "<iframe src=https://e.org></iframe><embed src=x><object data=x></object>",
    "<a href=javascript:alert(1)>x</a>",
    '<a href="https://e.org" onclick="x()" style="color:red">x</a>',
    "<a href='java\tscript:alert(1)'>x</a>",
    "<area href='file:///x'><base href='//e.org/'>",
    "<link rel=stylesheet href=//e.org/x.css><style>*{background:url(//e.org)}</style>",
    "<meta http-equiv=refresh content='0;url=//e.org'>",
    '<body background="/etc/hostname"><table background=//e.org><tr><td>x',
    "<div style='background:url(file:///x)'>x</div>",
    "<p title='x' id=y class=z>x</p>",
    "<!-- comment --><!DOCTYPE x><?php x ?><![CDATA[ x ]]>",
    "<!--<img src='--><img src=x onerror=y>'>",
    "<noscript><p title='</noscript><img src=x onerror=y>'>",
    "<form action=//e.org><input type=image src=//e.org><button>x</button></form>",
    "<b>x<i>y</b>z</i></p></div></blockquote>",
    '<a href="x"<script>y</script>">',
    "<<b>script>x<</b>/script>",
    '"><b>x</b>',
    "<\x00script>x</\x00script>",
    "&lt;script&gt;x&lt;/script&gt; &#60;b&#62; &#x3c;i&#x3e;",
    "&#0;&#2;&#8238;&#xD800;&#x110000;&#99999999999;&bogus;&amp;amp;",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x0260\x03",
    "\u202eevil\u202c \u2066x\u2069 \u200fx",
    "`<b>x</b>` ``<i>`` ```x",
    "\\<script\\>x\\</script\\>",
    "$<script>x</script>$ $\\textbf{<b>}$ \\href{javascript:x}{y}",
    "\\href{https://e.org\"onclick=x}{y} \\url{file:///x}",
    "https://e.org/\"onmouseover=x https://e.org/<script>",
    "http://u:p@e.org https://e.org\\@f.org http:\\\\e.org",
]  # fmt: skip

ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:x", "java\nscript:x", "&#106;avascript:x", "javascript&colon;x",
    "\x01javascript:x",
    "vbscript:x", "data:text/html,x", "data:image/png;base64,AAAA", "file:///etc/passwd", "FILE:/x", "ftp://e.org/x",
    "//e.org/x", "\\\\e.org\\share", "/etc/passwd", "etc/passwd", "../x", "#x", "?x", "", "https:", "https://", "https:///x",
    "https:e.org", "http:/e.org", "http:\\\\e.org", "https://u:p@e.org/", "https://u@e.org", "https://e.org\\@f.org",
    "https://e.org:x/", "https://-", "https://.", "https://e org/", "https://e.org/a b", "https://e.org/\x7f",
    "smb://e.org/x",
    "ms-word:ofe|u|https://e.org", "search-ms:x", "tel:1", "paper:", "paper:../x", "paper:a/b", "note:1", "blob:x",
    "about:x",
    "mailto:", "mailto:x", "mailto:a@b?attach=/etc/passwd", "mailto:a@b,c@d", "view-source:https://e.org", "x" * 3_000,
]  # fmt: skip

AROUND = {
    "alone": "{}",
    "in a quote": "> {} x",
    "in a list": "- {} x",
    "in a table": "| a |\n|---|\n| {} |",
    "in a title": "# {} x",
    "in emphasis": "**{}**",
}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("vector", VECTORS)
def test_html_in_a_note_is_shown_as_text(around: str, vector: str, safe_note: SafeCheck) -> None:
    page = safe_note(note_html(AROUND[around].format(vector) + "\n\nlast words", 60.0).html)
    assert "last words" in page.text
    assert not set(page.tags) & {"b", "i", "u"} or "$" in vector


@pytest.mark.parametrize("vector", VECTORS)
def test_html_in_an_abstract_is_shown_as_text(vector: str, safe_abstract: SafeCheck) -> None:
    page = safe_abstract(abstract_html(vector + "\n\nlast words"))
    assert page.text.endswith("last words")
    assert plain_tex(vector) or not vector


@pytest.mark.parametrize("vector", VECTORS)
def test_the_sanitizer_alone_is_safe(vector: str, safe_note: SafeCheck) -> None:
    safe_note(sanitize(vector))
    safe_note(sanitize(vector.replace("'", '"').replace("=x", '="x"')))


LINKS = {
    "a link": "[x]({})",
    "a pointed link": "[x](<{}>)",
    "an image": "![x]({})",
    "a reference": "[x][1]\n\n[1]: {}",
    "between angles": "<{}>",
    "TeX": "\\href{{{}}}{{x}} $\\href{{{}}}{{x}}$",
}


@pytest.mark.parametrize("form", LINKS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_dangerous_address_is_never_a_link(form: str, address: str, safe_note: SafeCheck) -> None:
    source = LINKS[form].format(address, address)
    assert safe_address(address) is None
    for href in safe_note(note_html(source, 60.0).html).hrefs:
        assert href.startswith(("https://e", "https://f.org", "mailto:a@b"))  # a good address within the text


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_sanitizer_removes_a_dangerous_address(address: str, safe_note: SafeCheck) -> None:
    page = safe_note(sanitize(f'<p><a href="{address}">kept</a></p>'))
    assert page.hrefs == []
    assert "kept" in page.text


GOOD = ["https://a.org", "HTTP://A.ORG:80/x?y#z", "https://[::1]/x", "https://bücher.example/ü", "https://a.org/@me",
        "mailto:a.b+c@d.org", "paper:A%20b"]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_a_safe_address_can_be_followed(address: str) -> None:
    assert safe_address(address) == address
    assert f'<a href="{address}">x</a>' == sanitize(f'<a href="{address}">x</a>')


MANY = {
    **{f"20,000 of {char!r}": char * 20_000 for char in "[]()*_`~<>&!#|-+=$\\{}^\"':;.%@ \t\n\x00\u202e\u0301\u200b"},
    **{f"many of {unit!r}": unit * (20_000 // len(unit)) for unit in (
        "- a\n\n", "> a\n\n", "1. a\n", "a|b\n", "|-", "```a\n", "~~~\n", "[a]: b\n", "[[a", "[a][", "$a", "$a$ ",
        "**a ",
        "*_", "~~a", "<a@b", "<a ", "<!--", "<table>", "<div>", "&amp;", "\\textbf{", "\\frac{a}{", "{a", "^{", "_{x}",
        "\\href{", "https://", "https://a ", "``", "''", "- [ ] a\n", "#\n", "a\n=\n", "`a` ",
    )},
    "one word of 100,000": "x" * 100_000,
    "a cut tag": "<a href=" + '"x' * 20_000,
    "staircase": "\n".join(" " * column + "- x" for column in range(190)),
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_many_repetitions_of_one_thing_are_rendered_in_time_and_safely(
    name: str, safe_note: SafeCheck, safe_abstract: SafeCheck
) -> None:
    safe_note(note_html(MANY[name]).html)
    safe_note(sanitize(MANY[name]))
    safe_abstract(abstract_html(MANY[name]))
    plain_tex(MANY[name])


def test_tables_cannot_be_nested(safe_note: SafeCheck) -> None:
    page = safe_note(sanitize("<table><tr><td>" * 50 + "x" + "</td></tr></table>" * 50))
    assert page.tags.count("table") == 1


def test_quotes_cannot_be_nested_without_limit(safe_note: SafeCheck) -> None:
    page = safe_note(sanitize("<blockquote>" * 20_000 + "x"))
    assert page.tags.count("blockquote") == 100
    assert page.text == "x"
