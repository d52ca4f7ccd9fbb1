"""Commands for duplicates: list candidates, merge papers, keep them separate, split a paper."""

from __future__ import annotations

import re
from dataclasses import asdict

from app.cli.arguments import Positional, parse_id
from app.cli.command import DONE, Command, Request
from app.cli.output import DIM, Styled
from app.domain.errors import UsageError

_ONE = Positional("one", "ID", "the id of a paper", parse_id)
_OTHER = Positional("other", "OTHER", "the id of another paper", parse_id)


def _list(request: Request) -> int:
    with request.open_library() as library:
        pairs = library.duplicate_candidates()
    if request.out.is_json:
        request.out.json_array(asdict(pair) for pair in pairs)
        return DONE
    if not pairs:
        request.out.notice("No pairs to decide: no undecided papers look alike.")
    for pair in pairs:
        request.out.line(Styled(pair.reason, DIM))
        request.out.line(f"  {pair.one}  {pair.one_title}")
        request.out.line(f"  {pair.other}  {pair.other_title}")
    return DONE


def _decide(request: Request, decision: str) -> int:
    with request.open_for_writing() as library:
        return request.report(library.editing.judge(request.arguments.one, request.arguments.other, decision))


def _parse_place(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,18}):([0-9]{1,18})", text)
    if found is None:
        raise UsageError(f"“{text}” is not a sighting; write IMPORT:PLACE, for example 3:12. Nothing was changed.")
    return int(found[1]), int(found[2])


def _split(request: Request) -> int:
    with request.open_for_writing() as library:
        return request.report(library.editing.split_sightings(request.arguments.one, request.arguments.seen))


DUPLICATE_COMMANDS = (
    Command("same list", "List pairs of papers that may be duplicates and are not decided yet, with the reason", _list),
    Command(
        "same join",
        "Merge two papers that are the same, for all later imports as well",
        lambda request: _decide(request, "same"),
        (_ONE, _OTHER),
        "Tags, notes, links and collections of both are kept. The merged paper has the older id; the other id still "
        "works.",
    ),
    Command(
        "same apart",
        "Mark two papers as different, so that they are never merged or listed as duplicates",
        lambda request: _decide(request, "different"),
        (_ONE, _OTHER),
        "Given a paper and the id of one that was merged with it, this splits them again.",
    ),
    Command(
        "same part",
        "Split sightings off a paper into a paper of their own",
        _split,
        (
            _ONE,
            Positional(
                "seen", "IMPORT:PLACE", "a sighting, with import and place as shown by “show”", _parse_place, "+"
            ),
        ),
        "For different papers that were merged because their titles are equal. The part that was seen first keeps the "
        "id and the tags, notes, links and collections.",
    ),
)
