"""The launcher: cheap to import, and the index process starts before anything else is loaded."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FAKE_FILES = {
    "app/__init__.py": "",
    "app/cli/__init__.py": "",
    "app/cli/main.py": "def main(argv):\n    print('command', argv)\n    return 4\n",
    "app/index/__init__.py": "",
    "app/index/worker.py": (
        "import sys\n\n\ndef main(folder):\n    print('index', folder, 'app.cli' in sys.modules)\n    return 5\n"
    ),
    "ui/__init__.py": "",
    "ui/launch.py": (
        "def find_window_command(arguments):\n    return None\n\n\n"
        "def parse_arguments(arguments):\n    return None if arguments else 'the window'\n\n\n"
        "def has_display():\n    return True\n\n\n"
        "def open_window(wanted):\n    print('open', wanted)\n    return 6\n"
    ),
}


@pytest.fixture
def installed(tmp_path: Path, checkout_root: Path) -> Path:
    """The launcher as a wheel installs it, with the packages in `paperdesk_lib/` beside it."""
    shutil.copy(checkout_root / "paperdesk.py", tmp_path)
    for name, text in FAKE_FILES.items():
        path = tmp_path / "paperdesk_lib" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "paperdesk.py"


def start(launcher: Path, *arguments: str, cwd: Path) -> tuple[int, str]:
    command = [sys.executable, str(launcher), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    return result.returncode, result.stdout


def test_an_installed_paperdesk_ignores_an_app_folder_in_the_working_directory(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "app").mkdir(parents=True)
    (tmp_path / "elsewhere" / "app" / "__init__.py").write_text("raise SystemExit('the wrong app')\n")
    assert start(installed, "list", "--json", cwd=tmp_path / "elsewhere") == (4, "command ['list', '--json']\n")


def test_an_installed_paperdesk_opens_its_own_window(installed: Path, tmp_path: Path) -> None:
    assert start(installed, cwd=tmp_path) == (6, "open the window\n")


def test_the_index_process_loads_nothing_of_the_command_line(installed: Path, tmp_path: Path) -> None:
    assert start(installed, "--index-worker", "a folder", cwd=tmp_path) == (5, "index a folder False\n")


def test_starting_loads_nothing_before_the_kind_of_program_is_known(checkout_root: Path) -> None:
    script = (
        "import json, sys; before = set(sys.modules); import paperdesk; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=checkout_root
    )
    loaded = json.loads(result.stdout)
    assert "paperdesk" in loaded
    assert not [
        name for name in loaded if name.partition(".")[0] in {"app", "argparse", "sqlmodel", "whoosh", "sqlite3"}
    ]
