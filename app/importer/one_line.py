"""Layout D of Daily Papers: one line per paper, `votes Title Abstract 9 authors · Aug 28, 2023`.

Nothing marks the boundary between title and abstract, so it is guessed: titles capitalise most words, abstracts do not.
Every possible boundary gets a score for the words on both sides, and the best one is chosen.
"""

from __future__ import annotations

import re
from itertools import accumulate

from app.domain.records import Span
from app.importer.dates import DATE_PATTERN, make_printed_date
from app.importer.organizations import read_organization
from app.importer.page import TOO_MANY_PAPERS, Page, PaperDraft, add_abstract, parse_count, start_paper
from app.importer.pairing import TRUNCATED_TITLE

_ENTRY = re.compile(r"[ \t]*(?P<votes>-|\d{1,6})[ \t]+(?=\S)")
_META = re.compile(
    rf"(?:(?<=\s)(?P<count>\d{{1,5}}) authors?\s*)?"
    rf"(?:(?:·|Â·)\s*{DATE_PATTERN}(?:\s+(?P<comments>\d[\d,.]*[kKmM]?))?)?\Z"
)
_META_MARK = re.compile(rf"\d authors?\s*(?:·|Â·|$)|(?:·|Â·) {DATE_PATTERN}", re.MULTILINE)
_TRUNCATED_META = re.compile(
    r"(?<=\s)(?P<count>\d{1,5}) a[uthors]{0,6}\s*(?:(?:·|Â·)\s*(?:[A-Z][a-z]{0,2}(?: \d{0,2}(?:,(?: \d{0,3})?)?)?)?)?\Z"
    r"|(?<=[.!?)}\]] )\d{1,5}\Z"
)
_META_TAIL_CHARS = 200
_ORGANIZATION = re.compile(
    r"(?:(?<=[.!?)}\]] )|(?<=[.!?][)”\"] ))(?:[a-z0-9]\S{1,40} )?[A-Z0-9]\S{0,40}(?: [A-Z0-9&]\S{0,40}){0,5}\s*\Z"
    r"|(?<=\. )\S{2,40} \S{2,40}\s*\Z"
)
_ABBREVIATION = re.compile(r"\([A-Z][\w/-]*\)")
_WORD = re.compile(r"\S+")
_MAX_WORDS = 48
_MIN_ABSTRACT_WORDS = 4
_TRUNCATED_MARGIN = 3.0  # a truncated title has no boundary, so at the end of a page the guess must be better


def _read_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FUNCTION_WORDS = _read_words("""
    a an the of in on for and or to with via by from as at into over under between without through towards
    toward using beyond vs vs. per is are be can it not but than that your you our we
""")
_NEVER_LAST = _read_words("""
    a an the of in on for and or to with via by from as at into over between without using
""")
_ABSTRACT_ONLY = _read_words("""
    is are was were has have had been be this these those that which we our their they can could may might
    however often such many remains remain suffer suffers rely relies it its also but there propose present
    introduce
""")
_ABSTRACT_STARTERS = _read_words("""
    we this these recent recently in large while although despite existing current the our to as many most with
    when recent, modern prior previous given since because however, motivated understanding it there for an
    traditional objective: background: abstract language multimodal diffusion generative deep vision-language
    humans human what how can does do autonomous text-to-image reinforcement transformers llms vision speech
    automatic advances building training inspired among by from on at inference neural pre-trained graph
    self-supervised video foundation
""")
_CERTAIN_STARTERS = _read_words("""
    we this these recent recently while although despite existing current our prior previous given since because
    however, motivated there objective: background: as
""")


_OPENING_PHRASES = frozenset(
    {
        "large language",
        "large vision-language",
        "large multimodal",
        "multimodal large",
        "multi-modal large",
        "vision-language models",
        "vision language",
        "reinforcement learning",
        "deep reinforcement",
        "language models",
        "diffusion models",
        "graphical user",
        "artificial intelligence",
        "machine learning",
        "deep learning",
        "ai agents",
        "llm agents",
    }
)


