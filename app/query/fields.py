"""FIELDS: the fields of the query language. Help, completion and error messages are made from this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.field_kinds import Number
from app.domain.paper_fields import NUMBERS
from app.domain.vocabulary import STATUSES
from app.query import values
from app.query.values import ValueReader, join_names, make_choice_reader
from app.store.papers import SORTS

HAS_VALUES: Mapping[str, str] = {
    "note": "a note of yours",
    "code": "code",
    "date": "a publication date",
    "link": "a link to another paper",
    "abstract": "an abstract",
    "highlight": "a highlight",
    "tag": "a tag",
    "collection": "a collection",
    "author": "an author's name",
    "org": "an organisation",
    "category": "a category",
    "id": "an identifier",
}
"""Value of `has:` -> its description in a sentence."""

IS_VALUES: Mapping[str, str] = {
    "starred": "starred",
    "undecided": "undecided",
    "snoozed": "snoozed",
}
"""Value of `is:` -> its description in a sentence."""

RELEVANCE = "relevance"
ORDERS = (*(sort.name for sort in SORTS), RELEVANCE)
"""Values of `sort:`."""

SORT = "sort"
SORT_HELP = f"the sort order: {join_names(ORDERS)}; a minus sign before it reverses the order"
SORT_EXAMPLE = "sort:-date"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the query language.

    `kind` is `text` (searched in the index field `target`) or `condition` (looked up in the library). `read` makes a
    node from the field's name and a value, or raises InvalidValue. `help` and `example` are shown to the user;
    `choices` are the values of a closed list.
    """

    name: str
    kind: str
    help: str
    example: str
    read: ValueReader
    target: str | None = None
    choices: tuple[str, ...] = ()


def _text(name: str, help_text: str, example: str, target: str) -> Field:
    return Field(name, "text", help_text, example, values.read_words, target)


def _name(name: str, help_text: str, example: str) -> Field:
    return Field(name, "condition", help_text, example, values.read_name)


def _choice(name: str, help_text: str, example: str, choices: tuple[str, ...], **synonyms: str) -> Field:
    return Field(name, "condition", help_text, example, make_choice_reader(*choices, **synonyms), None, choices)


def _date(name: str, help_text: str, example: str) -> Field:
    return Field(name, "condition", help_text, example, values.read_date)


def _integer(name: str, help_text: str, example: str) -> Field:
    return Field(name, "condition", help_text, example, values.read_integer)


def _number(name: str, number: Number) -> Field:
    """A field of papers that is a plain number."""
    read = values.read_integer if number.is_count else values.read_decimal
    return Field(name, "condition", number.help, f"{name}:{number.example}", read)


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        _text("title", "words of the title", "title:agents", "title"),
        _text("abstract", "words of the abstract", 'abstract:"we find"', "abstract"),
        _text("author", "words of an author's name", 'author:"ada lovelace"', "authors"),
        _text("org", "words of the organisation's name", "org:acme", "organization"),
        _text("note", "words of your note", "note:reread", "note"),
        _text("highlight", "words of your highlights", "highlight:surprising", "highlight"),
        _name("tag", "a tag, including nested tags", 'tag:"to cite"'),
        _name("collection", "a collection", 'collection:"for friday"'),
        _name("source", "a page the paper was imported from, by its name", 'source:"daily papers"'),
        _name("category", "a category given by the source, including subcategories", "category:cs.CL"),
        _name("keyword", "a keyword given by the source; currently the same as category", "keyword:cs.CL"),
        _choice(
            "status", f"one of {join_names(STATUSES)}", "status:reading", STATUSES,
            unread="inbox", new="inbox", read="done", todo="later", rejected="dropped", deleted="trash",
        ),
        _choice(
            "is", f"{join_names(tuple(IS_VALUES))}", "is:starred", tuple(IS_VALUES),
            favourite="starred", favorite="starred", star="starred", unread="undecided", new="undecided",
            inbox="undecided",
        ),
        _choice(
            "has", f"papers with one of these: {join_names(tuple(HAS_VALUES))}", "has:code", tuple(HAS_VALUES),
            notes="note", links="link", highlights="highlight", tags="tag", collections="collection",
            authors="author", organization="org", organisation="org", published="date", doi="id", arxiv="id",
        ),
        _date("published", "the publication date: a date, a comparison, or a range", "published:2025-03..2025-06"),
        _date("added", "when the paper was added to the library", "added:<7d"),
        _date("done", "when the paper was marked as done", 'done:"last week"'),
        _date("decided", "when the current status was set, unless the paper is undecided", "decided:today"),
        *(_number(name, number) for name, number in NUMBERS.items()),
        _integer("priority", "your priority, 0 to 5", "priority:>=4"),
        Field(
            "authors", "condition", "the number of authors; with a word the same as author", "authors:1",
            values.read_authors,
        ),
        Field("import", "condition", "an import, by its number, or last", "import:last", values.read_import),
        Field(
            "id", "condition", "a paper's number, or its arXiv, DOI or OpenReview id", "id:2601.00001",
            values.read_identifier,
        ),
    )
}  # fmt: skip

FIELD_SYNONYMS: Mapping[str, str] = {
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
"""Field names of other applications -> the field that is suggested for them."""
