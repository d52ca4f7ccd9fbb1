"""Fixtures for packaging: the checkout, `packaging/dev.py` as a module, small checkouts to run it on."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.paths import ROOT

PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "paperdesk"
version = "1"
"""

# A build backend in the checkout itself: needs no library, so the real pip can be tested offline.
BACKEND = """\
import zipfile
from pathlib import Path


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name, info = "paperdesk-1-py3-none-any.whl", "paperdesk-1.dist-info/"
    files = {
        "paperdesk.pth": f"{Path.cwd()}\\n",
        info + "METADATA": "Metadata-Version: 2.1\\nName: paperdesk\\nVersion: 1\\n",
        info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        info + "entry_points.txt": "[console_scripts]\\npaperdesk = paperdesk:main\\n",
    }
    files[info + "RECORD"] = "".join(f"{path},,\\n" for path in [*files, info + "RECORD"])
    with zipfile.ZipFile(Path(wheel_directory) / name, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
"""

PROGRAM = "import sys\n\n\ndef main():\n    print('|'.join(sys.argv[1:]))\n    return 7\n"


def load_dev(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("paperdesk_dev", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def checkout_root() -> Path:
    return ROOT


@pytest.fixture
def dev(checkout_root: Path) -> Iterator[ModuleType]:
    module = load_dev(checkout_root / "packaging" / "dev.py")
    yield module
    del sys.modules[module.__name__]


@pytest.fixture
def small_checkout(tmp_path: Path, checkout_root: Path) -> Path:
    """A checkout with dev.py, nothing to download, and a program that prints its arguments and ends with 7."""
    root = tmp_path / "check out"
    (root / "packaging").mkdir(parents=True)
    (root / "app").mkdir()
    for name in ("dev.py", "system-libraries.txt"):
        shutil.copy(checkout_root / "packaging" / name, root / "packaging")
    for name in ("requirements.txt", "requirements-test.txt"):
        (root / "packaging" / name).write_text(f"# {name}: nothing\n")
    (root / "app" / "__init__.py").write_text('__version__ = "1"\n')
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "paperdesk.py").write_text(PROGRAM)
    return root


def make_ready(dev: ModuleType, root: Path, command: str = "run") -> None:
    """Add an environment to a small checkout as if made by dev.py; its program is a shell script."""
    checkout = dev.Checkout(root)
    checkout.program("python").parent.mkdir(parents=True)
    checkout.program("python").symlink_to(sys.executable)
    program = checkout.program("paperdesk")
    program.write_text('#!/bin/sh\nIFS="|"\necho "$*"\nexit 7\n')
    program.chmod(0o755)
    checkout.stamp.write_text(json.dumps(dev.expected_stamp(checkout, command)))


@pytest.fixture
def ready_checkout(dev: ModuleType, small_checkout: Path) -> Path:
    make_ready(dev, small_checkout)
    return small_checkout
