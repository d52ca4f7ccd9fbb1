"""Commands for backups: list the copies of the library, restore one."""

from __future__ import annotations

from dataclasses import asdict

from app.cli.arguments import Positional
from app.cli.command import DONE, Command, Request
from app.library import list_backups, restore_backup

_MEGABYTE = 1_000_000


def _list(request: Request) -> int:
    copies = list_backups(request.folder)
    if request.out.is_json:
        request.out.json_array({**asdict(copy), "path": str(copy.path), "name": copy.path.name} for copy in copies)
        return DONE
    if not copies:
        request.out.notice("There are no backups yet: one is made before each import into a library with papers.")
    for copy in copies:
        papers = f"{copy.papers:,} {'paper' if copy.papers == 1 else 'papers'}"
        request.out.line(f"{copy.path.name}  {papers}, up to step {copy.step}, {copy.size / _MEGABYTE:.1f} MB")
    return DONE


def _restore(request: Request) -> int:
    restored = restore_backup(request.folder, request.arguments.copy)
    if request.out.is_json:
        shown = {**asdict(restored), "copy": str(restored.copy)}
        request.out.json({**shown, "set_aside": str(restored.set_aside) if restored.set_aside else None})
        return DONE
    papers = f"{restored.papers:,} {'paper' if restored.papers == 1 else 'papers'}"
    request.out.line(f"Restored {restored.copy.name} with {papers}.")
    if restored.set_aside is not None:
        request.out.line(f"The former library is kept as {restored.set_aside.name}.")
    return DONE


BACKUP_COMMANDS = (
    Command(
        "backup list",
        "List the backups of the library, newest first",
        _list,
        details="Backups are made before each import and upgrade. They are ordered by a number inside them.",
    ),
    Command(
        "backup restore",
        "Make a backup the library again",
        _restore,
        (Positional("copy", "COPY", "the name of a backup, as shown by “backup list”, or the path of one", str),),
        "Close Paperdesk everywhere before. The backup is verified first and stays where it is. The present library is "
        "kept beside it under a new name.",
    ),
)
