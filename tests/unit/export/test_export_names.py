"""File names are valid on every system and unique."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.views import PaperView
from app.export.names import MAX_BYTES, file_name
from tests.profile import thorough

Make = Callable[..., PaperView]
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)
SEEDS = [
    *(
        "",
        " ",
        ".",
        "..",
        "-",
        "../../etc/passwd",
        "/",
        "\\",
        "C:\\x",
        "CON",
        "nul.md",
        "COM¹",
        "a\0b",
        "a\nb",
        "~",
        "$HOME",
    ),
    *(
        "\u202etxt.exe",
        "😀",
        "\u0301a",
        "e\u0301",
        "İstanbul",
        "ǅ",
        "ß" * 200,
        "漢" * 200,
        "x" * 500,
        "क्षि" * 60,
        "a" * 111 + "é",
    ),
    *(
        "-rf",
        "--help",
        ".hidden",
        "x.",
        "x ",
        'a:b*c?d"e<f>g|h',
        "%20",
        "\ufeffx",
        "\ud800",
        "\u2028",
        "Ω",
        "ﬁ",
        "1" * 300,
    ),
]


def name_of(make_view: Make, title: str, paper_id: int = 12) -> str:
    return file_name(make_view(title=title, id=paper_id))


def check(name: str) -> None:
    assert len(name.encode()) <= MAX_BYTES
    assert unicodedata.normalize("NFC", name) == name
    assert re.fullmatch(r"[^.-].*-\d+\.md", name)
    assert not RESERVED.fullmatch(name)
    stem = name.removesuffix(".md").replace("-", "")
    assert all(unicodedata.category(letter)[0] in "LNM" for letter in stem)
    assert unicodedata.category(stem[0])[0] != "M"


@pytest.mark.parametrize("title", SEEDS)
def test_a_hostile_title_gives_a_name_valid_on_every_system(make_view: Make, title: str) -> None:
    check(name_of(make_view, title))


def test_any_title_gives_a_valid_name_and_the_id_makes_it_unique(make_view: Make) -> None:
    @settings(max_examples=thorough(300, 100), deadline=None)
    @given(st.text(), st.text(), st.integers(1, 10**12), st.integers(1, 10**12))
    def names_are_safe(one: str, two: str, id_one: int, id_two: int) -> None:
        first, second = name_of(make_view, one, id_one), name_of(make_view, two, id_two)
        check(first)
        check(second)
        assert id_one == id_two or first.casefold() != second.casefold()

    names_are_safe()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("HarmonyGuard: Toward Safety", "harmonyguard-toward-safety-12.md"),
        ("Über $\\pi_0$ – 漢字!", "über-pi-0-漢字-12.md"),
        ("e\u0301tude", "étude-12.md"),
        ("?!", "paper-12.md"),
    ],
)
def test_names_are_readable(make_view: Make, title: str, name: str) -> None:
    assert name_of(make_view, title) == name
