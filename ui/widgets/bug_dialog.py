"""The dialog for unexpected errors: a sentence, the log file, and details that can be copied."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.config.paths import log_file
from ui.widgets.labels import plain_label


class BugDialog(QDialog):
    """Shows the traceback of an unexpected error."""

    def __init__(self, parent: QWidget | None, details: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Unexpected error")
        self.setMinimumSize(560, 360)
        self._details = details
        text = plain_label(
            "This is a bug in Paperdesk. Everything that was finished before is saved.\n"
            f"The details are in {log_file()}; please report them."
        )
        field = QPlainTextEdit(details, readOnly=True)
        field.setAccessibleName("Details")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in (plain_label("Unexpected error", "dialogTitle"), text, field, buttons):
            column.addWidget(widget)
