"""The stylesheet of the application; `$ink` and the like are the colour tokens of ui.style.theme."""

STYLESHEET = """
QMainWindow { background: $background; }
QDialog { background: $paper; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMenuBar { background: $background; border: none; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 6px; background: transparent; color: $muted; }
QMenuBar::item:selected { background: $hover; color: $ink; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $selection; color: $ink; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $toast; color: $on_toast; border: none; padding: 4px 8px; }

#topBar, #statusLine { background: $background; }
#topBar { border-bottom: 1px solid $line; }
#statusLine { border-top: 1px solid $line; }
#statusLine QLabel, #muted { color: $muted; font-size: ${small}px; }
#problem { color: $danger; font-size: ${small}px; }
#heading { color: $muted; font-size: ${small}px; }
#dialogTitle { font-family: "$serif"; font-size: 20px; font-weight: 600; }
#section { color: $muted; font-size: ${small}px; font-weight: 600; padding: 12px 0 2px 0; }

QLineEdit { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 6px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus { border: 1px solid $accent; }
QPushButton { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 6px 16px; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:default, #primary { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton:disabled { background: transparent; color: $muted; border: 1px solid $line; }
#primary:focus, QPushButton:default:focus { border: 2px solid $toast_accent; padding: 5px 15px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
#orderButton, #triageButton { color: $muted; font-size: ${small}px; padding: 3px 6px; }
#triageButton { color: $accent; }
#orderButton::menu-indicator { image: none; width: 0; }
QToolButton:focus { border: 1px solid $accent; }

QListView, QTableView, QTextBrowser, QPlainTextEdit { border: none; background: $surface; }
QListView, QTableView { outline: none; }
#sidebar { background: $background; }
#page, #emptyPlace { background: $paper; }
#listPanel, #notePanel { background: $surface; }
#listHead, #noteHead { border-bottom: 1px solid $line; }
QPlainTextEdit { selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit#fieldEntry { border: 1px solid $line; border-radius: 6px; padding: 3px 5px; }
QPlainTextEdit#fieldEntry:focus { border: 1px solid $accent; }
#emptyTitle { font-family: "$serif"; font-size: 24px; font-weight: 600; }
#pickerList { border: 1px solid $line; border-radius: 6px; padding: 4px; }
#pickerList::item { padding: 5px 8px; border-radius: 6px; }
#pickerList::item:selected { background: $selection; color: $ink; }
#searchPanel { background: $surface; border: 1px solid $line; border-radius: 8px; }
#facets { background: $surface; border-bottom: 1px solid $line; }
QToolButton#facet { color: $muted; font-size: ${small}px; padding: 3px 5px; }
QToolButton#facet::menu-indicator { image: none; width: 0; }
QLineEdit#renaming { padding: 2px 7px; border: 1px solid $accent; }
#finder { background: $surface; border: 1px solid $line; border-radius: 8px; }
#finderTitle { color: $muted; font-size: ${small}px; padding: 10px 15px 0 15px; }
#finderDetails { font-size: ${normal}px; padding: 6px 15px 8px 15px; }
QLineEdit#finderField { background: transparent; border: none; border-bottom: 1px solid $line; border-radius: 0;
    padding: 9px 14px 11px 14px; font-size: ${large}px; }
#finderList { background: transparent; border: none; }
#finderFoot { color: $muted; font-size: ${small}px; border-top: 1px solid $line; padding: 8px 13px; }
#historyList { border: 1px solid $line; border-radius: 6px; padding: 4px 0; }
#historyList:focus { border: 1px solid $accent; }
#rowList, #importList, #changeTree { background: $surface; border: 1px solid $line; border-radius: 6px; }
#rowList, #importList, #changeTree { outline: none; }
#rowList, #importList, #changeTree { selection-background-color: $selection; selection-color: $ink; }
#spacedSplit::handle { background: transparent; }
#rowList { padding: 4px; }
#rowList::item { padding: 6px 8px; border-radius: 6px; }
#importList::item, #changeTree::item { padding: 4px 6px; }
#rowList::item:selected, #importList::item:selected, #changeTree::item:selected { background: $selection; color: $ink; }
#rowList:focus, #importList:focus, #changeTree:focus { border: 1px solid $accent; }
#fileName { font-size: ${large}px; font-weight: 600; }
#figure { font-family: "$serif"; font-size: 20px; font-weight: 600; }
#dayRow { background: $surface; border: 1px solid $line; border-radius: 6px; }
QRadioButton { padding: 2px 0; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid $muted; border-radius: 7px;
    background: $surface; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid $accent; background: $on_accent; }
QRadioButton:focus { color: $accent; }
#groundless { background: transparent; }
#sourceView { border: 1px solid $line; border-radius: 6px; padding: 8px; }
#problemText { color: $danger; }
#jobBar { background: $surface; border-top: 1px solid $line; }
QDialog #jobBar { border: 1px solid $line; border-radius: 6px; }
QProgressBar { background: $line; border: none; border-radius: 3px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
#dropHint { background: $paper; border: 2px dashed $accent; }
QScrollArea { border: 1px solid $line; border-radius: 6px; }
#scrolled { background: $surface; }
#bareArea, #bareArea > QWidget > QWidget { background: transparent; border: none; }

#nothing { color: $muted; font-size: ${small}px; }
#page, #nothing, #paperList, #sidebar, #noteEditor, #notePreview { border: none; border-top: 2px solid transparent; }
#page:focus, #nothing:focus, #paperList:focus, #sidebar:focus, #noteEditor:focus, #notePreview:focus {
    border-top: 2px solid $accent; }
#chordHint { background: $surface; border: 1px solid $line; border-radius: 6px; }
#keyConflict { color: $danger; }
#helpPage { background: $paper; }
#sideList { background: $background; border: none; padding: 12px 0; }
#sideColumn { background: $background; }
#sideList::item { padding: 6px 12px; border-radius: 6px; margin: 1px 8px; border: 1px solid transparent; }
#sideList::item:hover { background: $hover; }
#sideList::item:selected { background: $selection; color: $accent; }
#sideList::item:focus { border: 1px solid $accent; }
QComboBox { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 5px 10px; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox:focus { border: 1px solid $accent; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; selection-background-color: $selection;
    selection-color: $ink; padding: 4px; }
QCheckBox { spacing: 8px; }
QCheckBox:focus { color: $accent; }
QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid $muted; border-radius: 3px; background: $surface; }
QCheckBox::indicator:checked { background: $accent; border: 1px solid $accent; }
QCheckBox::indicator:focus { border: 1px solid $accent; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 7px 12px; font-size: ${small}px; }
#keyTable QHeaderView::section { padding: 7px 15px; }
#importList QHeaderView::section, #changeTree QHeaderView::section { padding: 7px 9px; }
#keyTable { border: 1px solid $line; border-radius: 6px; }
#keyTable::item { padding: 4px 12px; }
#keyTable::item:selected { background: $selection; color: $ink; }
#keyTable:focus { border: 1px solid $accent; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 3px; min-height: 32px; margin: 2px 3px; }
QScrollBar::handle:vertical:hover { background: $muted; }
#overlayBar { width: 9px; }
#overlayBar::handle { margin: 2px 2px; border-radius: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: 3px; min-width: 32px; margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

#triage { background: $paper; }
#summary { background: $surface; border: 1px solid $line; border-radius: 8px; }
#card #page, #card #notePanel, #card #noteEditor, #card #notePreview { background: transparent; }
#card #page:focus, #card #noteEditor:focus, #card #notePreview:focus { border: 1px solid transparent; }
#triageFoot { background: $background; border-top: 1px solid $line; }
#strong { font-weight: 600; }
#keycap { background: $surface; border: 1px solid $line; border-radius: 4px; padding: 2px 7px; color: $muted;
    font-size: ${small}px; }
QToolButton#keycap:hover { background: $hover; }
QToolButton#keycap:focus { border: 1px solid $accent; }
QPushButton#quiet { background: transparent; border: none; color: $accent; text-align: left; padding: 4px 0; }
QPushButton#quiet:hover, QPushButton#quiet:focus { text-decoration: underline; }

#toast { background: $toast; border-radius: 6px; }
#toast QLabel { color: $on_toast; background: transparent; }
#toast QPushButton { background: transparent; color: $toast_accent; border: 1px solid transparent; padding: 2px 8px; }
#toast QPushButton:focus { border: 1px solid $toast_accent; }
"""
