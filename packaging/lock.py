#!/usr/bin/env python3
"""Regenerate the two locked requirement files with uv: for all platforms, with hashes, without index addresses.

python3 packaging/lock.py [--upgrade]    keep versions that fit the ranges of pyproject.toml, or take the newest
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

OPTIONS = "--universal --generate-hashes --quiet --no-header --no-emit-index-url --no-emit-find-links"


def lock(root: Path, arguments: Sequence[str]) -> int:
    """Lock the requirements for running, then those for testing. Returns the exit code; 1 when a file is not usable."""
    uv = shutil.which("uv")
    if uv is None:
        print("locking needs the program uv, which was not found on the path. Nothing was changed.", file=sys.stderr)
        return 1
    base = [uv, "pip", "compile", "pyproject.toml", "--group", "build", "--python-version", "3.11", *OPTIONS.split()]
    running, testing = (root / "packaging" / name for name in ("requirements.txt", "requirements-test.txt"))
    for target, more in ((running, []), (testing, ["--group", "test", "--constraint", str(running)])):
        command = [*base, *more, *arguments, "--output-file", str(target)]
        if subprocess.run(command, check=False, cwd=root).returncode:
            return 1
    if any("://" in file.read_text(encoding="utf-8") for file in (running, testing)):
        print("a requirement file contains an address, which is not allowed: check both files.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(lock(Path(__file__).resolve().parent.parent, sys.argv[1:]))
