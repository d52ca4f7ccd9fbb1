"""The fields of a paper that a person may set by hand, and how their text is read; the help is made from the table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.dates import say_date
from app.domain.errors import UsageError
from app.domain.titles import title_key
from app.domain.vocabulary import FIELD_WORDS


@dataclass(frozen=True, slots=True)
class EditableField:
    """A field: its name, what may be written, how a text becomes column values, and they a text again."""

    name: str
    help: str
    columns: Callable[[str], dict[str, Any]]
    text: Callable[[Mapping[str, Any]], str]

    @property
    def title(self) -> str:
        """Its name as a person reads it."""
        return self.word.capitalize()

    @property
    def word(self) -> str:
        """Its name within a sentence."""
        return FIELD_WORDS.get(self.name, self.name)

    def said(self, columns: Mapping[str, Any]) -> str:
        """Its text for a person who reads it."""
        return self.say(self.text(columns))

    def say(self, text: str) -> str:
        """What was written, for a person who reads it."""
        return say_date(text) if self.name == "published" else text


def _title(text: str) -> dict[str, Any]:
    title = " ".join(text.split())
    return {"title": title, "title_key": title_key(title)}


def _abstract(text: str) -> dict[str, Any]:
    return {"abstract": text.strip(), "abstract_complete": 1}


def _authors(text: str) -> dict[str, Any]:
    names = [" ".join(name.split()) for name in re.split(r"[;\n]" if ";" in text else r"[,\n]", text)]
    names = [name for name in names if name]
    return {"authors": _json(names), "authors_complete": 1, "author_count": len(names)}


def _organization(text: str) -> dict[str, Any]:
    return {"organization_slug": None, "organization_name": " ".join(text.split())}


def _published(text: str) -> dict[str, Any]:
    return {"published": read_date(text).isoformat()}


def _categories(text: str) -> dict[str, Any]:
    return {"categories": _json([part for part in re.split(r"[,\s]+", text) if part])}


def _code_urls(text: str) -> dict[str, Any]:
    urls = text.split()
    for url in urls:
        if not re.fullmatch(r"https?://[^\s/]+\S*", url):
            raise UsageError(f"“{url}” is not a web address: it must begin with https:// or http://.")
    return {"code_urls": _json(urls), "has_code": 1}


def _identifiers(text: str) -> dict[str, Any]:
    pairs = []
    for word in text.replace(",", " ").split():
        kind, _, value = word.partition(":")
        if kind.lower() not in {"arxiv", "doi", "openreview"} or not value:
            raise UsageError(f"“{word}” is not an identifier: write arxiv:ID, doi:ID or openreview:ID.")
        pairs.append({"kind": kind.lower(), "value": value})
    return {"identifiers": _json(pairs)}


def _count(name: str) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        if not re.fullmatch(r"[0-9]{1,12}", text.strip()):
            raise UsageError(f"“{text}” is not a count: {name} takes a whole number from 0.")
        return {name: int(text)}

    return read


def _plain(column: str) -> Callable[[Mapping[str, Any]], str]:
    """The text of a column that is one value."""
    return lambda columns: "" if columns[column] is None else str(columns[column])


def _listed(column: str, between: str) -> Callable[[Mapping[str, Any]], str]:
    """The text of a column that is a JSON array."""
    return lambda columns: between.join(json.loads(columns[column]))


def _authors_text(columns: Mapping[str, Any]) -> str:
    names = json.loads(columns["authors"])
    return ("; " if any("," in name for name in names) else ", ").join(names)


def _identifiers_text(columns: Mapping[str, Any]) -> str:
    return " ".join(f"{one['kind']}:{one['value']}" for one in json.loads(columns["identifiers"]))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FIELDS: tuple[EditableField, ...] = (
    EditableField("title", "the title, one line", _title, _plain("title")),
    EditableField("abstract", "the abstract, as text", _abstract, _plain("abstract")),
    EditableField("authors", "the authors in order, separated by commas or semicolons", _authors, _authors_text),
    EditableField("organization", "the organisation's name", _organization, _plain("organization_name")),
    EditableField("published", "the date of publication, as YYYY-MM-DD", _published, _plain("published")),
    EditableField("comments", "the number of comments", _count("comments"), _plain("comments")),
    EditableField("upvotes", "the number of upvotes", _count("upvotes"), _plain("upvotes")),
    EditableField("categories", "categories, separated by spaces", _categories, _listed("categories", " ")),
    EditableField(
        "identifiers", "arxiv:ID, doi:ID or openreview:ID, separated by spaces", _identifiers, _identifiers_text
    ),
    EditableField("code_urls", "addresses of the code, separated by spaces", _code_urls, _listed("code_urls", " ")),
)
BY_NAME = {field.name: field for field in FIELDS}


def read_date(text: str) -> date:
    """A date written YYYY-MM-DD, or a sentence."""
    try:
        return date.fromisoformat(text.strip()) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()) else date(0, 0, 0)
    except ValueError:
        raise UsageError(f"“{text}” is not a date: write it as YYYY-MM-DD, for example 2026-01-27.") from None


def name_field(name: str) -> str:
    """The name of one of FIELDS within a sentence."""
    return BY_NAME[name.lower()].word


def read_value(name: str, text: str) -> str | None:
    """The JSON object of columns that the text sets; None for an empty text, which means: as the sources say."""
    field = BY_NAME.get(name.lower())
    if field is None:
        raise UsageError(f"There is no field “{name}”. The fields are: {', '.join(BY_NAME)}.")
    if "\0" in text:
        raise UsageError(f"The {field.word} holds a NUL character, which no text may hold. Nothing was changed.")
    return _json(field.columns(text)) if text.strip() else None


def read_values(texts: Mapping[str, str]) -> str:
    """The JSON object of all columns that the texts of several fields set; empty texts set nothing."""
    parts = [value for name, text in texts.items() if (value := read_value(name, text))]
    return _json({column: content for part in parts for column, content in json.loads(part).items()})
