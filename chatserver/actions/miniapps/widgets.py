"""How are the widgets on the superapp's screens made, shown and hidden? (requirements A10)

An employee makes widgets for objects within their access; one for everybody takes the whole
organisation. What they may not change, they may see where part of the audience is theirs.
"""

from dataclasses import replace

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.attachments.uploads.unused import claim_picture
from chatserver.actions.audit import Changed, Values, record_by
from chatserver.actions.callers.reach import Roots, covers, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.miniapps.launches.apps import shown_apps
from chatserver.actions.miniapps.widget_cards import (
    WidgetCard,
    cards_of,
    paths_of_widgets,
    widget_row,
)
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.core.audit import Action
from chatserver.core.refusals import NotFound
from chatserver.core.visibility import may_be_target
from chatserver.core.widgets import Draft, mistakes_in
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import ObjectRow, Widget, WidgetObject
from chatserver.world import World


async def make_widget(world: World, viewer: Viewer, draft: Draft) -> str:
    """Make a widget, a draft yet, and return its id; raises `Invalid`."""
    org = viewer.home.org.id
    async with world.db.transaction() as session:
        refuse_if_any(await _mistakes(session, viewer, draft, before=None))
        row = Widget(
            id=world.new_id("wid"),
            org=org,
            screen=draft.screen,
            title=draft.title,
            created_at=world.now(),
        )
        _write(row, draft)
        session.add(row)
        await session.flush()
        await _store_objects(session, row.id, draft)
        await record_by(session, world, viewer, "widget.make", Changed(row.id, after=_told(draft)))
    return row.id


async def change_widget(
    world: World, viewer: Viewer, widget_id: str, changes: Values, *, expected: int | None
) -> None:
    """Change what is named of a widget; raises `NotFound`, `Stale`, `Invalid`."""
    async with world.db.transaction() as session:
        row, card = await _held(session, viewer, widget_id, expected)
        draft = replace(card.draft, **changes)  # type: ignore[arg-type]
        # A new target takes the old one's place.
        if draft.app is not None and "app" in changes and "target" not in changes:
            draft = replace(draft, target=None)
        if draft.target is not None and "target" in changes and "app" not in changes:
            draft = replace(draft, app=None)
        refuse_if_any(await _mistakes(session, viewer, draft, before=card.draft))
        _write(row, draft)
        row.version += 1
        session.add(row)
        await _store_objects(session, row.id, draft)
        changed = Changed(row.id, _told(card.draft), _told(draft))
        await record_by(session, world, viewer, "widget.change", changed)


async def set_published(
    world: World, viewer: Viewer, widget_id: str, *, published: bool, expected: int | None = None
) -> None:
    """Show a widget, or make it a draft; as often as one likes (W2). Raises `NotFound`, `Stale`."""
    async with world.db.transaction() as session:
        row, _ = await _held(session, viewer, widget_id, expected)
        if row.published is published:
            return
        row.published = published
        row.version += 1
        session.add(row)
        action: Action = "widget.publish" if published else "widget.draft"
        changed = Changed(row.id, {"published": not published}, {"published": published})
        await record_by(session, world, viewer, action, changed)


async def delete_widget(
    world: World, viewer: Viewer, widget_id: str, *, expected: int | None
) -> None:
    """Delete a widget; raises `NotFound`, `Stale`."""
    async with world.db.transaction() as session:
        row, card = await _held(session, viewer, widget_id, expected)
        await session.exec(delete(WidgetObject).where(col(WidgetObject.widget) == row.id))
        await session.delete(row)
        changed = Changed(row.id, {**_told(card.draft), "published": row.published})
        await record_by(session, world, viewer, "widget.delete", changed)


async def _held(
    session: AsyncSession, viewer: Viewer, widget_id: str, expected: int | None
) -> tuple[Widget, WidgetCard]:
    """Return a widget that this employee may change, alone with it."""
    row = await widget_row(session, viewer, widget_id, lock=True)
    card = (await cards_of(session, [row]))[0]
    paths = await paths_of_widgets(session, [card])
    if not _commands(await roots_of(session, viewer), card.draft, paths):
        raise NotFound
    check_fresh(row.version, expected)
    return row, card


async def _known(session: AsyncSession, viewer: Viewer, ids: set[str]) -> dict[str, str]:
    found = await session.exec(
        select(ObjectRow.id, ObjectRow.path).where(
            ObjectRow.org == viewer.home.org.id, col(ObjectRow.id).in_(sorted(ids))
        )
    )
    return dict(found.all())


def _commands(roots: Roots, draft: Draft, paths: dict[str, str]) -> bool:
    if roots is None:
        return True
    return draft.objects is not None and all(
        covers(roots, paths.get(one, "")) for one in draft.objects
    )


async def _mistakes(
    session: AsyncSession, viewer: Viewer, draft: Draft, *, before: Draft | None
) -> list[Mistake]:
    mistakes = list(mistakes_in(draft))
    mistakes += await _wrong_objects(session, viewer, draft)
    if draft.app is not None and (before is None or before.app != draft.app):
        shown = (await shown_apps(session, viewer.home.org.id, [draft.app])).get(draft.app)
        if shown is None or not may_be_target(shown.app):
            mistakes.append(Mistake("/miniapp", "unknown", "is no active or testing mini-app"))
    if before is None or before.image != draft.image:
        org = viewer.home.org.id
        mistakes += await claim_picture(session, org, draft.image, ["widget"], pointer="/image")
    return mistakes


async def _wrong_objects(session: AsyncSession, viewer: Viewer, draft: Draft) -> list[Mistake]:
    roots = await roots_of(session, viewer)
    if draft.objects is None:
        if roots is None:
            return []
        return [Mistake("/objects", "required", "you may make widgets for your objects alone")]
    known = await _known(session, viewer, set(draft.objects))
    return [
        Mistake(f"/objects/{n}", "unknown", "there is no such object")
        for n, one in enumerate(draft.objects)
        if one not in known or not covers(roots, known[one])
    ]


def _write(row: Widget, draft: Draft) -> None:
    row.screen, row.position = draft.screen, draft.position
    row.title, row.text, row.image = draft.title, draft.text, draft.image
    row.app, row.target = draft.app, draft.target
    row.all_objects = draft.objects is None


async def _store_objects(session: AsyncSession, widget_id: str, draft: Draft) -> None:
    await session.exec(delete(WidgetObject).where(col(WidgetObject.widget) == widget_id))
    rows = [{"widget": widget_id, "object": one} for one in dict.fromkeys(draft.objects or ())]
    await insert_rows(session, WidgetObject, rows)


def _told(draft: Draft) -> Values:
    return {
        "screen": draft.screen,
        "title": draft.title,
        "text": draft.text,
        "position": draft.position,
        "image": draft.image,
        "miniapp": draft.app,
        "target": draft.target,
        "objects": None if draft.objects is None else list(draft.objects),
    }
