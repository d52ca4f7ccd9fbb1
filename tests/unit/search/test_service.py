"""Results, facets, completion and explanations on a small library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import QueryError, UsageError
from app.library import Library
from app.query.results import ClauseMatch
from app.search.searcher import Searcher
from app.search.service import SearchService

PAPERS = (
    {"title": "Paper Boats in Spring", "abstract": "We fold boats and let them sail.", "published": "2026-01-27",
     "authors": "Ada Lovelace; Émile Borel", "organization": "Boat Lab", "categories": "cs.CL", "comments": "3"},
    {"title": "Kites with Memory", "abstract": "A kite that remembers boats.", "published": "2025-06-01",
     "authors": "Ada Byron", "organization": "boat lab", "categories": "cs.RO stat.ML", "comments": "9"},
    {"title": "Lanterns", "published": "2024-02-29", "organization": "River House", "comments": "1"},
    {"title": "Undated Stones", "abstract": "Skipping stones.", "authors": "Zoë Skip"},
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library", synchronous="OFF") as library:
        for texts in PAPERS:
            library.editing.add(texts)
        library.editing.tag("craft/boats", [1])
        library.editing.tag("craft/kites", [1, 2])
        library.editing.tag("to cite", [3])
        library.editing.create_collection("For Friday")
        library.editing.add_to_collection("For Friday", [2, 3])
        library.editing.set_status("trash", [4])
        library.editing.set_note(3, "Boats, seen at night.")
        yield library


def test_the_word_at_the_caret_is_a_prefix_until_the_query_is_finished(library: Library) -> None:
    assert library.answer("boa", 3).ids == [1, 2, 3]
    assert library.answer("boa").ids == []
    assert library.answer("tag:cr", 6).ids == [1, 2]


def test_results_are_sorted_by_date_unless_relevance_is_requested(library: Library) -> None:
    newest, best = library.answer("boats OR kites"), library.answer("boats OR kites", order="relevance")
    assert (newest.ids, newest.order) == ([1, 2, 3], "date")
    assert (best.ids, best.order) == ([2, 1, 3], "relevance")
    assert library.answer("boats OR kites sort:-relevance").ids == [3, 1, 2]


def test_excerpts_are_made_for_given_papers(library: Library) -> None:
    (kites,) = library.excerpts("boa remem", [2], 3)
    assert kites.snippet == "A kite that remembers boats."
    assert kites.spans == ((22, 27),)
    (lanterns,) = library.excerpts("boats", [3])
    assert (lanterns.snippet, lanterns.spans) == ("Boats, seen at night.", ((0, 5),))
    assert lanterns.score > 0
    assert [hit.id for hit in library.search("boats OR kites sort:-date", 2)] == [3, 2]


def test_the_sort_of_the_query_wins_except_over_an_explicit_one(library: Library) -> None:
    assert library.answer("-is:snoozed sort:comments", order="relevance").ids == [2, 1, 3, 4]
    assert library.answer("sort:-comments").ids == [3, 1, 2, 4]
    assert library.find("sort:-date") == [3, 2, 1, 4]
    assert library.find("sort:-date", "title") == [2, 3, 1, 4]
    assert library.answer("has:date", order="relevance").order == "date"


def test_a_preliminary_result_says_whether_it_is_complete(library: Library) -> None:
    first, full = library.answer("boats", is_preliminary=True), library.answer("boats")
    assert (first.ids, first.is_complete) == ([1], False)
    assert (full.ids, full.is_complete) == ([1, 2, 3], True)
    assert library.answer("title:boats", is_preliminary=True).is_complete
    assert library.answer("tag:craft", is_preliminary=True).is_complete


def test_the_trash_is_excluded_unless_the_query_asks_for_it(library: Library) -> None:
    assert library.answer("", include_trash=False).ids == [1, 2, 3]
    assert library.answer("stones", include_trash=False).total == 0
    assert library.answer("stones", include_trash=True).ids == [4]
    assert library.answer("status:trash", include_trash=False).ids == [4]


def test_a_mistake_stops_a_finished_query_but_not_one_being_typed(library: Library) -> None:
    with pytest.raises(QueryError, match="did you mean “title:”"):
        library.answer("titel:boats")
    answer = library.answer("titel:boats kites", 17)
    assert answer.ids == [2]
    assert answer.problem is not None
    assert answer.problem.proposal == "title:boats kites"


def test_results_follow_every_change(library: Library) -> None:
    assert library.answer("tag:new sort:added").ids == []
    library.editing.tag("new", [2])
    assert library.answer("tag:new sort:added").ids == [2]
    library.editing.edit(2, "published", "2026-06-01")
    assert library.answer("has:date").ids == [2, 1, 3]
    library.undo()
    library.undo()
    assert library.answer("tag:new").ids == []
    assert library.answer("has:date").ids == [1, 2, 3]


def test_relative_dates_use_the_given_today(library: Library) -> None:
    searcher = Searcher(library.database, library.searcher.client, print, lambda: date(2026, 2, 1))
    service = SearchService(library.database.reader, searcher)
    assert service.find("published:last month", None) == [1]
    assert service.find("published:<1y", None) == [1, 2]


def test_facets_list_values_counts_and_clauses(library: Library) -> None:
    found = {
        facet.field: [(value.value, value.count, value.clause) for value in facet.values]
        for facet in library.facets([1, 2, 3, 4, 99])
    }
    assert found == {
        "tag": [
            ("craft", 2, "tag:craft"),
            ("craft/kites", 2, "tag:craft/kites"),
            ("craft/boats", 1, "tag:craft/boats"),
            ("to cite", 1, 'tag:"to cite"'),
        ],
        "org": [("Boat Lab", 2, 'org:"Boat Lab"'), ("River House", 1, 'org:"River House"')],
        "published": [
            ("2026", 1, "published:2026"),
            ("2025", 1, "published:2025"),
            ("2024", 1, "published:2024"),
            ("undated", 1, "-has:date"),
        ],
        "status": [("inbox", 3, "status:inbox"), ("trash", 1, "status:trash")],
        "category": [
            ("cs.CL", 1, "category:cs.CL"),
            ("cs.RO", 1, "category:cs.RO"),
            ("stat.ML", 1, "category:stat.ML"),
        ],
    }
    assert [facet.field for facet in library.facets([4])] == ["published", "status"]
    assert library.facets([]) == []


COMPLETIONS = {
    "tit": [("title:", (0, 3))],
    "boats -ta": [("tag:", (7, 9))],
    "cra": [("tag:craft", (0, 3)), ("tag:craft/kites", (0, 3)), ("tag:craft/boats", (0, 3))],
    "tag:cr": [("craft", (4, 6)), ("craft/kites", (4, 6)), ("craft/boats", (4, 6))],
    "tag:craft/k": [("craft/kites", (4, 11))],
    "tag:kit": [("craft/kites", (4, 7))],
    'x tag:"to ': [('"to cite"', (6, 10))],
    "-tag:to": [('"to cite"', (5, 7))],
    "collection:fri": [('"For Friday"', (11, 14))],
    "author:ada": [('"Ada Byron"', (7, 10)), ('"Ada Lovelace"', (7, 10))],
    "author:emile": [('"Émile Borel"', (7, 12))],
    "author:love": [('"Ada Lovelace"', (7, 11))],
    "org:bo": [('"Boat Lab"', (4, 6))],
    "category:ml": [("stat.ML", (9, 11))],
    "status:d": [("done", (7, 8)), ("dropped", (7, 8))],
    "is:s": [("starred", (3, 4)), ("snoozed", (3, 4))],
    "has:co": [("code", (4, 6)), ("collection", (4, 6))],
    "published:las": [('"last week"', (10, 13)), ('"last month"', (10, 13)), ('"last year"', (10, 13))],
    "added:>7": [("7d", (7, 8))],
    "sort:-da": [("-date", (5, 8))],
    "comments:3": [],
    '"in a phr': [],
    '"in a tag:cr': [],
    'title:"a phr': [],
    "foo:bar": [],
    "xyz": [],
}


@pytest.mark.parametrize("query", COMPLETIONS)
def test_fields_and_values_are_completed(library: Library, query: str) -> None:
    found = library.complete(query, len(query))
    assert [(one.text, one.replaces) for one in found] == COMPLETIONS[query]


def test_a_completion_replaces_the_whole_word_and_is_described(library: Library) -> None:
    (found,) = library.complete("a tag:craft/kxyz b", 13)
    assert (found.text, found.replaces, found.count) == ("craft/kites", (6, 16), 2)
    assert library.complete('tit"x"', 3)[0].replaces == (0, 3)
    assert found.description == "a tag, including nested tags"
    assert [one.text for one in library.complete("", 0)][:3] == ["title:", "abstract:", "author:"]


def test_a_query_is_described_in_a_sentence(library: Library) -> None:
    explanation = library.explain('(boats OR tag:craft) -survey* author:"ada l"~3 published:>2025 sort:comments')
    assert explanation.sentence == (
        "Papers (with “boats” or tagged “craft”) and without “survey…” and with “ada” and “l” at most 3 words apart "
        "among the authors and published after 2025; most comments first."
    )
    assert explanation.is_found is None
    assert [clause.is_met for clause in explanation.clauses] == [None] * 4
    assert [part.text for part in explanation.clauses[0].parts] == ["boats", "tag:craft"]


SENTENCES = {
    "": "All papers.",
    "sort:-date": "All papers; oldest first.",
    "boat~ -(is:starred OR has:note)": "Papers with “boat” or a word one letter off and not (that are starred or that "
    "have a note of yours).",
    "added:<7d done:last week": "Papers added less than 7 days ago and done last week.",
    "published:2025-03..2025-06": "Papers published between 2025-03 and 2025-06.",
    "published:2025 added:1m": "Papers published in 2025 and added in the last 1 month.",
    "comments:>=3 upvotes:..5": "Papers with at least 3 comments and with at most 5 upvotes.",
    "authors:1 authors:<1": "Papers with 1 author and with fewer than 1 author.",
    "score:>0.5 priority:3..5": "Papers with a score above 0.5 and with a priority between 3 and 5.",
    "status:inbox status:done is:snoozed": "Papers in inbox and marked done and that are snoozed.",
    "source:daily* import:last id:7": "Papers seen on “daily…” and of the last import and numbered 7.",
    "boat -has:code -is:starred": "Papers with “boat” and that do not have code and that are not starred.",
    "-tag:x id:2601.00001": "Papers not tagged “x” and with the identifier 2601.00001.",
}


@pytest.mark.parametrize("query", SENTENCES)
def test_every_kind_of_clause_is_described(library: Library, query: str) -> None:
    assert library.explain(query).sentence == SENTENCES[query]


def test_a_paper_is_explained_clause_by_clause(library: Library) -> None:
    explanation = library.explain('boats author:lovel* "fold sail"~6 -(tag:craft OR night) comments:3', 1)
    assert (explanation.paper_id, explanation.is_found) == (1, False)
    boats, author, near, negated, comments = explanation.clauses
    assert boats.matches == (ClauseMatch("title", 6, 11), ClauseMatch("abstract", 8, 13))
    assert author.matches == (ClauseMatch("authors", 4, 12),)
    assert near.matches == (ClauseMatch("abstract", 3, 7), ClauseMatch("abstract", 27, 31))
    assert (negated.is_met, [part.is_met for part in negated.parts]) == (False, [True, False])
    assert (comments.is_met, comments.matches) == (True, ())
    assert library.explain("émile", 1).clauses[0].matches == (ClauseMatch("authors", 14, 19),)
    assert library.explain("boats", 3).clauses[0].matches == (ClauseMatch("note", 0, 5),)
    library.editing.set_note(2, "go go go, then go")
    assert library.explain('"go go"', 2).clauses[0].matches == (ClauseMatch("note", 0, 8),)
    with pytest.raises(UsageError, match="no paper 99"):
        library.explain("boats", 99)
