"""Words about imports: what a file is, what it would bring, and what an import did. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.records import FeedRecord, Unread
from app.importer.formats import find_format
from app.ingest.preview import Ledger
from app.ingest.run import ImportResult, say_path
from ui.widgets.paper_text import count, read_date

_LONGEST_PIECE = 300


@dataclass(frozen=True, slots=True)
class Figures:
    """The papers of a page by what becomes of them, and the pieces that were not understood."""

    new: int = 0
    changing: int = 0
    same: int = 0
    unread: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.new + other.new, self.changing + other.changing, self.same + other.same, self.unread + other.unread
        )

    @property
    def brought(self) -> int:
        """The papers that would come or change."""
        return self.new + self.changing


def figures_of(result: ImportResult) -> Figures:
    """The figures of a dry run. A paper that is seen again without any change stays the same."""
    unread = len(result.feed.unread) if result.feed else 0
    return Figures(result.new, result.altered, result.papers - result.new - result.altered, unread)


def is_importable(result: ImportResult) -> bool:
    """Whether importing it would store something: a page that is not in the library yet."""
    return result.feed is not None and result.import_id is None and bool(result.papers or result.feed.profile)


def file_name(path: str) -> str:
    """The name of a file for a line; `path` may be that of another system."""
    return Path(say_path(path)).name or path


def plain_name(text: str) -> str:
    """A name, a path or a sentence with one in it for one line: what is invisible or turns directions is left out."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def kind_of(format_key: str, layout: str) -> str:
    """“Daily Papers page, layout A”."""
    return f"{find_format(format_key).title}, layout {layout}" if layout else find_format(format_key).title


def day_of(feed: FeedRecord, confidence: str | None) -> str:
    """The day of a page, and how sure its year is."""
    if feed.dump_date is None:
        if feed.year is not None:
            return f"No day; the year is {feed.year} or later"
        return f"{feed.dump_day}, year unknown" if feed.dump_day else "Unknown"
    words = {"lower-bound": ", year inferred", "confirmed": ", year confirmed by another page"}
    return read_date(feed.dump_date.isoformat()) + words.get(confidence or "", "")


def say_figures(figures: Figures) -> str:
    """“5 new, 3 change, 20 stay as they are.”"""
    parts = [f"{figures.new} new", f"{figures.changing} {'changes' if figures.changing == 1 else 'change'}"]
    parts.append(f"{figures.same} {'stays as it is' if figures.same == 1 else 'stay as they are'}")
    return ", ".join(parts) + "."


def say_state(result: ImportResult) -> str:
    """One file in the list of files, in a few words."""
    if result.feed is None:
        return "cannot be read"
    if result.import_id is not None:
        return "in the library already"
    if not result.papers:
        return "profile only" if result.feed.profile else "no papers"
    figures = figures_of(result)
    parts = [f"{figures.new} new"] if figures.new else []
    parts += [f"{figures.changing} change"] if figures.changing else []
    return ", ".join(parts) or "nothing new"


def say_refusal(result: ImportResult) -> str:
    """Why a file cannot be read; it is named by its name alone, because its path is shown beside it."""
    name = file_name(result.path)
    return result.sentence.removeprefix(f"{result.path}: ").replace(f"“{result.path}”", f"“{name}”")


def say_piece(unread: Unread) -> str:
    """What was not understood, on one line."""
    text = " ".join(unread.text.split())
    return text if len(text) <= _LONGEST_PIECE else text[: _LONGEST_PIECE - 1] + "…"


def write_report(results: Sequence[ImportResult]) -> str:
    """What was read, not read and why, as plain text that can be sent to somebody: no paper of the library is in it."""
    lines: list[str] = []
    for result in results:
        lines += [file_name(result.path), f"  {result.sentence}"]
        if result.feed is not None:
            lines += [
                f"  {result.feed.reason}",
                f"  Layout {result.feed.layout}. {result.feed.year_basis or ''}".rstrip(),
            ]
            lines += [f"  {say_figures(figures_of(result))}"] if result.papers else []
            lines += write_unread(result.feed.unread)
        lines += [f"  {notice}" for notice in result.notices]
        lines.append("")
    return "\n".join(lines)


def write_unread(unread: Sequence[Unread]) -> list[str]:
    """The pieces that were not understood, a line each."""
    return [f"  line {one.line}: “{say_piece(one)}” – {one.why}" for one in unread]


def say_outcome(results: Sequence[ImportResult], cancelled: str = "") -> str:
    """What an import did, in one sentence; `cancelled` is the file of which nothing was kept."""
    done = [result for result in results if result.feed is not None]
    new = sum(result.new for result in done)
    changed = sum(result.changed for result in done)
    altered = sum(result.altered for result in done)
    parts = [f"{new} new", f"{changed} seen again"] if new or changed else ["nothing new"]
    parts += [f"{altered} of them changed"] if altered else []
    refused = len(results) - len(done)
    if refused:
        parts.append(f"{count(refused, 'file')} refused")
    sentence = f"Imported {count(len(done), 'page')}: {', '.join(parts)}."
    if not cancelled:
        return sentence
    kept = sentence if done else "Nothing was imported."
    return f"Cancelled; nothing of “{file_name(cancelled)}” was kept. {kept}"


def say_taking_back(ledger: Ledger) -> str:
    """What taking an import back would do, in a sentence."""
    parts = []
    if ledger.gone_count:
        parts.append(f"{count(ledger.gone_count, 'paper')} that nothing else brought will go")
    if ledger.kept_count:
        stays = "stays" if ledger.kept_count == 1 else "stay"
        parts.append(f"{count(ledger.kept_count, 'paper')} with tags, notes or decisions of yours {stays}")
    if ledger.changed_count:
        goes = "goes" if ledger.changed_count == 1 else "go"
        parts.append(f"{count(ledger.changed_count, 'paper')} {goes} back to what other pages say")
    sentence = "; ".join(parts) or "No paper will change"
    return f"{sentence}. It can be undone."
