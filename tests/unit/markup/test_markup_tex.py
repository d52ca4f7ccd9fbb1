"""TeX fragments as they occur on feed pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markup import abstract_html, plain_tex
from tests.paths import DUMPS

SafeCheck = Callable[[str], Any]

READ = [
    (r"2$\times$ less compute", "2× less compute", "2× less compute"),
    (r"EMPO$^2$", "EMPO²", "EMPO<sup>2</sup>"),
    ("EMPO^2 works", "EMPO² works", "EMPO<sup>2</sup> works"),
    (r"up to 72.8\% of R\&D", "up to 72.8% of R&D", "up to 72.8% of R&amp;D"),
    (r"35.23{\percent} more", "35.23% more", "35.23% more"),
    (r"{\footnotesize small print} here", "small print here", "small print here"),
    (r"a {\bf bold} word", "a bold word", "a <b>bold</b> word"),
    ("``new'' ideas", "“new” ideas", "“new” ideas"),
    (r"a $\sqrt{T}$ regret", "a √T regret", "a √T regret"),
    (r"$\sqrt{a+b}$", "√(a+b)", "√(a+b)"),
    (r"$\frac{a+b}{2}$", "(a+b)/2", "(a+b)/2"),
    ("costs $5 and $10", "costs $5 and $10", "costs $5 and $10"),
    ("costs $5", "costs $5", "costs $5"),
    ("5$ or 6 $ more", "5$ or 6 $ more", "5$ or 6 $ more"),
    (r"\textbf{Is \emph{it}?}", "Is it?", "<b>Is <i>it</i>?</b>"),
    (r"\texttt{RAFA} \underline{u}", "RAFA u", "<code>RAFA</code> <u>u</u>"),
    (r"\textit{a}\textbf{b}", "ab", "<i>a</i><b>b</b>"),
    (r"our held-out \thisbench, and", r"our held-out \thisbench, and", r"our held-out \thisbench, and"),
    (r"\oni{x} y", r"\oni{x} y", r"\oni{x} y"),
    (r"$\oni{x}$", r"\oni{x}", r"\oni{x}"),
    ("snake_case_name __init__", "snake_case_name __init__", "snake_case_name __init__"),
    (r"a\_b \# \$ \{x\} \ldots", "a_b # $ {x} …", "a_b # $ {x} …"),
    ("$x_i^{2}$", "xᵢ²", "x<sub>i</sub><sup>2</sup>"),
    ("$x^{ab}_q$", "x^(ab)_q", "x<sup>ab</sup><sub>q</sub>"),
    ("the 5^{th} try", "the 5^(th) try", "the 5<sup>th</sup> try"),
    ("H_{2}O", "H₂O", "H<sub>2</sub>O"),
    ("^_^ and a ^ b", "^_^ and a ^ b", "^_^ and a ^ b"),
    (r"$\alpha \le \beta \ge \pm \approx \infty$", "α ≤ β ≥ ± ≈ ∞", "α ≤ β ≥ ± ≈ ∞"),
    (r"A $\rightarrow$ B \textrightarrow C", "A → B → C", "A → B → C"),
    (r"$\mathbb{R}^n$", "ℝⁿ", "ℝ<sup>n</sup>"),
    (r"Poincar\'e, na\"{i}ve", "Poincaré, naïve", "Poincaré, naïve"),
    (r"$\hat{y}$ and $\hat y_t$", "ŷ and ŷₜ", "ŷ and ŷ<sub>t</sub>"),
    (r"$\bar{x} \tilde{w} \dot{q} \ddot a$", "x̄ w̃ q̇ ä", "x̄ w̃ q̇ ä"),
    (r"$\vec{v}_i \cdot \vec{\mathbf{w}}$", "v⃗ᵢ · w⃗", "v⃗<sub>i</sub> · <b>w⃗</b>"),
    (r"$\hat\theta$, $\hat{\theta_i}$", "θ̂, θ̂ᵢ", "θ̂, θ̂<sub>i</sub>"),
    (r"$\overline{AB}$", "A̅B̅", "A̅B̅"),
    (r"$\hat{a+b}$ $\hat{}$", r"\hat{a+b} \hat{}", r"\hat{a+b} \hat{}"),
    (r"$\hat{xy_2}$", r"\hat{xy₂}", r"\hat{xy<sub>2</sub>}"),
    (r"$\hat +1$ \vec y", r"\hat +1 \vec y", r"\hat +1 \vec y"),
    ("the set {0, 1} {", "the set {0, 1} {", "the set {0, 1} {"),
    ("} a } b {", "} a } b {", "} a } b {"),
    (r"C:\dir\name", r"C:\dir\name", r"C:\dir\name"),
    ("f'' and 5''", "f'' and 5''", "f&#x27;&#x27; and 5&#x27;&#x27;"),
    ("a < b > c & d", "a < b > c & d", "a &lt; b &gt; c &amp; d"),
    ("<b>typed</b> &amp;", "<b>typed</b> &amp;", "&lt;b&gt;typed&lt;/b&gt; &amp;amp;"),
    ("", "", None),
]


@pytest.mark.parametrize(("source", "plain", "rich"), READ, ids=[case[0] for case in READ])
def test_a_tex_fragment_is_rendered_as_its_author_meant_it(source: str, plain: str, rich: str | None) -> None:
    assert plain_tex(source) == plain
    assert abstract_html(source) == ("" if rich is None else f"<p>{rich}</p>")


LINKS = [
    ("see https://a.org/x.", "https://a.org/x", "."),
    ("(https://a.org/x),", "https://a.org/x", "),"),
    ("blue{https://a.org/x_y}", "https://a.org/x_y", "}"),
    ("HTTP://A.ORG; next", "HTTP://A.ORG", "; next"),
    (r"\url{https://a.org/x\_y}", "https://a.org/x_y", ""),
    ("https://a.org:8080/?q=1#f.", "https://a.org:8080/?q=1#f", "."),
]


@pytest.mark.parametrize(("source", "href", "rest"), LINKS, ids=[case[0] for case in LINKS])
def test_an_address_becomes_a_link_without_trailing_punctuation(
    source: str, href: str, rest: str, safe_abstract: SafeCheck
) -> None:
    rich = abstract_html(source)
    assert safe_abstract(rich).hrefs == [href]
    assert rich.endswith(f'<a href="{href}">{href}</a>{rest}</p>')
    assert "<a" not in plain_tex(source)


@pytest.mark.parametrize(
    "source", ["https://u:p@a.org", "http://", "http:///etc", "https://-", "file:///etc", "ftp://a"]
)
def test_an_unsafe_address_stays_text(source: str, safe_abstract: SafeCheck) -> None:
    page = safe_abstract(abstract_html(source))
    assert page.hrefs == []
    assert page.text == source


def test_paragraphs_of_an_abstract_stay_separate() -> None:
    assert abstract_html("one\n\n \ntwo\nlines\r\n\r\nthree") == "<p>one</p><p>two\nlines</p><p>three</p>"
    assert plain_tex("one\n\ntwo\n  lines ") == "one two lines"


def test_a_title_cannot_change_the_direction_of_other_text() -> None:
    assert plain_tex("a\u202eb\u2066\x07\x00\ud800") == "a␦b␦␇␀\ufffd"


def test_a_very_long_word_can_be_laid_out(safe_abstract: SafeCheck) -> None:
    page = safe_abstract(abstract_html("$" + "x" * 100_000 + "$ " + "a^2" * 10_000))
    assert page.text.count("x") == 100_000
    assert "\u200b" in plain_tex("y" * 501)
    assert "\u200b" not in plain_tex("y" * 500)


def test_a_long_address_is_not_changed_by_the_breaks_in_its_text(safe_abstract: SafeCheck) -> None:
    address = "https://a.org/" + "x" * 900
    assert safe_abstract(abstract_html(address)).hrefs == [address]


TEX_MACROS = ["\\hat{", "\\vec ", "\\textbf{", "\\sqrt", "\\frac", "\\href{", "\\percent", "\\bf ", "\\'", "\\\\", "$$"]
TEX_CHARACTERS = [*"\\${}^_`'\"~ \n<>&ab5().,;", *TEX_MACROS, "https://a.org/", "é", "\u202e", "\x00"]


@given(st.lists(st.sampled_from(TEX_CHARACTERS), max_size=60).map("".join))
def test_no_mixture_of_tex_makes_unsafe_html(safe_abstract: SafeCheck, text: str) -> None:
    safe_abstract(abstract_html(text))
    assert "\n" not in plain_tex(text)


@given(st.text(max_size=300))
def test_no_text_at_all_makes_unsafe_html(safe_abstract: SafeCheck, text: str) -> None:
    safe_abstract(abstract_html(text))
    plain_tex(text)


@given(st.text(alphabet=st.characters(exclude_characters="\\${}^_`'", exclude_categories=["C", "Z"]), min_size=1))
def test_text_without_tex_is_not_changed(safe_abstract: SafeCheck, text: str) -> None:
    assert safe_abstract(abstract_html(text)).text == text
    assert plain_tex(text) == text


@given(st.lists(st.sampled_from(TEX_CHARACTERS), max_size=40))
def test_words_between_tex_are_never_lost(safe_abstract: SafeCheck, parts: list[str]) -> None:
    words = [f"word{chr(0x0391 + number % 17)}{number} " for number in range(len(parts))]
    text = "".join(part + word for part, word in zip(parts, words, strict=True) if part != "\\href{")
    page = safe_abstract(abstract_html(text))
    for part, word in zip(parts, words, strict=True):
        # A one-letter accent or script may take the first letter, a macro the letters that continue its name.
        assert part == "\\href{" or word.strip()[4:] in page.text


def real_abstracts() -> list[str]:
    return [line for path in sorted(DUMPS.rglob("*.txt")) for line in path.read_text("utf-8").split("\n") if line]


def test_the_abstracts_of_real_pages_keep_their_words(safe_abstract: SafeCheck) -> None:
    lines = real_abstracts()
    if not lines:
        pytest.skip("the real dumps are not beside this checkout")
    for line in lines:
        page = safe_abstract(abstract_html(line))
        if not re.search(r"[\\$^`{]", line):
            assert " ".join(page.text.split()) == " ".join(line.split())
            assert plain_tex(line) == " ".join(line.split())
        assert not re.search(r"\\(%|times|textbf|texttt|percent|footnotesize)", page.text)
