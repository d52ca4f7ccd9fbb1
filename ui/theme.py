"""Theme: one table of colour tokens for light and dark, turned into a palette and one style sheet.

No colour stands anywhere else. Text and its ground differ by at least 4.5:1 (WCAG 2.2, success criterion 1.4.3); the
pairs that occur are listed in TEXT_ON, and a test computes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.fonts import sans_family, serif_family


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as `#RRGGBB`."""

    ground: str  # behind the side bar, the search bar and the status line
    paper: str  # behind the abstract
    surface: str  # lists, fields, notes
    ink: str
    muted: str
    line: str
    accent: str
    on_accent: str
    chosen: str  # the selected row
    hover: str
    toast: str
    on_toast: str
    toast_accent: str
    danger: str
    yellow: str
    green: str
    blue: str
    pink: str
    orange: str


LIGHT = Tokens(
    ground="#F3EEE7",
    paper="#FAF8F4",
    surface="#FFFFFF",
    ink="#201E1B",
    muted="#655F57",
    line="#E2DDD4",
    accent="#2F5DA8",
    on_accent="#FFFFFF",
    chosen="#E4EBF6",
    hover="#EAE4DA",
    toast="#201E1B",
    on_toast="#FAF8F4",
    toast_accent="#8DB4FF",
    danger="#A3262A",
    yellow="#FFE58A",
    green="#BFE8B5",
    blue="#BFDDF7",
    pink="#F8C8DA",
    orange="#FFD2A6",
)
DARK = Tokens(
    ground="#111214",
    paper="#16171A",
    surface="#1D1F23",
    ink="#E9E6E0",
    muted="#A8A39A",
    line="#31343A",
    accent="#8DB4FF",
    on_accent="#111214",
    chosen="#26344F",
    hover="#23262B",
    toast="#E9E6E0",
    on_toast="#16171A",
    toast_accent="#2F5DA8",
    danger="#FF9C97",
    yellow="#5C4D12",
    green="#2C4F27",
    blue="#23445E",
    pink="#5E2A40",
    orange="#5E3A17",
)
THEMES: Mapping[str, Tokens] = {"light": LIGHT, "dark": DARK}
TAG_COLOURS = ("blue", "green", "orange", "pink", "yellow")
TEXT_ON: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("ink", "muted", "accent") for ground in ("ground", "paper", "surface", "chosen")),
    *((text, "hover") for text in ("ink", "muted", "accent")),
    *(("danger", ground) for ground in ("ground", "paper", "surface")),
    *(("ink", colour) for colour in TAG_COLOURS),
    ("on_accent", "accent"),
    ("on_toast", "toast"),
    ("toast_accent", "toast"),
)
"""Every pair of text and ground that is drawn somewhere."""

SMALL, NORMAL, LARGE, READING, TITLE = 12, 13, 15, 17, 25
"""Sizes of type in pixels at 100 %."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Look(QObject):
    """The theme in force. `choice` is `light`, `dark`, or None to follow the system; `changed` tells of a new one."""

    changed = Signal()

    def __init__(self, choice: str | None = None) -> None:
        super().__init__()
        self._choice = choice
        self.tokens = self._wanted()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _wanted(self) -> Tokens:
        if self._choice is not None:
            return THEMES[self._choice]
        is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if is_dark else LIGHT

    def choose(self, choice: str | None) -> None:
        """Use this theme from now on."""
        self._choice = choice
        self._follow_system()

    def _follow_system(self) -> None:
        if self._wanted() is not self.tokens:
            self.tokens = self._wanted()
            self.apply()

    def apply(self) -> None:
        """Give the whole program the palette, the font and the style sheet of the theme."""
        program = QApplication.instance()
        assert isinstance(program, QApplication)
        program.setStyle("Fusion")
        font = program.font()
        font.setFamilies([sans_family()])
        font.setPixelSize(NORMAL)
        program.setFont(font)
        program.setPalette(palette(self.tokens))
        program.setStyleSheet(style_sheet(self.tokens))
        self.changed.emit()

    def colour(self, name: str) -> QColor:
        """A token as a colour to paint with."""
        return QColor(getattr(self.tokens, name))


_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "ground"),
    (QPalette.ColorRole.WindowText, "ink"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "paper"),
    (QPalette.ColorRole.Text, "ink"),
    (QPalette.ColorRole.PlaceholderText, "muted"),
    (QPalette.ColorRole.Button, "ground"),
    (QPalette.ColorRole.ButtonText, "ink"),
    (QPalette.ColorRole.BrightText, "danger"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "on_accent"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.ToolTipBase, "toast"),
    (QPalette.ColorRole.ToolTipText, "on_toast"),
    (QPalette.ColorRole.Accent, "accent"),
)


def palette(tokens: Tokens) -> QPalette:
    """The tokens as a Qt palette."""
    made = QPalette()
    for role, name in _ROLES:
        made.setColor(role, QColor(getattr(tokens, name)))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return made


def style_sheet(tokens: Tokens) -> str:
    """The one style sheet, with the colours of `tokens`."""
    values = {name: getattr(tokens, name) for name in Tokens.__slots__}
    return Template(_SHEET).substitute(values, small=SMALL, large=LARGE, serif=serif_family())


_SHEET = """
QMainWindow, QDialog { background: $ground; }
QMenuBar { background: $ground; border: none; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 6px; background: transparent; color: $muted; }
QMenuBar::item:selected { background: $hover; color: $ink; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $chosen; color: $ink; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $toast; color: $on_toast; border: none; padding: 4px 8px; }

#topBar, #statusLine { background: $ground; }
#topBar { border-bottom: 1px solid $line; }
#statusLine { border-top: 1px solid $line; }
#statusLine QLabel, #muted { color: $muted; font-size: ${small}px; }
#problem { color: $danger; font-size: ${small}px; }
#heading { color: $muted; font-size: ${small}px; }
#dialogTitle { font-family: "$serif"; font-size: 20px; font-weight: 600; }

QLineEdit { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 6px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus { border: 1px solid $accent; }
QPushButton { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 6px 16px; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:default, #primary { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton:disabled { background: $ground; color: $muted; border: 1px solid $line; }
#primary:focus, QPushButton:default:focus { border: 2px solid $ink; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 1px solid $accent; }

QListView, QTableView, QTextBrowser, QPlainTextEdit { border: none; background: $surface; }
QListView, QTableView { outline: none; }
#sidebar { background: $ground; }
#page, #emptyPlace { background: $paper; }
#listPanel, #notePanel { background: $surface; }
#listHead, #noteHead { border-bottom: 1px solid $line; }
QPlainTextEdit { selection-background-color: $accent; selection-color: $on_accent; }
#emptyTitle { font-family: "$serif"; font-size: 20px; }
#pickerList { border: 1px solid $line; border-radius: 6px; padding: 4px; }
#pickerList::item { padding: 5px 8px; border-radius: 6px; }
#pickerList::item:selected { background: $chosen; color: $ink; }
QScrollArea { border: 1px solid $line; border-radius: 6px; }
#scrolled { background: $surface; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 3px; min-height: 32px; margin: 2px 3px; }
QScrollBar::handle:vertical:hover { background: $muted; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: 3px; min-width: 32px; margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

#toast { background: $toast; border-radius: 6px; }
#toast QLabel { color: $on_toast; background: transparent; }
#toast QPushButton { background: transparent; color: $toast_accent; border: 1px solid transparent; padding: 2px 8px; }
#toast QPushButton:focus { border: 1px solid $toast_accent; }
"""
