"""Lines with an organisation: `slug Name`, or a name only."""

from __future__ import annotations

from app.domain.paper_values import Organization


def read_organization(line: str) -> Organization:
    """Split `slug Name`.

    The first token is the slug when the rest begins with an upper-case letter or a digit, or shares its first three
    letters with the slug; otherwise the whole line is the name.
    """
    line = " ".join(line.split())
    slug, _, name = line.partition(" ")
    if name and (name[0].isupper() or name[0].isdigit() or _share_prefix(slug, name)):
        return Organization(slug, name)
    return Organization(None, line)


def _share_prefix(slug: str, name: str) -> bool:
    return len(slug) >= 3 and slug[:3].casefold() == name[:3].casefold()
