"""Tables of a library of papers as an application with SQLModel usually defines them, see `tests.bench.baselines`.

They have a registry of their own, so that they do not become Paperdesk's tables. No `from __future__ import
annotations` here: SQLModel reads the annotations at run time.
"""

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class _Base(SQLModel, registry=registry()):
    """The base class of these tables alone."""


class BaselineImport(_Base, table=True):
    """One page that was read."""

    id: int = Field(primary_key=True)
    path: str
    format: str
    source: str
    dump_date: str | None
    imported_at: str


class BaselinePaper(_Base, table=True):
    """A paper; its authors and categories are in tables of their own."""

    id: int = Field(primary_key=True)
    title: str
    title_key: str = Field(index=True)
    abstract: str | None
    abstract_complete: bool | None
    authors_complete: bool | None
    author_count: int | None
    organization_slug: str | None
    organization_name: str | None
    published: str | None = Field(index=True)
    comments: int | None
    score: float | None
    has_code: bool | None
    code_urls: str
    added: str


class BaselineAuthor(_Base, table=True):
    """A name, once."""

    id: int = Field(primary_key=True)
    name: str = Field(unique=True)


class BaselinePaperAuthor(_Base, table=True):
    """An author of a paper, at a place from 1."""

    paper_id: int = Field(primary_key=True, foreign_key="baselinepaper.id")
    position: int = Field(primary_key=True)
    author_id: int = Field(index=True, foreign_key="baselineauthor.id")


class BaselineCategory(_Base, table=True):
    """A category, once."""

    id: int = Field(primary_key=True)
    name: str = Field(unique=True)


class BaselinePaperCategory(_Base, table=True):
    """A category of a paper, at a place from 1."""

    paper_id: int = Field(primary_key=True, foreign_key="baselinepaper.id")
    position: int = Field(primary_key=True)
    category_id: int = Field(index=True, foreign_key="baselinecategory.id")


class BaselineSighting(_Base, table=True):
    """A paper as one page lists it, and where in the text of the page."""

    id: int = Field(primary_key=True)
    import_id: int = Field(index=True, foreign_key="baselineimport.id")
    paper_id: int = Field(index=True, foreign_key="baselinepaper.id")
    position: int
    title: str
    abstract: str | None
    authors: str
    categories: str
    author_count: int | None
    organization_name: str | None
    published_text: str | None
    comments: int | None
    score: float | None
    code_urls: str
    spans: str


METADATA = _Base.metadata
