"""Papers as Markdown: YAML front matter, then title, abstract, links and note. Pure: the same content, the same bytes.

The layout follows what Obsidian calls properties and what GitHub renders (CommonMark, https://spec.commonmark.org).
The note stands last and exactly as it was written, so nothing in it can be taken for another part. All other text is
ours to make safe, by three rules:

1. In the abstract a backslash is put before whatever would begin a block at the start of a line: a heading, a rule, a
   fence, an HTML block, a link definition, a comment. The rest stays as the source had it.
2. Titles and evidence are put on one line; `<` before a tag becomes an entity, and what would end or open a link
   (`[`, `]`, a backquote, a backslash) is escaped inside links.
3. Control characters become blanks, half characters (lone surrogates) U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import quote

from app.domain.views import LinkView, PaperView
from app.export import yaml_text

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
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
_LINK_SIGNS = re.compile(r"[\\\[\]`]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def render(view: PaperView, file_names: Mapping[int, str]) -> str:
    """One paper as one file. `file_names` maps the ids of the papers exported with it to their names in that folder."""
    linked = {link.paper_id for link in view.links} & file_names.keys()
    targets = {paper_id: quote(file_names[paper_id], safe="") for paper_id in linked}
    return f"---\n{_front_matter(view)}---\n\n" + _blocks(_body(view, targets, ()))


def render_single(views: Iterable[PaperView]) -> str:
    """All papers as one file: a level-1 section each, its front matter as a YAML block, a rule between two sections.

    Links lead to the section of the other paper. A fence that a note leaves open is closed after it, or it would
    swallow the papers that follow.
    """
    papers = list(views)
    targets = {view.id: f"#paper-{view.id}" for view in papers}
    head = yaml_text.write_mapping({"title": "Papers", "papers": len(papers)})
    sections = "\n---\n\n".join(_section(view, targets) for view in papers)
    return f"---\n{head}---\n\n{sections}" if sections else f"---\n{head}---\n"


def _section(view: PaperView, targets: Mapping[int, str]) -> str:
    facts = (f"```yaml\n{_front_matter(view)}```",)
    text = f'<a id="paper-{view.id}"></a>\n\n' + _blocks(_body(view, targets, facts))
    fence = _open_fence(view.note or "")
    return f"{text}{fence}\n" if fence else text


def _front_matter(view: PaperView) -> str:
    """The facts, in an order that never changes; those that are rare or false by default stand only when set."""
    values: dict[str, yaml_text.Value] = {"title": view.title, "authors": view.authors}
    if view.authors_complete is False:
        values["authors_complete"] = False
    elif not view.authors and view.author_count is not None:
        values["author_count"] = view.author_count
    values["organization"] = view.organization.name if view.organization else None
    values["published"] = _day(view.published)
    values["tags"] = sorted(view.tags, key=_folded)
    values["status"] = view.status
    if view.starred:
        values["starred"] = True
    if view.priority:
        values["priority"] = view.priority
    values["identifiers"] = [{"kind": identifier.kind, "value": identifier.value} for identifier in view.identifiers]
    values["code"] = view.code_urls
    values["collections"] = sorted(view.collections, key=_folded)
    values["links"] = [_link_facts(link) for link in _in_order(view.links)]
    values["id"] = view.id
    optional = ("code", "collections")
    return yaml_text.write_mapping({key: value for key, value in values.items() if value or key not in optional})


def _link_facts(link: LinkView) -> dict[str, yaml_text.Scalar]:
    facts: dict[str, yaml_text.Scalar] = {
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
        blocks += ["## Links", "\n".join(_link_line(link, targets) for link in _in_order(view.links))]
    if view.note:
        blocks += ["## Note", view.note]
    return blocks


def _blocks(blocks: Iterable[str]) -> str:
    text = "\n\n".join(blocks)
    return text if text.endswith("\n") else f"{text}\n"


def _link_line(link: LinkView, targets: Mapping[int, str]) -> str:
    """`- extends → [Title](file.md)`; the arrow points the other way where the other paper is the one that does it."""
    title = link_text(link.title)
    target = targets.get(link.paper_id)
    other = f"[{title}]({target})" if target else title
    evidence = f" — {_line(link.evidence)}" if link.evidence else ""
    return f"- {_line(link.type)} {'←' if link.direction == 'in' else '→'} {other}{evidence}"


def link_text(title: str) -> str:
    """A title as the text of a link in Markdown: on one line, and nothing in it ends the link."""
    return _LINK_SIGNS.sub(r"\\\g<0>", _line(title)) or "Untitled"


def _in_order(links: Iterable[LinkView]) -> list[LinkView]:
    return sorted(links, key=lambda link: (link.direction != "out", link.type, link.paper_id, link.evidence or ""))


def _heading(title: str) -> str:
    text = _line(title) or "Untitled"
    return f"{text[:-1]}\\#" if text.endswith("#") else text


def _line(text: str) -> str:
    return _TAG_START.sub("&lt;", " ".join(_clean(text).split()))


def _paragraphs(text: str) -> str:
    lines = _clean(_LINE_ENDS.sub("\n", text))
    return _BLOCK_START.sub(r"\1\\", lines.strip("\n"))


def _clean(text: str) -> str:
    return _HALF_CHARACTERS.sub("\ufffd", _CONTROLS.sub(" ", text))


def _day(published: str | None) -> date | str | None:
    """A date where the text is a full date that exists; otherwise ("2025-08") the text."""
    if published is None or not _FULL_DATE.fullmatch(published):
        return published
    try:
        return date.fromisoformat(published)
    except ValueError:
        return published


def _folded(name: str) -> tuple[str, str]:
    return name.casefold(), name


def _open_fence(note: str) -> str | None:
    """The fence that would close the code block a note ends in, None when it ends outside of one."""
    fence: str | None = None
    for line in _LINE_ENDS.split(note):
        match = _FENCE.fullmatch(line)
        if match and fence is None:
            fence = match[1] if match[1][0] == "~" or "`" not in match[2] else None
        elif match and fence and match[1].startswith(fence) and not match[2].strip():
            fence = None
    return fence
