"""What does somebody see on the superapp's screens: which widgets are drawn for them? (W3, W4)"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.residents import Resident
from chatserver.actions.miniapps.launches.apps import Shown, org_of, shown_apps, viewer_kind
from chatserver.core.refusals import NotFound
from chatserver.core.visibility import Audience, OrgKind, Viewer, shows
from chatserver.identity import Guest
from chatserver.storage.tables import Org, Widget, WidgetObject
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class Tile:
    """A widget as it is drawn: it leads to a mini-app or to a screen of the superapp."""

    id: str
    screen: str
    title: str
    text: str
    image: str | None
    app: str | None
    target: str | None


async def tiles(
    world: World, visitor: Resident | Guest, *, screen: str | None, place: str | None
) -> list[Tile]:
    """Return the widgets that are drawn for this visitor, in their order.

    `place`: only for those premises, which must be the client's (`NotFound`); else for any of them.
    """
    above = _above(visitor, place)
    org = org_of(visitor)
    async with world.db.session() as session:
        question = select(Widget).where(Widget.org == org, col(Widget.published))
        if screen is not None:
            question = question.where(Widget.screen == screen)
        order = (col(Widget.screen), col(Widget.position), col(Widget.id))
        rows = (await session.exec(question.order_by(*order))).all()
        objects = await _objects(session, [row.id for row in rows if not row.all_objects])
        apps = await shown_apps(session, org, {row.app for row in rows if row.app is not None})
        viewer = await viewer_kind(session, visitor)
        kind = await _kind(session, org)
    found = []
    for row in rows:
        audience = Audience(
            published=row.published,
            placed=row.all_objects or not objects.get(row.id, set()).isdisjoint(above),
        )
        if _drawn(row, apps, kind, viewer, audience):
            found.append(
                Tile(row.id, row.screen, row.title, row.text, row.image, row.app, row.target)
            )
    return found


def _drawn(
    row: Widget, apps: dict[str, Shown], kind: OrgKind, viewer: Viewer, audience: Audience
) -> bool:
    if row.app is not None:
        shown = apps.get(row.app)
        return shown is not None and shows(shown.app, kind, viewer, audience)
    # A screen of the superapp has no status; guests are a developer's alone here, too.
    return kind is OrgKind.DEVELOPER if viewer is Viewer.GUEST else audience.placed


def _above(visitor: Resident | Guest, place: str | None) -> Collection[str]:
    """Return the objects in which the visitor's premises are, or the one place's that is named."""
    if isinstance(visitor, Guest):
        if place is not None:
            raise NotFound
        return ()
    places = [one for one in visitor.places if place is None or one.id == place]
    if place is not None and not places:
        raise NotFound
    return frozenset(one for premises in places for one in premises.ancestors)


async def _objects(session: AsyncSession, ids: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    question = select(WidgetObject.widget, WidgetObject.object)
    for widget, object_ in await session.exec(question.where(col(WidgetObject.widget).in_(ids))):
        found.setdefault(widget, set()).add(object_)
    return found


async def _kind(session: AsyncSession, org: str) -> OrgKind:
    kind = (
        await session.exec(select(Org.kind).where(Org.id == org, col(Org.closed_at).is_(None)))
    ).first()
    if kind is None:
        raise NotFound
    return OrgKind(kind)
