"""Commands that decide which papers are the same."""

from __future__ import annotations

import re
from dataclasses import asdict

from app.cli.arguments import Word, read_id
from app.cli.command import DONE, Command, Request
from app.cli.output import DIM, Painted
from app.domain.errors import UsageError

_ONE = Word("one", "ID", "the number of a paper", read_id)
_OTHER = Word("other", "OTHER", "the number of another paper", read_id)


def _list(request: Request) -> int:
    with request.open_library() as library:
        pairs = library.same_candidates()
    if request.out.is_json:
        request.out.json_array(asdict(pair) for pair in pairs)
        return DONE
    if not pairs:
        request.out.notice("No pairs: no two papers look alike that were not judged yet.")
    for pair in pairs:
        request.out.line(Painted(pair.reason, DIM))
        request.out.line(f"  {pair.one}  {pair.one_title}")
        request.out.line(f"  {pair.other}  {pair.other_title}")
    return DONE


def _judge(request: Request, verdict: str) -> int:
    with request.open_library() as library:
        return request.report(library.editing.judge(request.arguments.one, request.arguments.other, verdict))


def _read_place(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,18}):([0-9]{1,18})", text)
    if found is None:
        raise UsageError(f"“{text}” is no sighting: write IMPORT:PLACE, like 3:12. Nothing was changed.")
    return int(found[1]), int(found[2])


def _part(request: Request) -> int:
    with request.open_library() as library:
        return request.report(library.editing.part(request.arguments.one, request.arguments.seen))


JUDGING = (
    Command("same list", "List pairs of papers that may be the same and were not judged yet, with a reason", _list),
    Command(
        "same join",
        "Say that two papers are the same: they become one, and stay one whatever is imported",
        lambda request: _judge(request, "same"),
        (_ONE, _OTHER),
        "Tags, notes, links and collections of both stay. The older number stays; the other one means the same paper.",
    ),
    Command(
        "same apart",
        "Say that two papers are different: they stay two, and are not asked about again",
        lambda request: _judge(request, "different"),
        (_ONE, _OTHER),
        "Of a paper and the number of one that was joined with it, it parts them again.",
    ),
    Command(
        "same part",
        "Say that sightings of a paper are another paper: they become one of their own",
        _part,
        (_ONE, Word("seen", "IMPORT:PLACE", "a sighting, as “show” tells its import and its place", _read_place, "+")),
        "For papers that were taken for one because their titles are equal. Tags, notes, links and collections stay "
        "with the part that was seen first; it keeps the number.",
    ),
)
