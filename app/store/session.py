"""SQLModel sessions on the library's own writing connection."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from app.store.driver import MODULE, Connection


class _BorrowedConnection:
    """The writing connection as used by a session, which may run statements but not end the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Does nothing: the action commits."""

    def rollback(self) -> None:
        """Does nothing: the action rolls back."""

    def close(self) -> None:
        """Does nothing: the connection outlives the session."""


def open_session(connection: Connection) -> Session:
    """Open a session inside the running transaction of `connection`; flush it, but leave the commit to the action."""
    borrowed = _BorrowedConnection(connection)
    engine = create_engine("sqlite://", creator=lambda: borrowed, poolclass=StaticPool, module=MODULE)
    return Session(engine)
