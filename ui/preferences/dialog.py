"""The preferences dialog: a page for each group of SETTINGS; the keyboard page also has the table of shortcuts."""

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
from ui.widgets.fit_to_screen import limit_width
from ui.widgets.labels import named, plain_label

if TYPE_CHECKING:
    from ui.preferences.preferences import Preferences

GROUPS = tuple(dict.fromkeys(setting.group for setting in SETTINGS))


class PreferencesDialog(QDialog):
    """The dialog; every change takes effect and is saved at once."""

    def __init__(self, parent: QWidget, preferences: Preferences) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.resize(780, 600)
        self._preferences = preferences
        self.controls: dict[str, QComboBox | QCheckBox] = {}
        self.keys = KeysPage(preferences)
        self.groups = named(QListWidget(), "sideList")
        self.groups.setAccessibleName("Preference pages")
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
        restore = QPushButton("Restore defaults")
        restore.setToolTip("Restore the default settings and shortcuts")
        restore.setAutoDefault(False)
        restore.clicked.connect(self._reset)
        buttons.addButton(restore, QDialogButtonBox.ButtonRole.ResetRole)
        column = QVBoxLayout()
        column.setContentsMargins(28, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.pages, 1)
        column.addWidget(buttons)
        self.groups.setFixedWidth(limit_width(self, 184))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.groups)
        row.addLayout(column, 1)

    def _make_page(self, group: str) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
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
        area.setWidget(content)
        return area

    def _add(self, column: QVBoxLayout, setting: Setting) -> None:
        """Add the control and the help text of a setting."""
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
        box.setMinimumWidth(limit_width(self, 200))
        for value, label in setting.choices:
            box.addItem(label, value)
        box.setCurrentIndex(box.findData(self._preferences.settings[setting.name]))
        box.activated.connect(lambda index: self._set_value(setting, box.itemData(index)))
        return box

    def _make_switch(self, setting: Setting) -> QCheckBox:
        box = TickBox(setting.title)
        box.setChecked(self._preferences.settings.is_on(setting.name))
        box.clicked.connect(lambda is_on: self._set_value(setting, is_on))
        return box

    def _set_value(self, setting: Setting, value: str | int | bool) -> None:
        self._preferences.set_value(setting.name, value)
        self.keys.refresh()

    def _reset(self) -> None:
        self._preferences.reset_keys()
        self._preferences.reset_settings()
        for name, control in self.controls.items():
            value = self._preferences.settings[name]
            if isinstance(control, QComboBox):
                control.setCurrentIndex(control.findData(value))
            else:
                control.setChecked(bool(value))
        self.keys.refresh()
