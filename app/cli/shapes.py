"""Views as JSON objects, the stable interface for scripts. Missing scalars are null, missing lists are empty."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.domain.changes import Changes
from app.domain.detail_views import Hit
from app.domain.field_kinds import JsonGroup
from app.domain.paper_fields import FIELDS
from app.domain.records import FeedRecord
from app.domain.views import LinkView, PaperView, SightingView
from app.export.folder import ExportReport
from app.ingest.run import ImportResult

Shape = dict[str, Any]

_SCALARS = tuple(field.name for field in FIELDS if field.is_in_json and field.kind.json_group is JsonGroup.PLAIN)
_LISTS = tuple(field.name for field in FIELDS if field.is_in_json and field.kind.json_group is JsonGroup.LIST)
_OBJECTS = tuple(field for field in FIELDS if field.is_in_json and field.kind.json_group is JsonGroup.OBJECT)
_PAPER_SCALARS = ("id", *_SCALARS, "status", "starred", "priority", "note", "added")
_PAPER_LISTS = (*_LISTS, "tags")
_FEED_SCALARS = ("format", "layout", "reason", "dump_day", "year", "year_basis")


def paper(view: PaperView) -> Shape:
    """A paper, as printed by `list` and `show`."""
    return {
        **{name: getattr(view, name) for name in _PAPER_SCALARS},
        **{name: list(getattr(view, name)) for name in _PAPER_LISTS},
        **{field.name: field.kind.to_json(getattr(view, field.name)) for field in _OBJECTS},
        "links": [_link(one) for one in view.links],
        "sightings": [_sighting(one) for one in view.sightings],
    }


def _link(view: LinkView) -> Shape:
    return {"paper_id": view.paper_id, "type": view.type, "direction": view.direction, "evidence": view.evidence}


def _sighting(view: SightingView) -> Shape:
    return {
        **{name: getattr(view, name) for name in ("import_id", "format", "source", "dump_date", "position")},
        **view.numbers,
        "withdrawn": view.withdrawn,
    }


def import_result(result: ImportResult) -> Shape:
    """The result of importing one file; everything about the page is null when it was rejected."""
    feed = result.feed
    counts = ("papers", "new", "changed", "same", "sentence")
    return {
        "path": result.path,
        **{name: getattr(feed, name, None) for name in _FEED_SCALARS},
        "dump_date": feed.dump_date.isoformat() if feed and feed.dump_date else None,
        "year_confidence": result.year_confidence,
        "profile": asdict(feed.profile) if feed and feed.profile else None,
        **{name: getattr(result, name) for name in counts},
        "unread": _unread(feed),
    }


def _unread(feed: FeedRecord | None) -> list[Shape]:
    return [asdict(one) for one in feed.unread] if feed else []


def hit(found: Hit) -> Shape:
    """A search result."""
    return {**asdict(found), "spans": [list(span) for span in found.spans]}


def changes(done: Changes) -> Shape:
    """The changes of an action."""
    return {"label": done.label, "step": done.step, "paper_ids": sorted(done.paper_ids)}


def export_report(report: ExportReport) -> Shape:
    """The files that an export wrote, found unchanged, removed, and kept because the user changed them."""
    return {
        "written": [str(path) for path in report.written],
        "unchanged": [str(path) for path in report.unchanged],
        "removed": [str(path) for path in report.removed],
        "kept": [{"theirs": str(theirs), "ours": str(ours)} for theirs, ours in report.kept],
        "rescued": [{"saved": str(saved), "replaced": str(replaced)} for saved, replaced in report.rescued],
        "sentence": report.sentence(),
    }
