"""Blocks -> papers of a Daily Papers page: title and abstract are paired by position, never by the facts behind them.

Position decides unless the shape of a block speaks clearly against it: a text as long as an abstract is no title, and a
short block in front of such a text, where an abstract should be, is the next title.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.records import Span
from app.importer.blocks import Block, Meta
from app.importer.page import TOO_MANY, Draft, Page, add_abstract, start_paper

CUT_TITLE = "The page ends here: this is a title without its abstract, and it may be cut off."

_LONGEST_TITLE = 320
_PROSE = 240
_SENTENCES = re.compile(r"[a-z0-9)%”\"'}$][.!?]\s+[A-Z0-9\"“(\\]")
_LISTED = re.compile(r"(?:[-*•]|\(?(?:\d{1,2}|[ivx]{1,4})[.)])\s|[a-z]+\s[a-z]+\s[a-z]+\s")
_SENTENCE = re.compile(r"https?://|[.!?:]\W?\Z")


@dataclass(slots=True)
class _Pairing:
    """The state while walking over the blocks of one page."""

    page: Page
    blocks: Iterator[Block]
    ahead: deque[Block] = field(default_factory=deque)
    paper: Draft | None = None
    opened: Block | None = None
    is_closed: bool = False

    def peek(self, count: int) -> Block | None:
        """The block `count` places behind the current one, if there is one."""
        while len(self.ahead) < count:
            block = next(self.blocks, None)
            if block is None:
                return None
            self.ahead.append(block)
        return self.ahead[count - 1]

    def take(self) -> Block | None:
        """The next block, if there is one."""
        return self.ahead.popleft() if self.ahead else next(self.blocks, None)


def pair_blocks(page: Page, blocks: Iterator[Block]) -> None:
    """Read all papers of the blocks into the page."""
    pairing = _Pairing(page, blocks)
    while (block := pairing.take()) is not None:
        if page.is_full() and pairing.opened is not None:
            page.refuse(pairing.opened.line, pairing.opened.text, TOO_MANY)
            return
        if block.meta is not None:
            _close_with_meta(pairing, block, block.meta)
        elif pairing.paper is None or pairing.is_closed:
            _open_paper(pairing, block)
        elif pairing.paper.abstract is None:
            _read_second(pairing, pairing.paper, block)
        else:
            _read_third(pairing, pairing.paper, block)
    _finish(pairing)


def is_prose(block: Block | None) -> bool:
    """Whether a block can only be (part of) an abstract."""
    if block is None or block.meta is not None:
        return False
    size = block.end - block.start
    return size > _LONGEST_TITLE or (size > _PROSE and bool(_SENTENCES.search(block.text)))


def _close_with_meta(pairing: _Pairing, block: Block, meta: Meta) -> None:
    paper = pairing.paper
    if paper is None or pairing.is_closed:
        pairing.page.refuse(block.line, block.text, "These facts stand behind no paper.")
        return
    paper.author_count = meta.author_count
    paper.organization = meta.organization
    paper.printed = meta.printed
    paper.comments = meta.comments
    paper.spans.update(meta.spans)
    paper.has_ended = pairing.is_closed = True
    if meta.cut is not None:
        line, text = meta.cut
        pairing.page.refuse(line, text, "The end of the paper's facts is cut off or is no date.")


def _open_paper(pairing: _Pairing, block: Block) -> None:
    if is_prose(block):
        pairing.page.refuse(block.line, block.text, "A text as long as an abstract stands where a title should be.")
        return
    _store(pairing)
    pairing.paper = start_paper(block.text, Span(_skip_blanks(block), block.end), block.line)
    pairing.opened = block
    pairing.is_closed = False


def _read_second(pairing: _Pairing, paper: Draft, block: Block) -> None:
    """Take the block behind a title: its abstract, unless it is plainly the title of the next paper."""
    if not is_prose(block) and not _SENTENCE.search(block.text) and is_prose(pairing.peek(1)):
        paper.has_ended = True
        _open_paper(pairing, block)
    else:
        add_abstract(paper, block.text.strip(), Span(_skip_blanks(block), block.end))


def _read_third(pairing: _Pairing, paper: Draft, block: Block) -> None:
    """Take the block behind an abstract: the next title, unless it is plainly one more paragraph."""
    if is_prose(block) or _is_paragraph(pairing, block):
        add_abstract(paper, block.text.strip(), Span(_skip_blanks(block), block.end))
    else:
        paper.has_ended = True
        _open_paper(pairing, block)


def _is_paragraph(pairing: _Pairing, block: Block) -> bool:
    behind = pairing.peek(1)
    if behind is None:
        return False
    if behind.meta is not None:
        return bool(_SENTENCE.search(block.text) or _LISTED.match(block.text))
    return not is_prose(behind) and bool(_SENTENCE.search(block.text)) and is_prose(pairing.peek(2))


def _skip_blanks(block: Block) -> int:
    return block.end - len(block.text.lstrip())


def _store(pairing: _Pairing) -> None:
    if pairing.paper is not None:
        pairing.page.papers.append(pairing.paper)
        pairing.paper = None


def _finish(pairing: _Pairing) -> None:
    paper, opened = pairing.paper, pairing.opened
    if paper is not None and opened is not None and paper.abstract is None and not paper.has_ended:
        pairing.page.refuse(opened.line, opened.text, CUT_TITLE)
    else:
        _store(pairing)
