"""FIELDS: what can stand before the colon in a query. Help, completion and error messages are made from this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.vocabulary import STATUSES
from app.query import values
from app.query.values import Reader, choice, listing
from app.store.papers import SORTS

HAVING: Mapping[str, str] = {
    "note": "a note of yours",
    "code": "code",
    "date": "a date of publication",
    "link": "a link to another paper",
    "abstract": "an abstract",
    "highlight": "a highlight",
    "tag": "a tag",
    "collection": "a place in a collection",
    "author": "an author's name",
    "org": "an organisation",
    "category": "a category",
    "id": "an identifier",
}
"""What `has:` knows -> how a sentence says it."""

BEING: Mapping[str, str] = {
    "starred": "starred",
    "undecided": "undecided",
    "snoozed": "snoozed",
}
"""What `is:` knows -> how a sentence says it."""

RELEVANCE = "relevance"
ORDERS = (*(sort.name for sort in SORTS), RELEVANCE)
"""What `sort:` knows."""

SORT = "sort"
SORT_HELP = f"the order: {listing(ORDERS)}; with a minus sign before it the other way round"
SORT_EXAMPLE = "sort:-date"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the query language.

    `kind` is `text` (words, looked up in the index in its field `target`) or `fact` (looked up in the library). `read`
    makes the leaf from the field's name and the value, or raises BadValue. `help` and `example` are for people;
    `choices` are the values when they are a closed list.
    """

    name: str
    kind: str
    help: str
    example: str
    read: Reader
    target: str | None = None
    choices: tuple[str, ...] = ()


def _text(name: str, help_text: str, example: str, target: str) -> Field:
    return Field(name, "text", help_text, example, values.read_words, target)


def _name(name: str, help_text: str, example: str) -> Field:
    return Field(name, "fact", help_text, example, values.read_name)


def _choice(name: str, help_text: str, example: str, choices: tuple[str, ...], **also: str) -> Field:
    return Field(name, "fact", help_text, example, choice(*choices, **also), None, choices)


def _date(name: str, help_text: str, example: str) -> Field:
    return Field(name, "fact", help_text, example, values.read_date)


def _whole(name: str, help_text: str, example: str) -> Field:
    return Field(name, "fact", help_text, example, values.read_whole)


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        _text("title", "words of the title", "title:agents", "title"),
        _text("abstract", "words of the abstract", 'abstract:"we find"', "abstract"),
        _text("author", "words of an author's name", 'author:"ada lovelace"', "authors"),
        _text("org", "words of the organisation's name", "org:acme", "organization"),
        _text("note", "words of your note", "note:reread", "note"),
        _text("highlight", "words of your highlights", "highlight:surprising", "highlight"),
        _name("tag", "a tag, with the tags nested in it", 'tag:"to cite"'),
        _name("collection", "a collection", 'collection:"for friday"'),
        _name("source", "the page a paper was seen on, by its name", 'source:"daily papers"'),
        _name("category", "a category of the source, with its parts", "category:cs.CL"),
        _name("keyword", "what the source filed the paper under; today the same as category", "keyword:cs.CL"),
        _choice(
            "status", f"one of {listing(STATUSES)}", "status:reading", STATUSES,
            unread="inbox", new="inbox", read="done", todo="later", rejected="dropped", deleted="trash",
        ),
        _choice(
            "is", f"{listing(tuple(BEING))}", "is:starred", tuple(BEING),
            favourite="starred", favorite="starred", star="starred", unread="undecided", new="undecided",
            inbox="undecided",
        ),
        _choice(
            "has", f"papers that have it: {listing(tuple(HAVING))}", "has:code", tuple(HAVING),
            notes="note", links="link", highlights="highlight", tags="tag", collections="collection",
            authors="author", organization="org", organisation="org", published="date", doi="id", arxiv="id",
        ),
        _date("published", "a date of publication, a comparison with one, or a range", "published:2025-03..2025-06"),
        _date("added", "when the paper came into the library", "added:<7d"),
        _date("done", "when a paper that is done was done", 'done:"last week"'),
        _date("decided", "when a paper got the status it has, unless it is undecided", "decided:today"),
        _whole("comments", "the number of comments, a comparison, or a range", "comments:>=3"),
        _whole("upvotes", "the number of upvotes", "upvotes:10..50"),
        Field("score", "fact", "the score the source gave", "score:>0.5", values.read_decimal),
        _whole("priority", "your priority, 0 to 5", "priority:>=4"),
        Field("authors", "fact", "the number of authors; with a word as author", "authors:1", values.read_authors),
        Field("import", "fact", "the papers of an import, by its number, or last", "import:last", values.read_import),
        Field("id", "fact", "a paper's number, or its arXiv, DOI or OpenReview id", "id:2601.00001", values.read_id),
    )
}  # fmt: skip

OTHER_NAMES: Mapping[str, str] = {
    "authored": "author",
    "by": "author",
    "affiliation": "org",
    "organization": "org",
    "organisation": "org",
    "institution": "org",
    "body": "abstract",
    "tags": "tag",
    "label": "tag",
    "keywords": "keyword",
    "categories": "category",
    "cat": "category",
    "state": "status",
    "date": "published",
    "year": "published",
    "notes": "note",
    "list": "collection",
    "from": "source",
    "site": "source",
    "arxiv": "id",
    "doi": "id",
    "likes": "upvotes",
    "order": "sort",
}
"""Field names that people know from elsewhere -> the one that is proposed to them."""
