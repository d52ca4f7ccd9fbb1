"""Pictures of the window without a screen: for the help pages, the README and the eyes of whoever changes it."""

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
from ui.launch import THEMES
from ui.tools.scenes import LONGEST_SECONDS, VIEWS, settle

DEFAULT_SIZE = (1280, 820)


def render(
    library_folder: Path,
    out: Path,
    size: tuple[int, int] = DEFAULT_SIZE,
    scale: float = 1.0,
    theme: str = "light",
    view: str = "main",
) -> None:
    """Write a PNG of a view of a library, `size` in pixels before scaling; a process of its own draws it.

    `view` is one of VIEWS. Raises UsageError for another one, and PaperdeskError when nothing could be drawn.
    """
    if view not in VIEWS:
        raise UsageError(f"There is no view “{view}”. The views are: {', '.join(VIEWS)}.")
    words = [str(library_folder.absolute()), str(out.absolute()), str(size[0]), str(size[1]), theme, view]
    program = [sys.executable, "-c", "import sys; from ui.tools.screenshot import draw; draw(*sys.argv[1:])", *words]
    before = out.stat().st_mtime_ns if out.exists() else None
    with TemporaryDirectory() as own_config:  # the picture does not depend on what somebody prefers
        changed = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale), "PAPERDESK_CONFIG": own_config}
        try:
            result = subprocess.run(
                program,
                env={**os.environ, **changed},
                cwd=PROGRAM_ROOT,
                check=False,
                timeout=LONGEST_SECONDS,
                capture_output=True,
            )
        except subprocess.TimeoutExpired as error:
            raise PaperdeskError(f"Nothing was drawn for {LONGEST_SECONDS} s, and {out} was not written.") from error
    if result.returncode != 0 or not out.exists() or out.stat().st_mtime_ns == before:
        why = result.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PaperdeskError(f"The picture could not be drawn, and {out} was not written. {why}".rstrip())


def carry_out(request: Request) -> int:
    """`paperdesk screenshot`, as app.cli describes it. Raises PaperdeskError."""
    if find_spec("PySide6") is None:
        raise PaperdeskError("Pictures are drawn by the window, which needs PySide6; it is not installed here.")
    words = request.arguments
    theme = words.theme or "light"
    if theme not in THEMES:
        raise UsageError(f"There is no theme “{theme}”. The themes are: {', '.join(THEMES)}.")
    out, size = Path(words.out), words.size or DEFAULT_SIZE
    render(request.folder, out, size, words.scale or 1.0, theme, words.view or "main")
    request.out.line(f"{out} was written.")
    return DONE


def draw(library_folder: str, out: str, width: str, height: str, theme: str, view: str) -> None:
    """Draw in this process; the platform and the scale are set already."""
    from ui.app import make_program  # noqa: PLC0415 - Qt reads its environment when it is imported
    from ui.style.theme import Look  # noqa: PLC0415 - Qt, as above
    from ui.window.main_window import MainWindow  # noqa: PLC0415 - Qt, as above

    make_program()
    look = Look(theme)
    look.apply()
    window = MainWindow(Path(library_folder), look)
    window.resize(int(width), int(height))
    window.show()
    window.activateWindow()
    settle(window)
    shown = VIEWS[view](window)
    settle(window)
    is_written = shown.grab().save(out)
    window.close()
    if not is_written:
        sys.exit(1)
