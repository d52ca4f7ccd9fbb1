"""The window's tests need Qt and pytest-qt, which ends pytest where Qt cannot be loaded: there they are skipped."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

try:
    import PySide6.QtWidgets  # noqa: F401 - whether the system has what Qt needs
except ImportError:
    HAS_QT = False
else:
    HAS_QT = True

pytest_plugins = ["pytestqt.plugin"] if HAS_QT else []
