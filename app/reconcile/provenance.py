"""Where a paper's fields come from: its sightings one by one, and the values without the user's edits."""

from __future__ import annotations

from app.domain.detail_views import FieldView, ImportView, SightingDetail
from app.domain.fields import FIELDS
from app.domain.paper_fields import NO_FIELDS, name_values
from app.matching.merge_fields import SightingRow, choose_sources, has_value, merge, overlay, sort_newest_first
from app.reconcile.reconcile import collect_user_values
from app.store import imports, papers, sightings
from app.store.driver import Connection


def list_sightings(connection: Connection, paper_id: int) -> list[SightingDetail]:
    """Every sighting of a paper, newest dump first, the withdrawn ones last. Raises UsageError on an unknown paper."""
    identity = papers.resolve(connection, [paper_id])[0]
    counting, withdrawn = _fetch_rows(connection, identity)
    chosen = choose_sources(counting) if counting else {}
    views = {view.id: view for view in imports.list_imports(connection)}
    provided = {
        row.id: tuple(name for name, source in chosen.items() if source.id == row.id and has_value(row, name))
        for row in counting
    }
    ordered = [*sort_newest_first(counting), *sort_newest_first(withdrawn)]
    return [_build_detail(row, views[row.import_id], provided.get(row.id, ())) for row in ordered]


def _fetch_rows(connection: Connection, identity: int) -> tuple[list[SightingRow], list[SightingRow]]:
    """The sightings a paper is merged from, and the withdrawn ones, which do not count."""
    own = sightings.fetch(connection, "paper", [identity])
    identity_ids = papers.map_identities(connection, [identity])
    withdrawn = [
        row for row in sightings.fetch(connection, "identity", identity_ids) if row.is_withdrawn and not row.is_undone
    ]
    counting = [row for row in own if not row.is_withdrawn] or own
    known = {row.id for row in counting}
    others = {row.id: row for row in (*own, *withdrawn) if row.id not in known}
    return counting, list(others.values())


def _build_detail(row: SightingRow, view: ImportView, provided: tuple[str, ...]) -> SightingDetail:
    return SightingDetail(
        **{**name_values(row.fields), "published": row.fields.published or row.month_day},
        import_id=row.import_id,
        path=view.path,
        format=view.format,
        dump_date=row.dump_date,
        position=row.position,
        year_inferred=bool(row.year_inferred),
        withdrawn=bool(row.is_withdrawn),
        provided_fields=provided,
    )


def list_fields(connection: Connection, paper_id: int) -> list[FieldView]:
    """The fields of `app.domain.fields.FIELDS` of a paper, each with its value and that without the user's edit."""
    identity = papers.resolve(connection, [paper_id])[0]
    identity_ids = list(papers.map_identities(connection, [identity]))
    counting, _withdrawn = _fetch_rows(connection, identity)
    hand_papers = list(sightings.fetch_hand_papers(connection, identity_ids).values())
    edits = sightings.fetch_edits(connection, identity_ids)
    base = merge(counting) if counting else NO_FIELDS
    source = overlay(base, collect_user_values(identity_ids, hand_papers, {}))
    value = overlay(base, collect_user_values(identity_ids, hand_papers, edits))
    edited = {name for own in edits.values() for name in own}
    return [
        FieldView(field.name, field.to_text(value), field.to_text(source), field.name in edited) for field in FIELDS
    ]
