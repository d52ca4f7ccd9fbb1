"""Features: imports and creates everything the window needs only after its first paint.

`MainWindow.complete` imports this module, the only place where the window loads code late: the importer, the exporter
and the dialogs are loaded later still, by their controllers.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.commands.actions import Keyboard, fill_menus
from ui.commands.feature import merge_handlers
from ui.commands.table import PAPER, SIDEBAR, WINDOW
from ui.context import Context
from ui.export.controller import ExportController
from ui.help.controller import HelpController
from ui.history.dialog import HistoryController
from ui.imports.controller import ImportController
from ui.note.controller import NoteController
from ui.note.panel import NotePanel
from ui.paper_actions.clipboard import ClipboardController
from ui.paper_actions.decisions import PaperActions
from ui.paper_actions.duplicates import DuplicatesController
from ui.paper_actions.fields import FieldsController
from ui.paper_actions.links import LinkController
from ui.paper_actions.provenance import ProvenanceController
from ui.paper_actions.quick_tags import QuickTagController
from ui.paper_actions.snooze import SnoozeController
from ui.paper_actions.tags import TagController
from ui.paper_list.controller import ListController
from ui.paper_list.prefetch import Prefetcher
from ui.paper_page.links import list_page_actions, run_action
from ui.paper_page.view import PaperPage
from ui.paper_page.web_links import WebLinksController
from ui.preferences.controller import PreferencesController
from ui.search.controller import SearchController
from ui.search.explain import ExplainController
from ui.sidebar.controller import SidebarController
from ui.sidebar.view import Sidebar
from ui.triage.controller import TriageController
from ui.triage.layout import TriageLayout
from ui.triage.view import TriageView
from ui.widgets.toast import Toast
from ui.window.closing import CloseGuard
from ui.window.connections import connect, search_for
from ui.window.contents import Contents
from ui.window.navigation import Navigation
from ui.window.page_links import PageLinks
from ui.window.palette import Palette
from ui.window.panels import Panels
from ui.window.panes import Panes

if TYPE_CHECKING:
    from app.domain.detail_views import SavedSearchView
    from ui.commands.feature import Feature
    from ui.window.frame import WindowFrame


def create_features(window: WindowFrame) -> None:
    """Create the controllers, then the commands with their menus and shortcuts, as attributes of the window."""
    _create_panels(window)
    _create_context(window)
    _create_paper_features(window)
    _create_list_features(window)
    _create_window_features(window)
    connect(window)


def _create_panels(window: WindowFrame) -> None:
    """Create the panels that the first paint does without, and what shows the papers in all of them."""
    library = window.library
    window.add_panels(
        Sidebar(window.theme, window.dragged),
        PaperPage(window.theme),
        NotePanel(window.theme, lambda title: library.find_by_title(title) is not None),
    )
    panels = window.panels = Panels(
        window.sidebar, window.list_panel, window.papers, window.page, window.note, window.top_bar, window.status,
        window.job_bar, window.empty, window.columns, window.reading_pane, window.stack,
    )  # fmt: skip
    window.window_layout.set_panels(panels)
    window.prefetcher = Prefetcher(window.papers, library, window.operations)
    window.contents = Contents(
        window, window.show_title, panels, library, window.operations, window.listing, window.prefetcher
    )


def _create_context(window: WindowFrame) -> None:
    """Create what every controller gets."""
    layout = window.window_layout
    toast = window.toast = Toast(window, layout.toast_area, lambda: window.keyboard.is_active("undo"))
    navigation = window.navigation = Navigation(
        window, window.panels, window.contents, layout, window.listing, window.operations, lambda: window.triage
    )
    preferences = window.preferences = PreferencesController(window, window.settings, window.theme, toast)
    window.context = Context(
        window=window,
        library=window.library,
        operations=window.operations,
        selection=window.papers,
        navigator=navigation,
        notifier=toast,
        keymap=lambda: preferences.keymap,
        theme=window.theme,
    )


def _create_paper_features(window: WindowFrame) -> None:
    """Create the controllers of what is done to papers."""
    context, panels = window.context, window.panels
    window.note_controller = NoteController(context, panels.note)
    actions = window.paper_actions = PaperActions(context, panels.note.save, lambda: window.triage.is_on)
    window.imports = ImportController(
        context,
        (panels.note.editor.viewport(), panels.top_bar.field),
        panels.job_bar,
        lambda message: panels.status.update_status(message=message),
        actions.group_steps,
    )
    window.exports = ExportController(
        context, window.listing, lambda: panels.papers.ids, panels.job_bar, window.toast.show_message, panels.note.save
    )
    window.quick_tags = QuickTagController(context, actions.remember_action)
    window.snooze = SnoozeController(context, actions.remember_action)
    window.tags = TagController(context, actions.remember_action)
    window.links = LinkController(context, panels.note.editor, actions.remember_action)
    window.web_links = WebLinksController(context)
    window.duplicates = DuplicatesController(context, lambda: window.keyboard, panels.papers.unmark)
    window.provenance = ProvenanceController(context)
    window.history = HistoryController(context, window.note.save)
    window.fields = FieldsController(context)


def _create_list_features(window: WindowFrame) -> None:
    """Create the controllers of what is listed, and how."""
    context, panels = window.context, window.panels
    window.triage = _create_triage(window)
    window.sidebar_controller = SidebarController(
        context,
        panels.sidebar,
        window.listing,
        window.window_layout.toggle_sidebar,
        partial(_enable, window),
        panels.top_bar.field.text,
    )
    window.search = SearchController(
        context, panels.top_bar, window.listing, panels.papers, window.triage.leave, partial(_saved_searches, window)
    )
    window.explainer = ExplainController(
        context, window.listing, panels.page, lambda message: panels.status.update_status(message=message)
    )
    window.list_controller = ListController(
        context, panels.list_panel, panels.papers, window.listing.set_order, lambda: window.actions_by_id
    )


def _create_window_features(window: WindowFrame) -> None:
    """Create the controllers of the window itself, and the keyboard that reaches them all."""
    context, panels = window.context, window.panels
    window.close_guard = CloseGuard(context, panels, partial(_finish_typing, window))
    window.command_palette = Palette(
        context,
        lambda: window.actions_by_id,
        window.sidebar_controller.explain_disabled,
        partial(search_for, window),
        window.preferences.set_value,
    )
    page_actions = list_page_actions(window.tags, window.links, window.provenance.show, window.web_links.open)
    window.page_links = PageLinks(
        context,
        lambda: panels.page.view,
        lambda address: run_action(page_actions, panels.page.view, address),
        window.web_links.open,
        window.search.search_for,
    )
    panes = Panes(
        panels,
        window.window_layout,
        lambda group, widget: window.keyboard.make_context_menu(group, parent=widget),
        lambda: window.triage.is_on,
    )
    help_controller = HelpController(window, window.theme, lambda: window.keyboard, window.quick_tags.describe_keys)
    _create_keyboard(window, (panes, ClipboardController(context), help_controller))


def _create_triage(window: WindowFrame) -> TriageController:
    panels, view = window.panels, TriageView(window.theme)
    around = (panels.top_bar, panels.status, window.menuBar())
    return TriageController(
        window.context,
        window.listing,
        panels.papers,
        panels.top_bar,
        TriageLayout(view, panels.stack, panels.reading_pane, panels.page, panels.note, around),
        window.quick_tags.tags_with_keys,
        lambda: window.settings.is_on("triage_rate"),
    )


def _create_keyboard(window: WindowFrame, others: tuple[Feature, ...]) -> None:
    features: tuple[Feature, ...] = (
        *(window.paper_actions, window.imports, window.exports, window.navigation, window.triage, window.quick_tags),
        *(window.snooze, window.preferences, window.sidebar_controller, window.search, window.explainer, window.tags),
        *(window.links, window.web_links, window.duplicates, window.provenance, window.history, window.fields),
        *(window.command_palette, window.list_controller),
        *others,
    )
    window.keyboard = Keyboard(window, merge_handlers(features), window.preferences.keymap)
    window.actions_by_id = window.keyboard.actions
    fill_menus(window.menuBar(), window.actions_by_id)
    paper_widgets = (window.papers, window.page, window.list_panel.empty_label, window.triage.view.summary)
    window.keyboard.bind({WINDOW: (window,), PAPER: paper_widgets, SIDEBAR: (window.sidebar,)})


def _saved_searches(window: WindowFrame) -> list[tuple[SavedSearchView, int | None]]:
    """The saved searches, each with the number of papers that the sidebar shows."""
    papers = {place.key: place.papers for place in window.sidebar.places if place.kind == "saved"}
    return [(search, papers.get(search.name)) for search in window.sidebar_controller.saved_searches]


def _finish_typing(window: WindowFrame) -> None:
    window.links.cancel_title()
    window.imports.stop_preview()


def _enable(window: WindowFrame, command_id: str, is_enabled: bool) -> None:
    window.actions_by_id[command_id].setEnabled(is_enabled)
