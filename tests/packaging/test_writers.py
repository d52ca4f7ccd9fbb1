"""Files are written in one way, by `app.config.atomic_files`, and in a library by `app.store`; every other call of the
kind is listed here with its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.packaging.test_layout import source_files

ALLOWED = {
    "app/config/atomic_files.py": ("*", "the one way to write a file"),
    "app/config/shared_folder.py": ("*", "the same, where other programs save too"),
    "app/config/renaming.py": ("*", "the system calls of both"),
    "app/config/own_folders.py": ("*", "makes the private folders of the cache"),
    "app/store/*.py": ("*", "only the store writes into a library folder"),
    "app/index/engine.py": ("unlink", "of a manifest that others could write, in the index folder"),
    "app/index/rebuild.py": ("mkdir rmtree unlink", "data folders with random names, in the index folder"),
    "app/index/whoosh_format/schema.py": ("rename_file", "by Whoosh, in the private index folder"),
    "app/importer/source.py": ("os.open", "reads only"),
    "app/cli/output.py": ("open os.open", "the null device, in place of a closed stream"),
    "app/cli/commands_edit.py": ("write_bytes", "to standard output"),
    "ui/app.py": ("open", "the null device, where there can be no log"),
    "app/bench/__init__.py": ("TemporaryDirectory", "a new private folder"),
    "app/bench/search.py": ("TemporaryDirectory", "a new private folder"),
    "ui/tools/bench/table.py": ("TemporaryDirectory", "a new private folder"),
    "ui/tools/screenshot.py": ("TemporaryDirectory save", "a picture in a new private folder"),
    "ui/paper_list/drag_and_drop.py": ("mkdtemp unlink rmdir", "a new private folder, and our own of earlier days"),
    "ui/window_settings.py": ("QSettings", "after a look that it is no link"),
    "packaging/dev.py": ("*", "runs before the program is installed, on the .venv of the checkout"),
}
"""File -> (the names of its calls, or all of them; why they are safe)."""

METHODS = frozenset(
    re.findall(
        r"\w+",
        "write_text write_bytes touch rmdir symlink_to hardlink_to mkdir chmod lchmod makedirs mkdtemp mkstemp rmtree "
        "copyfile copyfileobj copytree rename_file truncate TemporaryDirectory TemporaryFile NamedTemporaryFile "
        "SpooledTemporaryFile QFile QSaveFile QTemporaryFile QTemporaryDir QSettings QLockFile QImageWriter QPdfWriter "
        "QPrinter FileHandler RotatingFileHandler",
    )
)
OS_FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        "open replace rename renames unlink remove removedirs link symlink mkfifo mknod chown rmdir mkdir utime",
    )
)
SHUTIL_FUNCTIONS = frozenset(
    {"copy", "copy2", "move", "chown", "make_archive", "unpack_archive", "copymode", "copystat"}
)
WRITING_MODES = frozenset("wax+")


def is_writing_open(call: ast.Call, mode_position: int) -> bool:
    """Whether the mode of `open` is to write; one that is not written out counts as such."""
    modes = [
        *call.args[mode_position : mode_position + 1],
        *(word.value for word in call.keywords if word.arg == "mode"),
    ]
    return any(not isinstance(mode, ast.Constant) or bool(WRITING_MODES & set(str(mode.value))) for mode in modes)


def name_of(call: ast.Call) -> str | None:
    """The name of a call that may write a file; None for any other."""
    function, count = call.func, len(call.args)
    if isinstance(function, ast.Name):
        if function.id == "open":
            return "open" if is_writing_open(call, 1) else None
        return function.id if function.id in METHODS else None
    if not isinstance(function, ast.Attribute):
        return None
    name, owner = function.attr, function.value.id if isinstance(function.value, ast.Name) else ""
    if owner == "os" and name in OS_FUNCTIONS:
        return f"os.{name}"
    if owner == "shutil" and name in SHUTIL_FUNCTIONS:
        return f"shutil.{name}"
    is_writing = {
        "open": is_text_mode(call) and is_writing_open(call, 0),
        "replace": count == 1 and not call.keywords,  # of a text it takes two, of a date only names
        "rename": count == 1,
        "unlink": count == 0,
        "save": count in (1, 2, 3),  # of a painter none
        "dump": owner == "json",
    }
    return name if name in METHODS or is_writing.get(name, False) else None


def is_text_mode(call: ast.Call) -> bool:
    """Whether a method `open` has a mode: `OpenFolder.open(path)` and a dialog's have none."""
    first = call.args[0] if call.args else None
    return any(word.arg == "mode" for word in call.keywords) or (
        isinstance(first, ast.Constant) and isinstance(first.value, str) and len(first.value) <= 3
    )


