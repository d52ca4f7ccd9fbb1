"""Where the checkout is, and the real pages beside it that some tests read when they are there."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DUMPS = ROOT.parent / "shared" / "dumps"
CASES = ROOT.parent / "shared" / "cases"
