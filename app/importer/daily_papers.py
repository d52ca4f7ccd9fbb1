"""Daily Papers pages of Hugging Face, copied as plain text; for the layouts see `headers`."""

from __future__ import annotations

from app.importer.blocks import read_blocks
from app.importer.headers import Header, has_header, read_header
from app.importer.one_line import looks_one_line, read_one_line
from app.importer.page import Detection, Page
from app.importer.pairing import pair_blocks

KEY = "daily-papers"

_REASONS = {
    "A": "The page begins like a Daily Papers page: the newsletter lines, “Daily Papers”, “by AK”.",
    "A2": "The page begins like a Daily Papers page, without the line “Daily Papers”.",
    "B": "The newsletter lines and a title right after “Subscribe” show the main text of a Daily Papers page.",
    "C": "“by AK” without a day shows a Daily Papers page of a search.",
    "D": "Every line begins with upvotes and holds one paper, as in a list of Daily Papers.",
    "E": "“Submitted by” and user names show a Daily Papers page of which only the submitters were copied.",
    "V": "After the lines of a reading proxy the page continues as a Daily Papers page.",
}
_SUBMITTERS_ONLY = (
    "This copy of a Daily Papers page names only who submitted the papers, no titles, so there are 0 papers in it; "
    "select the whole page in the browser and copy it again."
)
_SUBMITTED = "Submitted by"


def detect_daily_papers(text: str) -> Detection | None:
    """The layout of a Daily Papers page that the text has, or None."""
    if has_header(text):
        header = read_header(text)
        layout = "D" if header.layout != "E" and looks_one_line(text[header.body :]) else header.layout
    elif _is_submitter_list(text):
        layout = "E"
    elif looks_one_line(text):
        layout = "D"
    else:
        return None
    return Detection(KEY, layout, _REASONS[layout])


def parse_daily_papers(text: str, layout: str) -> Page:
    """Parse a page of the detected layout; no text raises an error."""
    header = read_header(text) if has_header(text) else Header()
    page = Page(layout, header.day)
    if layout == "E":
        page.note = _SUBMITTERS_ONLY
        _read_submitters(page, text, header)
    elif layout == "D":
        read_one_line(page, text, header.body, header.line)
    else:
        is_dense = "\n\n" not in text
        pair_blocks(page, read_blocks(text, header.body, header.line, per_line=header.is_glued or is_dense))
    return page


def _is_submitter_list(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n", 60)[:60] if line.strip()]
    return lines.count(_SUBMITTED) >= 2 and lines[0] in (_SUBMITTED, "new")


def _read_submitters(page: Page, text: str, header: Header) -> None:
    """Skip the pairs of “Submitted by” and a user name; list everything else as unread."""
    is_handle = False
    for number, line in enumerate(text[header.body :].split("\n"), header.line):
        stripped = line.strip()
        if not stripped:
            continue
        if stripped == _SUBMITTED:
            is_handle = True
        elif is_handle or _SUBMITTED.startswith(stripped):
            is_handle = False
        else:
            page.add_unread(number, line, "The line is not part of a pair of “Submitted by” and a user name.")
