"""What a bug looks like to a person: a sentence, the file it was written to, and details that can be copied."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.config.paths import log_file
from ui.widgets.labels import plain_label


class BugDialog(QDialog):
    """Shows the traceback of a bug."""

    def __init__(self, parent: QWidget | None, details: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("A bug in Paperdesk")
        self.setMinimumSize(560, 360)
        self._details = details
        text = plain_label(
            "This should not have happened. What was finished before is stored.\n"
            f"The details stand in {log_file()}; please report them."
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
        for widget in (plain_label("A bug in Paperdesk", "dialogTitle"), text, field, buttons):
            column.addWidget(widget)
