"""Which addresses may become links."""

from __future__ import annotations

import re

LONGEST_ADDRESS = 2_048
AFTER_AN_ADDRESS = ".,;:!?)]}'\""

_HOST = r"(?:[^\W_][\w.-]*|\[[0-9A-Fa-f:.]+\])"
_WEB = re.compile(rf"(?i:https?)://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][^\s\\\x00-\x1f\x7f-\x9f]*)?")
_MAIL = re.compile(r"(?i:mailto):[A-Za-z0-9._%+-]+@[A-Za-z0-9][A-Za-z0-9.-]*")
_PAPER = re.compile(r"paper:[A-Za-z0-9._~%-]+")


def safe_address(address: str) -> str | None:
    """The address when it may be followed, else None.

    Allowed are `http` and `https` with a host and without a user name, `mailto` with one plain address, and our own
    `paper:` with a percent-encoded title. Relative addresses, `//host`, backslashes, blanks and controls are not.
    """
    if len(address) > LONGEST_ADDRESS:
        return None
    is_safe = any(form.fullmatch(address) for form in (_WEB, _MAIL, _PAPER))
    return address if is_safe else None


def split_address(run: str) -> tuple[str, str]:
    """An address as found in prose and the closing characters behind it that belong to the sentence."""
    address = run.rstrip(AFTER_AN_ADDRESS)
    return address, run[len(address) :]
