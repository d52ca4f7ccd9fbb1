"""Pair the blocks of a Daily Papers page to papers: title and abstract by position, never by the metadata after them.

Position decides unless the shape of a block clearly contradicts it: a text as long as an abstract is no title, and a
short block before such a text, where an abstract is expected, is the next title.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.records import Span
from app.importer.blocks import Block, Metadata
from app.importer.page import TOO_MANY_PAPERS, Page, PaperDraft, add_abstract, start_paper

TRUNCATED_TITLE = "The page ends here: this is a title without an abstract, and it may be cut off."

_MAX_TITLE_CHARS = 320
_MIN_PROSE_CHARS = 240
_SENTENCE_BREAK = re.compile(r"[a-z0-9)%”\"'}$][.!?]\s+[A-Z0-9\"“(\\]")
_LIST_ITEM = re.compile(r"(?:[-*•]|\(?(?:\d{1,2}|[ivx]{1,4})[.)])\s|[a-z]+\s[a-z]+\s[a-z]+\s")
_SENTENCE_MARK = re.compile(r"https?://|[.!?:]\W?\Z")


@dataclass(slots=True)
class _Pairing:
    """The state while going through the blocks of one page."""

    page: Page
    blocks: Iterator[Block]
    lookahead: deque[Block] = field(default_factory=deque)
    paper: PaperDraft | None = None
    title_block: Block | None = None
    has_metadata: bool = False

    def peek(self, count: int) -> Block | None:
        """The block `count` places after the current one, if there is one."""
        while len(self.lookahead) < count:
            block = next(self.blocks, None)
            if block is None:
                return None
            self.lookahead.append(block)
        return self.lookahead[count - 1]

    def next_block(self) -> Block | None:
        """The next block, if there is one."""
        return self.lookahead.popleft() if self.lookahead else next(self.blocks, None)


def pair_blocks(page: Page, blocks: Iterator[Block]) -> None:
    """Add the papers of the blocks to the page."""
    pairing = _Pairing(page, blocks)
    while (block := pairing.next_block()) is not None:
        if page.is_full() and pairing.title_block is not None:
            page.add_unread(pairing.title_block.line, pairing.title_block.text, TOO_MANY_PAPERS)
            return
        if block.meta is not None:
            _add_metadata(pairing, block, block.meta)
        elif pairing.paper is None or pairing.has_metadata:
            _start_paper(pairing, block)
        elif pairing.paper.abstract is None:
            _read_after_title(pairing, pairing.paper, block)
        else:
            _read_after_abstract(pairing, pairing.paper, block)
    _finish(pairing)


def is_prose(block: Block | None) -> bool:
    """Whether a block can only be (part of) an abstract."""
    if block is None or block.meta is not None:
        return False
    size = block.end - block.start
    return size > _MAX_TITLE_CHARS or (size > _MIN_PROSE_CHARS and bool(_SENTENCE_BREAK.search(block.text)))


def _add_metadata(pairing: _Pairing, block: Block, meta: Metadata) -> None:
    paper = pairing.paper
    if paper is None or pairing.has_metadata:
        pairing.page.add_unread(block.line, block.text, "These facts follow no paper.")
        return
    paper.values.update(meta.values)
    paper.printed = meta.printed
    paper.spans.update(meta.spans)
    paper.is_complete = pairing.has_metadata = True
    if meta.unread is not None:
        line, text = meta.unread
        pairing.page.add_unread(line, text, "The end of the paper's facts is cut off or not a date.")


def _start_paper(pairing: _Pairing, block: Block) -> None:
    if is_prose(block):
        pairing.page.add_unread(block.line, block.text, "A text as long as an abstract is where a title should be.")
        return
    _store(pairing)
    pairing.paper = start_paper(block.text, Span(_text_start(block), block.end), block.line)
    pairing.title_block = block
    pairing.has_metadata = False


def _read_after_title(pairing: _Pairing, paper: PaperDraft, block: Block) -> None:
    """The block after a title is its abstract, unless it is clearly the title of the next paper."""
    if not is_prose(block) and not _SENTENCE_MARK.search(block.text) and is_prose(pairing.peek(1)):
        paper.is_complete = True
        _start_paper(pairing, block)
    else:
        add_abstract(paper, block.text.strip(), Span(_text_start(block), block.end))


def _read_after_abstract(pairing: _Pairing, paper: PaperDraft, block: Block) -> None:
    """The block after an abstract is the next title, unless it is clearly one more paragraph."""
    if is_prose(block) or _is_paragraph(pairing, block):
        add_abstract(paper, block.text.strip(), Span(_text_start(block), block.end))
    else:
        paper.is_complete = True
        _start_paper(pairing, block)


def _is_paragraph(pairing: _Pairing, block: Block) -> bool:
    following = pairing.peek(1)
    if following is None:
        return False
    if following.meta is not None:
        return bool(_SENTENCE_MARK.search(block.text) or _LIST_ITEM.match(block.text))
    return not is_prose(following) and bool(_SENTENCE_MARK.search(block.text)) and is_prose(pairing.peek(2))


def _text_start(block: Block) -> int:
    return block.end - len(block.text.lstrip())


def _store(pairing: _Pairing) -> None:
    if pairing.paper is not None:
        pairing.page.papers.append(pairing.paper)
        pairing.paper = None


def _finish(pairing: _Pairing) -> None:
    paper, title_block = pairing.paper, pairing.title_block
    if paper is not None and title_block is not None and paper.abstract is None and not paper.is_complete:
        pairing.page.add_unread(title_block.line, title_block.text, TRUNCATED_TITLE)
    else:
        _store(pairing)
