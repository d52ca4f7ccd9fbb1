"""Keymaps and profiles, and the file of custom shortcuts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.errors import UsageError
from tests.paths import ROOT
from ui.commands.keymap import PROFILES, CustomKeys, Keymap, do_collide, split_key, to_safe_key, types_text
from ui.commands.table import BY_ID, COMMANDS, CONTEXTS, MENUS, PAIRS, WINDOW, format_key

if TYPE_CHECKING:
    pass

Press = Callable[..., None]


# -- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_no_two_commands_share_a_shortcut(profile: Any) -> None:
    assert [(key, one.id, other.id) for key, one, other in Keymap(profile).find_collisions()] == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_every_command_has_a_key_a_menu_and_a_help(profile: Any) -> None:
    keymap = Keymap(profile)
    assert len(BY_ID) == len(COMMANDS)
    for command in COMMANDS:
        assert command.help.endswith("."), command.id
        assert keymap.keys_of(command.id), command.id
        assert command.context in CONTEXTS, command.id
        assert (command.menu in MENUS) is not (bool(command.alias_of) or command.context == PAIRS), command.id
        assert command.alias_of in ("", *BY_ID), command.id


def test_single_letters_are_never_global_shortcuts() -> None:
    for command in COMMANDS:
        if command.context == WINDOW:
            assert not [key for key in command.keys if types_text(split_key(key)[0])], command.id


def test_the_safe_profile_has_no_single_letters() -> None:
    safe = Keymap(PROFILES[1])
    bare = [key for one in COMMANDS for key in safe.keys_of(one.id) if any(map(types_text, split_key(key)))]
    assert bare == []


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("ctrl+shift+i", ("Ctrl+Shift+I",)),
        ("Shift+Ctrl+i", ("Ctrl+Shift+I",)),
        ("g, g", ("G", "G")),
        ("Ctrl++", ("Ctrl++",)),
        ("Ctrl+,", ("Ctrl+,",)),
        ("+", ("+",)),
        ("pgdown", ("PgDown",)),
        ("#", ("#",)),
    ],
)
def test_keys_are_normalized(key: str, parts: tuple[str, ...]) -> None:
    assert split_key(key) == parts


@pytest.mark.parametrize("key", ["", "Ctrl+", "Hyper+X", "word", "a, b, c, d", "Ctrl+Alt", " "])
def test_invalid_keys_are_refused(key: str) -> None:
    with pytest.raises(UsageError):
        split_key(key)


def test_a_prefix_of_a_chord_collides_with_the_chord() -> None:
    assert do_collide("g", "g, i")
    assert do_collide("g, i", "G, I")
    assert not do_collide("g, i", "g, l")
    assert not do_collide("Shift+G", "g, i")


@pytest.mark.parametrize(
    ("key", "shown"), [("g, g", "g g"), ("Shift+G", "G"), ("Down", "↓"), ("Ctrl+I", "Ctrl+I"), ("*, a", "* a")]
)
def test_keys_are_formatted_for_display(key: str, shown: str) -> None:
    assert format_key(key) == shown


def test_safe_keys_are_valid_keys() -> None:
    assert to_safe_key("g, i") == "Alt+G, Alt+I"
    assert to_safe_key("Shift+G") == "Alt+Shift+G"
    assert to_safe_key("Ctrl+I") == "Ctrl+I"
    assert to_safe_key("1") == "Ctrl+1"


def test_the_tables_of_commands_keys_and_settings_need_no_qt() -> None:
    needed = (
        "ui.commands.table, ui.commands.keymap, ui.widgets.paper_text, ui.places, ui.launch, ui.tools.reference, "
        "ui.help.pages, app.config.settings"
    )
    script = f"import sys, {needed}; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=ROOT).returncode == 0


# -- the file -----------------------------------------------------------------------------------------------------


def test_custom_keys_are_saved_in_a_readable_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    CustomKeys(path).set_keys(PROFILES[0], {"star": ("Ctrl+B", "#"), "tag": ()})
    text = path.read_text("utf-8")
    assert 'star = ["Ctrl+B", "#"]' in text
    assert "# Star: " in text
    keymap = CustomKeys(path).keymap("default")
    assert keymap.keys_of("star") == ("Ctrl+B", "#")
    assert keymap.keys_of("tag") == ()
    assert keymap.keys_of("done") == ("e",)
    assert CustomKeys(path).keymap("safe").keys_of("star") == ("Alt+S",)


def test_a_default_key_is_not_kept_in_the_file(tmp_path: Path) -> None:
    own = CustomKeys(tmp_path / "keys.toml")
    own.set_keys(PROFILES[0], {"star": ("Ctrl+B",)})
    own.set_keys(PROFILES[0], {"star": PROFILES[0].keys(BY_ID["star"])})
    assert "star" not in own.path.read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    ["[default\nstar = 1", "[default]\nstar = 5", '[default]\nstar = ["Hyper+X"]', '[default]\nquit = ["q"]', "\udcff"],
)
def test_an_invalid_file_is_reported_and_the_default_keys_work(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    own = CustomKeys(path)
    assert str(path) in own.problem
    assert own.keymap("default").keys_of("star") == ("s",)


def test_an_unreadable_file_is_kept_next_to_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("[default\nmine", "utf-8")
    CustomKeys(path).set_keys(PROFILES[0], {"star": ("Ctrl+B",)})
    assert CustomKeys(path).problem == ""
    assert (tmp_path / "keys.toml.damaged").read_text("utf-8") == "[default\nmine"
