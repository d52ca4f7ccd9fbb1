"""The index on disk, against an oracle that reads every text with our tokenizer and no index."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.index import engine as engine_module
from app.index import rebuild
from app.index.analysis import words
from app.index.documents import TEXT_FIELDS, Form, IndexDocument, IndexState, Leaf
from app.index.engine import Engine, exhaust
from app.index.errors import IndexBusy, IndexDamaged, IndexUnavailable
from app.index.occurrences import is_one_edit_away, occurrences
from app.index.stamp import STAMP_NAME

PAPERS = (
    IndexDocument(1, "Agents that read", "A multi-agent desk.", ("Ada Lovelace", "Émile Borel"), "Acme", ""),
    IndexDocument(2, "A reader of maps", "Agents draw maps.", ("Borel Ada",), "", "Reread the multi agent part"),
    IndexDocument(3, "Maps", "", (), "ACME Straße", ""),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(tmp_path / "index", lock_wait=0.0)
    engine.rebuild(PAPERS, "library", "epoch", 7)
    yield engine
    engine.close()


def find(engine: Engine, text: str, field: str | None = None) -> set[int]:
    return engine.find(Leaf(field, tuple(words(text))))


def data_folder(engine: Engine) -> Path:
    (folder,) = engine.root.glob("data-*")
    return folder


# --- finding


def test_words_and_phrases_are_found_in_any_field_and_in_one(engine: Engine) -> None:
    assert find(engine, "AGENTS") == {1, 2}
    assert find(engine, "agents", "title") == {1}
    assert find(engine, "agent") == {1, 2}
    assert find(engine, "multi agent") == {1, 2}
    assert find(engine, "multi agent", "note") == {2}
    assert find(engine, "agent multi") == set()
    assert find(engine, "emile", "authors") == {1}
    assert find(engine, "acme strasse") == {3}


def test_no_phrase_runs_from_one_author_into_the_next(engine: Engine) -> None:
    assert find(engine, "lovelace emile", "authors") == set()
    assert find(engine, "ada lovelace", "authors") == {1}
    assert find(engine, "borel ada", "authors") == {2}


# --- against an oracle

ALPHABET = st.sampled_from(["a", "b", "ab", "ba", "abc", "abcd", "abcde", "acbde", "abcdef", "Ä", "a-b", "c_a", "τ²"])
TEXTS = st.lists(ALPHABET, max_size=7).map(" ".join)
DOCUMENTS = st.builds(
    IndexDocument, st.integers(1, 8), TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple), TEXTS, TEXTS
)
FIELD_NAMES = st.sampled_from([None, *TEXT_FIELDS])
ASKED = st.sampled_from(["a", "b", "ab", "abc", "abcd", "abdce", "acbde", "xab", "xabcdef", "bcde", "tau2"])
MANY = st.lists(ASKED, min_size=1, max_size=3).map(tuple)
LEAVES = st.one_of(
    st.builds(Leaf, FIELD_NAMES, MANY, st.sampled_from([Form.WORDS, Form.PREFIX])),
    st.builds(Leaf, FIELD_NAMES, ASKED.map(lambda word: (word,)), st.just(Form.FUZZY)),
    st.builds(Leaf, FIELD_NAMES, MANY, st.just(Form.NEAR), st.integers(0, 4)),
)
STEPS = st.lists(st.tuples(st.lists(DOCUMENTS, max_size=4), st.sets(st.integers(1, 8), max_size=2)), max_size=4)


def edits(one: str, other: str) -> int:
    """The distance with insertions, deletions, changes and swaps of neighbours, by the book."""
    rows = [[max(i, j) if not (i and j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            change = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


def stands_in(found: list[str], leaf: Leaf) -> bool:
    if leaf.form is Form.NEAR:
        return any(set(leaf.words) <= set(found[place : place + leaf.reach + 1]) for place in range(max(len(found), 1)))
    size, last = len(leaf.words), leaf.words[-1]
    meant: dict[Form, Callable[[str], bool]] = {
        Form.WORDS: lambda word: word == last,
        Form.PREFIX: lambda word: word.startswith(last),
        Form.FUZZY: lambda word: edits(word, last) <= 1,
    }
    return any(
        tuple(found[place : place + size - 1]) == leaf.words[:-1] and meant[leaf.form](found[place + size - 1])
        for place in range(len(found) - size + 1)
    )


def has_leaf(document: IndexDocument, leaf: Leaf) -> bool:
    is_letter = leaf.form is Form.PREFIX and len(leaf.words) == len(leaf.words[0]) == 1
    for name in [leaf.field] if leaf.field else ["title"] if is_letter else TEXT_FIELDS:
        value = getattr(document, name)
        parts = value if isinstance(value, tuple) else (value,)
        if any(stands_in(words(part), leaf) for part in parts):
            return True
    return False


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DOCUMENTS, max_size=8), STEPS, st.lists(LEAVES, min_size=5, max_size=25), st.booleans())
def test_the_index_finds_exactly_what_reading_every_text_finds(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[IndexDocument],
    steps: list[tuple[list[IndexDocument], set[int]]],
    leaves: list[Leaf],
    is_tidied: bool,
) -> None:
    engine = Engine(tmp_path_factory.mktemp("index"))
    known = {document.paper_id: document for document in first}
    engine.rebuild(known.values(), "library", "epoch", 0)
    for applied, (documents, removed) in enumerate(steps, 1):
        engine.apply(documents, removed, applied)
        known = {paper_id: document for paper_id, document in known.items() if paper_id not in removed}
        known |= {document.paper_id: document for document in documents}
    if is_tidied:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine_module, "TIDY_SEGMENTS", 2)
            exhaust(engine.tidying())
    rebuilt = Engine(tmp_path_factory.mktemp("rebuilt"))
    rebuilt.rebuild(known.values(), "library", "epoch", len(steps))
    for reader in (engine, Engine(engine.root), rebuilt):
        for leaf in leaves:
            expected = {paper_id for paper_id, document in known.items() if has_leaf(document, leaf)}
            assert reader.find(leaf) == expected
            ranked = reader.ranked([leaf], None)
            if len(leaf.words) == 1:
                assert {paper_id for paper_id, score in ranked if score > 0} == expected
        assert reader.state() == IndexState("library", "epoch", len(steps), len(known))
        reader.close()


@given(TEXTS, LEAVES)
def test_a_text_without_an_index_is_read_as_the_index_reads_it(text: str, leaf: Leaf) -> None:
    found = words(text)
    places = list(occurrences(found, leaf))
    assert bool(places) == stands_in(found, leaf)
    assert all(stands_in(found[first:end], leaf) for first, end in places)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_one_edit_is_what_the_book_says(one: str, other: str) -> None:
    assert is_one_edit_away(one, other) == (edits(one, other) == 1)


def test_plain_whoosh_reads_the_index(engine: Engine) -> None:
    from whoosh import index as whoosh_index
    from whoosh.query import And, Phrase, Prefix, Term

    exhaust(engine.applying([IndexDocument(n, f"later {n}", "agents " * 300) for n in range(10, 1600)], [3], 8))
    with whoosh_index.open_dir(str(data_folder(engine)), indexname="MAIN").searcher() as searcher:
        column = searcher.reader().column_reader("paper_id")
        for query, expected in {
            Term("title", "maps"): {2},
            Prefix("abstract", "multi"): {1},
            Phrase("abstract", ["multi", "agent"]): {1},
            Term("title_starts", "re"): {1, 2} & {2},
            Term("title_starts", "rea"): {2},
            Term("title_starts", "lat"): set(range(10, 1600)),
            And([Term("abstract", "agents"), Term("title", "1599")]): {1599},
            Phrase("abstract", ["agents", "agents"]): set(range(10, 1600)),
        }.items():
            found = searcher.search(query, limit=None)
            assert {column[hit.docnum] for hit in found} - ({1} if "re" in str(query) else set()) == expected


def test_many_small_edits_are_merged_and_lose_nothing(engine: Engine) -> None:
    for number in range(100, 150):
        engine.apply(
            [IndexDocument(number, f"edit {number}", "same words")], [number - 3] if number % 2 else [], number
        )
        if engine.is_untidy():
            exhaust(engine.tidying())
    assert find(engine, "same words") == {148, *range(101, 150, 2)}
    assert find(engine, "148") == {148}
    assert find(engine, "146") == set()
    assert find(engine, "maps") == {2, 3}
    assert len(list(data_folder(engine).glob("*.seg"))) < 2 * engine_module.TIDY_SEGMENTS


def test_a_dozen_edits_do_not_write_the_whole_library_again(engine: Engine) -> None:
    engine.rebuild((IndexDocument(number, f"paper {number}") for number in range(1, 301)), "library", "epoch", 9)
    (large,) = data_folder(engine).glob("*.seg")
    for number in range(engine_module.TIDY_SEGMENTS - 1):
        engine.apply([IndexDocument(number + 1, f"edit {number}")], [], number + 10)
    assert not engine.is_untidy()
    engine.apply([IndexDocument(300, "edit 300")], [], 30)
    assert engine.is_untidy()
    exhaust(engine.tidying())
    assert len(list(data_folder(engine).glob("*.seg"))) == 2
    assert large.exists()


def test_a_few_large_segments_are_merged_although_a_small_one_lies_beside_them(engine: Engine) -> None:
    engine.rebuild([], "library", "epoch", 9)
    for number in range(engine_module.TIDY_SEGMENTS):
        first = 100 * number
        engine.apply([IndexDocument(first + place, f"paper {place}") for place in range(30)], [], number + 10)
    engine.apply([IndexDocument(90, "edit 90")], [], 90)
    exhaust(engine.tidying())
    assert len(list(data_folder(engine).glob("*.seg"))) == 2
    assert len(find(engine, "paper")) == 30 * engine_module.TIDY_SEGMENTS


def test_a_very_long_word_is_found(engine: Engine) -> None:
    long = "x" * 100_000
    engine.apply([IndexDocument(9, long)], [], 8)
    assert find(engine, long) == {9}


def test_a_large_rebuild_in_several_segments_finds_all(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "SEGMENT_PAPERS", 500)
    engine.rebuild((IndexDocument(number, f"paper {number}") for number in range(1, 1201)), "library", "epoch", 9)
    assert find(engine, "paper") == set(range(1, 1201))
    assert len(list(data_folder(engine).glob("*.seg"))) == 3


# --- ranking


def test_a_word_in_the_title_counts_more_than_in_the_abstract(engine: Engine) -> None:
    engine.rebuild(
        [IndexDocument(1, "other", "about owls"), IndexDocument(2, "owls", "about other"), IndexDocument(3, "x", "y")],
        "library",
        "epoch",
        1,
    )
    (first, best), (second, worse) = engine.ranked([Leaf(None, ("owls",))], None)
    assert (first, second) == (2, 1)
    assert best > worse > 0


def test_all_candidates_come_back_and_equals_keep_their_order(engine: Engine) -> None:
    ranked = engine.ranked([Leaf(None, ("straße",)), Leaf("title", ("reader",))], [3, 1, 2])
    assert [paper_id for paper_id, _ in ranked] == [2, 3, 1]
    assert [score > 0 for _, score in ranked] == [True, False, False]
    assert engine.ranked([], [3, 1, 2]) == [(3, 0.0), (1, 0.0), (2, 0.0)]
    assert engine.ranked([Leaf(None, ("maps",))], [1, 2, 3], 1)[0][0] == 3


# --- state, damage, other processes


def test_the_state_says_what_the_index_holds(engine: Engine) -> None:
    assert engine.state() == IndexState("library", "epoch", 7, 3)
    engine.apply([], [3], 8)
    assert engine.state() == IndexState("library", "epoch", 8, 2)
    engine.apply([], [99], None)
    assert Engine(engine.root).state() == IndexState("library", "epoch", 8, 2)


def test_the_folder_is_private(engine: Engine) -> None:
    assert stat.S_IMODE(engine.root.stat().st_mode) == 0o700


def test_a_missing_index_is_no_state_and_answers_nothing(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "none")
    assert engine.state() is None
    with pytest.raises(IndexDamaged, match="no search index"):
        find(engine, "a")
    with pytest.raises(IndexDamaged, match="no search index"):
        engine.apply(PAPERS, [], 1)


def set_format(stamp: Path) -> None:
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "format": 0}))


def point_outside(stamp: Path) -> None:
    data = json.loads(stamp.read_text())
    shutil.copytree(stamp.parent / data["folder"], stamp.parent.parent / "elsewhere")
    stamp.write_text(json.dumps({**data, "folder": "../elsewhere"}))


def flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x40
    path.write_bytes(data)


DAMAGES = {
    "stamp missing": lambda root, _data: (root / STAMP_NAME).unlink(),
    "stamp cut": lambda root, _data: (root / STAMP_NAME).write_bytes((root / STAMP_NAME).read_bytes()[:40]),
    "stamp not JSON": lambda root, _data: (root / STAMP_NAME).write_bytes(b"\xff\x00" * 20),
    "stamp nested": lambda root, _data: (root / STAMP_NAME).write_text("[" * 100_000),
    "stamp of another shape": lambda root, _data: (root / STAMP_NAME).write_text('{"format": 1, "folder": 3}'),
    "stamp of another format": lambda root, _data: set_format(root / STAMP_NAME),
    "stamp pointing out of the folder": lambda root, _data: point_outside(root / STAMP_NAME),
    "data gone": lambda _root, data: shutil.rmtree(data),
    "table of contents gone": lambda _root, data: next(data.glob("*.toc")).unlink(),
    "table of contents garbled": lambda _root, data: flip_a_byte(next(data.glob("*.toc"))),
    "a later table of contents": lambda _root, data: (data / "_MAIN_99.toc").write_bytes(b"cos\nsystem\n."),
    "the next table of contents is none": lambda _root, data: (data / "_MAIN_2.toc").write_bytes(b"cos\nsystem\n."),
    "segment gone": lambda _root, data: next(data.glob("*.seg")).unlink(),
    "segment emptied": lambda _root, data: next(data.glob("*.seg")).write_bytes(b""),
    "segment garbled": lambda _root, data: flip_a_byte(next(data.glob("*.seg"))),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_no_state_and_a_rebuild_heals_it(engine: Engine, damage: str) -> None:
    engine.close()
    DAMAGES[damage](engine.root, data_folder(engine))
    assert engine.state() is None
    with pytest.raises(IndexDamaged):
        find(engine, "agents")
    with pytest.raises(IndexDamaged):
        engine.apply(PAPERS, [], 8)
    engine.rebuild(PAPERS, "library", "epoch", 9)
    assert engine.state() == IndexState("library", "epoch", 9, 3)
    assert find(engine, "agents") == {1, 2}


def test_foreign_files_beside_the_index_do_no_harm(engine: Engine) -> None:
    engine.close()
    (engine.root / "notes.txt").write_text("mine")
    (data_folder(engine) / "MAIN_foreign.seg").write_text("not ours")
    assert find(engine, "agents") == {1, 2}
    engine.apply([IndexDocument(4, "agents")], [], 8)
    assert find(engine, "agents") == {1, 2, 4}
    assert (engine.root / "notes.txt").read_text() == "mine"


def test_edits_and_rebuilds_of_another_process_are_seen(engine: Engine) -> None:
    other = Engine(engine.root, lock_wait=0.0)
    assert find(other, "agents") == {1, 2}
    engine.apply([IndexDocument(4, "agents")], [1], 8)
    assert find(other, "agents") == {2, 4}
    other.apply([IndexDocument(5, "agents")], [], 9)
    assert find(engine, "agents") == {2, 4, 5}
    other.rebuild(PAPERS[1:], "library", "later", 10)
    assert find(engine, "agents") == {2}
    assert engine.state() == IndexState("library", "later", 10, 2)
    other.close()


def test_whoever_finds_the_index_being_written_is_told_so_and_can_still_read(engine: Engine) -> None:
    other = Engine(engine.root, lock_wait=0.0)
    with engine.begin_rebuild("library", "new") as rebuild:
        exhaust(rebuild.adding(PAPERS[:1]))
        with pytest.raises(IndexBusy, match="Another Paperdesk"):
            other.apply(PAPERS, [], 8)
        with pytest.raises(IndexBusy, match="Another Paperdesk"):
            other.rebuild(PAPERS, "library", "epoch", 8)
        assert find(other, "maps") == {2, 3}
    other.apply([IndexDocument(4, "maps")], [], 8)
    assert find(engine, "maps") == {2, 3, 4}
    other.close()


def test_a_folder_that_cannot_be_written_is_a_sentence_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    engine = Engine(tmp_path / "file" / "index")
    assert engine.state() is None
    with pytest.raises(IndexUnavailable, match="could not be written"):
        engine.rebuild(PAPERS, "library", "epoch", 1)


def test_a_full_disk_keeps_the_index_as_it_was(engine: Engine) -> None:
    engine.close()
    (engine.root / f"{STAMP_NAME}.new").mkdir()  # no new stamp can be written
    with pytest.raises(IndexUnavailable, match="could not be written"):
        engine.apply([IndexDocument(4, "agents")], [1], 8)
    with pytest.raises(IndexUnavailable, match="could not be written"):
        engine.rebuild(PAPERS[:1], "library", "epoch", 8)
    assert engine.state() == IndexState("library", "epoch", 7, 3)
    assert find(engine, "agents") == {1, 2}
    (engine.root / f"{STAMP_NAME}.new").rmdir()
    engine.apply([IndexDocument(4, "agents")], [1], 8)
    assert find(engine, "agents") == {2, 4}
    assert len(list(engine.root.glob("data-*"))) == 1


def test_a_rebuild_that_fails_keeps_the_old_index(engine: Engine) -> None:
    def broken() -> Iterator[IndexDocument]:
        yield PAPERS[0]
        raise LookupError("the library went away")

    with pytest.raises(LookupError, match="went away"):
        engine.rebuild(broken(), "library", "new", 8)
    assert engine.state() == IndexState("library", "epoch", 7, 3)
    assert len(list(engine.root.glob("data-*"))) == 1


def test_a_crash_just_before_a_commit_leaves_the_index_before(engine: Engine) -> None:
    engine.close()
    shutil.copytree(data_folder(engine), engine.root.parent / "before")
    engine.apply([IndexDocument(4, "agents")], [1], 8)
    engine.close()
    shutil.rmtree(data_folder(engine))
    (engine.root.parent / "before").rename(engine.root / json.loads((engine.root / STAMP_NAME).read_text())["folder"])
    assert engine.state() == IndexState("library", "epoch", 7, 3)
    assert find(engine, "agents") == {1, 2}
    engine.apply([IndexDocument(4, "agents again")], [1], 8)
    assert find(engine, "agents") == {2, 4}
    assert engine.state() == IndexState("library", "epoch", 8, 3)


def test_a_crash_just_after_a_commit_leaves_the_index_after(engine: Engine) -> None:
    engine.close()
    folder = data_folder(engine)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    engine.apply([IndexDocument(4, "agents")], [1], 8)
    engine.close()
    for name, content in before.items():  # what the commit would have tidied away
        (folder / name).write_bytes(content)
    assert engine.state() == IndexState("library", "epoch", 8, 3)
    assert find(engine, "agents") == {2, 4}
    engine.apply([], [4], 9)
    assert find(engine, "agents") == {2}


def test_a_reader_between_announcement_and_commit_sees_the_commit_when_it_is_made(engine: Engine) -> None:
    folder = data_folder(engine)
    old = {path.name: path.read_bytes() for path in folder.iterdir()}
    engine.apply([IndexDocument(4, "agents")], [], 8)
    new = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".toc"}
    for name in new:
        (folder / name).unlink()
    for name, content in old.items():
        (folder / name).write_bytes(content)
    reader = Engine(engine.root)
    assert find(reader, "agents") == {1, 2}
    for name, content in new.items():
        (folder / name).write_bytes(content)
    assert find(reader, "agents") == {1, 2, 4}
    reader.close()
