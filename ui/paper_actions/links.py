"""LinkController: creates and removes typed links between papers, and completes links in notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.markup.note_lines import cannot_be_title
from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.rows import Choice
from ui.finder.sources import ChoiceCache, paper_choices
from ui.widgets.paper_text import LINK_KEYS, link_label, plain_title, pluralize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.views import LinkView
    from ui.context import Context
    from ui.note.editor import NoteEditor
    from ui.paper_actions.decisions import RememberAction

_MAX_NAME_CHARS = 60
_TYPED = "field"  # kind of the choice for the typed text


class LinkController:
    """Handles the commands about links. `finder` is the newest finder; `papers` caches the choices of papers."""

    def __init__(self, context: Context, note_editor: NoteEditor, remember_action: RememberAction) -> None:
        """`note_editor` is where titles are completed."""
        self._context = context
        self._note_editor = note_editor
        self._remember_action = remember_action
        self.finder: Finder | None = None
        self._title_finder: Finder | None = None
        self.papers = ChoiceCache(context.operations, paper_choices)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands that create and remove links."""
        return {"link": self.link, "unlink": self.unlink}

    def _ask(
        self,
        request: PickerRequest,
        done: Callable[[PickerResult], object],
        on_cancel: Callable[[], object] = lambda: None,
    ) -> Finder:
        self.finder = Finder(self._context.window, self._context.theme, request, done, on_cancel)
        return self.finder

    def link(self) -> None:
        """Ask which papers to link the selected ones to, then for the type and the reason."""
        ids = self._context.selection.selected_ids()
        if ids:
            request = PickerRequest(
                f"Link {self._name(ids)} to",
                "Find a paper",
                hint="↑↓ choose · Tab mark several · Enter continue · Esc back",
                is_multi_select=True,
                excluded=[("paper", ids[0])] if len(ids) == 1 else (),
            )
            finder = self._ask(request, lambda result: self._ask_type(ids, _chosen_ids(result), self.link))
            self.papers.fill(finder)

    def complete_title(self) -> None:
        """Ask for the paper whose title completes a `[[` in the note.

        When the finder is cancelled, the text that was typed into it is inserted into the note.
        """
        editor = self._note_editor
        request = PickerRequest(
            "Link in the note to",
            "Find a paper",
            hint="↑↓ choose · Enter insert the title · ]] or Esc keep the typed text",
            create=_typed_choice,
        )
        finder = self._ask(
            request,
            lambda result: _insert_choice(editor, result.chosen[0]),
            lambda: editor.insertPlainText(finder.field.text()),
        )
        finder.field.textChanged.connect(lambda text: finder.cancel() if cannot_be_title(text) else None)
        self._title_finder = finder
        self.papers.fill(finder)

    def cancel_title(self) -> None:
        """Cancel the completion of a title, which inserts the typed text: the window is closing."""
        if self._title_finder is not None:
            self._title_finder.cancel()

    def ask_type_for_drop(self, source_ids: Sequence[int], target_id: int) -> None:
        """Ask for the type of the links from the dropped papers to the one they were dropped on."""
        sources = [source for source in source_ids if source != target_id]
        if sources:
            self._ask_type(sources, [target_id])

    def _ask_type(
        self, sources: Sequence[int], targets: Sequence[int], on_cancel: Callable[[], object] = lambda: None
    ) -> None:
        pairs = [(source, target) for source in sources for target in targets if source != target]
        if not pairs:
            self._context.notifier.show_message("A paper cannot be linked to itself. Nothing was changed.")
            return
        request = PickerRequest(
            f"{self._name(sources)} … {self._name(targets)}",
            "How are they linked?",
            [Choice("link", name, name.replace("-", " "), "", key) for name, key in LINK_KEYS.items()],
            hint="A letter or a digit chooses at once · Esc back",
            has_shortcuts=True,
        )
        self._ask(request, lambda result: self._ask_why(pairs, result.chosen[0].key), on_cancel)

    def _ask_why(self, pairs: Sequence[tuple[int, int]], type_: str) -> None:
        sources, targets = ([*dict.fromkeys(ids)] for ids in zip(*pairs, strict=True))
        request = PickerRequest(
            f"{self._name(sources)}  {type_.replace('-', ' ')}  {self._name(targets)}",
            "Why? Optional comment",
            hint="Enter link · Esc back",
            is_text_only=True,
        )
        self._ask(
            request,
            lambda result: self._store(pairs, type_, result.text.strip() or None),
            lambda: self._ask_type(sources, targets),
        )

    def _store(self, pairs: Sequence[tuple[int, int]], type_: str, evidence: str | None) -> None:
        targets = list(dict.fromkeys(target for _source, target in pairs))
        self._remember_action(lambda papers: self._link_again(papers, targets, type_, evidence))
        self._context.operations.write(lambda library: library.editing.link_each(pairs, type_, evidence))

    def _link_again(self, sources: Sequence[int], targets: Sequence[int], type_: str, evidence: str | None) -> None:
        pairs = [(source, target) for source in sources for target in targets if source != target]
        if pairs:
            self._context.operations.write(lambda library: library.editing.link_each(pairs, type_, evidence))

    def unlink(self) -> None:
        """Ask which link of the current paper to remove."""
        paper_id = self._context.selection.current_id
        views = [] if paper_id is None else self._context.library.views([paper_id])
        if paper_id is None or not views or not views[0].links:
            fill_keys = self._context.keymap().fill_keys
            self._context.notifier.show_message(fill_keys("This paper has no links. Press {link} to create one."))
            return
        links = views[0].links
        request = PickerRequest(
            "Remove a link",
            "Find a link",
            [_link_choice(number, link) for number, link in enumerate(links)],
            hint="↑↓ choose · Enter remove · Esc back",
        )
        self._ask(request, lambda result: self.remove(paper_id, links[result.chosen[0].key]))

    def remove(self, paper_id: int, link: LinkView) -> None:
        """Remove one link of a paper."""
        source, target = (paper_id, link.paper_id) if link.direction == "out" else (link.paper_id, paper_id)
        type_ = link.type
        self._context.operations.write(lambda library: library.editing.unlink(source, target, type_, is_one_way=True))

    def _name(self, ids: Sequence[int]) -> str:
        """The title of a single paper, else the number of papers."""
        if len(ids) > 1:
            return pluralize(len(ids), "paper")
        title = "".join(plain_title(row.title) for row in self._context.library.rows(ids))
        return f"“{title if len(title) <= _MAX_NAME_CHARS else title[: _MAX_NAME_CHARS - 1] + '…'}”"


def _typed_choice(text: str) -> Choice:
    return Choice(_TYPED, text, text, "as typed")


def _insert_choice(editor: NoteEditor, choice: Choice) -> None:
    if choice.kind == _TYPED:
        editor.insertPlainText(f"{choice.title}]]")
    else:
        editor.insert_title(choice.title)


def _chosen_ids(result: PickerResult) -> list[int]:
    return [choice.key for choice in result.chosen]


def _link_choice(number: int, link: LinkView) -> Choice:
    return Choice("link", number, link.title, link_label(link), keywords=f"{link_label(link)} {link.evidence or ''}")