def find_writers(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of every call that may write a file."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and (name := name_of(node)) is not None:
            yield node.lineno, name


def allowed_names(path: str) -> list[str]:
    return [name for pattern, (names, _) in ALLOWED.items() if fnmatch(path, pattern) for name in names.split()]


def test_files_are_written_in_one_way(checkout_root: Path) -> None:
    found = [
        f"{relative}:{line} {name}"
        for path in source_files(checkout_root)
        for relative in [path.relative_to(checkout_root).as_posix()]
        for line, name in find_writers(path.read_text(encoding="utf-8"))
        if not {"*", name} & set(allowed_names(relative))
    ]
    assert found == [], "use app.config.atomic_files, or list the call in ALLOWED with its reason"


def test_every_exception_is_needed(checkout_root: Path) -> None:
    used = {
        (pattern, name)
        for path in source_files(checkout_root)
        for _, name in find_writers(path.read_text(encoding="utf-8"))
        for pattern in ALLOWED
        if fnmatch(path.relative_to(checkout_root).as_posix(), pattern)
    }
    needless = [
        f"{pattern} {name}"
        for pattern, (names, _) in ALLOWED.items()
        for name in names.split()
        if not any(pattern == other and name in ("*", called) for other, called in used)
    ]
    assert needless == []


def test_every_kind_of_call_is_found() -> None:
    calls = [
        *('open("a", "w")', 'open("a", mode="x")', "open(a, mode)", 'path.open("ab")', 'path.open(mode="r+")'),
        *("path.write_text(x)", "path.write_bytes(x)", "path.touch()", "path.replace(other)", "path.rename(other)"),
        *("path.unlink()", "path.unlink(missing_ok=True)", "path.mkdir()", "path.symlink_to(x)", "shutil.move(a, b)"),
        *("shutil.rmtree(a)", "os.replace(a, b)", "os.open(a, b)", "tempfile.mkdtemp()", "json.dump(a, b)"),
        *("pixmap.save(out)", 'image.save(out, "PNG")', "QFile(a)", "QSettings(a, b)", "logging.FileHandler(a)"),
    ]
    assert [call for call in calls if not list(find_writers(call))] == []
    others = [
        *('open("a")', 'path.open("rb")', "dialog.open()", "OpenFolder.open(path)", 'text.replace("a", "b")'),
        *(
            "day.replace(day=1)",
            "replace(view, id=1)",
            "painter.save()",
            "editing.unlink(a, b)",
            "tags.rename(a, b, c)",
        ),
    ]
    assert [call for call in others if list(find_writers(call))] == []


def test_pickles_are_read_in_one_place(checkout_root: Path) -> None:
    found = []
    for path in source_files(checkout_root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            names = [node.module] if isinstance(node, ast.ImportFrom) else imported
            if {"pickle", "_pickle", "marshal", "shelve", "dill"} & set(names) and imported != ["dumps"]:
                found.append(path.relative_to(checkout_root).as_posix())
    assert sorted(found) == ["app/index/errors.py", "app/index/whoosh_format/unpickling.py"]
