"""The import dialog: choose sources, check the preview, then import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions.imports import ImportResult, lacks_date, suggest_day
from app.domain.jobs import Job
from ui.commands.keymap import Keymap
from ui.imports.preview import FilePreview
from ui.imports.sources import SourceSelection
from ui.imports.summaries import (
    Figures,
    count_figures,
    describe_state,
    file_name,
    format_figures,
    format_report,
    is_importable,
    plain_name,
)
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import pluralize
from ui.widgets.progress import JobBar

_MARGINS = (24, 20, 24, 16)


class StartPage(QWidget):
    """The first page: choose files or a folder, or paste."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        intro = plain_label(
            "Open a page of Daily Papers or a Scholar Feed author page in your browser, select all, copy it, and "
            "paste it here, or save it as a text file. Such a copy is a dump: Paperdesk reads the papers out of it and "
            "remembers where each one was seen.",
            is_wrapped=True,
        )
        self.files = QPushButton("Choose &files…")
        self.folder = QPushButton("Choose a f&older…")
        self.paste = QPushButton("&Paste")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, name in ((self.files, "Choose files"), (self.folder, "Choose a folder"), (self.paste, "Paste")):
            button.setAccessibleName(name)
            row.addWidget(button)
        row.addStretch()
        drop_text = keymap.fill_keys("You can also drop files, folders or text on the window, or press {paste} in it.")
        hint = plain_label(drop_text, "muted", is_wrapped=True)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(intro)
        column.addLayout(row)
        column.addWidget(hint)
        column.addStretch()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Reserve the height that the text needs at this width."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._column.heightForWidth(self.width()))


class PreviewPage(QWidget):
    """The list of files, when there are several, beside the preview of the selected one."""

    date_chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.list = named(QListWidget(), "rowList")
        self.list.setAccessibleName("Files")
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.preview = FilePreview()
        self._splitter = named(QSplitter(Qt.Orientation.Horizontal), "spacedSplit")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(16)
        self._splitter.addWidget(self.list)
        self._splitter.addWidget(self.preview)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([260, 600])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter)
        self._results: Sequence[ImportResult] = ()
        self._file_dates: dict[str, date | None] = {}
        self._page_dates: dict[str, date] = {}
        self.list.currentRowChanged.connect(self._show_row)
        self.preview.date_chosen.connect(self._choose_date)

    def show_results(
        self, results: Sequence[ImportResult], file_dates: dict[str, date | None], page_dates: dict[str, date]
    ) -> None:
        """Show dry runs and keep the current row; `file_dates` are from the files, `page_dates` given by the user."""
        row = max(self.list.currentRow(), 0)
        self._results, self._file_dates, self._page_dates = results, file_dates, page_dates
        self.list.clear()
        for result in results:
            item = QListWidgetItem(f"{plain_name(file_name(result.path))}\n{describe_state(result)}", self.list)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{file_name(result.path)}, {describe_state(result)}")
        self.list.setVisible(len(results) > 1)
        self.list.setCurrentRow(min(row, len(results) - 1))

    def take_focus(self) -> None:
        """Focus the list of files, or the tree when there is one file."""
        (self.list if self.list.isVisibleTo(self) else self.preview.tree).setFocus()

    def _show_row(self, row: int) -> None:
        if 0 <= row < len(self._results):
            result = self._results[row]
            self.preview.show_result(result, self._file_dates.get(result.path), result.path in self._page_dates)

    def _choose_date(self, page_date: date) -> None:
        self.date_chosen.emit(self._results[self.list.currentRow()].path, page_date)


