"""Snippets: excerpts that show why a paper was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.index.analysis import split_words
from app.index.documents import MatchMode, TextTerm
from app.index.snippets import SNIPPET_CHARS, make_snippet

UNRELATED_SENTENCE = "nothing to see in this sentence at all, really. "
LONG_TEXT = (
    UNRELATED_SENTENCE * 10 + "Here multi-agent planning\nmeets Édouard. " + UNRELATED_SENTENCE * 10 + "Planning again."
)


def make_term(text: str, field: str | None = None) -> TextTerm:
    return TextTerm(field, tuple(split_words(text)))


def marked(found: tuple[str, tuple[tuple[int, int], ...]]) -> list[str]:
    return [found[0][start:end] for start, end in found[1]]


def test_the_excerpt_shows_the_passage_with_most_terms() -> None:
    found = make_snippet(
        {"title": "Planning", "abstract": LONG_TEXT},
        [make_term("planning"), make_term("edouard"), make_term("multi agent")],
    )
    assert marked(found) == ["multi-agent", "planning", "Édouard"]
    assert found[0].startswith("…")
    assert found[0].endswith("…")
    assert "\n" not in found[0]
    assert len(found[0]) <= SNIPPET_CHARS + 2


def test_excerpts_do_not_cut_words() -> None:
    excerpt, _ = make_snippet({"abstract": LONG_TEXT}, [make_term("edouard")])
    assert set(split_words(excerpt)) <= set(split_words(LONG_TEXT))


def test_a_term_with_a_field_is_marked_only_there() -> None:
    texts = {"title": "A desk", "abstract": "The desk.", "note": "my desk"}
    assert make_snippet(texts, [make_term("desk", "note")]) == ("my desk", ((3, 7),))
    assert make_snippet(texts, [make_term("desk")]) == ("The desk.", ((4, 8),))


def test_a_phrase_is_marked_as_one_span() -> None:
    assert marked(make_snippet({"abstract": "agent multi, multi agent multi"}, [make_term("multi agent")])) == [
        "multi agent"
    ]
    assert marked(make_snippet({"abstract": "one two three"}, [make_term("one two"), make_term("two three")])) == [
        "one two three"
    ]


def test_without_a_match_the_excerpt_is_the_beginning_of_the_abstract_or_title() -> None:
    excerpt, spans = make_snippet({"title": "T", "abstract": LONG_TEXT}, [make_term("absent")])
    assert excerpt.startswith("nothing to see")
    assert excerpt.endswith("…")
    assert spans == ()
    assert make_snippet({"title": "T", "abstract": ""}, []) == ("T", ())
    assert make_snippet({}, [make_term("absent")]) == ("", ())


@given(st.text(alphabet="aé ½\n-b\u0301", max_size=400), st.lists(st.sampled_from(["a", "e a", "b", "1"]), max_size=3))
def test_spans_are_sorted_and_inside_the_excerpt(text: str, queries: list[str]) -> None:
    excerpt, spans = make_snippet({"abstract": text}, [make_term(words_) for words_ in queries])
    assert len(excerpt) <= SNIPPET_CHARS + 2
    assert list(spans) == sorted(spans)
    assert all(0 <= start < end <= len(excerpt) for start, end in spans)
    if any(set(split_words(one)) & set(split_words(text)) and " " not in one for one in queries):
        assert spans


def test_prefixes_typos_and_near_words_are_marked() -> None:
    texts = {"abstract": "Robust rewards make transformers learn, a reward of robust kind.", "title": "Transformer"}

    def marked(make_term: TextTerm) -> list[str]:
        excerpt, spans = make_snippet(texts, [make_term])
        return [excerpt[start:end] for start, end in spans]

    assert marked(TextTerm(None, ("transf",), MatchMode.PREFIX)) == ["transformers"]
    assert marked(TextTerm(None, ("lern",), MatchMode.FUZZY)) == ["learn"]
    assert marked(TextTerm(None, ("robust", "reward"), MatchMode.NEAR, 2)) == ["reward of robust"]
    assert marked(TextTerm(None, ("t",), MatchMode.PREFIX)) == ["Transformer"]
