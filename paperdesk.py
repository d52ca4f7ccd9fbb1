"""Starts Paperdesk: the window, the command line, or the index worker, for which it calls itself again."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

_installed = Path(__file__).resolve().parent / "paperdesk_lib"  # exists in a wheel, not in a checkout
if _installed.is_dir():
    sys.path.insert(0, str(_installed))


def main(argv: list[str] | None = None) -> int:
    """Run Paperdesk with `argv` (by default the arguments of the process) and return its exit code.

    The imports are in the branches because the index worker must not load the rest of the program, and importing this
    file must cost nothing.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if len(arguments) == 2 and arguments[0] == "--index-worker":
        from app.index.worker import main as serve_index  # noqa: PLC0415 (start-up time)

        return serve_index(arguments[1])
    if find_spec("ui") is not None:
        from ui.launch import find_window_command, has_display, open_window, parse_arguments  # noqa: PLC0415

        if found := find_window_command(arguments):
            command, own_arguments = found
            return command.run(own_arguments)
        request = parse_arguments(arguments)
        if request is not None and has_display():
            return open_window(request)
    from app.cli.main import main as run_command  # noqa: PLC0415 (start-up time)

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
