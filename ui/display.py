"""Display: checks whether a window can be shown, without importing Qt.

Qt calls `abort` when the named display does not answer, or when a system library that its platform plugin needs is
missing; so both are probed before Qt is loaded.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

_NOT_SET = " is not set."
_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def is_display_expected(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a display is configured, or the system always has one."""
    return any(environment.get(name) for name in _VARIABLES) or sys.platform in {"darwin", "win32"}


def find_display_problem(environment: Mapping[str, str] = os.environ) -> str:
    """Return a sentence saying why no window can be shown; empty when one can."""
    if find_spec("PySide6") is None:
        return "The window needs PySide6, which is not installed here."
    if sys.platform in {"darwin", "win32"}:
        return ""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform and platform not in _PROBES:
        return ""
    if not is_display_expected(environment):
        return "No display is configured: DISPLAY and WAYLAND_DISPLAY are not set."
    probes = [_PROBES[platform]] if platform else list(_PROBES.values())
    problems = [probe(environment) for probe in probes]
    relevant = [problem for problem in problems if not problem.endswith(_NOT_SET)] or problems
    return "" if "" in problems else " ".join(relevant)


def _probe_wayland(environment: Mapping[str, str]) -> str:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name:
        return f"WAYLAND_DISPLAY{_NOT_SET}"
    path = Path(environment.get("XDG_RUNTIME_DIR", "/")) / name
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
    except OSError:
        return f"WAYLAND_DISPLAY is “{name}”, but nothing answers there."
    return ""


def _probe_x(environment: Mapping[str, str]) -> str:
    name = environment.get("DISPLAY", "")
    if not name:
        return f"DISPLAY{_NOT_SET}"
    try:
        library = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return f"The window needs a system library that is missing: {error}."
    library.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(library.xcb_connect(os.fsencode(name), None))
    is_refused = library.xcb_connection_has_error(connection) != 0
    library.xcb_disconnect(connection)
    if is_refused:
        return f"DISPLAY is “{name}”, but no screen answers there."
    return _load_plugin()


def _load_plugin() -> str:
    """Load Qt's platform plugin for X11, as Qt will do; the error names the library that is missing."""
    spec = find_spec("PySide6")
    package_folders = list(spec.submodule_search_locations or ()) if spec else []
    plugin = next(
        (path for folder in package_folders if (path := Path(folder) / "Qt/plugins/platforms/libqxcb.so").exists()),
        None,
    )
    try:
        if plugin is not None:
            ctypes.CDLL(str(plugin))
    except OSError as error:
        return f"The window needs a system library that is missing: {error}."
    return ""


_PROBES: Mapping[str, Callable[[Mapping[str, str]], str]] = {"wayland": _probe_wayland, "xcb": _probe_x}
"""Probes by Qt platform: each returns why its display cannot be used, or an empty string."""
