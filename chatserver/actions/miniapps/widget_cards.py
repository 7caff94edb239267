"""Which widgets does an employee see, and where may a new one lead? (requirements 96–100)"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.reach import Roots, covers, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.core.refusals import NotFound
from chatserver.core.visibility import TARGET_STATUSES
from chatserver.core.widgets import Draft
from chatserver.storage.tables import Miniapp, ObjectRow, Widget, WidgetObject
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class WidgetCard:
    """A widget as staff see it; `app_name` is the mini-app's own name."""

    id: str
    draft: Draft
    published: bool
    version: int
    app_name: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A mini-app to which a new widget may lead."""

    id: str
    name: str
    status: str


async def widgets_of(
    world: World,
    viewer: Viewer,
    *,
    screen: str | None,
    after: tuple[str, int, str] | None,
    limit: int,
) -> list[WidgetCard]:
    """Return the widgets of the organisation, by screen and position."""
    order = (col(Widget.screen), col(Widget.position), col(Widget.id))
    question = select(Widget).where(Widget.org == viewer.home.org.id)
    if screen is not None:
        question = question.where(Widget.screen == screen)
    question = question.order_by(*order).limit(limit)
    found: list[WidgetCard] = []
    async with world.db.session() as session:
        roots = await roots_of(session, viewer)
        # Who reaches a part of the tree alone sees fewer than there are.
        while len(found) < limit:
            here = question if after is None else question.where(tuple_(*order) > after)
            rows = (await session.exec(here)).all()
            cards = await cards_of(session, rows)
            paths = await paths_of_widgets(session, cards)
            found += [card for card in cards if sees(roots, card, paths)]
            if len(rows) < limit:
                break
            after = rows[-1].screen, rows[-1].position, rows[-1].id
    return found[:limit]


async def widget_card(world: World, viewer: Viewer, widget_id: str) -> WidgetCard:
    """Return a widget's card; raises `NotFound`."""
    async with world.db.session() as session:
        row = await widget_row(session, viewer, widget_id)
        card = (await cards_of(session, [row]))[0]
        paths = await paths_of_widgets(session, [card])
        if not sees(await roots_of(session, viewer), card, paths):
            raise NotFound
    return card


async def targets_of(
    world: World, viewer: Viewer, *, after: tuple[str, str] | None, limit: int
) -> list[Target]:
    """Return the mini-apps to which a new widget may lead, by name: core's `may_be_target`."""
    order = (col(Miniapp.name), col(Miniapp.id))
    question = (
        select(Miniapp.id, Miniapp.name, Miniapp.status)
        .where(
            Miniapp.org == viewer.home.org.id,
            col(Miniapp.status).in_(TARGET_STATUSES),
            col(Miniapp.suspended_at).is_(None),
        )
        .order_by(*order)
        .limit(limit)
    )
    if after is not None:
        question = question.where(tuple_(*order) > after)
    async with world.db.session() as session:
        return [Target(*row) for row in await session.exec(question)]


async def widget_row(
    session: AsyncSession, viewer: Viewer, widget_id: str, *, lock: bool = False
) -> Widget:
    """Return a widget of the employee's organisation, held with `lock`; raises `NotFound`."""
    question = select(Widget).where(Widget.id == widget_id, Widget.org == viewer.home.org.id)
    if lock:
        question = question.with_for_update()
    row = (await session.exec(question)).first()
    if row is None:
        raise NotFound
    return row


async def cards_of(session: AsyncSession, rows: Sequence[Widget]) -> list[WidgetCard]:
    """Return the cards of these widgets, in their order."""
    objects: dict[str, list[str]] = {}
    question = (
        select(WidgetObject.widget, WidgetObject.object)
        .where(col(WidgetObject.widget).in_([row.id for row in rows]))
        .order_by(WidgetObject.object)
    )
    for widget, object_ in await session.exec(question):
        objects.setdefault(widget, []).append(object_)
    apps = {row.app for row in rows if row.app is not None}
    names = dict(
        (
            await session.exec(
                select(Miniapp.id, Miniapp.name).where(col(Miniapp.id).in_(sorted(apps)))
            )
        ).all()
    )
    return [
        WidgetCard(
            row.id,
            Draft(
                screen=row.screen,
                title=row.title,
                text=row.text,
                position=row.position,
                image=row.image,
                app=row.app,
                target=row.target,
                objects=None if row.all_objects else tuple(objects.get(row.id, ())),
            ),
            row.published,
            row.version,
            names.get(row.app or ""),
        )
        for row in rows
    ]


async def paths_of_widgets(session: AsyncSession, cards: Sequence[WidgetCard]) -> dict[str, str]:
    """Return where the objects of these widgets stand, by their ids."""
    found = await session.exec(
        select(ObjectRow.id, ObjectRow.path)
        .join(WidgetObject, col(WidgetObject.object) == col(ObjectRow.id))
        .where(col(WidgetObject.widget).in_([card.id for card in cards]))
        .distinct()
    )
    return dict(found.all())


def sees(roots: Roots, card: WidgetCard, paths: dict[str, str]) -> bool:
    """Whether part of the audience lies within these objects."""
    objects = card.draft.objects
    return objects is None or any(covers(roots, paths.get(one, "")) for one in objects)
