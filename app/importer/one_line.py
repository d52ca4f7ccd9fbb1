"""Layout D of Daily Papers: one line a paper, `votes Title Abstract 9 authors · Aug 28, 2023`.

Nothing marks the border between title and abstract, so it is guessed: titles capitalise most words, abstracts do not.
Every possible border gets a score for the words on both sides of it, and the best one wins.
"""

from __future__ import annotations

import re
from itertools import accumulate

from app.domain.records import Span
from app.importer.dates import DATE_PATTERN, read_date
from app.importer.organizations import read_organization
from app.importer.page import TOO_MANY, Draft, Page, add_abstract, read_number, start_paper
from app.importer.pairing import CUT_TITLE

_ENTRY = re.compile(r"[ \t]*(?P<votes>-|\d{1,6})[ \t]+(?=\S)")
_META = re.compile(
    rf"(?:(?<=\s)(?P<count>\d{{1,5}}) authors?\s*)?"
    rf"(?:(?:·|Â·)\s*{DATE_PATTERN}(?:\s+(?P<comments>\d[\d,.]*[kKmM]?))?)?\Z"
)
_META_MARK = re.compile(rf"\d authors?\s*(?:·|Â·|$)|(?:·|Â·) {DATE_PATTERN}", re.MULTILINE)
_CUT_META = re.compile(
    r"(?<=\s)(?P<count>\d{1,5}) a[uthors]{0,6}\s*(?:(?:·|Â·)\s*(?:[A-Z][a-z]{0,2}(?: \d{0,2}(?:,(?: \d{0,3})?)?)?)?)?\Z"
    r"|(?<=[.!?)}\]] )\d{1,5}\Z"
)
_META_TAIL = 200
_ORGANIZATION = re.compile(
    r"(?:(?<=[.!?)}\]] )|(?<=[.!?][)”\"] ))(?:[a-z0-9]\S{1,40} )?[A-Z0-9]\S{0,40}(?: [A-Z0-9&]\S{0,40}){0,5}\s*\Z"
    r"|(?<=\. )\S{2,40} \S{2,40}\s*\Z"
)
_SHORT_FORM = re.compile(r"\([A-Z][\w/-]*\)")
_WORD = re.compile(r"\S+")
_WINDOW = 48
_MIN_ABSTRACT = 4
_CUT_MARGIN = 3.0  # a cut title has no border at all, so the guess must be a good one at the end of a page


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
_STARTERS = _read_words("""
    we this these recent recently in large while although despite existing current the our to as many most with
    when recent, modern prior previous given since because however, motivated understanding it there for an
    traditional objective: background: abstract language multimodal diffusion generative deep vision-language
    humans human what how can does do autonomous text-to-image reinforcement transformers llms vision speech
    automatic advances building training inspired among by from on at inference neural pre-trained graph
    self-supervised video foundation
""")
_SURE_STARTERS = _read_words("""
    we this these recent recently while although despite existing current our prior previous given since because
    however, motivated there objective: background: as
""")


