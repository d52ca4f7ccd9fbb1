"""Markdown export: valid front matter for any text, an escaped body, the note as it was written."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.paper_values import Identifier, Organization
from app.domain.views import LinkView, PaperView
from app.export import markdown
from app.export.front_matter import to_yaml
from tests.profile import thorough

Make = Callable[..., PaperView]
HOSTILE = [
    *(
        "---",
        "a: b",
        "# no comment",
        "a #b",
        "a\n---\nb",
        "'",
        '"',
        "\\",
        "- x",
        "? x",
        "@x",
        "`x`",
        "{x}",
        "[x]",
        "*x",
    ),
    *(
        "yes",
        "No",
        "null",
        "~",
        "1",
        "1.5",
        "0o7",
        "1:30",
        "NaN",
        "0x1F",
        "1e3",
        ".inf",
        "2025-08-05",
        "12:30:45",
        "<<",
        "=",
        "!!str x",
        "%x",
    ),
    *(
        "",
        " ",
        " x",
        "x ",
        "x:",
        ":x",
        "a\tb",
        "a\r\nb",
        "\x00\x07\x1b",
        "\x85",
        "\u2028\u2029",
        "\ufeffx",
        "\u202ex\u202c",
    ),
    *("😀👩\u200d💻", "Größe", "漢字", "می\u200cخواهم", "\ufffe", "x\xa0y", "a, b", "a; b", "x -", "y", "on", "\xad"),
]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",))), st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join)
)


def front_matter(text: str) -> dict[str, object]:
    start, facts, _ = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    assert start == ""
    loaded = yaml.safe_load(facts)
    assert isinstance(loaded, dict)
    return loaded


@settings(max_examples=thorough(250, 83), deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_any_text_in_the_front_matter_is_read_back_unchanged(text: str, items: list[str]) -> None:
    values = {"title": text, "tags": items, "links": [{"type": item, "title": text} for item in items], "id": 12}
    written = to_yaml(values)
    assert yaml.safe_load(written) == values
    assert re.sub("[\n\u200c\u200d]", "", written).isprintable()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_read_back_unchanged(text: str) -> None:
    assert yaml.safe_load(to_yaml({"title": text, "tags": [text]})) == {"title": text, "tags": [text]}


def test_ordinary_text_is_not_quoted() -> None:
    assert to_yaml({"tags": ["ml/attention", "zu lesen (bald)"], "x": "Ho, Jain & Abbeel"}) == (
        'tags:\n  - ml/attention\n  - zu lesen (bald)\nx: "Ho, Jain & Abbeel"\n'
    )


def test_a_paper_with_all_fields(make_view: Make) -> None:
    view = make_view(
        organization=Organization("google", "Google"),
        tags=("safety", "Agents/web"),
        starred=True,
        priority=2,
        identifiers=(Identifier("arxiv", "2508.04010"),),
        code_urls=("https://github.com/x/y",),
        collections=("Thesis",),
        links=(
            LinkView(9, "Not exported [1]", "contradicts", "in", None),
            LinkView(3, "Über [x]", "extends", "out", "section 2"),
        ),
        note="My *note*",
    )
    assert markdown.render(view, {3: "über-x-3.md", 12: "self-12.md"}) == (
        "---\n"
        'title: "HarmonyGuard: Toward Safety"\n'
        "authors:\n  - Ada Lovelace\n  - Alan Turing\n"
        "organization: Google\npublished: 2025-08-05\n"
        "tags:\n  - Agents/web\n  - safety\n"
        "status: inbox\nstarred: true\npriority: 2\n"
        'identifiers:\n  - kind: arxiv\n    value: "2508.04010"\n'
        "code:\n  - https://github.com/x/y\n"
        "collections:\n  - Thesis\n"
        "links:\n"
        '  - type: extends\n    direction: out\n    title: "Über [x]"\n    paper_id: 3\n    evidence: section 2\n'
        '  - type: contradicts\n    direction: in\n    title: "Not exported [1]"\n    paper_id: 9\n'
        "id: 12\n"
        "---\n\n"
        "# HarmonyGuard: Toward Safety\n\n"
        "## Abstract\n\nWe guard web agents.\n\n"
        "## Links\n\n"
        "- extends → [Über \\[x\\]](%C3%BCber-x-3.md) — section 2\n"
        "- contradicts ← Not exported \\[1\\]\n\n"
        "## Note\n\nMy *note*\n"
    )


def test_a_paper_without_optional_fields_has_all_standard_properties(make_view: Make) -> None:
    view = make_view(abstract=None, authors=(), authors_complete=None, author_count=9, published=None)
    facts = front_matter(markdown.render(view, {}))
    assert facts == {
        **{"title": view.title, "authors": [], "author_count": 9, "organization": None, "published": None},
        **{"tags": [], "status": "inbox", "identifiers": [], "links": [], "id": 12},
    }


@pytest.mark.parametrize(
    ("published", "read"),
    [("2025-08-05", datetime.date(2025, 8, 5)), ("2025-08", "2025-08"), ("2025", "2025"), ("2025-02-31", "2025-02-31")],
)
def test_a_full_date_is_a_date_and_anything_else_stays_text(make_view: Make, published: str, read: object) -> None:
    assert front_matter(markdown.render(make_view(published=published), {}))["published"] == read


def _view(abstract: str, note: str) -> PaperView:
    return PaperView(
        "T", abstract, id=1, tags=(), status="inbox", starred=False, priority=0, note=note, links=(), collections=(),
        added="2026-01-01", sightings=(),
    )  # fmt: skip


@settings(max_examples=thorough(300, 100), deadline=None)
@example("a\n---\ntitle: b\n---\n# c\n```\n<!--\n[x]: y\n===\n%%\n  ~~~\n * * *")
@given(st.one_of(TEXTS, st.text("#<`~%[]:-=_* \t\n\rab", max_size=40)))
def test_no_abstract_can_open_a_section_a_rule_a_fence_or_a_comment(text: str) -> None:
    view = _view(text, "the note")
    body = markdown.render(view, {}).split("\n---\n", 1)[1]
    blocks = re.compile(r"[ \t]*(#|<|```|~~~|%%|\[[^\]]*\]:|-[- \t]*$|=[= \t]*$|_[_ \t]*$|\*[* \t]*$)")
    found = [line for line in re.split("[\r\n]", body) if blocks.match(line)]
    assert found == ["# T", *(["## Abstract"] if text else []), "## Note"]
    assert body.endswith("\n\n## Note\n\nthe note\n")


def test_only_line_starts_that_begin_a_block_are_escaped(make_view: Make) -> None:
    abstract = "Costs $x < y$ and *much*:\n- a\n## b\n  <b>c\n#1 again - a_b [1]\r\nend\x07."
    written = markdown.render(make_view(abstract=abstract), {})
    assert "much*:\n- a\n\\## b\n  \\<b>c\n\\#1 again - a_b [1]\nend .\n" in written


@pytest.mark.parametrize(
    ("title", "heading"),
    [("C#", "# C\\#"), ("a\n# b", "# a # b"), ("<!-- a", "# &lt;!-- a"), ("1 < 2", "# 1 < 2"), (" ", "# Untitled")],
)
def test_a_title_stays_one_heading(make_view: Make, title: str, heading: str) -> None:
    assert f"---\n\n{heading}\n\n## Abstract" in markdown.render(make_view(title=title), {})


@settings(max_examples=thorough(200, 66), deadline=None)
@example("---\r\ntitle: x\r\n---\r\n# y\x00\ufeff\n\n\n")
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_the_note_is_last_and_exactly_as_written(note: str) -> None:
    view = _view("A", note)
    written = markdown.render(view, {})
    assert written.split("\n## Note\n\n", 1)[1] == (note if note.endswith("\n") else f"{note}\n")


def test_a_lone_surrogate_does_not_stop_an_export(make_view: Make) -> None:
    view = make_view(title="a\ud800b", abstract="c\udfff", authors=("\ud83d",))
    assert markdown.render(view, {}).encode().decode().count("\ufffd") == 4


def test_a_single_file_has_a_section_a_paper_and_links_between_them(make_view: Make) -> None:
    first = make_view(id=1, title="One", note="n\n", links=(LinkView(2, "Two", "uses", "out", None),))
    second = make_view(id=2, title="Two", links=(LinkView(1, "One", "uses", "in", None),))
    written = markdown.render_single([first, second])
    assert front_matter(written) == {"title": "Papers", "papers": 2}
    assert re.findall(r"^# .*|^---$", written, re.MULTILINE) == ["---", "---", "# One", "---", "# Two"]
    assert "- uses → [Two](#paper-2)\n" in written
    assert "- uses ← [One](#paper-1)\n" in written
    assert '\n\n<a id="paper-2"></a>\n\n# Two\n' in written
    facts = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", written, re.DOTALL)]
    assert [fact["id"] for fact in facts] == [1, 2]


@pytest.mark.parametrize(
    ("note", "closed"),
    [
        ("```py\nx", "```py\nx\n```\n"),
        ("~~~~\n~~~", "~~~~\n~~~\n~~~~\n"),
        ("```\nx\n```", "```\nx\n```\n"),
        ("```x``` y", "```x``` y\n"),
        ("````\n```\n", "````\n```\n````\n"),
        ("```\n``` x\n", "```\n``` x\n```\n"),
    ],
)
def test_a_note_with_an_open_fence_does_not_include_the_next_paper(make_view: Make, note: str, closed: str) -> None:
    written = markdown.render_single([make_view(id=1, note=note), make_view(id=2)])
    assert f"## Note\n\n{closed}\n---\n\n<a id" in written


def test_an_empty_single_file_is_only_its_head() -> None:
    assert markdown.render_single([]) == "---\ntitle: Papers\npapers: 0\n---\n"
