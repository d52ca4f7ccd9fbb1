"""Which addresses are allowed as links."""

from __future__ import annotations

import re

MAX_ADDRESS_CHARS = 2_048
TRAILING_PUNCTUATION = ".,;:!?)]}'\""

_HOST = r"(?:[^\W_][\w.-]*|\[[0-9A-Fa-f:.]+\])"
_WEB = re.compile(rf"(?i:https?)://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][^\s\\\x00-\x1f\x7f-\x9f]*)?")
_MAIL = re.compile(r"(?i:mailto):[A-Za-z0-9._%+-]+@[A-Za-z0-9][A-Za-z0-9.-]*")
_PAPER = re.compile(r"paper:[A-Za-z0-9._~%-]+")


def safe_address(address: str) -> str | None:
    """The address when it is allowed as a link, else None.

    Allowed are `http` and `https` with a host and without a user name, `mailto` with one plain address, and Paperdesk's
    own `paper:` with a percent-encoded title. Relative addresses, `//host`, backslashes, blanks and controls are not.
    """
    if len(address) > MAX_ADDRESS_CHARS:
        return None
    is_safe = any(pattern.fullmatch(address) for pattern in (_WEB, _MAIL, _PAPER))
    return address if is_safe else None


def split_address(typed: str) -> tuple[str, str]:
    """An address in prose without its trailing punctuation, and that punctuation."""
    address = typed.rstrip(TRAILING_PUNCTUATION)
    return address, typed[len(address) :]
