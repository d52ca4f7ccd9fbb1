"""Ours in the contest: a whole library, its index kept by a worker process, asked as the window asks."""

from __future__ import annotations

import time
from functools import cached_property, partial

from app.bench.contestant import Built, Contestant, files_size, memory_of
from app.bench.corpus import DUMP_DATE, invent, pages
from app.bench.questions import EDITED, TAGS, Question, tag_of
from app.config.paths import index_folder
from app.importer.source import decode_source
from app.ingest.run import ImportOptions
from app.library import Library
from app.query.printing import clause


class Ours(Contestant):
    """Paperdesk. While somebody types the newest papers come first, else the best; edits are synced to the disk."""

    def build(self) -> Built:
        with Library(self.folder, has_worker=True) as library:
            library.searcher.state()  # the worker is there, as it is in a window
            start = time.perf_counter()
            self._import(library)
            imported = time.perf_counter()
            library.rebuild_index()
            done = time.perf_counter()
            peak = memory_of(library.searcher.worker_id, "VmHWM")
            self._tag(library)
            index = index_folder(library.database.meta("library_id"), self.folder)
        more = {"searchable_per_s": self.count / (done - start), "building_mb": peak}
        return Built(done - imported, files_size(list(index.rglob("*"))), more)

    def _import(self, library: Library) -> None:
        dumps = [page.encode() for page in pages(list(invent(self.count)))]
        inputs = [(f"page {number}", partial(decode_source, dump, "page")) for number, dump in enumerate(dumps, 1)]
        new = sum(result.new for result in library.import_each(inputs, ImportOptions(dump_date=DUMP_DATE)))
        if new != self.count:
            raise RuntimeError(f"{new} papers came into the library instead of {self.count}")

    def _tag(self, library: Library) -> None:
        ids = {title: identity for identity, title, _ in library.titles()}
        tagged: dict[str, list[int]] = {}
        for number, paper in enumerate(invent(self.count), 1):
            if number % TAGS < 10:  # of those that are asked for
                tagged.setdefault(tag_of(number), []).append(ids[paper.title])
        for name, papers in tagged.items():
            library.editing.tag(name, papers)

    @cached_property
    def _library(self) -> Library:
        return Library(self.folder, _refuse, has_worker=True)

    def open(self) -> None:
        self._library.data_version()

    def ask(self, question: Question) -> int:
        text = " ".join(question.words)
        if question.is_phrase:
            text = f'"{text}"'
        if question.tag is not None:
            text += " " + clause("tag", question.tag)
        if question.year is not None:
            text += f" published:{question.year}"
        caret, order = (len(text), "date") if question.is_typed else (None, "relevance")
        found = self._library.answer(text, caret, order, has_trash=False).ids
        return len(found)

    @cached_property
    def _ids(self) -> list[int]:
        return self._library.find(limit=EDITED)

    def edit(self, number: int, title: str) -> None:
        self._library.editing.edit(self._ids[number % len(self._ids)], "title", title)

    def processes(self) -> dict[str, int]:
        worker = self._library.searcher.worker_id
        return {} if worker is None else {"worker": worker}

    def close(self) -> None:
        self._library.close()


def _refuse(sentence: str) -> None:
    """A contest in which the index did not answer would measure something else."""
    raise RuntimeError(sentence)
