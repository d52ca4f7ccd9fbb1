"""Changes of several steps as one: what the views refresh from, and what Undo undoes."""

from __future__ import annotations

from app.domain.changes import EVERYTHING, Changes, changes_in


def test_merged_changes_name_every_paper_and_the_newest_step() -> None:
    first = Changes("Tagged 1 paper", 4, frozenset({1}), frozenset({"tag"}))
    second = Changes("Moved 1 paper", 5, frozenset({2}), frozenset({"paper_user"}), stayed=frozenset({3}))
    nothing = Changes("Nothing to change")
    merged = Changes.merge([first, second, nothing])
    assert merged == Changes(
        "Moved 1 paper", 5, frozenset({1, 2}), frozenset({"tag", "paper_user"}), stayed=frozenset({3})
    )
    assert Changes.merge([first, second], "Both").label == "Both"


def test_a_message_is_shown_when_one_of_the_changes_needs_it() -> None:
    told, silent = Changes("Tagged 1 paper", 1), Changes("Moved 1 paper", 2).silently()
    assert not Changes.merge([told, silent]).is_silent
    assert Changes.merge([silent, silent]).is_silent


def test_one_change_that_nobody_knows_in_detail_makes_all_of_them_so() -> None:
    assert Changes.merge([Changes("Tagged 1 paper", 1), EVERYTHING]).is_everything


def test_undoing_and_doing_together_can_be_undone() -> None:
    done, undone = Changes("Tagged 1 paper", 1), Changes("Undid: …", 2, is_reversal=True)
    assert not Changes.merge([done, undone]).is_reversal
    assert Changes.merge([undone, undone]).is_reversal


def test_no_changes_at_all_are_empty() -> None:
    assert Changes.merge([]).is_empty


def test_the_changes_in_an_outcome_are_found() -> None:
    class Outcome:
        changes = Changes("Imported 1 page", 3)

    assert changes_in(Outcome()) is Outcome.changes
    assert changes_in([Outcome.changes]) is None
