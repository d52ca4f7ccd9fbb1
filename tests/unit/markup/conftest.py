"""Parse our HTML independently: by the standard library, which is as lenient as a browser."""

from __future__ import annotations

import html.parser
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

ABSTRACT_TAGS = {"p", "br", "b", "i", "u", "code", "sup", "sub", "a"}
NOTE_TAGS = ABSTRACT_TAGS | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "li", "blockquote", "pre", "em"}
NOTE_TAGS |= {"strong", "del", "table", "thead", "tbody", "tr", "th", "td", "span"}
VOID = {"br", "hr"}
GOOD_HREF = re.compile(r"(https?://[^\s/@\\]+([/?#][^\s\\]*)?|mailto:[^\s@/\\]+@[^\s@/\\]+|paper:[\w%.~-]+)", re.I)


@dataclass
class Page(html.parser.HTMLParser):
    """What a browser would find."""

    text: str = ""
    tags: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        if tag in VOID:
            self.parts.append("\n")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"processing instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"unknown declaration {data}")


def read_page(source: str) -> Page:
    page = Page()
    page.feed(source)
    page.close()
    page.text = "".join(page.parts)
    return page


def assert_safe(source: str, allowed: set[str]) -> Page:
    """Only allowed tags, closed in order, no attribute but a good href and a class of ours, nothing that is unseen."""
    page = read_page(source)
    assert set(page.tags) <= allowed
    assert not page.faults
    assert not page.open
    assert set(page.attributes) <= {"href", "class"}
    classed = set(re.findall(r'<([^<> ]*)[^<>]* class="([^"]*)"', source))
    assert classed <= {("li", "checked"), ("li", "unchecked"), ("p", "formula"), ("span", "unknown")}
    assert page.tags.count("span") == source.count('<span class="unknown">')
    assert page.tags.count("a") == len(page.hrefs)
    assert [href for href in page.hrefs if not GOOD_HREF.fullmatch(href)] == []
    unseen = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    assert not re.search(unseen, source)
    assert not re.search(r"[^\s\u200b]{501}", page.text)
    return page


SafeCheck = Callable[[str], Page]


@pytest.fixture(scope="session")
def safe_abstract() -> SafeCheck:
    return lambda source: assert_safe(source, ABSTRACT_TAGS)


@pytest.fixture(scope="session")
def safe_note() -> SafeCheck:
    return lambda source: assert_safe(source, NOTE_TAGS)
