"""Modules that `Library` needs only for some operations, imported on first use so that listing papers starts fast.

`editing` loads SQLModel, which takes 0.3 s; the others take up to 0.1 s each.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.actions import editing, undo
    from app.importer import source
    from app.index import client as index_client
    from app.ingest import run as ingest
    from app.reconcile import duplicates, provenance
    from app.search import searcher
    from app.search import service as search

    __all__ = ["duplicates", "editing", "index_client", "ingest", "provenance", "search", "searcher", "source", "undo"]
else:
    _MODULES = {
        "duplicates": "app.reconcile.duplicates",
        "editing": "app.actions.editing",
        "index_client": "app.index.client",
        "ingest": "app.ingest.run",
        "provenance": "app.reconcile.provenance",
        "search": "app.search.service",
        "searcher": "app.search.searcher",
        "source": "app.importer.source",
        "undo": "app.actions.undo",
    }

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = globals()[name] = import_module(_MODULES[name])
        return module
