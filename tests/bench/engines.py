"""The search engines that `paperdesk bench --search` measures beside Paperdesk."""

from __future__ import annotations

from app.bench.comparisons import OtherEngine
from app.bench.figures import Line
from tests.bench.fts5_engine import Fts5Engine
from tests.bench.whoosh_engine import WhooshEngine

ENGINES = (
    OtherEngine(
        "fts5",
        "FTS5",
        10,
        Fts5Engine,
        Line("beside_fts5", "keystroke, FTS5 / Paperdesk, p95", "x", least=1),
        "Measured once on a machine with two cores: import and index took Xapian 734 and recoll 650 papers/s.",
    ),
    OtherEngine(
        "stock_whoosh",
        "stock Whoosh",
        14,
        WhooshEngine,
        Line("beside_stock", "keystroke, stock Whoosh / Paperdesk, p95", "x", least=50),
        "Stock Whoosh has all text in one field, so that a phrase may run from a title into an abstract.",
    ),
)
