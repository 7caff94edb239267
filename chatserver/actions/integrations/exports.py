"""What do an organisation's own systems take away, page by page in the order of making?

Whoever reads to the end has everything that was there when they began. The first page of each
export is written into the audit log: personal data leave the house here.
"""

from dataclasses import dataclass

from sqlmodel import col, select

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.reach import below, lives_below, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.clients.client_cards import ClientCard, cards_of
from chatserver.actions.miniapps.orders.seen import ListedOrder, listed, listing, reached_orders
from chatserver.core.access import view_permission
from chatserver.core.exports import Scope
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import AppOrder, ChatRow, ClientRow, Miniapp, ObjectRow, ProductRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class ExportedChat:
    """A chat without its words. `department` and `staff` are ids."""

    id: str
    number: int
    product: str
    client: str
    place: str | None
    platform: str | None
    state: str
    reason: str | None
    tag: Named | None
    department: str | None
    staff: str | None
    last: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class ExportedApp:
    """A mini-app. `title` is what clients read."""

    id: str
    name: str
    title: str
    category: str
    status: str
    suspended: bool
    created_at: int
    updated_at: int


async def export_clients(
    world: World, viewer: Viewer, *, after: str | None, limit: int
) -> list[ClientCard]:
    """Return clients with a place inside the key's objects, those who were erased too, by id."""
    org = viewer.home.org.id
    question = select(ClientRow).where(ClientRow.org == org)
    if after is not None:
        question = question.where(col(ClientRow.id) > after)
    async with world.db.session() as session:
        roots = await roots_of(session, viewer)
        if roots is not None:
            question = question.where(await lives_below(session, org, roots))
        rows = (await session.exec(question.order_by(col(ClientRow.id)).limit(limit))).all()
        found = await cards_of(session, rows, roots)
    if after is None:
        await _note(world, viewer, Scope.CLIENTS)
    return found


async def export_chats(
    world: World, viewer: Viewer, *, after: str | None, limit: int
) -> list[ExportedChat]:
    """Return the chats that the key may see, by id."""
    org = viewer.home.org.id
    kinds = [
        kind for kind in ("miniapp", "subscription") if view_permission(kind) in viewer.permissions
    ]
    question = (
        select(ChatRow)
        .join(ProductRow, col(ProductRow.id) == col(ChatRow.product))
        .where(ChatRow.org == org, col(ProductRow.kind).in_(kinds))
        .order_by(col(ChatRow.id))
        .limit(limit)
    )
    if after is not None:
        question = question.where(col(ChatRow.id) > after)
    async with world.db.session() as session:
        roots = await roots_of(session, viewer)
        if roots is not None:
            places = select(ObjectRow.id).where(ObjectRow.org == org, below(roots))
            question = question.where(col(ChatRow.place).in_(places))
        found = [_chat(row) for row in await session.exec(question)]
    if after is None:
        await _note(world, viewer, Scope.CHATS)
    return found


async def export_miniapps(
    world: World, viewer: Viewer, *, after: str | None, limit: int
) -> list[ExportedApp]:
    """Return the organisation's mini-apps, by id."""
    question = (
        select(Miniapp, ProductRow.title)
        .join(ProductRow, col(ProductRow.id) == col(Miniapp.id))
        .where(Miniapp.org == viewer.home.org.id)
        .order_by(col(Miniapp.id))
        .limit(limit)
    )
    if after is not None:
        question = question.where(col(Miniapp.id) > after)
    async with world.db.session() as session:
        found = (await session.exec(question)).all()
    return [
        ExportedApp(
            id=row.id,
            name=row.name,
            title=title,
            category=row.category,
            status=row.status,
            suspended=row.suspended_at is not None,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row, title in found
    ]


async def export_orders(
    world: World, viewer: Viewer, *, after: str | None, limit: int
) -> list[ListedOrder]:
    """Return the orders that the key may see, live and test, by id."""
    question = (
        listing().where(AppOrder.org == viewer.home.org.id).order_by(col(AppOrder.id)).limit(limit)
    )
    if after is not None:
        question = question.where(col(AppOrder.id) > after)
    async with world.db.session() as session:
        question = question.where(await reached_orders(session, viewer))
        found = [listed(*one) for one in await session.exec(question)]
    if after is None:
        await _note(world, viewer, Scope.ORDERS)
    return found


async def check_own_app(world: World, viewer: Viewer, app: str) -> None:
    """Raise `NotFound` for a mini-app that is not the organisation's."""
    async with world.db.session() as session:
        row = await session.get(Miniapp, app)
    if row is None or row.org != viewer.home.org.id:
        raise NotFound


async def _note(world: World, viewer: Viewer, scope: Scope) -> None:
    org = viewer.home.org.id
    async with world.db.transaction() as session:
        by, changed = Person("api_key", viewer.id), [Changed(org, after={"scope": str(scope)})]
        await record(session, world, by=by, org=org, action="export.read", changed=changed)


def _chat(row: ChatRow) -> ExportedChat:
    tagged = row.tag_id is not None
    return ExportedChat(
        id=row.id,
        number=row.number,
        product=row.product,
        client=row.client,
        place=row.place,
        platform=row.platform,
        state=row.state,
        reason=row.reason,
        tag=Named(row.tag_id or "", row.tag_text or "") if tagged else None,
        department=row.department,
        staff=row.staff,
        last=row.last,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
