"""Screenshots of the window without a display, for the help pages, the README and for review."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from app.cli.command import DONE, Request
from app.config.paths import PROGRAM_ROOT
from app.domain.errors import PaperdeskError, UsageError
from app.domain.vocabulary import THEMES
from ui.tools.scenes import MAX_SECONDS, VIEWS, wait_idle

DEFAULT_SIZE = (1280, 820)


def render(
    library_folder: Path,
    out: Path,
    size: tuple[int, int] = DEFAULT_SIZE,
    scale: float = 1.0,
    theme: str = "light",
    view: str = "main",
) -> None:
    """Write a PNG of a view of a library, drawn in a subprocess; `size` is in pixels before scaling.

    `view` is a name in VIEWS. Raises UsageError for any other, and PaperdeskError when nothing could be drawn.
    """
    if view not in VIEWS:
        raise UsageError(f"There is no view “{view}”. The views are: {', '.join(VIEWS)}.")
    arguments = [str(library_folder.absolute()), str(out.absolute()), str(size[0]), str(size[1]), theme, view]
    program = [
        sys.executable,
        "-c",
        "import sys; from ui.tools.screenshot import draw; draw(*sys.argv[1:])",
        *arguments,
    ]
    before = out.stat().st_mtime_ns if out.exists() else None
    with TemporaryDirectory() as own_config:  # so that the user's settings have no effect
        environment = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale), "PAPERDESK_CONFIG": own_config}
        try:
            result = subprocess.run(
                program,
                env={**os.environ, **environment},
                cwd=PROGRAM_ROOT,
                check=False,
                timeout=MAX_SECONDS,
                capture_output=True,
            )
        except subprocess.TimeoutExpired as error:
            raise PaperdeskError(f"The screenshot took longer than {MAX_SECONDS} s; {out} was not written.") from error
    if result.returncode != 0 or not out.exists() or out.stat().st_mtime_ns == before:
        reason = result.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PaperdeskError(f"The screenshot could not be made; {out} was not written. {reason}".rstrip())


def run_screenshot(request: Request) -> int:
    """Run `paperdesk screenshot`, which app.cli describes. Raises PaperdeskError."""
    if find_spec("PySide6") is None:
        raise PaperdeskError("Screenshots need PySide6, which is not installed here.")
    arguments = request.arguments
    theme = arguments.theme or "light"
    if theme not in THEMES:
        raise UsageError(f"There is no theme “{theme}”. The themes are: {', '.join(THEMES)}.")
    out, size = Path(arguments.out), arguments.size or DEFAULT_SIZE
    render(request.folder, out, size, arguments.scale or 1.0, theme, arguments.view or "main")
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
