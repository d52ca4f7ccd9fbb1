"""Linking: typed links from paper to paper, made and removed by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.markup.note_lines import is_no_title
from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice
from ui.finder.sources import Stock, paper_choices
from ui.widgets.paper_text import LINK_KEYS, count, name_link, plain_title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.views import LinkView
    from ui.note.editor import NoteSource
    from ui.window.main_window import MainWindow

_LONGEST_NAME = 60
_TYPED = "field"  # the sign of a text field


class Linking:
    """The commands about links. `finder` is the one that is open, or was last; `papers` is what papers are found in."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None
        self._title_finder: Finder | None = None
        self.papers = Stock(window.operations, paper_choices)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Making links and removing them."""
        return {"link": self.link, "unlink": self.unlink}

    def _ask(
        self, question: Question, done: Callable[[Answer], object], left: Callable[[], object] = lambda: None
    ) -> Finder:
        self.finder = Finder(self._window, self._window.look, question, done, left)
        return self.finder

    def link(self) -> None:
        """Ask which papers to link the chosen ones to, then how."""
        ids = self._window.papers.chosen_ids()
        if ids:
            question = Question(
                f"Link {self._name(ids)} to",
                "Find a paper",
                hint="↑↓ choose · Tab mark several · Enter go on · Esc back",
                is_several=True,
                without=[("paper", ids[0])] if len(ids) == 1 else (),
            )
            finder = self._ask(question, lambda answer: self._ask_type(ids, _keys(answer), self.link))
            self.papers.fill(finder)

    def complete_title(self) -> None:
        """`[[` was typed in the note: ask for the paper whose title goes there.

        Whatever way the finder is left, what was typed into it stands in the note.
        """
        editor = self._window.note.editor
        question = Question(
            "Link in the note to",
            "Find a paper",
            hint="↑↓ choose · Enter put its title · ]] or Esc leave it as typed",
            create=_as_typed,
        )
        finder = self._ask(
            question,
            lambda answer: _put_title(editor, answer.chosen[0]),
            lambda: editor.insertPlainText(finder.field.text()),
        )
        finder.field.textChanged.connect(lambda text: finder.leave() if is_no_title(text) else None)
        self._title_finder = finder
        self.papers.fill(finder)

    def leave_title(self) -> None:
        """The window closes: what is typed for a title goes into the note."""
        if self._title_finder is not None:
            self._title_finder.leave()

    def linked_by_drop(self, source_ids: Sequence[int], target_id: int) -> None:
        """Papers were dropped on another one: ask how they are linked to it."""
        sources = [source for source in source_ids if source != target_id]
        if sources:
            self._ask_type(sources, [target_id])

    def _ask_type(
        self, sources: Sequence[int], targets: Sequence[int], left: Callable[[], object] = lambda: None
    ) -> None:
        pairs = [(source, target) for source in sources for target in targets if source != target]
        if not pairs:
            self._window.toast.say("A paper cannot be linked to itself. Nothing was changed.")
            return
        question = Question(
            f"{self._name(sources)} … {self._name(targets)}",
            "How are they linked?",
            [Choice("link", name, name.replace("-", " "), "", key) for name, key in LINK_KEYS.items()],
            hint="A letter or a digit chooses at once · Esc back",
            has_quick_keys=True,
        )
        self._ask(question, lambda answer: self._ask_why(pairs, answer.chosen[0].key), left)

    def _ask_why(self, pairs: Sequence[tuple[int, int]], type_: str) -> None:
        sources, targets = ([*dict.fromkeys(ids)] for ids in zip(*pairs, strict=True))
        question = Question(
            f"{self._name(sources)}  {type_.replace('-', ' ')}  {self._name(targets)}",
            "Why? A sentence, if you like",
            hint="Enter link · Esc back",
            is_text=True,
        )
        self._ask(
            question,
            lambda answer: self._store(pairs, type_, answer.text.strip() or None),
            lambda: self._ask_type(sources, targets),
        )

    def _store(self, pairs: Sequence[tuple[int, int]], type_: str, why: str | None) -> None:
        targets = list(dict.fromkeys(target for _source, target in pairs))
        self._window.deeds.remember(lambda papers: self._again(papers, targets, type_, why))
        self._window.operations.act(lambda library: library.editing.link_each(pairs, type_, why))

    def _again(self, sources: Sequence[int], targets: Sequence[int], type_: str, why: str | None) -> None:
        pairs = [(source, target) for source in sources for target in targets if source != target]
        if pairs:
            self._window.operations.act(lambda library: library.editing.link_each(pairs, type_, why))

    def unlink(self) -> None:
        """Ask which link of the paper to remove."""
        paper_id = self._window.papers.current_id
        views = [] if paper_id is None else self._window.library.views([paper_id])
        if paper_id is None or not views or not views[0].links:
            fill = self._window.keyboard.keymap.fill
            self._window.toast.say(fill("This paper has no links. Press {link} to make one."))
            return
        links = views[0].links
        question = Question(
            "Remove a link",
            "Find a link",
            [_link_choice(number, link) for number, link in enumerate(links)],
            hint="↑↓ choose · Enter remove · Esc back",
        )
        self._ask(question, lambda answer: self.remove(paper_id, links[answer.chosen[0].key]))

    def remove(self, paper_id: int, link: LinkView) -> None:
        """Remove one link of a paper."""
        source, target = (paper_id, link.paper_id) if link.direction == "out" else (link.paper_id, paper_id)
        type_ = link.type
        self._window.operations.act(lambda library: library.editing.unlink(source, target, type_, is_one_way=True))

    def _name(self, ids: Sequence[int]) -> str:
        """The title of one paper, or how many they are."""
        if len(ids) > 1:
            return count(len(ids), "paper")
        title = "".join(plain_title(row.title) for row in self._window.library.rows(ids))
        return f"“{title if len(title) <= _LONGEST_NAME else title[: _LONGEST_NAME - 1] + '…'}”"


def _as_typed(text: str) -> Choice:
    return Choice(_TYPED, text, text, "as typed")


def _put_title(editor: NoteSource, choice: Choice) -> None:
    if choice.kind == _TYPED:
        editor.insertPlainText(f"{choice.title}]]")
    else:
        editor.insert_title(choice.title)


def _keys(answer: Answer) -> list[int]:
    return [choice.key for choice in answer.chosen]


def _link_choice(number: int, link: LinkView) -> Choice:
    return Choice("link", number, link.title, name_link(link), words=f"{name_link(link)} {link.evidence or ''}")
