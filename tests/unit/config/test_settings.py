"""Settings and their TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.config.settings import SETTINGS, Settings
from app.config.toml_file import Entry, read_toml, to_toml, write_toml
from app.domain.errors import PaperdeskError, UsageError


def test_every_setting_has_texts_and_an_allowed_default() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.help.endswith("."), setting.name
        assert setting.title
        assert setting.is_allowed(setting.default), setting.name
        assert setting.choices or isinstance(setting.default, bool), setting.name


def test_a_changed_setting_is_read_again_and_readable_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    Settings(path).set_value("theme", "dark")
    again = Settings(path)
    assert again.text("theme") == "dark"
    assert again.number("zoom") == 100
    text = path.read_text("utf-8")
    assert 'theme = "dark"' in text
    assert "One of: system, light, dark, contrast." in text
    assert "zoom" not in text


def test_a_default_is_not_written(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    settings.set_value("zoom", 125)
    settings.set_value("zoom", 100)
    assert tomllib.loads(settings.path.read_text("utf-8")) == {}


@pytest.mark.parametrize(("name", "value"), [("theme", "pink"), ("zoom", 101), ("zoom", True), ("nothing", 1)])
def test_a_value_that_is_not_allowed_is_refused_and_the_old_one_kept(
    tmp_path: Path, name: str, value: str | int
) -> None:
    settings = Settings(tmp_path / "settings.toml")
    with pytest.raises(UsageError):
        settings.set_value(name, value)
    assert settings.text("theme") == "system"
    assert not settings.path.exists()


@pytest.mark.parametrize("text", ['theme = "pink"', "theme = 3", "what = 1", "theme = ", "zoom = [100]"])
def test_an_invalid_line_is_reported_and_the_default_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    settings = Settings(path)
    assert str(path) in settings.problem
    assert (settings.text("theme"), settings.number("zoom")) == ("system", 100)
    assert path.read_text("utf-8") == text


def test_settings_that_cannot_be_written_are_used_anyway(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    settings = Settings(tmp_path / "file" / "settings.toml")
    with pytest.raises(PaperdeskError):
        settings.set_value("theme", "dark")
    assert settings.text("theme") == "dark"


@pytest.mark.parametrize(
    "value", ["plain", 'quote " and \\', "line\nend\ttab", "\x00\x1f\x7f\u2028", "é漢🙂", 42, True, ["a", 'b"', ""], []]
)
def test_written_values_are_read_back_unchanged(tmp_path: Path, value: str | int | list[str]) -> None:
    path = tmp_path / "a.toml"
    write_toml(path, "A head\nof two lines", {"": [Entry("one", 1, "why")], "a b": [Entry("any name!", value, "x\ny")]})
    assert read_toml(path) == {"one": 1, "a b": {"any name!": value}}


def test_comments_cannot_become_keys() -> None:
    text = to_toml("head", {"": [Entry("a", 1, "first\rb = 2\nc = 3")]})
    assert tomllib.loads(text) == {"a": 1}


def test_a_missing_file_has_no_tables(tmp_path: Path) -> None:
    assert read_toml(tmp_path / "none.toml") == {}
