"""Render papers as Markdown: YAML front matter, then title, abstract, links and note. Pure and deterministic.

The layout follows what Obsidian calls properties and what GitHub renders (CommonMark, https://spec.commonmark.org).
The note is last and exactly as it was written, so nothing in it can be taken for another part. All other text is
escaped by three rules:

1. In the abstract a backslash is put before anything at the start of a line that would begin a block: a heading, a
   rule, a fence, an HTML block, a link definition, a comment. The rest stays as in the source.
2. Titles and evidence are put on one line; `<` before a tag becomes an entity, and inside links the characters that
   open or end a link (`[`, `]`, a backquote, a backslash) are escaped.
3. Control characters become blanks, lone surrogates U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.domain.views import LinkView, PaperView

if TYPE_CHECKING:
    from app.export.front_matter import Scalar, Value

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_BLOCK_START = re.compile(
    r"""^([ \t]*)(?=
        [#<]                      # heading, HTML block
        | `{3} | ~{3}             # fence
        | %%                      # comment in Obsidian
        | \[[^\]\n]*\]:           # link definition
        | ([-=_*])(?:[ \t]*\2)*[ \t]*$   # rule, or underline that makes the line before a heading
    )""",
    re.MULTILINE | re.VERBOSE,
)
_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
_LINK_CHARACTERS = re.compile(r"[\\\[\]`]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def render(view: PaperView, file_names: Mapping[int, str]) -> str:
    """One paper as one file. `file_names` maps the ids of the papers exported with it to their file names."""
    linked = {link.paper_id for link in view.links} & file_names.keys()
    targets = {paper_id: quote(file_names[paper_id], safe="") for paper_id in linked}
    return f"---\n{_front_matter(view)}---\n\n" + _blocks(_body(view, targets, ()))


def render_single(views: Iterable[PaperView]) -> str:
    """All papers as one file: a level-1 section each with a YAML block, and rules between sections.

    Links lead to the section of the other paper. A code fence that a note leaves open is closed after it, or it would
    include the papers that follow.
    """
    papers = list(views)
    targets = {view.id: f"#paper-{view.id}" for view in papers}
    head = _to_yaml({"title": "Papers", "papers": len(papers)})
    sections = "\n---\n\n".join(_section(view, targets) for view in papers)
    return f"---\n{head}---\n\n{sections}" if sections else f"---\n{head}---\n"


def _section(view: PaperView, targets: Mapping[int, str]) -> str:
    facts = (f"```yaml\n{_front_matter(view)}```",)
    text = f'<a id="paper-{view.id}"></a>\n\n' + _blocks(_body(view, targets, facts))
    fence = _open_fence(view.note or "")
    return f"{text}{fence}\n" if fence else text


def _front_matter(view: PaperView) -> str:
    """The metadata in a fixed order; rare fields and flags are left out unless set."""
    values: dict[str, Value] = {"title": view.title, "authors": view.authors}
    if view.authors_complete is False:
        values["authors_complete"] = False
    elif not view.authors and view.author_count is not None:
        values["author_count"] = view.author_count
    values["organization"] = view.organization.name if view.organization else None
    values["published"] = _date_or_text(view.published)
    values["tags"] = sorted(view.tags, key=_name_key)
    values["status"] = view.status
    if view.starred:
        values["starred"] = True
    if view.priority:
        values["priority"] = view.priority
    values["identifiers"] = [{"kind": identifier.kind, "value": identifier.value} for identifier in view.identifiers]
    values["code"] = view.code_urls
    values["collections"] = sorted(view.collections, key=_name_key)
    values["links"] = [_link_facts(link) for link in _sort_links(view.links)]
    values["id"] = view.id
    optional = ("code", "collections")
    return _to_yaml({key: value for key, value in values.items() if value or key not in optional})


def _to_yaml(values: Mapping[str, Value]) -> str:
    from app.export.front_matter import to_yaml  # noqa: PLC0415 - PyYAML, not before something is exported

    return to_yaml(values)


def _link_facts(link: LinkView) -> dict[str, Scalar]:
    facts: dict[str, Scalar] = {
        "type": link.type,
        "direction": link.direction,
        "title": link.title,
        "paper_id": link.paper_id,
    }
    if link.evidence:
        facts["evidence"] = link.evidence
    return facts


def _body(view: PaperView, targets: Mapping[int, str], facts: Sequence[str]) -> list[str]:
    blocks = [f"# {_heading(view.title)}", *facts]
    if view.abstract:
        blocks += ["## Abstract", _paragraphs(view.abstract)]
    if view.links:
        blocks += ["## Links", "\n".join(_link_line(link, targets) for link in _sort_links(view.links))]
    if view.note:
        blocks += ["## Note", view.note]
    return blocks


def _blocks(blocks: Iterable[str]) -> str:
    text = "\n\n".join(blocks)
    return text if text.endswith("\n") else f"{text}\n"


def _link_line(link: LinkView, targets: Mapping[int, str]) -> str:
    """`- extends → [Title](file.md)`; the arrow points left when the link is from the other paper."""
    title = escape_link_text(link.title)
    target = targets.get(link.paper_id)
    other = f"[{title}]({target})" if target else title
    evidence = f" — {_single_line(link.evidence)}" if link.evidence else ""
    return f"- {_single_line(link.type)} {'←' if link.direction == 'in' else '→'} {other}{evidence}"


def escape_link_text(title: str) -> str:
    """A title as the text of a Markdown link: on one line, and escaped so that it cannot end the link."""
    return _LINK_CHARACTERS.sub(r"\\\g<0>", _single_line(title)) or "Untitled"


def _sort_links(links: Iterable[LinkView]) -> list[LinkView]:
    return sorted(links, key=lambda link: (link.direction != "out", link.type, link.paper_id, link.evidence or ""))


def _heading(title: str) -> str:
    text = _single_line(title) or "Untitled"
    return f"{text[:-1]}\\#" if text.endswith("#") else text


def _single_line(text: str) -> str:
    return _TAG_START.sub("&lt;", " ".join(_replace_controls(text).split()))


def _paragraphs(text: str) -> str:
    lines = _replace_controls(_LINE_ENDS.sub("\n", text))
    return _BLOCK_START.sub(r"\1\\", lines.strip("\n"))


def _replace_controls(text: str) -> str:
    return _LONE_SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text))


def _date_or_text(published: str | None) -> date | str | None:
    """A date when the text is a full and valid date; otherwise ("2025-08") the text."""
    if published is None or not _FULL_DATE.fullmatch(published):
        return published
    try:
        return date.fromisoformat(published)
    except ValueError:
        return published


def _name_key(name: str) -> tuple[str, str]:
    return name.casefold(), name


def _open_fence(note: str) -> str | None:
    """The fence that closes the code block at the end of a note, None when it does not end in one."""
    fence: str | None = None
    for line in _LINE_ENDS.split(note):
        match = _FENCE.fullmatch(line)
        if match and fence is None:
            fence = match[1] if match[1][0] == "~" or "`" not in match[2] else None
        elif match and fence and match[1].startswith(fence) and not match[2].strip():
            fence = None
    return fence
