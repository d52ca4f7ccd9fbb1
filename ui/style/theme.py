"""Theme: colour tokens, from which the palette and, with ui.style.stylesheet, the stylesheet are made.

No other module defines a colour. Text and background contrast by at least 4.5:1 (WCAG 2.2, success criterion 1.4.3);
TEXT_ON lists the pairs that occur, and a test computes their contrast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.config.settings import Settings
from ui.style.fonts import sans_family, serif_family
from ui.style.stylesheet import STYLESHEET


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as `#RRGGBB`."""

    background: str  # behind sidebar, top bar and status bar
    paper: str  # behind the abstract
    surface: str  # lists, fields, notes
    ink: str
    muted: str
    line: str
    accent: str
    on_accent: str
    selection: str  # behind the selected row
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
    background="#F3EEE7",
    paper="#FAF8F4",
    surface="#FFFFFF",
    ink="#201E1B",
    muted="#655F57",
    line="#E2DDD4",
    accent="#2F5DA8",
    on_accent="#FFFFFF",
    selection="#E4EBF6",
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
    background="#111214",
    paper="#16171A",
    surface="#1D1F23",
    ink="#E9E6E0",
    muted="#A8A39A",
    line="#31343A",
    accent="#8DB4FF",
    on_accent="#111214",
    selection="#26344F",
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
CONTRAST = Tokens(
    background="#000000",
    paper="#000000",
    surface="#000000",
    ink="#FFFFFF",
    muted="#E4E4E4",
    line="#9A9A9A",
    accent="#FFD84D",
    on_accent="#000000",
    selection="#0A3466",
    hover="#2B2B2B",
    toast="#FFFFFF",
    on_toast="#000000",
    toast_accent="#0B3D91",
    danger="#FFA8A3",
    yellow="#4D3F00",
    green="#0F4A14",
    blue="#0C406E",
    pink="#5E0F38",
    orange="#5C2C00",
)
THEMES: Mapping[str, Tokens] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
TAG_COLOURS = ("blue", "green", "orange", "pink", "yellow")
TEXT_ON: tuple[tuple[str, str], ...] = (
    *(
        (text, background)
        for text in ("ink", "muted", "accent")
        for background in ("background", "paper", "surface", "selection")
    ),
    *((text, "hover") for text in ("ink", "muted", "accent")),
    *(("danger", background) for background in ("background", "paper", "surface")),
    *(("ink", colour) for colour in TAG_COLOURS),
    ("on_accent", "accent"),
    ("on_toast", "toast"),
    ("toast_accent", "toast"),
)
"""Every pair of text and background colour in use."""

SMALL, NORMAL, LARGE, READING, TITLE = 12, 13, 15, 17, 25
"""Font sizes in pixels at a text size of 100 %."""
ROW_HEIGHTS = {"comfortable": 56, "compact": 46}
"""Heights of list rows in pixels, by the setting `density`."""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class ThemeManager(QObject):
    """Holds the active theme, text size and row height; `changed` is emitted when one of them changes.

    `choice` is a name in THEMES, or None to follow the settings (and through them the system).
    """

    changed = Signal()

    def __init__(self, choice: str | None = None) -> None:
        super().__init__()
        self._choice = choice
        self._applied_choice: str | None = None if choice is None else ""
        self._zoom = 100
        self.row_height = ROW_HEIGHTS["comfortable"]
        self._flash_ms = QGuiApplication.styleHints().cursorFlashTime()
        self._effects = {effect: QApplication.isEffectEnabled(effect) for effect in _EFFECTS}
        self.tokens = self._choose_tokens()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _choose_tokens(self) -> Tokens:
        if self._choice is not None:
            return THEMES[self._choice]
        is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if is_dark else LIGHT

    def choose(self, choice: str | None) -> None:
        """Switch to a theme of THEMES, or to the system's with None."""
        self._choice = choice
        self._follow_system()

    def _follow_system(self) -> None:
        if self._choose_tokens() is not self.tokens:
            self.tokens = self._choose_tokens()
            self.apply()

    def apply_settings(self, settings: Settings) -> None:
        """Apply the settings. A theme given at start-up stays until another one is chosen."""
        theme, is_given = settings.text("theme"), self._applied_choice == ""
        if theme != self._applied_choice and not is_given:
            self.choose(None if theme == "system" else theme)
        self._applied_choice = theme
        sizes = (settings.number("zoom"), ROW_HEIGHTS[settings.text("density")])
        if sizes != (self._zoom, self.row_height):
            self._zoom, self.row_height = sizes
            self.changed.emit()
        self._set_motion(not settings.is_on("reduced_motion"))

    def _set_motion(self, is_enabled: bool) -> None:
        """Use the system's cursor blinking and menu animations, or turn them off."""
        QGuiApplication.styleHints().setCursorFlashTime(self._flash_ms if is_enabled else 0)
        for effect, is_default in self._effects.items():
            QApplication.setEffectEnabled(effect, is_default and is_enabled)

    def zoomed(self, pixels: int) -> int:
        """Scale the font size of reading text by the text size setting."""
        return round(pixels * self._zoom / 100)

    def apply(self) -> None:
        """Set palette, font and stylesheet of the application."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setStyle("Fusion")
        font = application.font()
        font.setFamilies([sans_family()])
        font.setPixelSize(NORMAL)
        application.setFont(font)
        application.setPalette(make_palette(self.tokens))
        application.setStyleSheet(make_stylesheet(self.tokens))
        self.changed.emit()

    def colour(self, name: str) -> QColor:
        """Return a colour token as a QColor."""
        return QColor(getattr(self.tokens, name))


_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "background"),
    (QPalette.ColorRole.WindowText, "ink"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "paper"),
    (QPalette.ColorRole.Text, "ink"),
    (QPalette.ColorRole.PlaceholderText, "muted"),
    (QPalette.ColorRole.Button, "background"),
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


def make_palette(tokens: Tokens) -> QPalette:
    """Return the tokens as a Qt palette."""
    result = QPalette()
    for role, name in _ROLES:
        result.setColor(role, QColor(getattr(tokens, name)))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return result


def make_stylesheet(tokens: Tokens) -> str:
    """Return the stylesheet with the colours of `tokens`."""
    values = {name: getattr(tokens, name) for name in Tokens.__slots__}
    return Template(STYLESHEET).substitute(values, small=SMALL, normal=NORMAL, large=LARGE, serif=serif_family())
