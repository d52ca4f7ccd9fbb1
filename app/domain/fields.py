"""The fields of a paper that the user may edit; the help is generated from the table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain import paper_fields
from app.domain.errors import UsageError
from app.domain.field_kinds import Editing, FieldSpec, to_json_text
from app.domain.paper_fields import PaperFields


@dataclass(frozen=True, slots=True)
class EditableField:
    """An editable field: a field of papers, and how its text is entered."""

    field: FieldSpec
    editing: Editing

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def help(self) -> str:
        """What may be entered."""
        return self.editing.help

    @property
    def label(self) -> str:
        """Its name as used within a sentence."""
        return self.field.label

    @property
    def title(self) -> str:
        """Its name as a heading."""
        return self.label.capitalize()

    def parse(self, text: str) -> dict[str, Any]:
        """The columns that a text sets."""
        return self.editing.parse(self.name, text)

    def to_text(self, fields: PaperFields) -> str:
        """Its value as text to edit."""
        return self.editing.to_text(getattr(fields, self.name))

    def format_value(self, fields: PaperFields) -> str:
        """Its value as displayed."""
        return self.format_text(self.to_text(fields))

    def format_text(self, text: str) -> str:
        """Its text as displayed."""
        return self.field.kind.format_text(text)


FIELDS: tuple[EditableField, ...] = tuple(
    EditableField(field, field.editing) for field in paper_fields.FIELDS if field.editing
)
FIELDS_BY_NAME = {field.name: field for field in FIELDS}


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
    return to_json_text(field.parse(text)) if text.strip() else None


def parse_values(texts: Mapping[str, str]) -> str:
    """The JSON object of all columns that the texts of several fields set; empty texts set nothing."""
    parts = [value for name, text in texts.items() if (value := parse_value(name, text))]
    return to_json_text({column: content for part in parts for column, content in json.loads(part).items()})
