"""Papers as text for the clipboard, with ordinary and hostile titles."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.snippets import KINDS, copy_papers, find_web_address, format_citation, markdown_link
from app.domain.paper_values import Identifier, Mention, Organization
from app.domain.views import PaperView
from app.markup.notes import note_html

KIND = {kind.id: kind for kind in KINDS}
ARXIV = (Identifier("arxiv", "2501.00001"),)
PLAIN = PaperView(
    id=1, title="Careful Harbours", abstract="First lines.\n\nMore lines.", abstract_complete=True,
    authors=("Ada Lovelace", "Alan Turing"), authors_complete=True, author_count=2, organization=None,
    published="2025-01-02", comments=None, upvotes=None, categories=(), has_code=None, score=None, identifiers=ARXIV,
    code_urls=(), mentions=(), tags=(), status="inbox", starred=False, priority=0, note=None, links=(),
    collections=(), added="2026-01-01T00:00:00Z", sightings=(),
)  # fmt: skip


def make(**fields: Any) -> PaperView:
    return replace(PLAIN, **fields)


def copy(kind: str, *views: PaperView) -> str:
    return copy_papers(views, KIND[kind]).text


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "Ada Lovelace and Alan Turing (2025). Careful Harbours. https://arxiv.org/abs/2501.00001"),
        ({"identifiers": ()}, "Ada Lovelace and Alan Turing (2025). Careful Harbours."),
        ({"title": "Why?", "identifiers": ()}, "Ada Lovelace and Alan Turing (2025). Why?"),
        ({"year_inferred": True, "identifiers": ()}, "Ada Lovelace and Alan Turing (2025?). Careful Harbours."),
        ({"published": None, "identifiers": ()}, "Ada Lovelace and Alan Turing. Careful Harbours."),
        ({"authors": (), "identifiers": ()}, "Careful Harbours (2025)."),
        (
            {"authors": (), "organization": Organization("lab", "A Lab"), "identifiers": ()},
            "A Lab (2025). Careful Harbours.",
        ),
        ({"authors": ("A", "B", "C"), "author_count": 3, "identifiers": ()}, "A, B and C (2025). Careful Harbours."),
        ({"author_count": 9, "identifiers": ()}, "Ada Lovelace et al. (2025). Careful Harbours."),
        ({"authors_complete": False, "author_count": None, "identifiers": ()}, "Ada Lovelace et al. (2025). "
         "Careful Harbours."),
        ({"authors": tuple("ABCDEF"), "author_count": 6, "identifiers": ()}, "A et al. (2025). Careful Harbours."),
        ({"title": "", "authors": (), "published": None, "identifiers": ()}, "Untitled."),
    ],
)  # fmt: skip
def test_a_citation_has_only_known_fields(fields: dict[str, Any], line: str) -> None:
    assert format_citation(make(**fields)) == line


def test_the_address_is_the_papers_own_and_safe() -> None:
    assert find_web_address(PLAIN) == "https://arxiv.org/abs/2501.00001"
    assert find_web_address(make(identifiers=(), code_urls=("https://example.org/code",))) == "https://example.org/code"
    assert find_web_address(make(identifiers=(), mentions=(Mention("url", "https://example.org/other"),))) == ""
    for bad in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user@example.org/",
        "https://a.org/ b",
        "mailto:a@b.c",
    ):
        assert find_web_address(make(identifiers=(Identifier("url", bad),), code_urls=(bad,))) == "", bad


def test_several_papers_are_copied_a_line_each_and_missing_ones_are_counted() -> None:
    copied = copy_papers([PLAIN, make(abstract=None), make(abstract="One\ntwo.")], KIND["abstract"])
    assert copied.text == "First lines. More lines.\nOne two."
    assert copied.sentence == "Copied 2 abstracts; 1 paper had none"
    assert copy_papers([PLAIN, PLAIN], KIND["address"]).sentence == "Copied 2 addresses"


def test_the_abstract_of_one_paper_keeps_its_paragraphs() -> None:
    assert copy_papers([PLAIN], KIND["abstract"]).text == "First lines.\n\nMore lines."


def test_a_missing_text_is_reported_and_nothing_is_copied() -> None:
    copied = copy_papers([make(identifiers=())], KIND["address"])
    assert (copied.text, copied.sentence) == ("", "This paper has no address. Nothing was copied.")
    assert copy_papers([make(abstract=None)] * 2, KIND["abstract"]).sentence.startswith("These papers have no abstract")


HOSTILE = (
    "A ](https://evil.example/) trap", "[inner](https://evil.example/) text", "![x](https://evil.example/p.png)",
    "ends with a backslash \\", "`code` and ` one more", "<https://evil.example/> <img src=x>",
    "two\nlines\r\u2028three",
    "**bold** _under_ &#93;(https://evil.example/)", "](javascript:alert(1))", "\\](https://evil.example/)",
)  # fmt: skip


def links_of(source: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="([^"]*)"', note_html(source).html)]


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("address", ["https://example.org/a", "https://example.org/a)(b`<c>"])
def test_a_markdown_link_leads_only_to_the_paper_whatever_its_title(title: str, address: str) -> None:
    copied = copy("link", make(title=title, identifiers=(Identifier("url", address),)))
    assert "\n" not in copied
    wanted = address.replace(")", "%29").replace("(", "%28").replace("`", "%60").replace("<", "%3C").replace(">", "%3E")
    assert links_of(copied) == [wanted]
    assert "<img" not in note_html(copied).html


@pytest.mark.parametrize("title", HOSTILE)
def test_without_an_address_no_title_becomes_a_link(title: str) -> None:
    copied = markdown_link(make(title=title, identifiers=()))
    assert not [address for address in links_of(copied) if address.startswith("javascript")]
    assert not re.search(r"(?<!\\)\]\(", copied)


@given(st.text(max_size=60), st.sampled_from(sorted(KIND)))
def test_every_copied_text_is_one_line_without_control_characters(title: str, kind: str) -> None:
    view = make(title=title, abstract=title, authors=(title, "B"), organization=Organization(None, title))
    text = copy(kind, view, view)
    assert len(text.splitlines()) in (0, 2)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
