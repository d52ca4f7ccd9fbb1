"""Paperdesk's own search as an engine of the benchmark: a whole library, asked as the window asks it."""

from __future__ import annotations

import time
from functools import cached_property, partial

from app.bench.corpus import DUMP_DATE, generate_papers, make_pages
from app.bench.engine import BuildResult, SearchEngine, process_memory_mb, total_size
from app.bench.questions import EDITED, TAGS, Question, tag_for
from app.config.paths import index_folder
from app.importer.source import decode_source
from app.ingest.run import ImportOptions
from app.library import Library
from app.query.printing import format_clause


class PaperdeskEngine(SearchEngine):
    """A library with its index in a worker process; edits are synced to the disk.

    As in the window, the newest papers come first while a query is being typed, the best matches otherwise.
    """

    def build(self) -> BuildResult:
        with Library(self.folder, has_worker=True) as library:
            library.searcher.read_state()  # starts the worker, as the window does
            start = time.perf_counter()
            self._import(library)
            imported = time.perf_counter()
            library.rebuild_index()
            done = time.perf_counter()
            peak = process_memory_mb(library.searcher.worker_id, "VmHWM")
            self._tag(library)
            index = index_folder(library.library_id, self.folder)
        more = {"searchable_per_s": self.count / (done - start), "building_mb": peak}
        return BuildResult(done - imported, total_size(index.rglob("*")), more)

    def _import(self, library: Library) -> None:
        dumps = [page.encode() for page in make_pages(list(generate_papers(self.count)))]
        inputs = [(f"page {number}", partial(decode_source, dump, "page")) for number, dump in enumerate(dumps, 1)]
        new = sum(result.new for result in library.import_each(inputs, ImportOptions(dump_date=DUMP_DATE)))
        if new != self.count:
            raise RuntimeError(f"{new} papers were imported instead of {self.count}")

    def _tag(self, library: Library) -> None:
        ids = {title: paper_id for paper_id, title, _ in library.titles()}
        tagged: dict[str, list[int]] = {}
        for number, paper in enumerate(generate_papers(self.count), 1):
            if number % TAGS < 10:  # only tags that the questions name
                tagged.setdefault(tag_for(number), []).append(ids[paper.title])
        for name, papers in tagged.items():
            library.editing.tag(name, papers)

    @cached_property
    def _library(self) -> Library:
        return Library(self.folder, _fail, has_worker=True)

    def open(self) -> None:
        self._library.data_version()

    def ask(self, question: Question) -> int:
        text = " ".join(question.words)
        if question.is_phrase:
            text = f'"{text}"'
        if question.tag is not None:
            text += " " + format_clause("tag", question.tag)
        if question.year is not None:
            text += f" published:{question.year}"
        caret, order = (len(text), "date") if question.is_typed else (None, "relevance")
        return len(self._library.answer(text, caret, order, include_trash=False).ids)

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


def _fail(sentence: str) -> None:
    """Without its index the library would answer from the database, and the figures would mean something else."""
    raise RuntimeError(sentence)