def looks_one_line(body: str) -> bool:
    """Whether every line begins like an entry of this layout, and metadata or clear boundaries confirm it."""
    lines = [line for line in body.split("\n", 400)[:400] if line]
    if not lines or not all(_ENTRY.match(line) for line in lines):
        return False
    if _META_MARK.search(body, 0, 200_000):
        return True
    return all(len(line) > 300 and _find_boundary(_skip_votes(line)) for line in lines[:-1] or lines)


def _skip_votes(line: str) -> str:
    match = _ENTRY.match(line)
    return line[match.end() :] if match else line


def read_one_line(page: Page, text: str, start: int, number: int) -> None:
    """Add the papers of the lines from offset `start` on; `number` is the number of the first line."""
    position = start
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if page.is_full():
            page.add_unread(number, text[position:end], TOO_MANY_PAPERS)
            return
        if end > position:
            _read_entry(page, text, position, end, number)
        position, number = end + 1, number + 1


def _read_entry(page: Page, text: str, start: int, end: int, number: int) -> None:
    entry = _ENTRY.match(text, start, end)
    if entry is None:
        page.add_unread(
            number, text[start:end], "The line does not begin with upvotes or “-” like the papers on this page."
        )
        return
    facts = PaperDraft("", start, number)
    body_end = _read_facts(facts, text, entry.end(), end)
    if body_end == end == len(text):
        body_end = _read_truncated_facts(facts, text, entry.end(), end)
    is_complete = body_end < end or end < len(text)
    body = text[entry.end() : body_end]
    boundary = _find_boundary(body, margin=0.0 if is_complete else _TRUNCATED_MARGIN)
    if boundary is None and not is_complete:
        page.add_unread(number, text[start:end], TRUNCATED_TITLE)
        return
    draft = _split(body, entry.end(), boundary, number)
    draft.is_complete = is_complete
    if entry["votes"] != "-":
        draft.give("upvotes", int(entry["votes"]), Span(*entry.span("votes")))
    draft.printed = facts.printed
    draft.values.update(facts.values)
    draft.spans.update(facts.spans)
    page.papers.append(draft)


def _split(body: str, start: int, boundary: int | None, number: int) -> PaperDraft:
    title = body[:boundary].rstrip() if boundary else body.rstrip()
    draft = start_paper(title, Span(start, start + len(title)), number)
    draft.is_guess = True
    if boundary:
        abstract = body[boundary:].rstrip()
        add_abstract(draft, abstract, Span(start + boundary, start + boundary + len(abstract)))
    return draft


def _read_facts(draft: PaperDraft, text: str, start: int, end: int) -> int:
    """Parse the metadata at the end of a line into the draft; returns the offset at which it begins."""
    match = next((m for m in _META.finditer(text[max(start, end - _META_TAIL_CHARS) : end]) if m[0]), None)
    if match is None:
        return end
    offset = max(start, end - _META_TAIL_CHARS)
    if match["count"]:
        draft.give("author_count", int(match["count"]), _shift_span(match, "count", offset))
    if match["month"]:
        draft.printed = make_printed_date(match)
        begin = match.start("month") + offset
        draft.spans["published"] = Span(begin, begin + len(draft.printed.text if draft.printed else "Jan"))
    if match["comments"]:
        draft.give("comments", parse_count(match["comments"]), _shift_span(match, "comments", offset))
    body_end = match.start() + offset
    return body_end if match["count"] else _read_organization(draft, text, start, body_end)


def _read_truncated_facts(draft: PaperDraft, text: str, start: int, end: int) -> int:
    """Keep metadata that the end of the page cuts off out of the abstract; returns the offset at which it begins.

    A complete number of authors is still read.
    """
    offset = max(start, end - _META_TAIL_CHARS)
    match = _TRUNCATED_META.search(text[offset:end])
    if match is None:
        return end
    if match["count"]:
        draft.give("author_count", int(match["count"]), _shift_span(match, "count", offset))
    return offset + match.start()


def _shift_span(match: re.Match[str], group: str, offset: int) -> Span:
    return Span(match.start(group) + offset, match.end(group) + offset)


def _read_organization(draft: PaperDraft, text: str, start: int, end: int) -> int:
    """Parse an organisation between the last sentence and the date; where it begins is guessed too."""
    offset = max(start, end - 120)
    match = _ORGANIZATION.search(text[offset:end])
    if match is None:
        return end
    name = match[0].rstrip()
    begin = offset + match.start()
    draft.give("organization", read_organization(name), Span(begin, begin + len(name)))
    return begin


