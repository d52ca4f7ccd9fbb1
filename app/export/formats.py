"""FORMATS: the export formats; the choices and help of the command line are made from this table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.domain.errors import UsageError
from app.domain.views import PaperView
from app.export import markdown
from app.export.names import file_name


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format. `render` makes the text of one paper's file, `render_single` of one file for all papers."""

    key: str
    title: str
    help: str
    extension: str
    render: Callable[[PaperView, Mapping[int, str]], str]
    render_single: Callable[[Iterable[PaperView]], str]

    def file_name(self, view: PaperView) -> str:
        """The name of the paper's file in an exported folder."""
        return file_name(view, self.extension)


MARKDOWN = ExportFormat(
    key="markdown",
    title="Markdown",
    help="A folder with one Markdown file a paper, facts as YAML front matter; or all papers in a single file.",
    extension=".md",
    render=markdown.render,
    render_single=markdown.render_single,
)

FORMATS: tuple[ExportFormat, ...] = (MARKDOWN,)


def find_format(key: str) -> ExportFormat:
    """The format of that key. Raises UsageError listing all formats."""
    for known in FORMATS:
        if known.key == key:
            return known
    keys = ", ".join(known.key for known in FORMATS)
    raise UsageError(f"There is no export format “{key}”. Choose one of: {keys}.")
