"""The import dialog: choose what to read, look at what it would bring, and only then import."""

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

from app.domain.jobs import Job
from app.ingest.dump_dates import lacks_date, suggest_day
from app.ingest.run import ImportResult
from ui.commands.keymap import Keymap
from ui.imports.preview import FilePreview
from ui.imports.sources import Offers
from ui.imports.summaries import (
    Figures,
    figures_of,
    file_name,
    is_importable,
    plain_name,
    say_figures,
    say_state,
    write_report,
)
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import count
from ui.widgets.progress import JobBar

_MARGINS = (24, 20, 24, 16)


class StartPage(QWidget):
    """Where an import begins: three ways to name what is to be read."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        what = plain_label(
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
        also = keymap.fill("You can also drop files, folders or text on the window, or press {paste} in it.")
        hint = plain_label(also, "muted", is_wrapped=True)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(what)
        column.addLayout(row)
        column.addWidget(hint)
        column.addStretch()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Take the height that the sentences need in this width, whatever else is shown."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._column.heightForWidth(self.width()))


class PreviewPage(QWidget):
    """The files at the left, where there are several, and the preview of the chosen one."""

    day_chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.list = named(QListWidget(), "rowList")
        self.list.setAccessibleName("Files")
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.preview = FilePreview()
        self._parts = named(QSplitter(Qt.Orientation.Horizontal), "spacedSplit")
        self._parts.setChildrenCollapsible(False)
        self._parts.setHandleWidth(16)
        self._parts.addWidget(self.list)
        self._parts.addWidget(self.preview)
        self._parts.setStretchFactor(1, 1)
        self._parts.setSizes([260, 600])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._parts)
        self._results: Sequence[ImportResult] = ()
        self._days: dict[str, date | None] = {}
        self._given: dict[str, date] = {}
        self.list.currentRowChanged.connect(self._show_row)
        self.preview.day_chosen.connect(self._choose_day)

    def show_results(
        self, results: Sequence[ImportResult], days: dict[str, date | None], given: dict[str, date]
    ) -> None:
        """Show dry runs; `days` are those of the files, `given` those a person chose. The row stays."""
        row = max(self.list.currentRow(), 0)
        self._results, self._days, self._given = results, days, given
        self.list.clear()
        for result in results:
            item = QListWidgetItem(f"{plain_name(file_name(result.path))}\n{say_state(result)}", self.list)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{file_name(result.path)}, {say_state(result)}")
        self.list.setVisible(len(results) > 1)
        self.list.setCurrentRow(min(row, len(results) - 1))

    def take_focus(self) -> None:
        """Let the keyboard begin where there is something to choose."""
        (self.list if self.list.isVisibleTo(self) else self.preview.tree).setFocus()

    def _show_row(self, row: int) -> None:
        if 0 <= row < len(self._results):
            result = self._results[row]
            self.preview.show_result(result, self._days.get(result.path), result.path in self._given)

    def _choose_day(self, day: date) -> None:
        self.day_chosen.emit(self._results[self.list.currentRow()].path, day)


class ImportDialog(QDialog):
    """From the choice to the agreement.

    `files_asked`, `folder_asked` and `paste_asked` want something to read; `days_given` wants the dry run again with
    the days of single files; `agreed` carries the names of the files to import, the days given, and the papers
    they hold together.
    """

    files_asked = Signal()
    folder_asked = Signal()
    paste_asked = Signal()
    days_given = Signal(dict)
    agreed = Signal(list, object, int)

    def __init__(self, parent: QWidget, keymap: Keymap) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.resize(620, 250)
        self.results: list[ImportResult] = []
        self.given: dict[str, date] = {}
        self._offers = Offers(())
        self.title = plain_label("Import pages", "dialogTitle")
        self.summary = plain_label(name="muted", is_wrapped=True)
        self.start = StartPage(keymap)
        self.page = PreviewPage()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)  # the page comes when there is something to show: it needs more room
        self.bar = JobBar(has_button=False)  # Cancel stands below it
        column = QVBoxLayout(self)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(12)
        for widget in (self.title, self.summary, self.stack, self.bar):
            column.addWidget(widget, 1 if widget is self.stack else 0)
        column.addLayout(self._make_buttons())
        self.start.files.clicked.connect(self.files_asked)
        self.start.folder.clicked.connect(self.folder_asked)
        self.start.paste.clicked.connect(self.paste_asked)
        self.page.day_chosen.connect(self._give_day)
        self.finished.connect(self._stop)
        self._show_start()

    def _make_buttons(self) -> QHBoxLayout:
        self.copy = QPushButton("Copy &report")
        self.copy.setAccessibleName("Copy report")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(write_report(self.results)))
        self.all_days = QPushButton()
        self.all_days.clicked.connect(self._give_all_days)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self.reject)
        self.go = QPushButton("Import")
        self.go.setDefault(True)
        self.go.clicked.connect(self._agree)
        for button in (self.copy, self.all_days, self.cancel):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.copy, self.all_days, None, self.cancel, self.go):
            if widget is None:
                row.addStretch()
            else:
                row.addWidget(widget)
        return row

    def _show_start(self) -> None:
        self.summary.hide()
        for button in (self.copy, self.all_days, self.go):
            button.hide()
        self.stack.setCurrentWidget(self.start)
        self.start.files.setDefault(True)
        self.start.files.setFocus()

    def begin(self, job: Job, words: str) -> None:
        """Something is being read: nothing can be agreed to until it was shown."""
        self.go.setEnabled(False)
        self.bar.clear()  # what was being read before is of no use any more
        self.bar.watch(job, words, "files")

    def fail(self, job: Job, sentence: str) -> None:
        """It could not be read, or was stopped; what was shown before stays."""
        self.bar.end(job)
        self.go.setEnabled(any(map(is_importable, self.results)))
        self.summary.setText(sentence)
        self.summary.setVisible(bool(sentence))

    def show_results(self, job: Job, offers: Offers, results: list[ImportResult]) -> None:
        """Show what the files would bring."""
        self.bar.end(job)
        self.results, self._offers = results, offers
        self.title.setText(f"Import {count(len(results), 'file')}" if len(results) != 1 else "Import 1 page")
        whole = sum(map(figures_of, results), Figures())
        refused = sum(result.feed is None for result in results)
        parts = [f"Together: {say_figures(whole)}"] if len(results) > 1 else []
        parts += [f"{count(refused, 'file')} cannot be read."] if refused and len(results) > 1 else []
        parts += [offers.left_out] if offers.left_out else []
        self.summary.setText(" ".join(parts))
        self.summary.setVisible(bool(parts))
        if not results:
            return
        self.page.show_results(results, {offer.name: offer.day for offer in offers.each}, self.given)
        if self.stack.currentWidget() is not self.page:
            self.resize(max(self.width(), 880), max(self.height(), 640))
            self.stack.addWidget(self.page)
            self.stack.setCurrentWidget(self.page)
            self.page.take_focus()
        self._fit_buttons(whole)

    def _fit_buttons(self, whole: Figures) -> None:
        able = [result for result in self.results if is_importable(result)]
        papers = whole.new + whole.changing + whole.same
        self.copy.show()
        self.go.show()
        self.go.setEnabled(bool(able))
        self.go.setText(f"Import {count(sum(result.papers for result in able), 'paper')}" if papers else "Import")
        if not able:
            self.go.setText("Nothing to import")
        self.go.setDefault(True)
        self.cancel.setDefault(not able)
        undated = self._undated()
        self.all_days.setVisible(len(undated) > 1)
        self.all_days.setText(f"Take the day of each file for all {len(undated)}   Shift+D")
        self.all_days.setShortcut("Shift+D")  # a new text takes the old shortcut away
        self.all_days.setAccessibleName(f"Take the day of each file for all {len(undated)}")

    def _undated(self) -> dict[str, date]:
        """The files without a year, with the day each file suggests."""
        days = {offer.name: offer.day for offer in self._offers.each}
        found: dict[str, date] = {}
        for result in self.results:
            day = days.get(result.path)
            if result.feed is not None and lacks_date(result.feed) and day is not None:
                found[result.path] = suggest_day(result.feed, day)
        return found

    def _give_day(self, name: str, day: date) -> None:
        self._give({name: day})

    def _give_all_days(self) -> None:
        self._give(self._undated())

    def _give(self, days: dict[str, date]) -> None:
        self.given = {**self.given, **days}
        self.days_given.emit(self.given)

    def _agree(self) -> None:
        able = [result for result in self.results if is_importable(result)]
        self.accept()
        self.agreed.emit([result.path for result in able], self.given, sum(result.papers for result in able))

    def _stop(self) -> None:
        if self.bar.job is not None:
            self.bar.job.cancel()
