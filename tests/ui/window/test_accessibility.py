"""Screen-reader access: every control and row has a name, a role and states, read through QAccessible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.paths import ROOT
from ui.tools.scenes import VIEWS

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]

_MAX_CHILDREN = 60  # of a list, whose rows are alike


@dataclass(frozen=True)
class AccessibleNode:
    """An accessible object: its role, name and states, and its path in the tree."""

    role: str
    name: str
    states: frozenset[str]
    path: str


_STATES = ("focusable", "focused", "checkable", "checked", "selected", "expanded", "collapsed", "disabled", "readOnly")


@pytest.fixture(autouse=True)
def active_accessibility(program: Any) -> Iterator[None]:
    """Activate accessibility; otherwise Qt does not report changes of lists."""
    from PySide6.QtGui import QAccessible

    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def _read_node(interface: Any, parent_path: str) -> AccessibleNode:
    from PySide6.QtGui import QAccessible

    state = interface.state()
    widget = interface.object()
    path = (
        f"{parent_path}/{type(widget).__name__ if widget is not None else ''}#{widget.objectName() if widget else ''}"
    )
    return AccessibleNode(
        interface.role().name,
        interface.text(QAccessible.Text.Name).strip(),
        frozenset(one for one in _STATES if getattr(state, one)),
        path,
    )


def walk(interface: Any, parent_path: str = "") -> Iterator[AccessibleNode]:
    """Walk the visible accessible objects below an interface."""
    if interface is None or not interface.isValid() or interface.state().invisible:
        return
    node = _read_node(interface, parent_path)
    yield node
    for number in range(min(interface.childCount(), _MAX_CHILDREN)):
        yield from walk(interface.child(number), node.path)


def all_nodes(widget: Any) -> list[AccessibleNode]:
    from PySide6.QtGui import QAccessible

    return list(walk(QAccessible.queryAccessibleInterface(widget)))


_ROLES_WITH_NAME = {
    "Button", "ButtonMenu", "ButtonDropDown", "CheckBox", "RadioButton", "ComboBox", "EditableText", "MenuItem", "Cell",
    "ListItem", "TreeItem", "List", "Table", "Tree", "PageTab", "ProgressBar", "Slider", "SpinBox", "Dialog",
    "ColumnHeader", "PopupMenu",
}  # fmt: skip
_ROLES_WITHOUT_FOCUS = {"NoRole", "Client", "Window", "Border", "LayeredPane"}
_SCROLL_AREA = "/QScrollArea#"  # focusable for scrolling by keys; Qt gives it no better role


@pytest.mark.parametrize("view", VIEWS)
def test_every_control_and_every_row_has_a_name_and_a_role(main_window: MainWindow, view: str, qtbot: Any) -> None:
    from ui.tools.scenes import wait_idle

    shown = VIEWS[view](main_window)
    wait_idle(main_window)
    heard = all_nodes(shown)
    assert len(heard) > 5
    nameless = [one for one in heard if not one.name and (one.role in _ROLES_WITH_NAME or "focusable" in one.states)]
    focus_target = [one for one in heard if "focusable" in one.states and not one.path.endswith(_SCROLL_AREA)]
    roleless = [one for one in focus_target if one.role in _ROLES_WITHOUT_FOCUS]
    if shown is not main_window:
        shown.close()
    assert (nameless, roleless) == ([], [])


def names_of(widget: Any, role: str) -> list[str]:
    return [one.name for one in all_nodes(widget) if one.role == role]


def test_a_list_row_names_title_status_and_tags(main_window: MainWindow, press: Press) -> None:
    press("ga")
    press("s1")
    rows = main_window.library.rows(main_window.papers.ids)
    heard = names_of(main_window.papers, "Cell")
    for row, name in zip(rows, heard, strict=False):
        assert row.title in name
        assert f", {row.status}" in name
        assert all(tag in name for tag in row.tags)
        assert ("starred" in name) == row.starred
    assert len(heard) > 5  # the visible rows
    assert (rows[0].starred, len(rows[0].tags)) == (True, 1)


def test_the_current_row_is_selected_and_the_others_are_not(main_window: MainWindow, press: Press) -> None:
    press("jj")
    cells = [one for one in all_nodes(main_window.papers) if one.role == "Cell"]
    assert [number for number, one in enumerate(cells) if "selected" in one.states] == [2]
    press("xj")
    press("x")
    cells = [one for one in all_nodes(main_window.papers) if one.role == "Cell"]
    assert [number for number, one in enumerate(cells) if "selected" in one.states] == [2, 3]


def test_a_sidebar_entry_names_its_count_and_whether_it_is_expanded(main_window: MainWindow) -> None:
    heard = names_of(main_window.sidebar, "ListItem")
    assert f"Inbox, {len(main_window.papers.ids)} papers" in heard
    folded = next(place for place in main_window.sidebar.places if place.kind == "tag" and place.is_parent)
    assert any(name.startswith(folded.title) and name.endswith("expanded") for name in heard)
    main_window.sidebar.set_collapsed(folded, True)
    assert any(
        name.startswith(folded.title) and name.endswith("collapsed")
        for name in names_of(main_window.sidebar, "ListItem")
    )


def test_a_tag_choice_says_whether_it_is_marked(main_window: MainWindow, press: Press) -> None:
    press("t")
    finder = main_window.tags.finder
    assert finder is not None
    assert all("not marked" in name for name in names_of(finder.list, "ListItem"))
    finder.toggle()
    assert ", marked" in names_of(finder.list, "ListItem")[0]
    assert ", marked" in finder.field.accessibleDescription()
    finder.cancel()


def test_progress_and_shortcuts_of_triage_are_accessible(main_window: MainWindow, press: Press) -> None:
    main_window.actions_by_id["triage"].trigger()
    press("e")
    heard = [one.name for one in all_nodes(main_window)]
    assert any(name.startswith("Keys: e done, ") for name in heard)
    assert any(name.startswith("Quick tags: 1 ") for name in heard)
    assert any(name.startswith("Progress: 1 of ") for name in heard)
    assert main_window.page.accessibleDescription().startswith(main_window.page.view.title)


def test_a_preference_says_whether_it_is_on(main_window: MainWindow) -> None:
    from ui.preferences.dialog import PreferencesDialog

    dialog = PreferencesDialog(main_window, main_window.preferences)
    dialog.show()
    box = dialog.controls["reduced_motion"]
    before = next(one for one in all_nodes(box))
    box.click()
    after = next(one for one in all_nodes(box))
    dialog.close()
    assert (before.role, "checked" in before.states, "checked" in after.states) == ("CheckBox", False, True)


def test_f6_moves_through_the_panes_from_left_to_right(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication

    main_window.resize(1600, 900)
    main_window.actions_by_id["pane_places"].trigger()
    lefts = []
    for _pane in range(4):
        focus = QApplication.focusWidget()
        assert focus is not None
        lefts.append(focus.mapTo(main_window, QPoint(0, 0)).x())
        main_window.actions_by_id["pane_next"].trigger()
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == 4


def test_tab_reaches_every_pane(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    main_window.papers.setFocus()
    visited = []
    for _step in range(80):  # within the page Tab goes from link to link
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus is main_window.papers and len(visited) > 1:
            break
        visited.append(focus)
        QTest.keyClick(
            focus, Qt.Key.Key_F6 if focus is main_window.note.editor else Qt.Key.Key_Tab
        )  # where Tab inserts spaces
    assert len(visited) < 80
    assert {
        main_window.papers,
        main_window.sidebar,
        main_window.top_bar.field,
        main_window.note.editor,
        main_window.page,
    } <= set(visited)


@pytest.mark.parametrize("theme_name", ["light", "dark", "contrast"])
@pytest.mark.parametrize("pane", ["places", "list", "page", "note"])
def test_the_focused_pane_shows_a_focus_ring(main_window: MainWindow, theme_name: str, pane: str) -> None:
    main_window.theme.choose(theme_name)
    main_window.actions_by_id[f"pane_{pane}"].trigger()
    focus = main_window.focusWidget()
    assert focus is not None
    accent = main_window.theme.colour("accent").rgb()

    def ring() -> int:
        picture = focus.grab().toImage()
        at = int(picture.devicePixelRatio() // 2)
        return sum(picture.pixel(x, at) == accent for x in range(0, picture.width(), 5))

    seen = ring()
    main_window.top_bar.field.setFocus()
    assert seen > 20
    assert ring() == 0
    main_window.theme.choose("light")


def test_the_focused_triage_card_shows_a_focus_ring(main_window: MainWindow, press: Press) -> None:
    main_window.actions_by_id["triage"].trigger()
    press("")
    card = main_window.triage.view.card
    accent = main_window.theme.colour("accent").rgb()

    def edge() -> int:
        picture = card.grab().toImage()
        return picture.pixel(picture.width() // 2, 0)

    assert edge() == accent
    press("n")
    assert edge() != accent


_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def test_every_colour_pair_of_the_stylesheet_has_its_contrast_checked() -> None:
    from ui.style.stylesheet import STYLESHEET
    from ui.style.theme import TEXT_ON

    missing = []
    for selector, body in _RULE.findall(STYLESHEET):
        text = re.search(r"(?<![\w-])color: \$(\w+)", body)
        ground = re.search(r"(?<![\w-])background: \$(\w+)", body)
        if text and ground and (text[1], ground[1]) not in TEXT_ON:
            missing.append((selector.strip(), text[1], ground[1]))
        chosen = re.search(r"selection-color: \$(\w+)", body)
        behind = re.search(r"selection-background-color: \$(\w+)", body)
        if chosen and behind and (chosen[1], behind[1]) not in TEXT_ON:
            missing.append((selector.strip(), chosen[1], behind[1]))
    assert missing == []


def test_the_focus_ring_contrasts_with_every_background_by_three_to_one(program: Any) -> None:
    from ui.style.theme import THEMES, contrast

    weak = [
        (name, ground)
        for name, tokens in THEMES.items()
        for ground in ("background", "paper", "surface", "selection")
        if contrast(tokens.accent, getattr(tokens, ground)) < 3
    ]
    assert weak == []


def test_reduced_motion_turns_off_blinking_and_animations(main_window: MainWindow) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    before = QGuiApplication.styleHints().cursorFlashTime()
    main_window.preferences.set_value("reduced_motion", True)
    assert QGuiApplication.styleHints().cursorFlashTime() == 0
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_FadeTooltip)
    main_window.preferences.set_value("reduced_motion", False)
    assert QGuiApplication.styleHints().cursorFlashTime() == before


def test_no_module_uses_animations_of_its_own() -> None:

    folder = ROOT / "ui"
    moving = re.compile(r"QPropertyAnimation|QVariantAnimation|QTimeLine|QGraphicsOpacityEffect|QMovie")
    assert [path.name for path in folder.rglob("*.py") if moving.search(path.read_text("utf-8"))] == []
