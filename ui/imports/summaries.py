"""Texts about imports: the kind of a file, what its import would change, and what it did. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.actions.imports import ImportPreview, ImportResult, describe_input, find_format
from app.domain.dates import format_date
from app.domain.records import FeedRecord, UnreadText
from ui.widgets.paper_text import pluralize

_MAX_UNREAD_CHARS = 300


@dataclass(frozen=True, slots=True)
class Figures:
    """How many papers of a page are new, changed and unchanged, and how many pieces were not understood."""

    new: int = 0
    changing: int = 0
    same: int = 0
    unread: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.new + other.new, self.changing + other.changing, self.same + other.same, self.unread + other.unread
        )


def count_figures(result: ImportResult) -> Figures:
    """The figures of a dry run. A paper that is seen again without a change counts as the same."""
    unread = len(result.feed.unread) if result.feed else 0
    return Figures(result.new, result.altered, result.papers - result.new - result.altered, unread)


def is_importable(result: ImportResult) -> bool:
    """Whether an import would store something: the page was read and is not in the library yet."""
    return result.feed is not None and result.import_id is None and bool(result.papers or result.feed.profile)


def file_name(path: str) -> str:
    """The name of a file for display; `path` may come from another operating system."""
    return Path(describe_input(path)).name or path


def plain_name(text: str) -> str:
    """A text on one line without invisible characters and direction overrides, which could spoof a file name."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def format_kind(format_key: str, layout: str) -> str:
    """“Daily Papers page, layout A”."""
    return f"{find_format(format_key).title}, layout {layout}" if layout else find_format(format_key).title


def format_page_date(feed: FeedRecord, confidence: str | None) -> str:
    """The date of a page, and how certain its year is."""
    if feed.dump_date is None:
        if feed.year is not None:
            return f"No date; the year is {feed.year} or later"
        return f"{feed.dump_day}, year unknown" if feed.dump_day else "Unknown"
    notes = {"lower-bound": ", year inferred", "confirmed": ", year confirmed by another page"}
    return format_date(feed.dump_date.isoformat()) + notes.get(confidence or "", "")


def format_figures(figures: Figures) -> str:
    """“5 new, 3 changed, 20 unchanged.”"""
    return f"{figures.new} new, {figures.changing} changed, {figures.same} unchanged."


def describe_state(result: ImportResult) -> str:
    """The state of a file in the list of files."""
    if result.feed is None:
        return "cannot be read"
    if result.import_id is not None:
        return "in the library already"
    if not result.papers:
        return "profile only" if result.feed.profile else "no papers"
    figures = count_figures(result)
    parts = [f"{figures.new} new"] if figures.new else []
    parts += [f"{figures.changing} changed"] if figures.changing else []
    return ", ".join(parts) or "nothing new"


def describe_refusal(result: ImportResult) -> str:
    """Why a file cannot be read, with its name instead of its path, which is shown beside it."""
    name = file_name(result.path)
    return result.sentence.removeprefix(f"{result.path}: ").replace(f"“{result.path}”", f"“{name}”")


def format_unread(unread: UnreadText) -> str:
    """A piece of unread text on one line."""
    text = " ".join(unread.text.split())
    return text if len(text) <= _MAX_UNREAD_CHARS else text[: _MAX_UNREAD_CHARS - 1] + "…"


def format_report(results: Sequence[ImportResult]) -> str:
    """What was read, what was not and why, as plain text that can be shared: it holds no papers of the library."""
    lines: list[str] = []
    for result in results:
        lines += [file_name(result.path), f"  {result.sentence}"]
        if result.feed is not None:
            lines += [
                f"  {result.feed.reason}",
                f"  Layout {result.feed.layout}. {result.feed.year_basis or ''}".rstrip(),
            ]
            lines += [f"  {format_figures(count_figures(result))}"] if result.papers else []
            lines += format_unread_lines(result.feed.unread)
        lines += [f"  {notice}" for notice in result.notices]
        lines.append("")
    return "\n".join(lines)


def format_unread_lines(unread: Sequence[UnreadText]) -> list[str]:
    """The pieces that were not understood, a line each."""
    return [f"  line {piece.line}: “{format_unread(piece)}” – {piece.why}" for piece in unread]


def describe_outcome(results: Sequence[ImportResult], cancelled: str = "") -> str:
    """What an import did, in one sentence; `cancelled` is the file it was cancelled in."""
    done = [result for result in results if result.feed is not None]
    new = sum(result.new for result in done)
    changed = sum(result.changed for result in done)
    altered = sum(result.altered for result in done)
    parts = [f"{new} new", f"{changed} seen again"] if new or changed else ["nothing new"]
    parts += [f"{altered} of them changed"] if altered else []
    refused = len(results) - len(done)
    if refused:
        parts.append(f"{pluralize(refused, 'file')} refused")
    sentence = f"Imported {pluralize(len(done), 'page')}: {', '.join(parts)}."
    if not cancelled:
        return sentence
    kept = sentence if done else "Nothing was imported."
    return f"Cancelled; nothing of “{file_name(cancelled)}” was kept. {kept}"


def describe_removal(preview: ImportPreview) -> str:
    """What removing an import would change, in a sentence."""
    parts = []
    if preview.gone_count:
        parts.append(f"{pluralize(preview.gone_count, 'paper')} that no other import has will be removed")
    if preview.kept_count:
        stays = "stays" if preview.kept_count == 1 else "stay"
        parts.append(f"{pluralize(preview.kept_count, 'paper')} with tags, notes or decisions of yours {stays}")
    if preview.changed_count:
        parts.append(f"{pluralize(preview.changed_count, 'paper')} will change to what other pages say")
    sentence = "; ".join(parts) or "No paper will change"
    return f"{sentence}. It can be undone."