def _find_boundary(body: str, *, margin: float = 0.0) -> int | None:
    """The offset at which the abstract begins, or None when the text looks like a title alone.

    The best boundary must score better than none by `margin`.
    """
    words = _first_words(body)
    if len(words) < 2 + _MIN_ABSTRACT_WORDS:
        return None
    tokens = [word[0] for word in words]
    title = list(accumulate((_title_score(token) for token in tokens), initial=0.0))
    abstract = list(accumulate((_abstract_score(token) for token in tokens), initial=0.0))
    best, best_score = None, max(0.0, title[-1] + margin if margin else 0.0)
    for index in range(1, len(tokens) - _MIN_ABSTRACT_WORDS + 1):
        if index > 1 and _ends_sentence(tokens[index - 2], tokens[index - 1]):
            break
        if not _can_start_abstract(tokens[index]):
            continue
        score = title[index] + _start_score(tokens, index) + abstract[-1] - abstract[index + 1]
        if score > best_score:
            best, best_score = index, score
    return words[best].start() if best is not None else None


def _first_words(body: str) -> list[re.Match[str]]:
    words = []
    for match in _WORD.finditer(body):
        words.append(match)
        if len(words) == _MAX_WORDS:
            break
    return words


def _ends_sentence(before: str, token: str) -> bool:
    return len(before) > 3 and before.endswith(".") and before.lower() != "vs." and token[0].isupper()


def _can_start_abstract(token: str) -> bool:
    first = token.lstrip("\"'“`$\\")[:1]
    return first.isupper() or first.isdigit()


def _title_score(token: str) -> float:
    """How well a word fits a title: capitalised words do, words that only sentences have do not."""
    bare = token.strip("\"'“”().,:;?!")
    if bare in _ABSTRACT_ONLY:
        return -1.6
    if bare in _FUNCTION_WORDS or not bare:
        return 0.0
    if _ABBREVIATION.match(token):
        return -4.0
    if token.endswith((",", ";")) and bare[:1].islower():
        return -1.5
    return 0.3 if not bare[0].islower() else -1.1


def _abstract_score(token: str) -> float:
    """How well a word fits the first sentence of an abstract."""
    bare = token.strip("\"'“”().,:;?!")
    if bare in _ABSTRACT_ONLY or _ABBREVIATION.match(token):
        return 1.2
    if not bare or bare in _FUNCTION_WORDS:
        return 0.0
    return 0.6 if bare[0].islower() else 0.0


def _start_score(tokens: list[str], index: int) -> float:
    """How well a boundary fits between two words."""
    before, first = tokens[index - 1], tokens[index]
    bare = first.lower().strip("\"'“”()").rstrip(",:")
    following = tokens[index + 1]
    score = _rate_first_word(bare, following)
    if before.lower() in _NEVER_LAST or before.endswith((":", ",", "-", "–", "—", "&", "+")):
        score -= 5.0
    if before.endswith(("?", "!")):
        score += 1.5
    if index < 3:
        score -= 1.0
    if bare in _title_words(tokens[:index]):
        score += 1.5
    if bare not in _CERTAIN_STARTERS and f"{before.lower()} {bare}" in _OPENING_PHRASES:
        score -= 3.0
    return score


def _rate_first_word(word: str, following: str) -> float:
    """Titles print “the” or “in” in lower case, so a capital letter shows the beginning of a sentence."""
    if word in _CERTAIN_STARTERS or (word in _NEVER_LAST and word != "a"):
        return 4.0
    if f"{word} {following.lower()}" in _OPENING_PHRASES:
        return 2.4
    continues = following[:1].islower() and following not in _FUNCTION_WORDS
    return (1.0 if word in _ABSTRACT_STARTERS else 0.0) + (2.4 if continues else 0.0)


def _title_words(title: list[str]) -> frozenset[str]:
    """The words of a title, with which abstracts often begin, without the word just before the boundary."""
    return frozenset(word.rstrip(":").lower() for word in title[:-1])
