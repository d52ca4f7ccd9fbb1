"""What those hear who do not see the window: every control and every row has a name, a role and a state.

The window and every dialog are walked through QAccessible, the door that screen readers use.
"""

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

_MOST_CHILDREN = 60  # of a list: the rows are made alike


@dataclass(frozen=True)
class Heard:
    """One thing as a screen reader has it: its role, its name, which states it has, and where it was found."""

    role: str
    name: str
    states: frozenset[str]
    where: str


_STATES = ("focusable", "focused", "checkable", "checked", "selected", "expanded", "collapsed", "disabled", "readOnly")


@pytest.fixture(autouse=True)
def listening(program: Any) -> Iterator[None]:
    """Somebody listens: without, Qt tells nobody that a list has changed."""
    from PySide6.QtGui import QAccessible

    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def _hear(interface: Any, where: str) -> Heard:
    from PySide6.QtGui import QAccessible

    state = interface.state()
    widget = interface.object()
    there = f"{where}/{type(widget).__name__ if widget is not None else ''}#{widget.objectName() if widget else ''}"
    return Heard(
        interface.role().name,
        interface.text(QAccessible.Text.Name).strip(),
        frozenset(one for one in _STATES if getattr(state, one)),
        there,
    )


def walk(interface: Any, where: str = "") -> Iterator[Heard]:
    """Everything that can be heard below, what is not shown left out."""
    if interface is None or not interface.isValid() or interface.state().invisible:
        return
    heard = _hear(interface, where)
    yield heard
    for number in range(min(interface.childCount(), _MOST_CHILDREN)):
        yield from walk(interface.child(number), heard.where)


def everything(widget: Any) -> list[Heard]:
    from PySide6.QtGui import QAccessible

    return list(walk(QAccessible.queryAccessibleInterface(widget)))


_NAMED = {
    "Button", "ButtonMenu", "ButtonDropDown", "CheckBox", "RadioButton", "ComboBox", "EditableText", "MenuItem", "Cell",
    "ListItem", "TreeItem", "List", "Table", "Tree", "PageTab", "ProgressBar", "Slider", "SpinBox", "Dialog",
    "ColumnHeader", "PopupMenu",
}  # fmt: skip
_NO_ROLE_FOR_KEYS = {"NoRole", "Client", "Window", "Border", "LayeredPane"}
_SCROLLED = "/QScrollArea#"  # Qt gives it no better role; it has the focus so that keys scroll it


@pytest.mark.parametrize("view", VIEWS)
def test_every_control_and_every_row_has_a_name_and_a_role(desk: MainWindow, view: str, qtbot: Any) -> None:
    from ui.tools.scenes import settle

    shown = VIEWS[view](desk)
    settle(desk)
    heard = everything(shown)
    assert len(heard) > 5
    nameless = [one for one in heard if not one.name and (one.role in _NAMED or "focusable" in one.states)]
    with_keys = [one for one in heard if "focusable" in one.states and not one.where.endswith(_SCROLLED)]
    roleless = [one for one in with_keys if one.role in _NO_ROLE_FOR_KEYS]
    if shown is not desk:
        shown.close()
    assert (nameless, roleless) == ([], [])


def names_of(widget: Any, role: str) -> list[str]:
    return [one.name for one in everything(widget) if one.role == role]


def test_a_row_of_the_list_says_title_status_and_tags(desk: MainWindow, press: Press) -> None:
    press("ga")
    press("s1")
    rows = desk.library.rows(desk.papers.papers.ids)
    heard = names_of(desk.papers, "Cell")
    for row, name in zip(rows, heard, strict=False):
        assert row.title in name
        assert f", {row.status}" in name
        assert all(tag in name for tag in row.tags)
        assert ("starred" in name) == row.starred
    assert len(heard) > 5  # those that are seen
    assert (rows[0].starred, len(rows[0].tags)) == (True, 1)


def test_the_current_row_is_selected_and_the_others_are_not(desk: MainWindow, press: Press) -> None:
    press("jj")
    cells = [one for one in everything(desk.papers) if one.role == "Cell"]
    assert [number for number, one in enumerate(cells) if "selected" in one.states] == [2]
    press("xj")
    press("x")
    cells = [one for one in everything(desk.papers) if one.role == "Cell"]
    assert [number for number, one in enumerate(cells) if "selected" in one.states] == [2, 3]


def test_a_line_of_the_places_says_how_many_papers_and_whether_it_is_open(desk: MainWindow) -> None:
    heard = names_of(desk.sidebar, "ListItem")
    assert f"Inbox, {len(desk.papers.papers.ids)} papers" in heard
    folded = next(place for place in desk.sidebar.places if place.kind == "tag" and place.is_parent)
    assert any(name.startswith(folded.title) and name.endswith("open") for name in heard)
    desk.sidebar.fold(folded, True)
    assert any(name.startswith(folded.title) and name.endswith("folded") for name in names_of(desk.sidebar, "ListItem"))


def test_a_row_of_the_tag_panel_says_whether_it_is_marked(desk: MainWindow, press: Press) -> None:
    press("t")
    finder = desk.tagging.finder
    assert finder is not None
    assert all("not marked" in name for name in names_of(finder.list, "ListItem"))
    finder.toggle()
    assert ", marked" in names_of(finder.list, "ListItem")[0]
    assert ", marked" in finder.field.accessibleDescription()
    finder.leave()


