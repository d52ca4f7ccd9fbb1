"""Rendering notes, and the plain text shown for a note that cannot be rendered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markup.notes import note_html

SafeCheck = Callable[[str], Any]
BUDGET_SECONDS = 60.0  # so that the result does not depend on how busy the machine is


def render(source: str) -> str:
    preview = note_html(source, BUDGET_SECONDS)
    assert preview.notice is None
    return preview.html.replace("\n", "")


SHOWN = [
    ("# Title\n\ntext", "<h1>Title</h1><p>text</p>"),
    ("**bold** *em* ~~gone~~ `code<`", "<strong>bold</strong> <em>em</em> <del>gone</del> <code>code&lt;</code>"),
    (
        "- [ ] open\n- [x] **done**\n- plain",
        '<li class="unchecked">open</li><li class="checked"><strong>done</strong></li><li>plain</li>',
    ),
    ("- [X] loose\n\n- [ ] two", '<li class="checked">'),
    ("- [y] not a task", "<li>[y] not a task</li>"),
    ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
    ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ("- a\n  - b\n    - c\n  - d\n- e", "<li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li>"),
    ("1. one\n   - sub\n2. two", "<ol><li>one<ul><li>sub</li></ul></li><li>two</li></ol>"),
    ("1. one\n    - sub", "<ol><li>one<ul><li>sub</li></ul></li></ol>"),
    ("- a\n  1. b\n     words\n  2. c", "<li>a<ol><li>bwords</li><li>c</li></ol></li>"),
    ("- a\n  - b\n\n  - c\n- d", "<li><p>c</p></li></ul></li><li><p>d</p></li></ul>"),
    ("- a\n\n  para\n  - b\n- c", "<li><p>a</p><p>para</p><ul><li>b</li></ul></li><li><p>c</p></li>"),
    ("text\n- a\n- b", "<p>text</p><ul><li>a</li><li>b</li></ul>"),
    ("in\n1986. It was\n- ", "<p>in1986. It was- </p>"),
    ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    ("> q\n- a", "</blockquote><ul><li>a</li></ul>"),
    ("- a\n\n      code", "<pre><code>code</code></pre>"),
    ("```\n- a\n  - b\n```", "<pre><code>- a  - b</code></pre>"),
    ("* * *", "<hr>"),
    ("- a\n  ```\n  b\n    c\n  ```\n- d", "<p>a</p><pre><code>b  c</code></pre></li><li><p>d</p></li>"),
    ("1. a\n\n   ~~~\n   b\n   ~~~", "<li><p>a</p><pre><code>b</code></pre></li>"),
    ("  ```\nb\n ```", "<pre><code>b</code></pre>"),
    ("    ```\n    b\n    ```", "<pre><code>```b```</code></pre>"),
    (r"$$\hat{y}_i = 1$$", '<p class="formula">ŷ<sub>i</sub> = 1</p>'),
    ("so\n$$\nx^2\n+ y\n$$\nand", '<p>so</p><p class="formula">x<sup>2</sup>+ y</p><p>and</p>'),
    ("- a\n\n  $$x$$", '<p class="formula">x</p></li></ul>'),
    ("so $$x^2$$, and", "<p>so x<sup>2</sup>, and</p>"),
    ("$$x\n\ny$$", "<p>$$x</p><p>y$$</p>"),
    ("$$ and $$$ x\n$$", "<p>$$ and $$$ x$$</p>"),
    ("$$a < <b>*c*</b>$$", '<p class="formula">a &lt; &lt;b&gt;*c*&lt;/b&gt;</p>'),
    ("```\n$$\nx\n$$\n```", "<pre><code>$$x$$</code></pre>"),
    ("> quoted", "<blockquote><p>quoted</p></blockquote>"),
    ("| a | b |\n|---|:-:|\n| 1 | 2 |", "<tr><td>1</td><td>2</td></tr></tbody></table>"),
    ("```python\nif a < b:\n    pass\n```", "<pre><code>if a &lt; b:    pass</code></pre>"),
    ("~~~\n# not a title\n~~~", "<pre><code># not a title</code></pre>"),
    ("```\nnever closed <b>", "never closed &lt;b&gt;"),
    ("````\n```\n````", "<pre><code>```</code></pre>"),
    ("```\n[[x]] $y^2$ **z**\n```", "[[x]] $y^2$ **z**"),
    ("    indented <i>", "<pre><code>indented &lt;i&gt;</code></pre>"),
    ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
    ("one  \ntwo", "one<br>two"),
    ("[site](https://a.org/x?y=1&z=2)", '<a href="https://a.org/x?y=1&amp;z=2">site</a>'),
    ('[site](https://a.org "title")', '<a href="https://a.org">site</a>'),
    ("[site][1]\n\n[1]: https://a.org", '<a href="https://a.org">site</a>'),
    ("<https://a.org/x>", '<a href="https://a.org/x">https://a.org/x</a>'),
    ("see https://a.org/a_b_c), then", '<a href="https://a.org/a_b_c">https://a.org/a_b_c</a>), then'),
    ("[https://a.org](https://b.org)", '<p><a href="https://b.org">https://a.org</a></p>'),
    ("[mail](mailto:me@a.org)", '<a href="mailto:me@a.org">mail</a>'),
    ("<me@a.org>", '<a href="mailto:me@a.org">me@a.org</a>'),
    ("![a figure](https://a.org/x.png)", "<p>a figure</p>"),
    ("![][1]![ref][1]\n\n[1]: file:///etc/passwd", "<p>ref</p>"),
    ("[[Attention Is All]]", '<a href="paper:Attention%20Is%20All">Attention Is All</a>'),
    ("[[A/B: 100%?|that one]]", '<a href="paper:A%2FB%3A%20100%25%3F">that one</a>'),
    ("[[ ]] [[a", "<p>[[ ]] [[a</p>"),
    ("`[[x]]` \\[[y]]", "<code>[[x]]</code> [[y]]"),
    ("**[[Zürich *x*]]**", '<strong><a href="paper:Z%C3%BCrich%20%2Ax%2A">Zürich *x*</a></strong>'),
    (r"so $x_i^2 \times y_j$ is", "so x<sub>i</sub><sup>2</sup> × y<sub>j</sub> is"),
    (r"$\textbf{a *b* c}$", "<p><b>a *b* c</b></p>"),
    ("costs $5 and $10 \\$x$ `$y$`", "<p>costs $5 and $10 $x$ <code>$y$</code></p>"),
    ("<b>typed</b> &lt;b&gt; &copy; a & b", "&lt;b&gt;typed&lt;/b&gt; &lt;b&gt; © a &amp; b"),
    ("<div>\n\n*x*\n\n</div>", "<p>&lt;div&gt;</p><p><em>x</em></p><p>&lt;/div&gt;</p>"),
    ("a\u202eb\x02c\x00", "<p>a␦b␂c␀</p>"),
    ("", ""),
    (" \n\n ", ""),
]


@pytest.mark.parametrize(("source", "part"), SHOWN, ids=[repr(case[0])[:40] for case in SHOWN])
def test_a_note_is_rendered_as_its_markdown_says(source: str, part: str, safe_note: SafeCheck) -> None:
    rendered = render(source)
    safe_note(rendered)
    assert part in rendered
    assert part or not rendered


def test_a_wikilink_keeps_the_title_as_it_was_typed(safe_note: SafeCheck) -> None:
    title = "C++ & “naïve” <T>: a/b? 100% #1"
    assert unquote(safe_note(render(f"[[{title}]]")).hrefs[0]).removeprefix("paper:") == title


def test_a_title_that_no_paper_has_makes_no_link(safe_note: SafeCheck) -> None:
    made = note_html(
        "[[Here]] **[[Nowhere]]** [[No <i>|these *words*]]", BUDGET_SECONDS, lambda title: title == "Here"
    ).html
    assert safe_note(made).hrefs == ["paper:Here"]
    assert '<strong><span class="unknown">Nowhere</span></strong>' in made
    assert '<span class="unknown">these *words*</span>' in made


def test_code_ends_with_its_last_line() -> None:
    for source in ("```\na\n\nb\n```", "    a\n\n    b", "~~~\na\n\nb\n~~~\n\nc"):
        assert "<pre><code>a\n\nb</code></pre>" in note_html(source, BUDGET_SECONDS).html


def test_a_list_of_ninety_eight_levels_is_rendered(safe_note: SafeCheck) -> None:
    source = "\n".join("  " * level + f"- x{level}y" for level in range(98))
    words = safe_note(render(source)).text
    assert [level for level in range(98) if f"x{level}y" not in words] == []


BEYOND_LIMITS = {
    "a million characters": "word " * 200_001,
    "a million bytes": "é" * 500_001,
    "deep quotes": ">" * 51 + " x",
    "deep quotes apart": "> " * 51 + "x",
    "deep lists on a line": "- " * 51 + "x",
    "deep lists by indent": "\n".join("    " * level + "- x" for level in range(52)),
    "open brackets": "[" * 20_000,
    "open images": "![" * 20_000,
    "open addresses": "[a](" * 20_000,
    "open pointed addresses": "[a](<b" * 20_000,
    "nested brackets": "[" * 9_000 + "]" * 9_000,
    "asterisks": "*a*" * 20_000,
    "a passage without an end": "- a\n" + "b\n" * 5_000,
}


@pytest.mark.parametrize("name", BEYOND_LIMITS)
def test_a_note_that_cannot_be_rendered_is_shown_as_plain_text(name: str, safe_note: SafeCheck) -> None:
    source = BEYOND_LIMITS[name]
    preview = note_html(source, BUDGET_SECONDS)
    assert preview.notice is not None
    assert preview.notice.endswith("shown as plain text. Nothing in it was changed.")
    assert "".join(safe_note(preview.html).text.replace("\u200b", "").split()) == "".join(source.split())


AT_THE_LIMIT = {
    "quotes": ">" * 50 + " x",
    "lists": "- " * 50 + "x",
    "mixed": "> - " * 25 + "x",
    "lists by indent": "\n".join("    " * level + "- x" for level in range(50)),
    "lists by two blanks": "\n".join("  " * level + "- x" for level in range(90)),
    "dollars": "$$\n" * 3_000,
    "formulas": "$$x$$ " * 300,
    "links": "[a](https://a.org) " * 400,
    "lines": "line\n" * 4_000,
    "indented code": " " * 400 + "deep code",
}


@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_a_large_ordinary_note_is_rendered(name: str, safe_note: SafeCheck) -> None:
    preview = note_html(AT_THE_LIMIT[name], BUDGET_SECONDS)
    assert preview.notice is None
    safe_note(preview.html)


def test_a_note_that_takes_too_long_is_plain_text_and_says_so(safe_note: SafeCheck) -> None:
    preview = note_html("# Title\n\n*x* <b>", budget_seconds=-1)
    assert preview.notice == (
        "This note takes too long to render, so it is shown as plain text. Nothing in it was changed."
    )
    assert preview.html == "<p># Title<br><br>*x* &lt;b&gt;</p>"


def test_rendering_a_note_does_not_affect_the_next() -> None:
    note_html("[a]: https://a.org\n\n*open")
    assert render("[a][a]") == "<p>[a][a]</p>"


BLOCK_MARKS = ["\n\n", "\n  ", "\n   - ", "$$", "$$\n", "    ", "- ", "1. ", "|-|\n", "[ ] "]
MARKS = [*"*_#>-+.|!&;$<'\"={}^%:/ \n12x\\\u202eé", *BLOCK_MARKS]
LINK_MARKS = [*MARKS, "[", "]", "(", ")", "`", "~~", "```\n", "](", "[[", "https://a.org ", "javascript:", "![", "\x02"]


@given(st.lists(st.sampled_from(LINK_MARKS), max_size=60).map("".join))
def test_no_mixture_of_marks_makes_unsafe_html(safe_note: SafeCheck, source: str) -> None:
    safe_note(note_html(source, BUDGET_SECONDS).html)


@given(st.text(max_size=300))
def test_no_text_at_all_makes_unsafe_html(safe_note: SafeCheck, source: str) -> None:
    safe_note(note_html(source, BUDGET_SECONDS).html)


@given(st.lists(st.sampled_from(MARKS), max_size=40))
def test_no_word_of_a_note_is_lost_on_the_screen(safe_note: SafeCheck, marks: list[str]) -> None:
    words = [f"word{number}q" for number in range(len(marks))]
    source = "".join(mark + word for mark, word in zip(marks, words, strict=True))
    text = safe_note(note_html(source, BUDGET_SECONDS).html).text
    assert [word for word in words if word[1:] not in text] == []
