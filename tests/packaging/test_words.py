"""The private vocabulary of earlier versions stays out: CONTRIBUTING.md lists the words we use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.test_layout import list_files

WORDS = {
    "deed": "action",
    "deeds": "actions",
    "settle": "reconcile, reposition, resolve or wait",
    "settled": "reconciled",
    "settles": "reconciles",
    "settling": "reconciling",
    "settlement": "reconciliation",
    "hood": "neighbourhood",
    "worn": "initial marks",
    "foresee": "preview",
    "foreseen": "previewed",
    "foresees": "previews",
    "foresight": "preview",
    "mend": "fix",
    "mended": "fixed",
    "mends": "fixes",
    "shelved": "listed by status",
    "contestant": "engine",
    "rival": "engine",
    "rivals": "engines",
    "unborn": "unassigned",
    "foretell": "predict",
    "whoever": "a noun",
    "anew": "again",
    "thereby": "so",
    "hereby": "nothing",
}
"""A word that was used in an unusual sense, and what to say instead."""

NAMES = {"lone": "singleton", "door": "client", "home": "placement", "wish": "request"}
"""Words that are fine in a sentence, but not as the whole name of a class, a function or a module."""


def words_of(text: str) -> Iterator[str]:
    """The words of a text in lower case, with `snake_case` and `CamelCase` taken apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    yield from re.findall(r"[a-z]+", apart.lower())


def sources(root: Path) -> list[Path]:
    """All Python and Markdown files, but the history of changes and this file."""
    excluded = {"CHANGELOG.md", Path(__file__).name}
    return [path for path in list_files(root) if path.suffix in {".py", ".md"} and path.name not in excluded]


def test_code_and_help_speak_the_language_of_the_field(checkout_root: Path) -> None:
    found = [
        f"{path.relative_to(checkout_root)}: {word} (better: {WORDS[word]})"
        for path in sources(checkout_root)
        for word in sorted(set(words_of(path.read_text(encoding="utf-8"))) & WORDS.keys())
    ]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_named_by_a_metaphor(checkout_root: Path, name: str) -> None:
    definition = re.compile(rf"^\s*(?:class|def) _?{name}\b", re.IGNORECASE | re.MULTILINE)
    code = [path for path in sources(checkout_root) if path.suffix == ".py" and "tests" not in path.parts]
    found = [path.name for path in code if path.stem == name or definition.search(path.read_text(encoding="utf-8"))]
    assert found == [], f"better: {NAMES[name]}"


def test_words_inside_names_are_seen() -> None:
    assert {"settle", "all", "the", "deeds"} <= set(words_of("settleAll(the_deeds)"))
