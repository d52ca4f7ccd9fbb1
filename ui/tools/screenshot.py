"""Screenshots of the window without a display, for the help pages, the README and for review."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from app.cli.command import DONE, Request
from app.config.atomic_files import describe_existing, require_outside_library, write_file
from app.config.paths import PROGRAM_ROOT
from app.domain.errors import PaperdeskError, UsageError
from app.domain.vocabulary import THEMES
from ui.tools.scenes import MAX_SECONDS, VIEWS, wait_idle

DEFAULT_SIZE = (1280, 820)
_SUFFIXES = (".png", ".jpg", ".jpeg")


def render(
    library_folder: Path,
    out: Path,
    size: tuple[int, int] = DEFAULT_SIZE,
    scale: float = 1.0,
    theme: str = "light",
    view: str = "main",
    *,
    may_replace: bool = False,
) -> None:
    """Write a picture of a view of a library, drawn in a subprocess; `size` is in pixels before scaling.

    `view` is a name in VIEWS. Raises UsageError for any other, and PaperdeskError when nothing could be drawn or when
    `out` exists already and not `may_replace`; what is there is kept then.
    """
    if view not in VIEWS:
        raise UsageError(f"There is no view “{view}”. The views are: {', '.join(VIEWS)}.")
    if out.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{out} is not the name of a picture; it must end in .png or .jpg. Nothing was written.")
    require_outside_library(out)
    if os.path.lexists(out) and not may_replace:
        raise PaperdeskError(describe_existing(out))
    with TemporaryDirectory(prefix="paperdesk-") as own_folder:
        picture = Path(own_folder, f"picture{out.suffix.lower()}")
        reason = _draw_in_subprocess(
            [str(library_folder.absolute()), str(picture), str(size[0]), str(size[1]), theme, view],
            {"QT_SCALE_FACTOR": str(scale), "PAPERDESK_CONFIG": own_folder},  # the user's settings have no effect
        )
        if reason or not picture.exists():
            raise PaperdeskError(f"The screenshot could not be made; {out} was not written. {reason}".rstrip())
        write_file(out, picture.read_bytes(), may_replace=may_replace)


def _draw_in_subprocess(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run `draw` in a process; returns why it failed, or nothing."""
    program = [sys.executable, "-c", "import sys; from ui.tools.screenshot import draw; draw(*sys.argv[1:])"]
    try:
        result = subprocess.run(
            [*program, *arguments],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
            cwd=PROGRAM_ROOT,
            check=False,
            timeout=MAX_SECONDS,
            capture_output=True,
        )
    except subprocess.TimeoutExpired:
        return f"It took longer than {MAX_SECONDS} s."
    if result.returncode == 0:
        return ""
    return result.stderr.decode(errors="replace").strip().rpartition("\n")[2] or "The program that draws it failed."


def run_screenshot(request: Request) -> int:
    """Run `paperdesk screenshot`, which app.cli describes. Raises PaperdeskError."""
    if find_spec("PySide6") is None:
        raise PaperdeskError("Screenshots need PySide6, which is not installed here.")
    arguments = request.arguments
    theme = arguments.theme or "light"
    if theme not in THEMES:
        raise UsageError(f"There is no theme “{theme}”. The themes are: {', '.join(THEMES)}.")
    out, size = Path(arguments.out), arguments.size or DEFAULT_SIZE
    scale, view = arguments.scale or 1.0, arguments.view or "main"
    with request.open_library() as library, TemporaryDirectory(prefix="paperdesk-") as empty:
        # the window would create a library where there is none
        folder = Path(empty) if library.is_absent else request.folder
        render(folder, out, size, scale, theme, view, may_replace=arguments.force)
    request.out.line(f"{out} was written.")
    return DONE


def draw(library_folder: str, out: str, width: str, height: str, theme_name: str, view: str) -> None:
    """Draw in this process, whose environment sets platform and scale."""
    from ui.app import make_application  # noqa: PLC0415 - Qt reads its environment when it is imported
    from ui.style.theme import ThemeManager  # noqa: PLC0415 - Qt, as above
    from ui.window.main_window import MainWindow  # noqa: PLC0415 - Qt, as above

    make_application()
    theme = ThemeManager(theme_name)
    theme.apply()
    window = MainWindow(Path(library_folder), theme)
    window.resize(int(width), int(height))
    window.show()
    window.activateWindow()
    wait_idle(window)
    widget = VIEWS[view](window)
    wait_idle(window)
    is_written = widget.grab().save(out)
    window.close()
    if not is_written:
        sys.exit(1)
