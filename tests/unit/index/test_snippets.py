"""Snippets: the excerpt that shows why a paper was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.index.analysis import words
from app.index.documents import Form, Leaf
from app.index.snippets import LENGTH, snippet

FILLER = "nothing to see in this sentence at all, really. "
LONG = FILLER * 10 + "Here multi-agent planning\nmeets Édouard. " + FILLER * 10 + "Planning again."


def leaf(text: str, field: str | None = None) -> Leaf:
    return Leaf(field, tuple(words(text)))


def marked(found: tuple[str, tuple[tuple[int, int], ...]]) -> list[str]:
    return [found[0][start:end] for start, end in found[1]]


def test_the_excerpt_shows_the_place_with_most_of_the_query() -> None:
    found = snippet({"title": "Planning", "abstract": LONG}, [leaf("planning"), leaf("edouard"), leaf("multi agent")])
    assert marked(found) == ["multi-agent", "planning", "Édouard"]
    assert found[0].startswith("…")
    assert found[0].endswith("…")
    assert "\n" not in found[0]
    assert len(found[0]) <= LENGTH + 2


def test_words_are_not_cut() -> None:
    excerpt, _ = snippet({"abstract": LONG}, [leaf("edouard")])
    assert set(words(excerpt)) <= set(words(LONG))


def test_a_leaf_of_a_field_is_marked_in_that_field_only() -> None:
    texts = {"title": "A desk", "abstract": "The desk.", "note": "my desk"}
    assert snippet(texts, [leaf("desk", "note")]) == ("my desk", ((3, 7),))
    assert snippet(texts, [leaf("desk")]) == ("The desk.", ((4, 8),))


def test_a_phrase_is_marked_as_one_and_only_as_a_phrase() -> None:
    assert marked(snippet({"abstract": "agent multi, multi agent multi"}, [leaf("multi agent")])) == ["multi agent"]
    assert marked(snippet({"abstract": "one two three"}, [leaf("one two"), leaf("two three")])) == ["one two three"]


def test_without_a_match_the_abstract_or_the_title_begins() -> None:
    excerpt, spans = snippet({"title": "T", "abstract": LONG}, [leaf("absent")])
    assert excerpt.startswith("nothing to see")
    assert excerpt.endswith("…")
    assert spans == ()
    assert snippet({"title": "T", "abstract": ""}, []) == ("T", ())
    assert snippet({}, [leaf("absent")]) == ("", ())


@given(st.text(alphabet="aé ½\n-b\u0301", max_size=400), st.lists(st.sampled_from(["a", "e a", "b", "1"]), max_size=3))
def test_marks_always_lie_on_what_was_asked_for(text: str, asked: list[str]) -> None:
    excerpt, spans = snippet({"abstract": text}, [leaf(words_) for words_ in asked])
    assert len(excerpt) <= LENGTH + 2
    assert list(spans) == sorted(spans)
    assert all(0 <= start < end <= len(excerpt) for start, end in spans)
    if any(set(words(one)) & set(words(text)) and " " not in one for one in asked):
        assert spans


def test_beginnings_typos_and_near_words_are_marked_too() -> None:
    texts = {"abstract": "Robust rewards make transformers learn, a reward of robust kind.", "title": "Transformer"}

    def marked(leaf: Leaf) -> list[str]:
        excerpt, spans = snippet(texts, [leaf])
        return [excerpt[start:end] for start, end in spans]

    assert marked(Leaf(None, ("transf",), Form.PREFIX)) == ["transformers"]
    assert marked(Leaf(None, ("lern",), Form.FUZZY)) == ["learn"]
    assert marked(Leaf(None, ("robust", "reward"), Form.NEAR, 2)) == ["reward of robust"]
    assert marked(Leaf(None, ("t",), Form.PREFIX)) == ["Transformer"]
