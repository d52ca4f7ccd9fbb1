"""Connections: which signal of which panel or controller leads where."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from ui.paper_list.excerpts import ExcerptLoader
from ui.style.theme import LARGE
from ui.widgets.bug_dialog import BugDialog
from ui.widgets.enter_presses import EnterPresses
from ui.widgets.fit_to_screen import keep_dialogs_on_screen
from ui.widgets.toast import Toast

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.changes import Changes
    from ui.window.frame import WindowFrame


def connect(window: WindowFrame) -> None:
    """Connect panels and controllers, then let those start that listen."""
    window.navigation.leave_search = window.search.leave
    window.navigation.show_message = window.toast.show_message
    window.contents.triage = window.triage
    window.window_layout.card_area = partial(_card_area, window)
    window.contents.overview_read.connect(
        lambda overview: window.sidebar_controller.count_saved_searches(overview.saved)
    )
    _connect_panels(window)
    _connect_triage(window)
    _connect_note(window)
    _connect_preferences(window)
    window.operations.failed.connect(window.toast.show_message)
    window.operations.noticed.connect(window.toast.show_message)
    window.operations.crashed.connect(lambda details: BugDialog(window, details).exec())
    window.operations.changed.connect(partial(_show_changes, window.toast))
    window.toast.undo_requested.connect(window.paper_actions.undo_steps)
    EnterPresses(window)
    keep_dialogs_on_screen(window)
    _connect_tags(window)
    window.sidebar_controller.update_enabled_commands()


def _connect_panels(window: WindowFrame) -> None:
    panels, links = window.panels, window.page_links
    panels.top_bar.connect_actions(window.actions_by_id["sidebar"], window.actions_by_id["palette"])
    panels.top_bar.searched.connect(window.listing.search)
    panels.top_bar.results_requested.connect(window.contents.focus_papers)
    panels.top_bar.results_requested.connect(window.listing.keep_order)
    panels.sidebar.place_chosen.connect(window.navigation.go_to)
    panels.sidebar.drop_hint_changed.connect(lambda sentence: panels.status.update_status(message=sentence))
    panels.papers.papers_dropped.connect(window.links.ask_type_for_drop)
    window.sidebar_controller.query_edit_requested.connect(partial(search_for, window))
    panels.page.link_activated.connect(links.follow_link)
    panels.page.highlighted.connect(
        lambda url: panels.status.update_status(message=links.describe_link(url.toString()))
    )
    panels.job_bar.cancel.clicked.connect(window.contents.focus_papers)  # the button has just been disabled
    panels.empty.import_pages.clicked.connect(window.imports.import_pages)
    panels.empty.load_samples.clicked.connect(window.imports.load_samples)
    panels.reading_pane.splitterMoved.connect(lambda _at, _index: window.window_layout.remember_pane_sizes())
    panels.columns.splitterMoved.connect(lambda _at, _index: window.window_layout.remember_columns())


def _connect_triage(window: WindowFrame) -> None:
    triage = window.triage
    window.panels.list_panel.triage_requested.connect(triage.start)
    window.keyboard.changed.connect(triage.show_keys)
    triage.view.list_requested.connect(window.search.search_for)
    triage.started.connect(window.toast.reposition)
    triage.left.connect(partial(_show_columns, window))
    triage.reasons_changed.connect(window.contents.show_current)


def _show_columns(window: WindowFrame) -> None:
    """Show the columns again after triage."""
    window.contents.show_columns()
    window.window_layout.adapt(window.size())
    window.toast.reposition()


def _connect_note(window: WindowFrame) -> None:
    note = window.panels.note
    note.editor.focus_entered.connect(window.warm_up)
    note.editor.focus_left.connect(window.window_layout.show_page)
    note.editor.title_requested.connect(window.links.complete_title)
    note.preview.link_activated.connect(window.page_links.follow_note_link)
    note.preview.addActions([window.actions_by_id[name] for name in ("note", "key_sheet")])


def _connect_tags(window: WindowFrame) -> None:
    menu = next(action.menu() for action in window.menuBar().actions() if action.text() == "Tag")
    assert isinstance(menu, QMenu)
    window.quick_tags.start(menu, window.actions_by_id)
    window.quick_tags.assigned.connect(window.triage.show_tags)
    window.sidebar_controller.tag_renamed.connect(window.quick_tags.rename_tag)


def _connect_preferences(window: WindowFrame) -> None:
    keyboard, preferences, theme = window.keyboard, window.preferences, window.theme
    preferences.keymap_changed.connect(keyboard.set_keymap)
    keyboard.chords.unmatched.connect(preferences.show_unmatched)
    keyboard.changed.connect(partial(_show_keys, window))
    theme.changed.connect(lambda: window.note.set_font_size(theme.zoomed(LARGE)))
    _show_keys(window)
    window.note.set_font_size(theme.zoomed(LARGE))
    preferences.report_problems()


def _show_keys(window: WindowFrame) -> None:
    """Show the shortcuts in force wherever the window names one."""
    panels, keymap = window.panels, window.preferences.keymap
    panels.status.show_hints(keymap.hints() if window.settings.is_on("key_hints") else "")
    panels.list_panel.show_keys(keymap)
    panels.empty.show_keys(keymap)
    panels.note.show_shortcut(keymap.key_label("note"))
    panels.top_bar.show_keys(*(keymap.key_label(name) for name in ("search", "sidebar", "palette")))
    window.toast.set_undo_key(keymap.key_label("undo"))


def _show_changes(toast: Toast, changes: Changes) -> None:
    """Say what was done, unless somebody else does; what was just undone cannot be undone again."""
    if not changes.is_silent:
        can_undo = changes.step is not None and not changes.is_reversal
        toast.show_message(changes.label, [changes.step] if can_undo else ())


def _card_area(window: WindowFrame) -> QWidget | None:
    view = window.triage.view
    return view.middle if window.triage.is_on and view is not None else None


def start_features(window: WindowFrame) -> None:
    """Let those start that follow the list; the window does so already, so that it shows a new list before they do."""
    window.excerpts = ExcerptLoader(window.papers, window.listing, window.operations)
    window.panels.list_panel.insert_below_header(window.search.strip)
    window.search.start()
    window.explainer.start()
    window.papers.current_paper_changed.connect(lambda _paper_id: window.explainer.highlight())


def search_for(window: WindowFrame, query: str) -> None:
    """Search, and leave the focus in the search field."""
    window.search.search_for(query)
    window.top_bar.field.setFocus()
