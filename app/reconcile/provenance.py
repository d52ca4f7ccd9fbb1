"""Where a paper's fields come from: its sightings one by one, and what stands without the user's edits."""

from __future__ import annotations

from app.domain.fields import FIELDS
from app.domain.views import FieldView, ImportView, SightingDetail
from app.matching.merge_fields import EMPTY, SightingRow, fold, has_value, newest_first, overlay, sources
from app.reconcile.reconcile import own_values
from app.store import imports, papers
from app.store import sightings as rows_of
from app.store.driver import Connection


def sightings(connection: Connection, paper_id: int) -> list[SightingDetail]:
    """Every sighting of a paper, newest dump first, the withdrawn ones last. Raises UsageError on an unknown paper."""
    identity = papers.resolve(connection, [paper_id])[0]
    counting, gone = _rows(connection, identity)
    chosen = sources(counting) if counting else {}
    views = {view.id: view for view in imports.all_imports(connection)}
    gave = {
        row.id: tuple(name for name, source in chosen.items() if source.id == row.id and has_value(row, name))
        for row in counting
    }
    ordered = [*newest_first(counting), *newest_first(gone)]
    return [_detail(row, views[row.import_id], gave.get(row.id, ())) for row in ordered]


def _rows(connection: Connection, identity: int) -> tuple[list[SightingRow], list[SightingRow]]:
    """The sightings a paper is folded from, and those that were withdrawn and do not count."""
    own = rows_of.fetch(connection, "paper", [identity])
    homes = papers.identities(connection, [identity])
    born = [row for row in rows_of.fetch(connection, "identity", homes) if row.is_withdrawn and not row.is_undone]
    standing = [row for row in own if not row.is_withdrawn]
    counting = standing or own
    known = {row.id for row in counting}
    others = {row.id: row for row in (*own, *born) if row.id not in known}
    return counting, list(others.values())


def _detail(row: SightingRow, view: ImportView, gave: tuple[str, ...]) -> SightingDetail:
    return SightingDetail(
        import_id=row.import_id,
        path=view.path,
        format=view.format,
        dump_date=row.dump_date,
        position=row.position,
        title=row.title,
        published=row.published or row.month_day,
        year_inferred=bool(row.year_inferred),
        comments=row.comments,
        upvotes=row.upvotes,
        score=row.score,
        withdrawn=bool(row.is_withdrawn),
        gave=gave,
    )


def fields(connection: Connection, paper_id: int) -> list[FieldView]:
    """The fields of `app.domain.fields.FIELDS` of a paper, each as it is and as it would be without its edit."""
    identity = papers.resolve(connection, [paper_id])[0]
    claims = list(papers.identities(connection, [identity]))
    counting, _gone = _rows(connection, identity)
    hands = list(rows_of.hand_papers(connection, claims).values())
    edits = rows_of.edits(connection, claims)
    base = fold(counting) if counting else EMPTY
    source = overlay(base, own_values(claims, hands, {}))
    value = overlay(base, own_values(claims, hands, edits))
    edited = {name for own in edits.values() for name in own}
    return [
        FieldView(field.name, field.text(value._asdict()), field.text(source._asdict()), field.name in edited)
        for field in FIELDS
    ]
