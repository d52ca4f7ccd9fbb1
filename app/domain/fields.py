"""The fields of a paper that the user may edit, and how their text is parsed; the help is generated from the table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.dates import format_date
from app.domain.errors import UsageError
from app.domain.titles import title_key
from app.domain.vocabulary import FIELD_LABELS


@dataclass(frozen=True, slots=True)
class EditableField:
    """An editable field: its name, what may be entered, text to column values, and column values to text."""

    name: str
    help: str
    parse: Callable[[str], dict[str, Any]]
    to_text: Callable[[Mapping[str, Any]], str]

    @property
    def title(self) -> str:
        """Its name as a heading."""
        return self.label.capitalize()

    @property
    def label(self) -> str:
        """Its name as used within a sentence."""
        return FIELD_LABELS.get(self.name, self.name)

    def format_columns(self, columns: Mapping[str, Any]) -> str:
        """Its column values as displayed."""
        return self.format_text(self.to_text(columns))

    def format_text(self, text: str) -> str:
        """Its text as displayed."""
        return format_date(text) if self.name == "published" else text


def _parse_title(text: str) -> dict[str, Any]:
    title = " ".join(text.split())
    return {"title": title, "title_key": title_key(title)}


def _parse_abstract(text: str) -> dict[str, Any]:
    return {"abstract": text.strip(), "abstract_complete": 1}


def _parse_authors(text: str) -> dict[str, Any]:
    names = [" ".join(name.split()) for name in re.split(r"[;\n]" if ";" in text else r"[,\n]", text)]
    names = [name for name in names if name]
    return {"authors": _json(names), "authors_complete": 1, "author_count": len(names)}


def _parse_organization(text: str) -> dict[str, Any]:
    return {"organization_slug": None, "organization_name": " ".join(text.split())}


def _parse_published(text: str) -> dict[str, Any]:
    return {"published": parse_date(text).isoformat()}


def _parse_categories(text: str) -> dict[str, Any]:
    return {"categories": _json([part for part in re.split(r"[,\s]+", text) if part])}


def _parse_code_urls(text: str) -> dict[str, Any]:
    urls = text.split()
    for url in urls:
        if not re.fullmatch(r"https?://[^\s/]+\S*", url):
            raise UsageError(f"“{url}” is not a web address: it must begin with https:// or http://.")
    return {"code_urls": _json(urls), "has_code": 1}


def _parse_identifiers(text: str) -> dict[str, Any]:
    pairs = []
    for item in text.replace(",", " ").split():
        kind, _, value = item.partition(":")
        if kind.lower() not in {"arxiv", "doi", "openreview"} or not value:
            raise UsageError(f"“{item}” is not an identifier: write arxiv:ID, doi:ID or openreview:ID.")
        pairs.append({"kind": kind.lower(), "value": value})
    return {"identifiers": _json(pairs)}


def _count_parser(name: str) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        if not re.fullmatch(r"[0-9]{1,12}", text.strip()):
            raise UsageError(f"“{text}” is not a count: {name} takes a whole number from 0.")
        return {name: int(text)}

    return read


def _value_text(column: str) -> Callable[[Mapping[str, Any]], str]:
    """The text of a column that holds one value."""
    return lambda columns: "" if columns[column] is None else str(columns[column])


def _list_text(column: str, separator: str) -> Callable[[Mapping[str, Any]], str]:
    """The text of a column that holds a JSON array."""
    return lambda columns: separator.join(json.loads(columns[column]))


def _authors_text(columns: Mapping[str, Any]) -> str:
    names = json.loads(columns["authors"])
    return ("; " if any("," in name for name in names) else ", ").join(names)


def _identifiers_text(columns: Mapping[str, Any]) -> str:
    return " ".join(f"{one['kind']}:{one['value']}" for one in json.loads(columns["identifiers"]))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FIELDS: tuple[EditableField, ...] = (
    EditableField("title", "the title, one line", _parse_title, _value_text("title")),
    EditableField("abstract", "the abstract, as text", _parse_abstract, _value_text("abstract")),
    EditableField("authors", "the authors in order, separated by commas or semicolons", _parse_authors, _authors_text),
    EditableField("organization", "the organisation's name", _parse_organization, _value_text("organization_name")),
    EditableField("published", "the date of publication, as YYYY-MM-DD", _parse_published, _value_text("published")),
    EditableField("comments", "the number of comments", _count_parser("comments"), _value_text("comments")),
    EditableField("upvotes", "the number of upvotes", _count_parser("upvotes"), _value_text("upvotes")),
    EditableField("categories", "categories, separated by spaces", _parse_categories, _list_text("categories", " ")),
    EditableField(
        "identifiers", "arxiv:ID, doi:ID or openreview:ID, separated by spaces", _parse_identifiers, _identifiers_text
    ),
    EditableField(
        "code_urls", "addresses of the code, separated by spaces", _parse_code_urls, _list_text("code_urls", " ")
    ),
)
FIELDS_BY_NAME = {field.name: field for field in FIELDS}


def parse_date(text: str) -> date:
    """Parse a date written YYYY-MM-DD. Raises UsageError on any other text."""
    try:
        return date.fromisoformat(text.strip()) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()) else date(0, 0, 0)
    except ValueError:
        raise UsageError(f"“{text}” is not a date: write it as YYYY-MM-DD, for example 2026-01-27.") from None


def field_label(name: str) -> str:
    """The label of one of FIELDS, for use within a sentence."""
    return FIELDS_BY_NAME[name.lower()].label


def parse_value(name: str, text: str) -> str | None:
    """The JSON object of columns that the text sets; None for an empty text, which means the value from the sources."""
    field = FIELDS_BY_NAME.get(name.lower())
    if field is None:
        raise UsageError(f"There is no field “{name}”. The fields are: {', '.join(FIELDS_BY_NAME)}.")
    if "\0" in text:
        raise UsageError(f"The {field.label} holds a NUL character, which no text may hold. Nothing was changed.")
    return _json(field.parse(text)) if text.strip() else None


def parse_values(texts: Mapping[str, str]) -> str:
    """The JSON object of all columns that the texts of several fields set; empty texts set nothing."""
    parts = [value for name, text in texts.items() if (value := parse_value(name, text))]
    return _json({column: content for part in parts for column, content in json.loads(part).items()})
