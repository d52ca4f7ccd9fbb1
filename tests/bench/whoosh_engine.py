"""Whoosh as its manual shows it: its own writer, analyzer, queries and searcher.

All text of a paper is in one field, which is kinder to it than one field each: a query need not be repeated for every
field. Words are formed as in Paperdesk (no stop words, no case, no accents), so that the answers are equal.
"""

from __future__ import annotations

import warnings
from functools import cached_property
from itertools import islice
from typing import Any

from app.bench.engine import BuildResult, SearchEngine, process_memory_mb, time_call, total_size
from app.bench.questions import EDITED, SHOWN, Entry, Question, generate_entries

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)  # as in app.index.whoosh_format.schema
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.index import create_in, open_dir
    from whoosh.query import And, Phrase, Prefix, Term
    from whoosh.support.charset import accent_map

_MEGABYTES = 256
_WORD = r"[^\W_]+"


class WhooshEngine(SearchEngine):
    """Whoosh without anything of Paperdesk."""

    is_slow = True

    def build(self) -> BuildResult:
        analyzer = RegexTokenizer(_WORD) | LowercaseFilter() | CharsetFilter(accent_map)
        schema = Schema(number=ID(unique=True, stored=True), text=TEXT(analyzer=analyzer), tag=ID(), year=ID())
        self.folder.mkdir()

        def write() -> None:
            writer = create_in(str(self.folder), schema).writer(limitmb=_MEGABYTES)
            for entry in generate_entries(self.count):
                writer.add_document(**_fields(entry))
            writer.commit()

        seconds = time_call(write)
        return BuildResult(
            seconds, total_size(list(self.folder.iterdir())), {"building_mb": process_memory_mb(key="VmHWM")}
        )

    def open(self) -> None:
        self._index = open_dir(str(self.folder))
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> int:
        results = self._searcher.search(_as_query(question), limit=SHOWN)
        return len(results)  # makes Whoosh count all hits

    @cached_property
    def _edited(self) -> list[Entry]:
        return list(islice(generate_entries(self.count), EDITED))

    def edit(self, number: int, title: str) -> None:
        entry = self._edited[number % len(self._edited)]
        writer = self._index.writer()
        writer.update_document(**_fields(entry, title))
        writer.commit(merge=False)
        self._searcher = self._searcher.refresh()

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


def _fields(entry: Entry, title: str | None = None) -> dict[str, str]:
    text = "\n".join((title or entry.title, entry.abstract, *entry.authors, entry.organization))
    return {"number": str(entry.number), "text": text, "tag": entry.tag, "year": str(entry.year)}


def _as_query(question: Question) -> Any:
    if question.is_phrase:
        return Phrase("text", list(question.words))
    *complete, last = question.words
    parts = [Term("text", word) for word in complete]
    parts.append(Prefix("text", last) if question.is_typed else Term("text", last))
    if question.tag is not None:
        parts.append(Term("tag", question.tag))
    if question.year is not None:
        parts.append(Term("year", str(question.year)))
    return parts[0] if len(parts) == 1 else And(parts)
