"""Text of others made fit to be looked at: TeX fragments and Markdown to plain text or to a small, safe HTML.

Nothing here changes what is stored. `app.markup.notes` is imported by its own name: it needs the package `markdown`,
which the command line does without.
"""

from __future__ import annotations

from app.markup.tex import abstract_html, plain_tex

__all__ = ["abstract_html", "plain_tex"]
