"""For which of the client's premises may a mini-app be opened?"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.residents import Resident
from chatserver.actions.miniapps.launches.apps import Shown
from chatserver.core.opening import NotAvailable, check_widget
from chatserver.core.visibility import Audience, Viewer
from chatserver.identity import Guest
from chatserver.storage.tables import ClientPlace, ObjectRow, Widget, WidgetObject


@dataclass(frozen=True, slots=True)
class Premises:
    """Premises of the client, with their way up the tree."""

    id: str
    name: str
    above: frozenset[str]


async def held_places(session: AsyncSession, visitor: Resident | Guest) -> list[Premises]:
    """Return the client's premises as of now, which stay theirs until the transaction ends."""
    if isinstance(visitor, Guest):
        return []
    question = (
        select(ObjectRow.id, ObjectRow.name, ObjectRow.path)
        .join(ClientPlace, col(ClientPlace.place) == col(ObjectRow.id))
        .where(ClientPlace.client == visitor.client.id)
        .order_by(col(ClientPlace.position))
    )
    rows = await session.exec(question.with_for_update(read=True, of=ClientPlace))
    return [Premises(id_, name, frozenset(path.strip("/").split("/"))) for id_, name, path in rows]


async def fitting_places(
    session: AsyncSession,
    shown: Shown,
    viewer: Viewer,
    widget_id: str | None,
    places: list[Premises],
) -> Mapping[str, str]:
    """Return the premises for which it may be opened: behind a widget, those of its audience.

    Raises `NotAvailable` where the widget is not drawn for them.
    """
    everywhere = {place.id: place.name for place in places}
    if widget_id is None:
        return everywhere
    widget = await session.get(Widget, widget_id)
    if widget is None or widget.org != shown.org or widget.app != shown.id:
        raise NotAvailable
    objects = frozenset(
        await session.exec(select(WidgetObject.object).where(WidgetObject.widget == widget.id))
    )
    inside = {
        place.id: place.name
        for place in places
        if widget.all_objects or not objects.isdisjoint(place.above)
    }
    audience = Audience(published=widget.published, placed=widget.all_objects or bool(inside))
    check_widget(shown.app, shown.kind, viewer, audience)
    return inside
