"""What may be written where the caret stands: fields, words of closed lists, and names that go on from there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.query import dates
from app.query.answers import Completion, Span
from app.query.fields import FIELDS, ORDERS, SORT, SORT_HELP, Field
from app.query.printing import quote
from app.query.values import read_date

MOST = 12

_SLOT = re.compile(r'(?:^|(?<=[\s(]))-*(?:([A-Za-z]+):([<>]=?|=)?)?("[^"]*|[^\s"()]*)$')
_REST = re.compile(r'[^\s"()]*"?')
_QUOTE = re.compile(r'(?<!\\)"')


@dataclass(frozen=True, slots=True)
class Slot:
    """What is being written: the field before the colon (None without one), the text of its value, and its place."""

    field: str | None
    text: str
    replaces: Span


def find_slot(query: str, caret: int) -> Slot | None:
    """The slot in which the caret stands; None where nothing can be completed, such as within a phrase."""
    before = query[:caret]
    match = _SLOT.search(before)
    if match is None:
        return None
    name, _, value = match.groups()
    if len(_QUOTE.findall(before[: match.start(3)])) % 2:
        return None  # within a phrase that begins further to the left
    is_quoted = value.startswith('"')
    if name is None and is_quoted:
        return None
    rest = _REST.match(query, caret)
    end = rest.end() if rest else caret
    if not is_quoted and query[end - 1 : end] == '"':
        end -= 1
    return Slot(name.lower() if name else None, value.removeprefix('"'), (match.start(3), end))


def complete_field(slot: Slot) -> list[Completion]:
    """The fields whose name goes on from the word."""
    begun = slot.text.lower()
    fields = [(field.name, field.help) for field in FIELDS.values()] + [(SORT, SORT_HELP)]
    return [Completion(f"{name}:", slot.replaces, what) for name, what in fields if name.startswith(begun)]


def complete_word(slot: Slot, field: Field | None) -> list[Completion]:
    """The values of a field that is not free: a closed list, the dates people write, or the orders."""
    begun = " ".join(re.split(r"[-_\s]+", slot.text.lower()))
    if slot.field == SORT:
        minus = "-" if slot.text.startswith("-") else ""
        begun, values = slot.text.lower(), [minus + order for order in ORDERS]
    elif field is not None and field.read is read_date:
        values = [*dates.WORDS, "7d", "30d", "1y"]
    else:
        values = list(field.choices) if field else []
    what = SORT_HELP if slot.field == SORT else field.help if field else ""
    spell = str if slot.field == SORT else quote
    return [Completion(spell(value), slot.replaces, what) for value in values if value.startswith(begun)]


def complete_name(
    slot: Slot, names: Iterable[tuple[str, int]], what: str, clause: str = "", most: int = MOST
) -> list[Completion]:
    """The names that begin with the text, or have a word that does; the former first, then the most frequent.

    With `clause` each comes with that field before it.
    """
    begun = _plain(slot.text)
    found = [(_rank(_plain(name), begun), -count, name) for name, count in names]
    best = sorted(one for one in found if one[0] is not None)[:most]
    return [Completion(clause + quote(name), slot.replaces, what, -count) for _, count, name in best]


def _rank(name: str, begun: str) -> int | None:
    if begun not in name:
        return None
    if name.startswith(begun):
        return 0
    return 1 if any(mark + begun in name for mark in " /-.") else None


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if not unicodedata.combining(character))


def first(found: Sequence[Completion], *more: Sequence[Completion]) -> list[Completion]:
    """The first MOST of several lists, one after the other."""
    return [one for each in (found, *more) for one in each][:MOST]
