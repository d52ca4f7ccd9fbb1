"""Rules for the source: short functions and files, no conflicting package names, no addresses of registries."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import statistics
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import app

MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 400
MAX_MEDIAN_FUNCTION_LINES = 10

# Split, so that this file does not contain them.
REGISTRIES = ("py" + "pi.org", "python" + "hosted", "deb." + "debian", "npm" + "js.")


def list_files(root: Path) -> Iterator[Path]:
    """All files of the checkout that .gitignore does not exclude."""
    ignored = [".git", *(line.rstrip("/") for line in (root / ".gitignore").read_text(encoding="utf-8").splitlines())]
    folders = [root]
    while folders:
        for path in folders.pop().iterdir():
            if any(fnmatch(path.name, pattern) for pattern in ignored):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def source_files(root: Path) -> list[Path]:
    return [path for path in list_files(root) if path.suffix == ".py" and "tests" not in path.relative_to(root).parts]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.name}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_too_long(checkout_root: Path) -> None:
    long = [name for path in source_files(checkout_root) for name, size in functions(path) if size > MAX_FUNCTION_LINES]
    assert not long


def test_the_median_function_is_short(checkout_root: Path) -> None:
    sizes = [size for path in source_files(checkout_root) for _, size in functions(path)]
    assert len(sizes) > 20
    assert statistics.median(sizes) < MAX_MEDIAN_FUNCTION_LINES


def test_no_file_is_too_long(checkout_root: Path) -> None:
    large = [
        path.name
        for path in source_files(checkout_root)
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_FILE_LINES
    ]
    assert not large


def test_no_file_contains_the_address_of_a_package_registry(checkout_root: Path) -> None:
    naming = []
    for path in list_files(checkout_root):
        content = path.read_bytes().lower()
        naming += [f"{path.name}: {host}" for host in REGISTRIES if host.encode() in content]
    assert not naming


def test_the_folder_packaging_does_not_hide_the_library_of_that_name(checkout_root: Path) -> None:
    assert not (checkout_root / "packaging" / "__init__.py").exists()
    import packaging.version  # the import is the test

    assert not Path(packaging.version.__file__).is_relative_to(checkout_root / "packaging")


def test_no_other_distribution_has_packages_of_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    others = {
        name: owner for name in ("app", "ui", "resources") for owner in owners.get(name, ()) if owner != "paperdesk"
    }
    assert not others


def test_the_version_is_defined_once(checkout_root: Path) -> None:
    project = tomllib.loads((checkout_root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert Path(app.__file__) == checkout_root / project["tool"]["hatch"]["version"]["path"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", app.__version__)


def test_the_installed_program_has_the_version_of_the_checkout() -> None:
    try:
        installed = importlib.metadata.version("paperdesk")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("Paperdesk is not installed in this environment: `python3 packaging/dev.py test` does that")
    assert installed == app.__version__
