"""Fields: correcting a field of a paper, and writing down a paper by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.fields import BY_NAME, EditableField
from app.domain.titles import title_key
from ui.finder.finder import Finder, Question
from ui.finder.rows import Choice
from ui.paper_actions.field_dialogs import AddDialog, FieldDialog
from ui.widgets.paper_text import on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.errors import PaperdeskError
    from app.domain.views import FieldView
    from app.library import Library
    from ui.window.main_window import MainWindow

_SHORT = 24  # letters of a value that stands beside another


class Fields:
    """The commands about fields. `finder` is what is open, or was last, and `dialog` what is open.

    What was typed in a dialog that was left without saving is kept until the window is closed.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None
        self.dialog: FieldDialog | AddDialog | None = None
        self._drafts: dict[tuple[int, str], str] = {}
        self._new_paper: dict[str, str] = {}

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Editing a field, and adding a paper."""
        return {"edit_field": self.choose, "add_paper": self.add}

    def choose(self) -> None:
        """Ask which field of the paper to edit."""
        paper_id = self._window.papers.current_id
        if paper_id is None:
            return
        views = {view.name: view for view in self._window.library.fields(paper_id)}
        question = Question(
            "Edit a field",
            "Find a field",
            [_field_choice(BY_NAME[name], view) for name, view in views.items()],
            hint="↑↓ choose · Enter edit · Esc back",
        )
        self.finder = Finder(
            self._window,
            self._window.look,
            question,
            lambda answer: self._edit(paper_id, views[answer.chosen[0].key]),
        )

    def edit(self, paper_id: int, name: str) -> None:
        """Edit this field of a paper."""
        view = next(view for view in self._window.library.fields(paper_id) if view.name == name)
        self._edit(paper_id, view)

    def _edit(self, paper_id: int, view: FieldView) -> None:
        place = (paper_id, view.name)
        dialog = self.dialog = FieldDialog(self._window, view, self._drafts.pop(place, None))

        def store() -> None:
            text = dialog.text
            self._window.operations.act(lambda library: library.editing.edit(*place, text))

        def keep() -> None:
            if dialog.draft is not None:
                self._drafts[place] = dialog.draft

        dialog.accepted.connect(store)
        dialog.rejected.connect(keep)
        self._open(dialog)

    def _open(self, dialog: FieldDialog | AddDialog) -> None:
        dialog.finished.connect(lambda _result: self._come_back())
        dialog.open()

    def _come_back(self) -> None:
        self.dialog = None
        self._window.activateWindow()
        self._window.focus_papers()

    def add(self) -> None:
        """Ask for the fields of a new paper."""
        dialog = self.dialog = AddDialog(self._window, self._new_paper)

        def know(known: dict[str, tuple[int, str]]) -> None:
            if self.dialog is dialog:
                dialog.know(known)

        self._window.operations.ask(_read_titles, know)
        dialog.agreed.connect(lambda texts: self._store(dialog, texts))
        dialog.rejected.connect(lambda: self._keep(dialog))
        dialog.wanted.connect(self._window.going.go_to_paper)
        self._open(dialog)

    def _keep(self, dialog: AddDialog) -> None:
        self._new_paper = dialog.draft

    def _store(self, dialog: AddDialog, texts: dict[str, str]) -> None:
        def added(result: Any) -> None:
            self._new_paper = {}
            if self.dialog is dialog:
                dialog.accept()
            self._added(result)

        def refused(error: PaperdeskError) -> None:
            if self.dialog is dialog:
                dialog.refuse(error)
            else:
                self._window.toast.say(str(error))

        self._window.operations.act(lambda library: library.editing.add(texts), added, refused)

    def _added(self, result: Any) -> None:
        paper_id, changes = result
        self._window.operations.changed.emit(changes)
        self._window.going.go_to_paper(paper_id)


def _field_choice(field: EditableField, view: FieldView) -> Choice:
    value, source = (on_one_line(field.say(text)) or "–" for text in (view.value, view.source))
    more = f"yours: {_cut(value)} · source: {_cut(source)}" if view.is_edited else value
    return Choice("field", field.name, field.title, more, words=field.name)


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def _read_titles(library: Library) -> dict[str, tuple[int, str]]:
    """Every paper by what its title is compared by."""
    return {title_key(title): (paper_id, title) for paper_id, title, _published in library.titles()}
