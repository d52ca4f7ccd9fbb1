"""Settings and the small TOML files they live in."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.config.settings import SETTINGS, Settings
from app.config.toml_file import Entry, read_toml, to_toml, write_toml
from app.domain.errors import PaperdeskError, UsageError


def test_every_setting_has_words_and_a_default_that_is_allowed() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.help.endswith("."), setting.name
        assert setting.title
        assert setting.is_allowed(setting.default), setting.name
        assert setting.choices or isinstance(setting.default, bool), setting.name


def test_what_was_chosen_is_there_the_next_time_and_can_be_read_by_a_person(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    Settings(path).put("theme", "dark")
    again = Settings(path)
    assert again.text("theme") == "dark"
    assert again.number("zoom") == 100
    text = path.read_text("utf-8")
    assert 'theme = "dark"' in text
    assert "One of: system, light, dark, contrast." in text
    assert "zoom" not in text


def test_a_default_is_not_written_down(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    settings.put("zoom", 125)
    settings.put("zoom", 100)
    assert tomllib.loads(settings.path.read_text("utf-8")) == {}


@pytest.mark.parametrize(("name", "value"), [("theme", "pink"), ("zoom", 101), ("zoom", True), ("nothing", 1)])
def test_a_value_that_is_not_allowed_is_refused_and_the_old_one_stays(
    tmp_path: Path, name: str, value: str | int
) -> None:
    settings = Settings(tmp_path / "settings.toml")
    with pytest.raises(UsageError):
        settings.put(name, value)
    assert settings.text("theme") == "system"
    assert not settings.path.exists()


@pytest.mark.parametrize("text", ['theme = "pink"', "theme = 3", "what = 1", "theme = ", "zoom = [100]"])
def test_a_line_that_means_nothing_is_told_and_the_default_holds(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    settings = Settings(path)
    assert str(path) in settings.problem
    assert (settings.text("theme"), settings.number("zoom")) == ("system", 100)
    assert path.read_text("utf-8") == text


def test_settings_that_cannot_be_written_are_in_force_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    settings = Settings(tmp_path / "file" / "settings.toml")
    with pytest.raises(PaperdeskError):
        settings.put("theme", "dark")
    assert settings.text("theme") == "dark"


@pytest.mark.parametrize(
    "value", ["plain", 'quote " and \\', "line\nend\ttab", "\x00\x1f\x7f\u2028", "é漢🙂", 42, True, ["a", 'b"', ""], []]
)
def test_what_is_written_is_what_is_read(tmp_path: Path, value: str | int | list[str]) -> None:
    path = tmp_path / "a.toml"
    write_toml(path, "A head\nof two lines", {"": [Entry("one", 1, "why")], "a b": [Entry("any name!", value, "x\ny")]})
    assert read_toml(path) == {"one": 1, "a b": {"any name!": value}}


def test_comments_cannot_become_lines_of_their_own() -> None:
    text = to_toml("head", {"": [Entry("a", 1, "first\rb = 2\nc = 3")]})
    assert tomllib.loads(text) == {"a": 1}


def test_a_file_that_is_not_there_has_no_tables(tmp_path: Path) -> None:
    assert read_toml(tmp_path / "none.toml") == {}