_OPENINGS = frozenset(
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
    """Whether every line of a page begins as an entry of this layout and something in it is sure."""
    lines = [line for line in body.split("\n", 400)[:400] if line]
    if not lines or not all(_ENTRY.match(line) for line in lines):
        return False
    if _META_MARK.search(body, 0, 200_000):
        return True
    return all(len(line) > 300 and _find_border(_skip_votes(line)) for line in lines[:-1] or lines)


def _skip_votes(line: str) -> str:
    match = _ENTRY.match(line)
    return line[match.end() :] if match else line


def read_one_line(page: Page, text: str, start: int, number: int) -> None:
    """Read all papers of the lines from offset `start` on; `number` is the number of the first line."""
    position = start
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if page.is_full():
            page.refuse(number, text[position:end], TOO_MANY)
            return
        if end > position:
            _read_entry(page, text, position, end, number)
        position, number = end + 1, number + 1


def _read_entry(page: Page, text: str, start: int, end: int, number: int) -> None:
    entry = _ENTRY.match(text, start, end)
    if entry is None:
        page.refuse(number, text[start:end], "The line does not begin with votes or “-” as the papers here do.")
        return
    facts = Draft("", start, number)
    body_end = _read_facts(facts, text, entry.end(), end)
    if body_end == end == len(text):
        body_end = _read_cut_facts(facts, text, entry.end(), end)
    has_ended = body_end < end or end < len(text)
    body = text[entry.end() : body_end]
    border = _find_border(body, margin=0.0 if has_ended else _CUT_MARGIN)
    if border is None and not has_ended:
        page.refuse(number, text[start:end], CUT_TITLE)
        return
    draft = _split(body, entry.end(), border, number)
    draft.has_ended = has_ended
    if entry["votes"] != "-":
        draft.upvotes = int(entry["votes"])
        draft.spans["upvotes"] = Span(*entry.span("votes"))
    draft.author_count, draft.organization = facts.author_count, facts.organization
    draft.printed, draft.comments = facts.printed, facts.comments
    draft.spans.update(facts.spans)
    page.papers.append(draft)


def _split(body: str, start: int, border: int | None, number: int) -> Draft:
    title = body[:border].rstrip() if border else body.rstrip()
    draft = start_paper(title, Span(start, start + len(title)), number)
    draft.is_guess = True
    if border:
        abstract = body[border:].rstrip()
        add_abstract(draft, abstract, Span(start + border, start + border + len(abstract)))
    return draft


def _read_facts(draft: Draft, text: str, start: int, end: int) -> int:
    """Read the facts at the end of a line into the draft; the offset at which they begin."""
    match = next((m for m in _META.finditer(text[max(start, end - _META_TAIL) : end]) if m[0]), None)
    if match is None:
        return end
    shift = max(start, end - _META_TAIL)
    if match["count"]:
        draft.author_count = int(match["count"])
        draft.spans["author_count"] = _shifted(match, "count", shift)
    if match["month"]:
        draft.printed = read_date(match)
        begin = match.start("month") + shift
        draft.spans["published"] = Span(begin, begin + len(draft.printed.text if draft.printed else "Jan"))
    if match["comments"]:
        draft.comments = read_number(match["comments"])
        draft.spans["comments"] = _shifted(match, "comments", shift)
    body_end = match.start() + shift
    return body_end if match["count"] else _read_organization(draft, text, start, body_end)


def _read_cut_facts(draft: Draft, text: str, start: int, end: int) -> int:
    """Facts cut off by the end of the page are kept out of the abstract; a whole number of authors is read."""
    shift = max(start, end - _META_TAIL)
    match = _CUT_META.search(text[shift:end])
    if match is None:
        return end
    if match["count"]:
        draft.author_count = int(match["count"])
        draft.spans["author_count"] = _shifted(match, "count", shift)
    return shift + match.start()


def _shifted(match: re.Match[str], group: str, shift: int) -> Span:
    return Span(match.start(group) + shift, match.end(group) + shift)


def _read_organization(draft: Draft, text: str, start: int, end: int) -> int:
    """An organisation may stand between the last sentence and the date; where it begins is part of the guess."""
    shift = max(start, end - 120)
    match = _ORGANIZATION.search(text[shift:end])
    if match is None:
        return end
    name = match[0].rstrip()
    draft.organization = read_organization(name)
    draft.spans["organization"] = Span(shift + match.start(), shift + match.start() + len(name))
    return shift + match.start()


def _find_border(body: str, *, margin: float = 0.0) -> int | None:
    """The offset at which the abstract begins, or None when the text looks like a title alone.

    `margin` is by how much the best border must beat having none.
    """
    words = _first_words(body)
    if len(words) < 2 + _MIN_ABSTRACT:
        return None
    tokens = [word[0] for word in words]
    title = list(accumulate((_title_score(token) for token in tokens), initial=0.0))
    abstract = list(accumulate((_abstract_score(token) for token in tokens), initial=0.0))
    best, best_score = None, max(0.0, title[-1] + margin if margin else 0.0)
    for index in range(1, len(tokens) - _MIN_ABSTRACT + 1):
        if index > 1 and _ends_sentence(tokens[index - 2], tokens[index - 1]):
            break
        if not _may_start(tokens[index]):
            continue
        score = title[index] + _start_score(tokens, index) + abstract[-1] - abstract[index + 1]
        if score > best_score:
            best, best_score = index, score
    return words[best].start() if best is not None else None


def _first_words(body: str) -> list[re.Match[str]]:
    words = []
    for match in _WORD.finditer(body):
        words.append(match)
        if len(words) == _WINDOW:
            break
    return words


def _ends_sentence(before: str, token: str) -> bool:
    return len(before) > 3 and before.endswith(".") and before.lower() != "vs." and token[0].isupper()


def _may_start(token: str) -> bool:
    first = token.lstrip("\"'“`$\\")[:1]
    return first.isupper() or first.isdigit()


def _title_score(token: str) -> float:
    """How well a word fits a title: capitalised ones do, words only sentences have do not."""
    bare = token.strip("\"'“”().,:;?!")
    if bare in _ABSTRACT_ONLY:
        return -1.6
    if bare in _FUNCTION_WORDS or not bare:
        return 0.0
    if _SHORT_FORM.match(token):
        return -4.0
    if token.endswith((",", ";")) and bare[:1].islower():
        return -1.5
    return 0.3 if not bare[0].islower() else -1.1


def _abstract_score(token: str) -> float:
    """How well a word fits the first sentence of an abstract."""
    bare = token.strip("\"'“”().,:;?!")
    if bare in _ABSTRACT_ONLY or _SHORT_FORM.match(token):
        return 1.2
    if not bare or bare in _FUNCTION_WORDS:
        return 0.0
    return 0.6 if bare[0].islower() else 0.0


def _start_score(tokens: list[str], index: int) -> float:
    """How well a border fits between two words."""
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
    if bare in _title_names(tokens[:index]):
        score += 1.5
    if bare not in _SURE_STARTERS and f"{before.lower()} {bare}" in _OPENINGS:
        score -= 3.0
    return score


def _rate_first_word(word: str, following: str) -> float:
    """Inside a title “the” or “in” is printed small, so a capital shows a sentence that begins."""
    if word in _SURE_STARTERS or (word in _NEVER_LAST and word != "a"):
        return 4.0
    if f"{word} {following.lower()}" in _OPENINGS:
        return 2.4
    leads_on = following[:1].islower() and following not in _FUNCTION_WORDS
    return (1.0 if word in _STARTERS else 0.0) + (2.4 if leads_on else 0.0)


def _title_names(title: list[str]) -> frozenset[str]:
    """The words of a title, which abstracts like to begin with; never the word in front of the border."""
    return frozenset(word.rstrip(":").lower() for word in title[:-1])
