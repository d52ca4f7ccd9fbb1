"""Pages of every layout with synthetic papers: parsed papers, unread text, truncated pages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import ImportRefused, PaperdeskError, UsageError
from app.domain.paper_values import Organization
from app.domain.records import FeedRecord, PaperRecord
from app.importer.formats import FORMATS, detect, parse
from app.importer.organizations import read_organization
from app.importer.page import parse_count
from app.importer.source import decode_source, normalize

TODAY = date(2026, 11, 21)
HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\n"
COMMUNITY = "byAK and the research community"
DAILY = HEAD + f"Daily Papers\n\n{COMMUNITY}\n\nJan 27\n\n"
LONG = "We grow tomatoes on a roof and count them every morning with a small camera. " * 6
ABSTRACT = LONG.strip()
OTHER = ("This paper looks at bees that learn to count flowers, and finds that they can. " * 6).strip()
META = "  • 7 authors\n·\nAug 5, 2025 2"
TOMATOES = "Rooftop Tomatoes: Counting Fruit with a Small Camera"
BEES = "Bees That Count Flowers in the Morning"


def read(text: str, **options: object) -> FeedRecord:
    return parse(normalize(text), today=TODAY, **options)  # type: ignore[arg-type]


def blocks(*pieces: str) -> str:
    return "\n\n".join(pieces)


def only_paper(feed: FeedRecord) -> PaperRecord:
    assert len(feed.papers) == 1
    return feed.papers[0]


def titles(feed: FeedRecord) -> list[tuple[str, str | None, bool | None]]:
    return [(paper.title, paper.abstract, paper.abstract_complete) for paper in feed.papers]


PAGES = {
    "A": DAILY + blocks(TOMATOES, ABSTRACT, META, BEES, OTHER, "bloom Bloom Lab\n·\nJan 3"),
    "A2": HEAD + blocks(COMMUNITY, "Jan 27", TOMATOES, ABSTRACT, META, BEES, OTHER, META),
    "B": (
        "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\n"
        f"Subscribe{TOMATOES}\n{ABSTRACT}\n{BEES}\n{OTHER}"
    ),
    "C": HEAD + blocks("Daily Papers", "by AK and the research community", TOMATOES, ABSTRACT, BEES, OTHER),
    "D": f"- {TOMATOES} {ABSTRACT} 9 authors · Aug 28, 2023\n4 {BEES} {OTHER} 1 authors · Aug 28, 2023 3",
    "E": "Submitted by\nada\nnew\nGet trending papers in your email inbox!\nSubscribe"
    "Submitted by\nbob\nSubmitted by\neve",
    "V": blocks("PROXY about", "URL: https://example.org/papers", "ðŸ‡ Daily Papers - Hugging Face")
    + "\n\n\n"
    + HEAD
    + blocks("Daily Papers", "byðŸ Image\nAK and the research community", "Jun 29", TOMATOES, ABSTRACT)
    + "\n\n  â€¢ 7 authors\nÂ·\nJun 2\n\n"
    + blocks(BEES, OTHER),
    "S": blocks(
        "Ada Gardener\n\nCL\nh-index4\n5papers\n1,286citations\nNovelty63%\nAI Score46",
        "5 Papers",
        f"25.6AICLSep 29, 2023Code\n{TOMATOES}",
        "Ada Gardener, Bob Bee et al. · bloom-lab",
        ABSTRACT,
        f"LGFeb 4\n{BEES}",
        "Eve Flower",
        OTHER,
    ),
}


@pytest.mark.parametrize("layout", PAGES)
def test_every_layout_is_recognised_with_a_reason(layout: str) -> None:
    detection = detect(normalize(PAGES[layout]))
    assert detection.layout == layout
    assert detection.reason.endswith(".")
    feed = read(PAGES[layout])
    expected = [] if layout == "E" else [(TOMATOES, ABSTRACT), (BEES, OTHER)]
    assert [(title, abstract) for title, abstract, _ in titles(feed)] == expected
    assert feed.unread == ()
    assert feed.sentence.endswith(".")


@pytest.mark.parametrize("layout", PAGES)
def test_a_page_cut_anywhere_never_fails_and_adds_no_paper(layout: str) -> None:
    page = normalize(PAGES[layout])
    for end in range(len(page)):
        text = normalize(page[:end])
        try:
            feed = parse(text, today=TODAY)
        except PaperdeskError:
            continue
        for paper in feed.papers:
            assert paper.title in (TOMATOES, BEES), (end, paper.title)
            whole = ABSTRACT if paper.title == TOMATOES else OTHER
            assert paper.abstract is None or whole.startswith(paper.abstract)
            assert not paper.abstract_complete or paper.abstract == whole
            assert set(paper.authors) <= {"Ada Gardener", "Bob Bee", "Eve Flower"}
            assert paper.author_count in (None, 7, 9, 1)
        for piece in feed.unread:
            assert piece.text in text
            assert text.split("\n")[piece.line - 1].endswith(piece.text.split("\n", maxsplit=1)[0])


@given(
    st.lists(st.sampled_from([*PAGES.values(), "\n", "\n\n", "·", "•", "Jan 3", "CLFeb 4Code", "h-index", "x" * 400]))
)
def test_any_mixture_of_pages_is_read_or_refused_with_a_sentence(pieces: list[str]) -> None:
    text = normalize("\n".join(pieces))
    for key in (None, "daily-papers", "scholar-feed"):
        try:
            feed = parse(text, format=key, today=TODAY)
        except PaperdeskError:
            continue
        for paper in feed.papers:
            assert paper.title
            assert all(0 <= span.start <= span.end <= len(text) for span in paper.spans.values())


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    for key in ("daily-papers", "scholar-feed"):
        assert parse(normalize(text), format=key, today=TODAY).sentence.endswith(".")


def test_a_truncated_title_is_listed_as_unread_and_not_stored() -> None:
    feed = read(DAILY + blocks(TOMATOES, ABSTRACT, "Bees That Cou"))
    assert titles(feed) == [(TOMATOES, ABSTRACT, True)]
    assert [(piece.text, piece.line) for piece in feed.unread] == [("Bees That Cou", 17)]
    assert "1 piece was not understood" in feed.sentence


def test_papers_without_metadata_are_paired_by_position() -> None:
    feed = read(DAILY + blocks(TOMATOES, ABSTRACT, BEES, OTHER, META, TOMATOES + " II", ABSTRACT))
    assert [(paper.title, paper.author_count) for paper in feed.papers] == [
        (TOMATOES, None),
        (BEES, 7),
        (TOMATOES + " II", None),
    ]
    assert [paper.abstract_complete for paper in feed.papers] == [True, True, False]


def test_an_abstract_of_several_paragraphs_stays_one() -> None:
    feed = read(DAILY + blocks(TOMATOES, ABSTRACT, OTHER, "Code: https://github.com/a/b.", META, BEES, OTHER))
    assert titles(feed)[0][1] == blocks(ABSTRACT, OTHER, "Code: https://github.com/a/b.")
    assert [paper.title for paper in feed.papers] == [TOMATOES, BEES]


def test_a_missing_abstract_does_not_shift_the_papers_after_it() -> None:
    feed = read(DAILY + blocks(TOMATOES, BEES, OTHER, META, TOMATOES, META, BEES, OTHER, META))
    assert titles(feed) == [(TOMATOES, None, None), (BEES, OTHER, True), (TOMATOES, None, None), (BEES, OTHER, True)]


def test_a_title_over_two_lines_is_one_title() -> None:
    feed = read(DAILY + blocks(TOMATOES.replace(": ", ":\n"), ABSTRACT, META))
    assert only_paper(feed).title == TOMATOES


def test_metadata_needs_no_blank_line_before_it() -> None:
    feed = read(DAILY + f"{TOMATOES}\n\n{ABSTRACT}\n{META}\n{BEES}\n\n{OTHER}")
    assert titles(feed) == [(TOMATOES, ABSTRACT, True), (BEES, OTHER, False)]
    assert feed.papers[0].comments == 2


def test_a_text_without_a_title_is_listed_as_unread() -> None:
    feed = read(DAILY + blocks(ABSTRACT, TOMATOES, OTHER, META))
    assert titles(feed) == [(TOMATOES, OTHER, True)]
    assert feed.unread[0].text == ABSTRACT


@pytest.mark.parametrize(
    ("tail", "count", "unread"),
    [
        ("  •", None, []),
        ("  • 1", None, ["  • 1"]),
        ("  • 13 aut", 13, []),
        ("  • 13 authors", 13, []),
        ("  • 13 authors\n·", 13, []),
        ("  • 13 authors\n·\nAu", 13, ["Au"]),
        ("  • 13 authors\n·\nAug 5, 20", 13, ["Aug 5, 20"]),
        ("  • 13 authors\n·\nFeb 30", 13, ["Feb 30"]),
    ],
)
def test_truncated_metadata_shows_that_the_abstract_is_complete(
    tail: str, count: int | None, unread: list[str]
) -> None:
    feed = read(DAILY + blocks(TOMATOES, ABSTRACT, tail))
    paper = only_paper(feed)
    assert (paper.abstract_complete, paper.author_count, paper.published_text) == (True, count, None)
    assert [piece.text for piece in feed.unread] == unread


@pytest.mark.parametrize(
    ("line", "slug", "name"),
    [
        ("bloom Bloom Lab", "bloom", "Bloom Lab"),
        ("bloom-inc Flowers", "bloom-inc", "Flowers"),
        ("zoo 1234 Animals", "zoo", "1234 Animals"),
        ("bloomlab bloom laboratory", "bloomlab", "bloom laboratory"),
        ("north garden", None, "north garden"),
        ("google", None, "google"),
        ("Émile École", "Émile", "École"),
    ],
)
def test_an_organisation_line_is_split_only_when_it_begins_with_a_slug(line: str, slug: str | None, name: str) -> None:
    assert read_organization(line) == Organization(slug, name)


def test_words_rewritten_by_a_mirror_are_repaired_and_recorded() -> None:
    abstract = "We adapt in-___domain models, ___location by ___location. " + LONG.strip()
    feed = read(DAILY + blocks("Cross-___domain " + TOMATOES, abstract, META))
    paper = only_paper(feed)
    assert paper.title == "Cross-domain " + TOMATOES
    assert paper.abstract is not None
    assert paper.abstract.startswith("We adapt in-domain models, location by location.")
    assert len(paper.repairs) == 3


def test_the_inferred_year_is_used_for_the_papers() -> None:
    feed = read(PAGES["A"])
    assert (feed.dump_day, feed.dump_date, feed.year_confidence) == ("Jan 27", date(2026, 1, 27), "lower-bound")
    bees = feed.papers[1]
    assert (bees.published, bees.published_text, bees.year_inferred) == ("2026-01-03", "Jan 3", True)
    assert feed.papers[0].year_inferred is False
    later = read(PAGES["A"], dump_date=date(2027, 1, 2))
    assert (later.year_confidence, later.papers[1].published) == ("given", "2026-01-03")


def test_an_unknown_year_stays_unknown() -> None:
    feed = read(DAILY + blocks(TOMATOES, ABSTRACT, "  • 7 authors\n·\nJan 5"))
    paper = only_paper(feed)
    assert (feed.dump_date, feed.year, paper.published) == (None, None, None)
    assert (paper.published_text, paper.published_month_day, paper.year_inferred) == ("Jan 5", (1, 5), False)


def test_upvotes_and_guessed_titles_of_one_line_pages_are_marked() -> None:
    first, second = read(PAGES["D"]).papers
    assert (first.upvotes, first.author_count, first.published, first.is_guess) == (None, 9, "2023-08-28", True)
    assert (second.upvotes, second.comments) == (4, 3)
    with_organization = read(f"12 {BEES} {OTHER} bloom Bloom Lab · Aug 28, 2023 3")
    paper = only_paper(with_organization)
    assert (paper.organization, paper.abstract) == (Organization("bloom", "Bloom Lab"), OTHER)


def test_an_author_page_has_profile_scores_and_names() -> None:
    feed = read(PAGES["S"])
    profile = feed.profile
    assert profile is not None
    assert (profile.name, profile.field, profile.h_index, profile.papers) == ("Ada Gardener", "CL", 4, 5)
    assert (profile.citations, profile.novelty_percent, profile.ai_score) == (1286, 63, 46)
    first, second = feed.papers
    assert (first.score, first.categories, first.has_code) == (25.6, ("AI", "CL"), True)
    assert (first.authors, first.authors_complete, first.author_count) == (("Ada Gardener", "Bob Bee"), False, None)
    assert first.organization == Organization("bloom-lab", "bloom-lab")
    assert (second.authors, second.authors_complete, second.author_count) == (("Eve Flower",), True, 1)
    assert (second.score, second.categories, second.has_code) == (None, ("LG",), False)


def test_a_page_of_submitters_says_that_it_has_no_papers() -> None:
    feed = read(PAGES["E"])
    assert (feed.layout, feed.papers, feed.unread) == ("E", (), ())
    assert "0 papers" in feed.sentence


@pytest.mark.parametrize(
    "text", ["Dear diary, nothing happened.", "<!doctype html><p>Hi", '{"a": 1}', "@article{a,", "x" * 9999]
)
def test_a_text_that_is_no_feed_page_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ImportRefused, match="not a feed page"):
        parse(text)


def test_a_wrong_format_name_lists_the_right_ones() -> None:
    with pytest.raises(UsageError, match="daily-papers"):
        parse(PAGES["A"], format="newspaper")


def test_a_forced_format_that_does_not_fit_gives_no_papers_and_says_so() -> None:
    feed = read(PAGES["S"], format="scholar-feed")
    assert len(feed.papers) == 2
    assert read(PAGES["A"], format="scholar-feed").papers == ()
    assert "does not look like" in read("Hello", format="daily-papers").reason


def test_every_format_has_a_title_a_source_and_help() -> None:
    assert {known.key for known in FORMATS} == {"daily-papers", "scholar-feed"}
    for known in FORMATS:
        assert known.title
        assert known.source
        assert known.help.endswith(".")


def test_a_page_of_a_million_lines_is_read_up_to_a_limit() -> None:
    source = decode_source((DAILY + "a\n\n" * 300_000).encode(), "long.txt")
    feed = parse(source.text, today=TODAY)
    assert len(feed.papers) == 50_000
    assert "more papers" in feed.unread[-1].why


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("1,234", 1234), ("1.2k", 1200), ("3M", 3_000_000), ("1,23", None), ("x", None)],
)
def test_counts_are_read_as_the_sites_print_them(text: str, number: int | None) -> None:
    assert parse_count(text) == number
