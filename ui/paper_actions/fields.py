"""FieldsController: editing a field of a paper, and adding a paper by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.fields import FIELDS_BY_NAME, EditableField
from app.domain.titles import title_key
from ui.finder.finder import Finder, PickerRequest
from ui.finder.rows import Choice
from ui.paper_actions.field_dialogs import AddDialog, FieldDialog
from ui.widgets.paper_text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.changes import Changes
    from app.domain.detail_views import FieldView
    from app.domain.errors import PaperdeskError
    from app.library import Library
    from ui.context import Context

_MAX_SHORT_CHARS = 24  # of a value that is shown beside another one


@dataclass(frozen=True, slots=True)
class _AddedPaper:
    paper_id: int
    changes: Changes


class FieldsController:
    """Handles the commands that edit a field and add a paper. `finder` is the newest finder, `dialog` the open dialog.

    Texts of cancelled dialogs, and texts that could not be stored, are drafts until the window is closed.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.finder: Finder | None = None
        self.dialog: FieldDialog | AddDialog | None = None
        self._drafts: dict[tuple[int, str], str] = {}
        self._new_paper_draft: dict[str, str] = {}

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands that edit a field and add a paper."""
        return {"edit_field": self.choose, "add_paper": self.add}

    def choose(self) -> None:
        """Ask which field of the paper to edit."""
        paper_id = self._context.selection.current_id
        if paper_id is None:
            return
        views = {view.name: view for view in self._context.library.fields(paper_id)}
        request = PickerRequest(
            "Edit a field",
            "Find a field",
            [_field_choice(FIELDS_BY_NAME[name], view) for name, view in views.items()],
            hint="↑↓ choose · Enter edit · Esc back",
        )
        self.finder = Finder(
            self._context.window,
            self._context.theme,
            request,
            lambda result: self._edit(paper_id, views[result.chosen[0].key]),
        )

    def edit(self, paper_id: int, name: str) -> None:
        """Edit this field of a paper."""
        view = next(view for view in self._context.library.fields(paper_id) if view.name == name)
        self._edit(paper_id, view)

    def _edit(self, paper_id: int, view: FieldView) -> None:
        key = (paper_id, view.name)
        dialog = self.dialog = FieldDialog(self._context.window, view, self._drafts.pop(key, None))

        def store() -> None:
            text = dialog.text

            def on_error(error: PaperdeskError) -> None:
                self._drafts[key] = text
                self._context.notifier.show_message(str(error))

            self._context.operations.write(lambda library: library.editing.edit(*key, text), on_error=on_error)

        def keep_draft() -> None:
            if dialog.draft is not None:
                self._drafts[key] = dialog.draft

        dialog.accepted.connect(store)
        dialog.rejected.connect(keep_draft)
        self._open(dialog)

    def _open(self, dialog: FieldDialog | AddDialog) -> None:
        dialog.finished.connect(lambda _result: self._on_finished())
        dialog.open()

    def _on_finished(self) -> None:
        self.dialog = None
        self._context.window.activateWindow()
        self._context.navigator.focus_papers()

    def add(self) -> None:
        """Ask for the fields of a new paper."""
        dialog = self.dialog = AddDialog(self._context.window, self._new_paper_draft)

        def set_titles(titles: dict[str, tuple[int, str]]) -> None:
            if self.dialog is dialog:
                dialog.set_existing_titles(titles)

        self._context.operations.read(_read_titles, set_titles)
        dialog.submitted.connect(lambda texts: self._store(dialog, texts))
        dialog.rejected.connect(lambda: self._keep_new_paper_draft(dialog))
        dialog.paper_requested.connect(self._context.navigator.go_to_paper)
        self._open(dialog)

    def _keep_new_paper_draft(self, dialog: AddDialog) -> None:
        self._new_paper_draft = dialog.draft

    def _store(self, dialog: AddDialog, texts: dict[str, str]) -> None:
        def on_added(added: _AddedPaper) -> None:
            self._new_paper_draft = {}
            if self.dialog is dialog:
                dialog.accept()
            self._context.navigator.go_to_paper(added.paper_id)

        def on_error(error: PaperdeskError) -> None:
            if self.dialog is dialog:
                dialog.show_error(error)
            else:
                self._context.notifier.show_message(str(error))

        self._context.operations.write(lambda library: _AddedPaper(*library.editing.add(texts)), on_added, on_error)


def _field_choice(field: EditableField, view: FieldView) -> Choice:
    value, source = (single_line(field.format_text(text)) or "–" for text in (view.value, view.source))
    more = f"yours: {_shorten(value)} · source: {_shorten(source)}" if view.is_edited else value
    return Choice("field", field.name, field.title, more, keywords=field.name)


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_SHORT_CHARS else f"{text[: _MAX_SHORT_CHARS - 1].rstrip()}…"


def _read_titles(library: Library) -> dict[str, tuple[int, str]]:
    """The id and title of every paper, by `title_key`."""
    return {title_key(title): (paper_id, title) for paper_id, title, _published in library.titles()}
