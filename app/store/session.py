"""SQLModel sessions on the library's own writing connection."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from app.store.driver import MODULE, Connection


class _Lent:
    """The writing connection as the session sees it: it may run statements, but not end our transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """The action commits, not the session."""

    def rollback(self) -> None:
        """The action rolls back, not the session."""

    def close(self) -> None:
        """The connection outlives every session."""


def open_session(connection: Connection) -> Session:
    """A session inside the transaction that already runs on `connection`; only `flush` it, the action commits."""
    lent = _Lent(connection)
    engine = create_engine("sqlite://", creator=lambda: lent, poolclass=StaticPool, module=MODULE)
    return Session(engine)
