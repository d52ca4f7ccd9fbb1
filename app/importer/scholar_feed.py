"""Author pages of Scholar Feed, copied as plain text: a profile, then one entry per paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.paper_values import Organization
from app.domain.records import ProfileRecord, Span
from app.importer.dates import DATE_PATTERN, make_printed_date
from app.importer.page import (
    TOO_MANY_PAPERS,
    Detection,
    Page,
    PaperDraft,
    add_abstract,
    parse_count,
    start_paper,
    undo_rewriting,
)
from app.importer.pairing import TRUNCATED_TITLE

KEY = "scholar-feed"

_CATEGORY = r"(?:[A-Z]{2,8}-[A-Z]{2,4}(?![a-z])|[a-z]{2,8}-[a-z]{2,4}|[A-Z]{2})"
_ENTRY = re.compile(
    rf"^(?P<score>\d{{1,3}}(?:\.\d{{1,2}})?)?(?P<categories>{_CATEGORY}{{1,20}}?){DATE_PATTERN}(?P<code>Code)?$",
    re.MULTILINE,
)
_NEXT_ENTRY = re.compile(
    rf"\n(?={_ENTRY.pattern[1:]})", re.MULTILINE
)  # searching for a fixed first character is faster
_TRUNCATED_ENTRY = re.compile(
    rf"(?:\d{{1,3}}(?:\.\d{{0,2}})?)?{_CATEGORY}{{0,20}}[A-Z]?"
    rf"(?:[A-Z][a-z]{{0,2}}(?: \d{{0,2}}(?:,(?: \d{{0,4}})?)?)?(?:Cod?)?)?"
)
_H_INDEX = re.compile(r"^h-index\s*(?P<value>\S{1,12})?$", re.MULTILINE)
_COUNT_LINE = re.compile(r"^(?P<count>\d[\d,]*) Papers?$", re.MULTILINE)
_CATEGORY_LINE = re.compile(rf"(?:[a-z-]{{2,10}}\.)?{_CATEGORY}\Z")
_HEAD_CHARS = 16_384
_MAX_AUTHORS_CHARS = 2_000
_ET_AL = re.compile(r"\s*,?\s*\bet al\.?$")
# on the page of one paper: number, version and citations run together; of the version only one digit can be told apart
_CITATIONS = re.compile(r"arXiv:\d{4}\.\d{4,5}v\d{1,2}?(?P<count>0|[1-9][\d,]*) citations?$", re.MULTILINE)
_SUFFIXES = frozenset(("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"))


@dataclass(frozen=True, slots=True)
class _ProfileField:
    """A number in the profile: the name of its field, and how the page prints it."""

    name: str
    pattern: re.Pattern[str]


_PROFILE_FIELDS = (
    _ProfileField("h_index", re.compile(r"h-index\s*(\d[\d,.]*[kKmM]?)")),
    _ProfileField("papers", re.compile(r"(\d[\d,.]*[kKmM]?)\s*papers?")),
    _ProfileField("citations", re.compile(r"(\d[\d,.]*[kKmM]?)\s*citations?")),
    _ProfileField("novelty_percent", re.compile(r"Novelty\s*(\d[\d.]*)\s*%")),
    _ProfileField("ai_score", re.compile(r"AI Score\s*(\d[\d.]*)")),
)
_TRUNCATED_PROFILE_LINE = re.compile(
    r"h-index|\d[\d,.]*[kKmM]? ?[a-zP]*|N[a-z]*\d*%?|AI?(?: S?[a-z]*)?\d*|Novelty\s*\d*|AI Score"
)


@dataclass(slots=True)
class _Block:
    """Consecutive lines, or one line on pages without blank lines."""

    start: int
    end: int
    line: int
    text: str


def detect_scholar_feed(text: str) -> Detection | None:
    """The reason why the text is an author page, or None."""
    if _H_INDEX.search(text, 0, _HEAD_CHARS):
        return Detection(KEY, "S", "The line “h-index” of a profile shows an author page of Scholar Feed.")
    if (_COUNT_LINE.search(text, 0, _HEAD_CHARS) or _ENTRY.match(text)) and _ENTRY.search(text, 0, _HEAD_CHARS):
        return Detection(KEY, "S", "Lines of categories and a date before titles show a list of Scholar Feed.")
    return None


def parse_scholar_feed(text: str, layout: str) -> Page:
    """Parse an author page; no text raises an error."""
    page = Page(layout)
    entry = _ENTRY.match(text) or _find_entry(text, 0)
    count = _COUNT_LINE.search(text, 0, entry.start() if entry else len(text))
    profile_end = count.start() if count else entry.start() if entry else len(text)
    _read_profile(page, text, profile_end)
    if count is not None:
        between_end = entry.start() if entry else len(text)
        _add_unread_between(page, text, count.end(), between_end)
    if entry is not None:
        _read_entries(page, text, entry)
    return page


def _read_profile(page: Page, text: str, end: int) -> None:
    values: dict[str, int] = {}
    names: list[tuple[int, str]] = []
    for number, line in enumerate(text[:end].split("\n"), 1):
        stripped = line.strip()
        if not stripped or _read_profile_field(stripped, values):
            continue
        if not values:
            names.append((number, stripped))
        elif not _TRUNCATED_PROFILE_LINE.fullmatch(stripped):
            page.add_unread(number, line, "The line is not a number of a profile.")
    name, field = _read_name(page, names)
    if values or name or field:
        page.profile = ProfileRecord(name=name, field=field, **values)


def _read_profile_field(line: str, values: dict[str, int]) -> bool:
    for figure in _PROFILE_FIELDS:
        match = figure.pattern.fullmatch(line)
        if match is not None:
            number = parse_count(match[1])
            if number is not None:
                values.setdefault(figure.name, number)
            return True
    return False


def _read_name(page: Page, lines: list[tuple[int, str]]) -> tuple[str | None, str | None]:
    """Name and main field, which precede the numbers; older pages have neither."""
    lines = [(number, text) for number, text in lines if text != "h-index"]
    texts = [undo_rewriting(text) for _, text in lines]
    if not texts:
        return None, None
    if len(texts) == 1:
        return (None, texts[0]) if _CATEGORY_LINE.match(texts[0]) else (texts[0], None)
    for number, text in lines[1:-1]:
        page.add_unread(number, text, "The line between name and field was not understood.")
    return texts[0], texts[-1]


def _add_unread_between(page: Page, text: str, start: int, end: int) -> None:
    """Text between the number of papers and the first entry is a truncated entry, or unknown."""
    piece = text[start:end]
    if piece.strip():
        line = text.count("\n", 0, start + len(piece) - len(piece.lstrip())) + 1
        page.add_unread(line, piece.strip("\n"), "The line of categories and date is missing or cut off.")


def _find_entry(text: str, position: int) -> re.Match[str] | None:
    """The next line after that position that begins an entry."""
    before = _NEXT_ENTRY.search(text, position)
    return _ENTRY.match(text, before.end()) if before else None


def _read_entries(page: Page, text: str, entry: re.Match[str] | None) -> None:
    line, counted = 1, 0
    is_dense = "\n\n" not in text
    while entry is not None:
        following = _find_entry(text, entry.end())
        end = following.start() if following else len(text)
        line += text.count("\n", counted, entry.start())
        counted = entry.start()
        if page.is_full():
            page.add_unread(line, entry[0], TOO_MANY_PAPERS)
            return
        _read_entry(page, text, entry, end, line, is_dense=is_dense)
        entry = following


def _read_entry(page: Page, text: str, entry: re.Match[str], end: int, line: int, *, is_dense: bool) -> None:
    is_last = end == len(text)
    blocks = list(_split_blocks(text, entry.end() + 1, end, line + 1, is_dense))
    if is_last and len(blocks) > 1 and _TRUNCATED_ENTRY.fullmatch(blocks[-1].text):
        truncated = blocks.pop()
        page.add_unread(
            truncated.line, truncated.text, "The page ends here: this is the beginning of an entry that is cut off."
        )
        is_last = False
    if not blocks or (is_last and len(blocks) == 1):
        page.add_unread(line, text[entry.start() : end].rstrip("\n"), TRUNCATED_TITLE)
        return
    title = blocks[0]
    draft = start_paper(title.text, Span(title.start, title.end), title.line)
    _read_entry_line(draft, entry)
    has_citations = len(blocks) > 1 and _read_citations(page, draft, blocks[1])
    _read_authors_and_abstract(page, draft, blocks[2 if has_citations else 1 :], is_last=is_last)
    page.papers.append(draft)


def _split_blocks(text: str, start: int, end: int, line: int, is_dense: bool) -> Iterator[_Block]:
    separator = "\n" if is_dense else "\n\n"
    position = start
    while position < end:
        if text[position] == "\n":
            position, line = position + 1, line + 1
            continue
        stop = text.find(separator, position, end)
        stop = end if stop < 0 else stop
        piece = text[position:stop].rstrip("\n")
        indent = len(piece) - len(piece.lstrip())
        yield _Block(position + indent, position + len(piece), line, piece[indent:])
        line += text.count("\n", position, stop)
        position = stop


def _read_entry_line(draft: PaperDraft, entry: re.Match[str]) -> None:
    if entry["score"]:
        draft.give("score", float(entry["score"]), Span(*entry.span("score")))
    categories = tuple(re.findall(_CATEGORY, entry["categories"]))
    draft.give("categories", categories, Span(*entry.span("categories")))
    draft.printed = make_printed_date(entry)
    if draft.printed is not None:
        begin = entry.start("month")
        draft.spans["published"] = Span(begin, begin + len(draft.printed.text))
    draft.values["has_code"] = entry["code"] is not None
    if entry["code"] is not None:
        draft.spans["has_code"] = Span(*entry.span("code"))


def _read_citations(page: Page, draft: PaperDraft, block: _Block) -> bool:
    """Whether the block begins like the page of one paper, `arXiv:2511.01234v21 citations`; then read them."""
    match = _CITATIONS.match(block.text)
    if match is None:
        return False
    begin, end = match.span("count")
    draft.give("citations", parse_count(match["count"]), Span(block.start + begin, block.start + end))
    page.add_unread(block.line, block.text, "Of these lines only the number of citations was read.")
    return True


def _read_authors_and_abstract(page: Page, draft: PaperDraft, blocks: list[_Block], *, is_last: bool) -> None:
    if blocks and _is_author_list(blocks[0].text, is_only_block=len(blocks) == 1):
        _read_authors(page, draft, blocks[0], is_truncated=is_last and len(blocks) == 1)
        blocks = blocks[1:]
    for block in blocks:
        add_abstract(draft, block.text, Span(block.start, block.end))
    draft.is_complete = not is_last


def _is_author_list(text: str, *, is_only_block: bool) -> bool:
    """Whether a block is a list of names rather than the abstract of a paper without authors."""
    if len(text) > _MAX_AUTHORS_CHARS:
        return False
    names = text.partition(" · ")[0]
    if _find_et_al(names):
        return True
    parts = names.split(",")
    if any(len(part.split()) > 7 for part in parts):
        return False
    return not (is_only_block and text.endswith(".") and len(parts) < 3 and len(text) > 60)


def _find_et_al(names: str) -> re.Match[str] | None:
    return _ET_AL.search(names) if "et al" in names else None


def _read_authors(page: Page, draft: PaperDraft, block: _Block, *, is_truncated: bool) -> None:
    line = " ".join(undo_rewriting(block.text).split())
    names, dot, organization = line.partition(" · ")
    has_more = _find_et_al(names)
    authors = _split_names(names[: has_more.start()] if has_more else names)
    if is_truncated and not has_more and not dot and authors:
        page.add_unread(block.line, block.text, "The page ends in this list of authors: the last name may be cut off.")
        authors = authors[:-1]
    draft.give("authors", tuple(authors), Span(block.start, block.start + len(block.text.partition(" · ")[0])))
    if authors:
        is_complete = not has_more and (bool(dot) or not is_truncated)
        draft.values["authors_complete"] = is_complete
        draft.values["author_count"] = len(authors) if is_complete else None
    if organization:
        begin = block.start + block.text.find(" · ") + 3
        draft.give("organization", _read_organization(organization), Span(begin, block.end))


def _read_organization(text: str) -> Organization:
    """This site prints either a slug, which then is the name as well, or a name of several words."""
    return Organization(text if " " not in text else None, text)


def _split_names(text: str) -> list[str]:
    names: list[str] = []
    for part in text.split(","):
        name = part.strip()
        if name in _SUFFIXES and names:
            names[-1] += ", " + name
        elif name:
            names.append(name)
    return names