class ImportDialog(QDialog):
    """Chooses sources, shows their preview and lets the user start the import.

    `dates_changed` asks for the preview again with the page dates of single files. `import_requested` carries the names
    of the files to import, the page dates, and the number of papers.
    """

    files_requested = Signal()
    folder_requested = Signal()
    paste_requested = Signal()
    dates_changed = Signal(dict)
    import_requested = Signal(list, object, int)

    def __init__(self, parent: QWidget, keymap: Keymap) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.resize(620, 250)
        self.results: list[ImportResult] = []
        self.page_dates: dict[str, date] = {}
        self._selection = SourceSelection(())
        self.title = plain_label("Import pages", "dialogTitle")
        self.summary = plain_label(name="muted", is_wrapped=True)
        self.start = StartPage(keymap)
        self.page = PreviewPage()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)  # the preview page, which is larger, is added with the first results
        self.bar = JobBar(has_button=False)  # the dialog has its own Cancel
        column = QVBoxLayout(self)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(12)
        for widget in (self.title, self.summary, self.stack, self.bar):
            column.addWidget(widget, 1 if widget is self.stack else 0)
        column.addLayout(self._make_buttons())
        self.start.files.clicked.connect(self.files_requested)
        self.start.folder.clicked.connect(self.folder_requested)
        self.start.paste.clicked.connect(self.paste_requested)
        self.page.date_chosen.connect(self._set_date)
        self.finished.connect(self._cancel_job)
        self._show_start()

    def _make_buttons(self) -> QHBoxLayout:
        self.copy = QPushButton("Copy &report")
        self.copy.setAccessibleName("Copy report")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(format_report(self.results)))
        self.all_dates_button = QPushButton()
        self.all_dates_button.clicked.connect(self._set_all_dates)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self.reject)
        self.import_button = QPushButton("Import")
        self.import_button.setDefault(True)
        self.import_button.clicked.connect(self._request_import)
        for button in (self.copy, self.all_dates_button, self.cancel):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.copy, self.all_dates_button, None, self.cancel, self.import_button):
            if widget is None:
                row.addStretch()
            else:
                row.addWidget(widget)
        return row

    def _show_start(self) -> None:
        self.summary.hide()
        for button in (self.copy, self.all_dates_button, self.import_button):
            button.hide()
        self.stack.setCurrentWidget(self.start)
        self.start.files.setDefault(True)
        self.start.files.setFocus()

    def start_reading(self, job: Job, text: str) -> None:
        """Show the progress of a preview; the import is disabled until its results are shown."""
        self.import_button.setEnabled(False)
        self.bar.clear()  # a previous preview is obsolete
        self.bar.watch(job, text, "files")

    def show_failure(self, job: Job, sentence: str) -> None:
        """Show why a preview failed or stopped; the previous results stay."""
        self.bar.end(job)
        self.import_button.setEnabled(any(map(is_importable, self.results)))
        self.summary.setText(sentence)
        self.summary.setVisible(bool(sentence))

    def show_results(self, job: Job, selection: SourceSelection, results: list[ImportResult]) -> None:
        """Show the preview."""
        self.bar.end(job)
        self.results, self._selection = results, selection
        self.title.setText(f"Import {pluralize(len(results), 'file')}" if len(results) != 1 else "Import 1 page")
        total = sum(map(count_figures, results), Figures())
        refused = sum(result.feed is None for result in results)
        parts = [f"Total: {format_figures(total)}"] if len(results) > 1 else []
        parts += [f"{pluralize(refused, 'file')} cannot be read."] if refused and len(results) > 1 else []
        parts += [selection.left_out] if selection.left_out else []
        self.summary.setText(" ".join(parts))
        self.summary.setVisible(bool(parts))
        if not results:
            return
        self.page.show_results(results, self._file_dates(), self.page_dates)
        if self.stack.currentWidget() is not self.page:
            self.resize(max(self.width(), 880), max(self.height(), 640))
            self.stack.addWidget(self.page)
            self.stack.setCurrentWidget(self.page)
            self.page.take_focus()
        self._update_buttons(total)

    def _update_buttons(self, total: Figures) -> None:
        importable = self._importable()
        papers = sum(result.papers for result in importable)
        has_papers = bool(total.new + total.changing + total.same)
        self.copy.show()
        self.import_button.show()
        self.import_button.setEnabled(bool(importable))
        self.import_button.setText(f"Import {pluralize(papers, 'paper')}" if has_papers else "Import")
        if not importable:
            self.import_button.setText("Nothing to import")
        self.import_button.setDefault(True)
        self.cancel.setDefault(not importable)
        undated = self._undated()
        self.all_dates_button.setVisible(len(undated) > 1)
        self.all_dates_button.setText(f"Use file dates for all {len(undated)}   Shift+D")
        self.all_dates_button.setShortcut("Shift+D")  # setText removed it
        self.all_dates_button.setAccessibleName(f"Use file dates for all {len(undated)}")

    def _undated(self) -> dict[str, date]:
        """The files without a year, with the date suggested by each file's date."""
        file_dates = self._file_dates()
        suggested: dict[str, date] = {}
        for result in self.results:
            file_date = file_dates.get(result.path)
            if result.feed is not None and lacks_date(result.feed) and file_date is not None:
                suggested[result.path] = suggest_day(result.feed, file_date)
        return suggested

    def _file_dates(self) -> dict[str, date | None]:
        return {source.name: source.file_date for source in self._selection.sources}

    def _importable(self) -> list[ImportResult]:
        return [result for result in self.results if is_importable(result)]

    def _set_date(self, name: str, page_date: date) -> None:
        self._add_dates({name: page_date})

    def _set_all_dates(self) -> None:
        self._add_dates(self._undated())

    def _add_dates(self, page_dates: dict[str, date]) -> None:
        self.page_dates = {**self.page_dates, **page_dates}
        self.dates_changed.emit(self.page_dates)

    def _request_import(self) -> None:
        importable = self._importable()
        papers = sum(result.papers for result in importable)
        self.accept()
        self.import_requested.emit([result.path for result in importable], self.page_dates, papers)

    def _cancel_job(self) -> None:
        if self.bar.job is not None:
            self.bar.job.cancel()
