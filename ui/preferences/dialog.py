"""The preferences: a page for each group of SETTINGS, and below that of the keys the keys themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.config.settings import KEYS, SETTINGS, Setting
from ui.preferences.keys_page import KeysPage
from ui.widgets.controls import ChoiceBox, TickBox
from ui.widgets.fit_to_screen import share_of
from ui.widgets.labels import named, plain_label

if TYPE_CHECKING:
    from ui.preferences.controller import Preferring

GROUPS = tuple(dict.fromkeys(setting.group for setting in SETTINGS))


class Preferences(QDialog):
    """Everything a person may choose; each choice acts and is stored at once."""

    def __init__(self, parent: QWidget, preferring: Preferring) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.resize(780, 600)
        self._preferring = preferring
        self.controls: dict[str, QComboBox | QCheckBox] = {}
        self.keys = KeysPage(preferring)
        self.groups = named(QListWidget(), "sideList")
        self.groups.setAccessibleName("Groups of preferences")
        self.groups.addItems(GROUPS)
        for row in range(len(GROUPS)):
            self.groups.item(row).setSizeHint(QSize(120, 34))
        self.pages = QStackedWidget()
        for group in GROUPS:
            self.pages.addWidget(self._make_page(group))
        self.groups.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.groups.setCurrentRow(0)
        self._lay_out()
        self.groups.setFocus()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.accept)
        usual = QPushButton("Everything as it came")
        usual.setToolTip("Back to the values and keys that Paperdesk comes with")
        usual.setAutoDefault(False)
        usual.clicked.connect(self._reset)
        buttons.addButton(usual, QDialogButtonBox.ButtonRole.ResetRole)
        column = QVBoxLayout()
        column.setContentsMargins(28, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.pages, 1)
        column.addWidget(buttons)
        self.groups.setFixedWidth(share_of(self, 184))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.groups)
        row.addLayout(column, 1)

    def _make_page(self, group: str) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(plain_label(group, "dialogTitle"))
        for setting in SETTINGS:
            if setting.group == group:
                column.addSpacing(8)
                self._add(column, setting)
        if group == KEYS:
            column.addSpacing(8)
            column.addWidget(self.keys, 1)
        else:
            column.addStretch()
        area = named(QScrollArea(widgetResizable=True), "bareArea")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _add(self, column: QVBoxLayout, setting: Setting) -> None:
        """One setting: its control, and what it does."""
        control = self._make_choice(setting) if setting.choices else self._make_switch(setting)
        control.setAccessibleName(setting.title)
        control.setAccessibleDescription(setting.help)
        self.controls[setting.name] = control
        if isinstance(control, QComboBox):
            row = QHBoxLayout()
            row.addWidget(plain_label(setting.title))
            row.addStretch()
            row.addWidget(control)
            column.addLayout(row)
        else:
            column.addWidget(control)
        column.addWidget(plain_label(setting.help, "muted", is_wrapped=True))

    def _make_choice(self, setting: Setting) -> QComboBox:
        box = ChoiceBox()
        box.setMinimumWidth(share_of(self, 200))
        for value, words in setting.choices:
            box.addItem(words, value)
        box.setCurrentIndex(box.findData(self._preferring.settings[setting.name]))
        box.activated.connect(lambda at: self._put(setting, box.itemData(at)))
        return box

    def _make_switch(self, setting: Setting) -> QCheckBox:
        box = TickBox(setting.title)
        box.setChecked(self._preferring.settings.is_on(setting.name))
        box.clicked.connect(lambda is_on: self._put(setting, is_on))
        return box

    def _put(self, setting: Setting, value: str | int | bool) -> None:
        self._preferring.put(setting.name, value)
        self.keys.refresh()

    def _reset(self) -> None:
        self._preferring.reset_keys()
        self._preferring.reset_settings()
        for name, control in self.controls.items():
            value = self._preferring.settings[name]
            if isinstance(control, QComboBox):
                control.setCurrentIndex(control.findData(value))
            else:
                control.setChecked(bool(value))
        self.keys.refresh()