def test_the_head_and_the_foot_of_triage_are_heard(desk: MainWindow, press: Press) -> None:
    desk.actions_by_id["triage"].trigger()
    press("e")
    heard = [one.name for one in everything(desk)]
    assert any(name.startswith("Keys: e done, ") for name in heard)
    assert any(name.startswith("Quick tags: 1 ") for name in heard)
    assert any(name.startswith("Progress: 1 of ") for name in heard)
    assert desk.page.accessibleDescription().startswith(desk.page.view.title)


def test_a_switch_of_the_preferences_says_whether_it_is_on(desk: MainWindow) -> None:
    from ui.preferences.dialog import Preferences

    dialog = Preferences(desk, desk.preferring)
    dialog.show()
    box = dialog.controls["reduced_motion"]
    before = next(one for one in everything(box))
    box.click()
    after = next(one for one in everything(box))
    dialog.close()
    assert (before.role, "checked" in before.states, "checked" in after.states) == ("CheckBox", False, True)


def test_f6_goes_from_pane_to_pane_as_they_stand_from_left_to_right(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication

    desk.resize(1600, 900)
    desk.actions_by_id["pane_places"].trigger()
    lefts = []
    for _pane in range(4):
        focus = QApplication.focusWidget()
        assert focus is not None
        lefts.append(focus.mapTo(desk, QPoint(0, 0)).x())
        desk.actions_by_id["pane_next"].trigger()
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == 4


def test_tab_reaches_every_pane_and_comes_round(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    desk.papers.setFocus()
    been = []
    for _step in range(80):  # within the page Tab goes from link to link
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus is desk.papers and len(been) > 1:
            break
        been.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_F6 if focus is desk.note.editor else Qt.Key.Key_Tab)  # there Tab is a blank
    assert len(been) < 80
    assert {desk.papers, desk.sidebar, desk.top.field, desk.note.editor, desk.page} <= set(been)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("pane", ["places", "list", "page", "note"])
def test_the_pane_that_has_the_keyboard_shows_a_ring(desk: MainWindow, theme: str, pane: str) -> None:
    desk.look.choose(theme)
    desk.actions_by_id[f"pane_{pane}"].trigger()
    focus = desk.focusWidget()
    assert focus is not None
    accent = desk.look.colour("accent").rgb()

    def ring() -> int:
        picture = focus.grab().toImage()
        at = int(picture.devicePixelRatio() // 2)
        return sum(picture.pixel(x, at) == accent for x in range(0, picture.width(), 5))

    seen = ring()
    desk.top.field.setFocus()
    assert seen > 20
    assert ring() == 0
    desk.look.choose("light")


def test_the_card_of_triage_shows_a_ring_while_it_has_the_keyboard(desk: MainWindow, press: Press) -> None:
    desk.actions_by_id["triage"].trigger()
    press("")
    card = desk.triage.view.card
    accent = desk.look.colour("accent").rgb()

    def edge() -> int:
        picture = card.grab().toImage()
        return picture.pixel(picture.width() // 2, 0)

    assert edge() == accent
    press("n")
    assert edge() != accent


_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def test_every_pair_of_text_and_ground_of_the_style_sheet_is_among_those_that_are_reckoned() -> None:
    from ui.style.stylesheet import SHEET
    from ui.style.theme import TEXT_ON

    missing = []
    for selector, body in _RULE.findall(SHEET):
        text = re.search(r"(?<![\w-])color: \$(\w+)", body)
        ground = re.search(r"(?<![\w-])background: \$(\w+)", body)
        if text and ground and (text[1], ground[1]) not in TEXT_ON:
            missing.append((selector.strip(), text[1], ground[1]))
        chosen = re.search(r"selection-color: \$(\w+)", body)
        behind = re.search(r"selection-background-color: \$(\w+)", body)
        if chosen and behind and (chosen[1], behind[1]) not in TEXT_ON:
            missing.append((selector.strip(), chosen[1], behind[1]))
    assert missing == []


def test_the_ring_stands_out_from_every_ground_by_three_to_one(program: Any) -> None:
    from ui.style.theme import THEMES, contrast

    weak = [
        (name, ground)
        for name, tokens in THEMES.items()
        for ground in ("ground", "paper", "surface", "chosen")
        if contrast(tokens.accent, getattr(tokens, ground)) < 3
    ]
    assert weak == []


def test_with_less_motion_nothing_blinks_slides_or_fades(desk: MainWindow) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    before = QGuiApplication.styleHints().cursorFlashTime()
    desk.preferring.put("reduced_motion", True)
    assert QGuiApplication.styleHints().cursorFlashTime() == 0
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_FadeTooltip)
    desk.preferring.put("reduced_motion", False)
    assert QGuiApplication.styleHints().cursorFlashTime() == before


def test_no_module_of_the_window_animates_by_itself() -> None:

    folder = ROOT / "ui"
    moving = re.compile(r"QPropertyAnimation|QVariantAnimation|QTimeLine|QGraphicsOpacityEffect|QMovie")
    assert [path.name for path in folder.rglob("*.py") if moving.search(path.read_text("utf-8"))] == []
