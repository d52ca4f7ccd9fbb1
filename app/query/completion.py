"""Completion at the caret: field names, values of closed lists, and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.query import dates
from app.query.fields import FIELDS, ORDERS, SORT, SORT_HELP, Field
from app.query.printing import quote
from app.query.results import Completion, Span
from app.query.values import read_date

MAX_COMPLETIONS = 12

_SLOT = re.compile(r'(?:^|(?<=[\s(]))-*(?:([A-Za-z]+):([<>]=?|=)?)?("[^"]*|[^\s"()]*)$')
_REST = re.compile(r'[^\s"()]*"?')
_QUOTE = re.compile(r'(?<!\\)"')


@dataclass(frozen=True, slots=True)
class Slot:
    """The part of a query to complete: its field (None without a colon), the text typed so far, and its range."""

    field: str | None
    text: str
    replaces: Span


def find_slot(query: str, caret: int) -> Slot | None:
    """Find the slot at the caret; None where nothing can be completed, such as inside a phrase."""
    before = query[:caret]
    match = _SLOT.search(before)
    if match is None:
        return None
    name, _, value = match.groups()
    if len(_QUOTE.findall(before[: match.start(3)])) % 2:
        return None  # inside a phrase
    is_quoted = value.startswith('"')
    if name is None and is_quoted:
        return None
    rest = _REST.match(query, caret)
    end = rest.end() if rest else caret
    if not is_quoted and query[end - 1 : end] == '"':
        end -= 1
    return Slot(name.lower() if name else None, value.removeprefix('"'), (match.start(3), end))


def complete_field(slot: Slot) -> list[Completion]:
    """Complete a field name."""
    prefix = slot.text.lower()
    fields = [(field.name, field.help) for field in FIELDS.values()] + [(SORT, SORT_HELP)]
    return [
        Completion(f"{name}:", slot.replaces, description) for name, description in fields if name.startswith(prefix)
    ]


def complete_word(slot: Slot, field: Field | None) -> list[Completion]:
    """Complete a value of a closed list, a common date, or a sort order."""
    prefix = " ".join(re.split(r"[-_\s]+", slot.text.lower()))
    if slot.field == SORT:
        minus = "-" if slot.text.startswith("-") else ""
        prefix, values = slot.text.lower(), [minus + order for order in ORDERS]
    elif field is not None and field.read is read_date:
        values = [*dates.DATE_WORDS, "7d", "30d", "1y"]
    else:
        values = list(field.choices) if field else []
    description = SORT_HELP if slot.field == SORT else field.help if field else ""
    format_value = str if slot.field == SORT else quote
    return [Completion(format_value(value), slot.replaces, description) for value in values if value.startswith(prefix)]


def complete_name(
    slot: Slot, names: Iterable[tuple[str, int]], description: str, clause: str = "", limit: int = MAX_COMPLETIONS
) -> list[Completion]:
    """Complete a name that begins with the text or has a word that does; the former first, then the most frequent.

    `clause` (such as `tag:`) is put before each name.
    """
    prefix = _fold(slot.text)
    found = [(_rank(_fold(name), prefix), -count, name) for name, count in names]
    best = sorted(one for one in found if one[0] is not None)[:limit]
    return [Completion(clause + quote(name), slot.replaces, description, -count) for _, count, name in best]


def _rank(name: str, prefix: str) -> int | None:
    if prefix not in name:
        return None
    if name.startswith(prefix):
        return 0
    return 1 if any(separator + prefix in name for separator in " /-.") else None


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if not unicodedata.combining(character))
