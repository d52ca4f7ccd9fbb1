"""Modules that `Library` needs only for some operations, imported on first use so that listing papers starts fast.

`editing` loads SQLModel, which takes 0.3 s; the others take up to 0.1 s each.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.actions import editing, exports, undo
    from app.importer import source
    from app.index import client as index_client
    from app.ingest import run as ingest
    from app.reconcile import duplicates, provenance
    from app.search import searcher
    from app.search import service as search
    from app.store import backup, imports, overview, restore, steps, tags

    __all__ = [
        "backup",
        "duplicates",
        "editing",
        "exports",
        "imports",
        "index_client",
        "ingest",
        "overview",
        "provenance",
        "restore",
        "search",
        "searcher",
        "source",
        "steps",
        "tags",
        "undo",
    ]
else:
    _MODULES = {
        "backup": "app.store.backup",
        "duplicates": "app.reconcile.duplicates",
        "editing": "app.actions.editing",
        "exports": "app.actions.exports",
        "imports": "app.store.imports",
        "index_client": "app.index.client",
        "ingest": "app.ingest.run",
        "overview": "app.store.overview",
        "provenance": "app.reconcile.provenance",
        "restore": "app.store.restore",
        "search": "app.search.service",
        "searcher": "app.search.searcher",
        "source": "app.importer.source",
        "steps": "app.store.steps",
        "tags": "app.store.tags",
        "undo": "app.actions.undo",
    }

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = globals()[name] = import_module(_MODULES[name])
        return module
