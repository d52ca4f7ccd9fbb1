"""Display: whether a window can be shown here. Imports no Qt, which would end the process where it cannot.

Qt calls `abort` when the display that is named does not answer, or when a system library of its plugin is missing; so
both are tried before Qt is asked.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

_ABSENT = " is not set."
_NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def is_named(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody means a window to be shown: a display is named, or the system always has one."""
    return any(environment.get(name) for name in _NAMES) or sys.platform in {"darwin", "win32"}


def find_obstacle(environment: Mapping[str, str] = os.environ) -> str:
    """Why no window can be shown, as a sentence; empty when one can."""
    if find_spec("PySide6") is None:
        return "The window needs PySide6, which is not installed here."
    if sys.platform in {"darwin", "win32"}:
        return ""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform and platform not in _PROBES:
        return ""
    if not is_named(environment):
        return "No display is named here: DISPLAY and WAYLAND_DISPLAY are not set."
    probes = [_PROBES[platform]] if platform else list(_PROBES.values())
    obstacles = [probe(environment) for probe in probes]
    named = [one for one in obstacles if not one.endswith(_ABSENT)] or obstacles
    return "" if "" in obstacles else " ".join(named)


def _probe_wayland(environment: Mapping[str, str]) -> str:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name:
        return f"WAYLAND_DISPLAY{_ABSENT}"
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
        return f"DISPLAY{_ABSENT}"
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
    """Load Qt's own plugin for X11, as Qt will do in a moment; the linker names the library that is missing."""
    spec = find_spec("PySide6")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    plugin = next((path for one in folders if (path := Path(one) / "Qt/plugins/platforms/libqxcb.so").exists()), None)
    try:
        if plugin is not None:
            ctypes.CDLL(str(plugin))
    except OSError as error:
        return f"The window needs a system library that is missing: {error}."
    return ""


_PROBES: Mapping[str, Callable[[Mapping[str, str]], str]] = {"wayland": _probe_wayland, "xcb": _probe_x}
"""How to ask whether a platform of Qt would find its display."""
