"""How does somebody who settles accounts take the list of orders along as a workbook?"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.time_zones import time_zone_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.chats.chat_exports.asking import TooManyExports
from chatserver.actions.miniapps.orders.seen import ListedOrder, WantedOrders, seen_orders
from chatserver.core.order_table_words import COLUMNS, headings, word
from chatserver.storage.tables import AppOrder, LegalEntity, OrderEntry
from chatserver.workbooks.sheet import Row
from chatserver.world import World

ROWS_MAX = 50_000
PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """A workbook, and how many orders are in it."""

    content: bytes
    rows: int


async def order_table(
    world: World, viewer: Viewer, wanted: WantedOrders, *, language: str
) -> Table:
    """Write the orders that the employee sees into a workbook, the newest first, so many at most.

    It is audited: it leaves the server with people's names in it. Raises `TooManyExports` while
    this node writes as many tables as it can.
    """
    if world.bindery.full:
        raise TooManyExports
    org, rows = viewer.home.org.id, 0
    async with world.db.session() as session:
        zone = await time_zone_of(session, org)
    with tempfile.TemporaryDirectory(prefix="chatserver-orders-") as folder:
        path = Path(folder) / "orders.xlsx"
        sheet = word("orders", language)
        async with world.bindery.book(path, sheet, headings(language)) as book:
            async for piece in _pieces(world, viewer, wanted):
                more = await _more(world, [one.id for one in piece])
                await book.add([_row(one, more, zone, language) for one in piece])
                rows += len(piece)
        content = await asyncio.to_thread(path.read_bytes)
    async with world.db.transaction() as session:
        changed = Changed(org, after={"orders": rows})
        await record_by(session, world, viewer, "orders.export", changed)
    return Table(content, rows)


async def _pieces(
    world: World, viewer: Viewer, wanted: WantedOrders
) -> AsyncIterator[list[ListedOrder]]:
    after = None
    for _ in range(ROWS_MAX // PIECE):
        piece = await seen_orders(world, viewer, replace(wanted, after=after, limit=PIECE))
        if piece:
            yield piece
        if len(piece) < PIECE:
            return
        after = piece[-1].id


@dataclass(frozen=True, slots=True)
class _More:
    """What a table says of orders and a list does not: who got the money, and under which number
    the provider knows it.
    """

    payees: Mapping[str, str]
    references: Mapping[str, str]


async def _more(world: World, orders: Sequence[str]) -> _More:
    payees = (
        select(AppOrder.id, LegalEntity.name)
        .join(LegalEntity, col(LegalEntity.id) == col(AppOrder.entity))
        .where(col(AppOrder.id).in_(orders))
    )
    references = select(OrderEntry.order, OrderEntry.reference).where(
        col(OrderEntry.order).in_(orders), OrderEntry.kind == "charge"
    )
    async with world.db.session() as session:
        return _More(
            dict((await session.exec(payees)).all()), dict((await session.exec(references)).all())
        )


def _row(order: ListedOrder, more: _More, zone: ZoneInfo, language: str) -> Row:
    def time(at: int | None) -> datetime | str:
        # Excel knows no zones.
        if at is None:
            return ""
        return datetime.fromtimestamp(at // 1000, UTC).astimezone(zone).replace(tzinfo=None)

    cells: Mapping[str, object] = {
        "external_id": order.external_id,
        "miniapp": order.miniapp.name,
        "client": "" if order.client is None else order.client.name,
        "description": order.description,
        "state": word(order.state, language),
        "amount": order.amount / 100,
        "refunded": order.refunded / 100,
        "currency": order.currency,
        "payee": more.payees.get(order.id, ""),
        "reference": more.references.get(order.id, ""),
        "created_at": time(order.created_at),
        "paid_at": time(order.paid_at),
        "id": order.id,
    }
    return tuple(cells[name] for name in COLUMNS)
