"""How the user enters the fields of a paper: what may be entered, text to columns, and value to text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from app.domain.errors import UsageError
from app.domain.field_kinds import Editing, strings_to_json, to_json_text
from app.domain.paper_values import Identifier, Organization
from app.domain.titles import title_key


def parse_date(text: str) -> date:
    """Parse a date written YYYY-MM-DD. Raises UsageError on any other text."""
    try:
        return date.fromisoformat(text.strip()) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()) else date(0, 0, 0)
    except ValueError:
        raise UsageError(f"“{text}” is not a date: write it as YYYY-MM-DD, for example 2026-01-27.") from None


def _parse_title(_name: str, text: str) -> dict[str, Any]:
    title = " ".join(text.split())
    return {"title": title, "title_key": title_key(title)}


def _parse_abstract(_name: str, text: str) -> dict[str, Any]:
    return {"abstract": text.strip(), "abstract_complete": 1}


def _parse_authors(_name: str, text: str) -> dict[str, Any]:
    names = [" ".join(name.split()) for name in re.split(r"[;\n]" if ";" in text else r"[,\n]", text)]
    names = [name for name in names if name]
    return {"authors": strings_to_json(names), "authors_complete": 1, "author_count": len(names)}


def _parse_organization(_name: str, text: str) -> dict[str, Any]:
    return {"organization_slug": None, "organization_name": " ".join(text.split())}


def _parse_day(name: str, text: str) -> dict[str, Any]:
    return {name: parse_date(text).isoformat()}


def _parse_words(name: str, text: str) -> dict[str, Any]:
    return {name: strings_to_json([part for part in re.split(r"[,\s]+", text) if part])}


def _parse_code_urls(_name: str, text: str) -> dict[str, Any]:
    urls = text.split()
    for url in urls:
        if not re.fullmatch(r"https?://[^\s/]+\S*", url):
            raise UsageError(f"“{url}” is not a web address: it must begin with https:// or http://.")
    return {"code_urls": strings_to_json(urls), "has_code": 1}


def _parse_identifiers(name: str, text: str) -> dict[str, Any]:
    pairs = []
    for item in text.replace(",", " ").split():
        kind, _, value = item.partition(":")
        if kind.lower() not in {"arxiv", "doi", "openreview"} or not value:
            raise UsageError(f"“{item}” is not an identifier: write arxiv:ID, doi:ID or openreview:ID.")
        pairs.append({"kind": kind.lower(), "value": value})
    return {name: to_json_text(pairs)}


def _authors_text(names: tuple[str, ...]) -> str:
    return ("; " if any("," in name for name in names) else ", ").join(names)


def _organization_text(organization: Organization | None) -> str:
    return organization.name if organization else ""


def _identifiers_text(identifiers: Iterable[Identifier]) -> str:
    return " ".join(f"{one.kind}:{one.value}" for one in identifiers)


TITLE = Editing("the title, one line", _parse_title)
ABSTRACT = Editing("the abstract, as text", _parse_abstract)
AUTHORS = Editing("the authors in order, separated by commas or semicolons", _parse_authors, _authors_text)
ORGANIZATION = Editing("the organisation's name", _parse_organization, _organization_text)
DATE = Editing("the date of publication, as YYYY-MM-DD", _parse_day)
CATEGORIES = Editing("categories, separated by spaces", _parse_words, " ".join)
IDENTIFIERS = Editing("arxiv:ID, doi:ID or openreview:ID, separated by spaces", _parse_identifiers, _identifiers_text)
CODE_URLS = Editing("addresses of the code, separated by spaces", _parse_code_urls, " ".join)
