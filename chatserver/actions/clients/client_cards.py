"""Which clients does an employee see, and what of each? (D15, requirement 35)"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.reach import Roots, covers, lives_below, paths_of, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.core.phones import readable
from chatserver.core.refusals import NotFound
from chatserver.core.searching import needle
from chatserver.storage.matching import holds
from chatserver.storage.planning import plan_each
from chatserver.storage.tables import ClientPlace, ClientRow, ObjectRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """Premises of a client."""

    id: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ClientCard:
    """A client as an employee sees one: of the premises those that the employee has access to."""

    id: str
    name: str
    phone: str
    external_id: str | None
    tester: bool
    email: str | None
    birth: str | None
    premises: tuple[PlaceCard, ...]
    version: int
    created_at: int
    erased_at: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clients are asked for: by what was typed, by objects above a place, testers or not."""

    q: str = ""
    objects: tuple[str, ...] = ()
    tester: bool | None = None
    after: str | None = None
    limit: int = 200


async def visible_clients(world: World, viewer: Viewer, wanted: Wanted) -> list[ClientCard]:
    """Return the clients with a place inside the employee's objects, by name.

    One without any place is seen by those with access to the whole organisation.
    """
    org = viewer.home.org.id
    by_name = (col(ClientRow.search), col(ClientRow.id))
    async with world.db.session() as session:
        await plan_each(await session.connection())
        roots = await roots_of(session, viewer)
        question = select(ClientRow).where(
            ClientRow.org == org, col(ClientRow.erased_at).is_(None), *_asked(org, wanted)
        )
        if roots is not None:
            question = question.where(await lives_below(session, org, roots))
        if wanted.objects:
            paths = await paths_of(session, org, wanted.objects)
            question = question.where(await lives_below(session, org, paths))
        if wanted.after is not None:
            last = select(*by_name).where(ClientRow.org == org, ClientRow.id == wanted.after)
            question = question.where(tuple_(*by_name) > last.scalar_subquery())
        rows = (await session.exec(question.order_by(*by_name).limit(wanted.limit))).all()
        return await cards_of(session, rows, roots)


async def client_card(world: World, viewer: Viewer, client_id: str) -> ClientCard:
    """Return a client that the employee sees; raises `NotFound`."""
    async with world.db.session() as session:
        row = await reached_client(session, viewer, client_id)
        [card] = await cards_of(session, [row], await roots_of(session, viewer))
    return card


async def reached_client(session: AsyncSession, viewer: Viewer, client_id: str) -> ClientRow:
    """Return a client with a place inside the employee's objects; raises `NotFound`."""
    row = await session.get(ClientRow, client_id)
    if row is None or row.org != viewer.home.org.id:
        raise NotFound
    roots = await roots_of(session, viewer)
    if roots is not None:
        places = await _places(session, [client_id])
        if not any(covers(roots, path) for _, _, path in places):
            raise NotFound
    return row


def _asked(org: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    found = needle(wanted.q)
    if found is not None:
        parts = [holds(col(ClientRow.search), text) for text in found.texts]
        # Looked up by itself: an index that is in the order of names holds names and ids alone, so
        # that a client's row is read once the client is found.
        outside = select(ClientRow.id).where(
            ClientRow.org == org, ClientRow.external_id == wanted.q.strip()
        )
        conditions.append(or_(*parts, col(ClientRow.id) == outside.scalar_subquery()))
    if wanted.tester is not None:
        conditions.append(col(ClientRow.tester).is_(wanted.tester))
    return conditions


async def cards_of(
    session: AsyncSession, rows: Sequence[ClientRow], roots: Roots
) -> list[ClientCard]:
    """Return these clients as cards, with their premises below these paths."""
    premises: dict[str, list[PlaceCard]] = {}
    for client, place, path in await _places(session, [row.id for row in rows]):
        if covers(roots, path):
            premises.setdefault(client, []).append(place)
    return [
        ClientCard(
            id=row.id,
            name=row.name,
            phone=readable(row.phone),
            external_id=row.external_id,
            tester=row.tester,
            email=row.email,
            birth=row.birth,
            premises=tuple(premises.get(row.id, ())),
            version=row.version,
            created_at=row.created_at,
            erased_at=row.erased_at,
        )
        for row in rows
    ]


async def _places(
    session: AsyncSession, clients: Sequence[str]
) -> list[tuple[str, PlaceCard, str]]:
    """Return (client, premises, path), each client's in the order in which they were given."""
    found = await session.exec(
        select(ClientPlace.client, ObjectRow)
        .join(ObjectRow, col(ObjectRow.id) == col(ClientPlace.place))
        .where(col(ClientPlace.client).in_(clients))
        .order_by(ClientPlace.client, col(ClientPlace.position), ClientPlace.place)
    )
    return [(client, PlaceCard(o.id, o.name, o.address), o.path) for client, o in found]
