"""Render TeX fragments and Markdown as plain text or as a small, safe subset of HTML; stored text is not changed.

`app.markup.notes` is not imported here: it needs the package `markdown`, which the command line does not load.
"""

from __future__ import annotations

from app.markup.tex import abstract_html, plain_tex

__all__ = ["abstract_html", "plain_tex"]
