"""Libraries for tests that start the real program."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import SAMPLES, Program, find_unprivileged


@pytest.fixture
def unprivileged() -> tuple[str, ...]:
    """The prefix of a command that file modes stop."""
    prefix = find_unprivileged()
    if prefix is None:
        pytest.skip("NOT TESTED: root ignores file modes, and no other user can run the program here")
    return prefix


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory(prefix="paperdesk-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for path in [folder, *folder.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o700)


@pytest.fixture
def paperdesk(tmp_path: Path) -> Program:
    return Program(tmp_path / "library", tmp_path / "home")


@pytest.fixture(scope="session")
def edited_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with imports, a backup, tags, a note and a link; tests copy it."""
    folder = tmp_path_factory.mktemp("edited")
    program = Program(folder / "library", folder)
    note = folder / "note.md"
    note.write_text("read twice\n")
    program.done("import", str(SAMPLES[0]))
    program.done("tag", "add", "kept", "1", "2")
    program.done("import", str(SAMPLES[1]))
    program.done("tag", "add", "later", "3")
    program.done("note", "1", "--set", str(note))
    program.done("link", "1", "2", "--type", "extends")
    return program.library


@pytest.fixture
def edited(paperdesk: Program, edited_library: Path) -> Program:
    """The program on a copy of the edited library."""
    shutil.copytree(edited_library, paperdesk.library)
    return paperdesk
