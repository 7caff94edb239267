"""What is there to be seen of an order?"""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.core.order_forms import Line
from chatserver.core.people import Named
from chatserver.storage.tables import (
    Account,
    AppKey,
    AppOrder,
    ClientRow,
    LegalEntity,
    OrderAttempt,
    OrderEntry,
    OrderRefund,
    ProductRow,
    StaffRow,
)


@dataclass(frozen=True, slots=True)
class AttemptCard:
    """An attempt to pay; `opening` until the provider has answered."""

    id: str
    provider: str
    state: str
    at: int
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class EntryCard:
    """Money that came (charge) or went back (refund)."""

    id: str
    kind: str
    amount: int
    provider: str
    reference: str
    at: int


@dataclass(frozen=True, slots=True)
class RefundCard:
    """Money that is to go back, or went; `by_kind` is staff or back_end."""

    id: str
    amount: int
    reason: str
    state: str
    by_kind: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order with all that belongs to it. `title` is what clients read as the mini-app's name
    (its own is for staff), `account` the end of the payee's number.
    """

    id: str
    miniapp: Named
    title: str
    external_id: str
    env: str
    state: str
    ends_as: str | None
    client: Named | None
    sub: str | None
    amount: int
    refunded: int
    currency: str
    description: str
    lines: tuple[Line, ...]
    payee: str | None
    account: str | None
    created_at: int
    expires_at: int
    changed_at: int
    paid_at: int | None
    attempts: tuple[AttemptCard, ...]
    entries: tuple[EntryCard, ...]
    refunds: tuple[RefundCard, ...]


async def order_card(session: AsyncSession, row: AppOrder) -> OrderCard:
    """Return an order with all that belongs to it, each list in the order of time."""
    product = await session.get_one(ProductRow, row.app)
    client = None if row.client is None else await session.get(ClientRow, row.client)
    entity = None if row.entity is None else await session.get(LegalEntity, row.entity)
    account = None if row.account is None else await session.get(Account, row.account)
    return OrderCard(
        id=row.id,
        miniapp=Named(product.id, product.name),
        title=product.title,
        external_id=row.external_id,
        env=row.env,
        state=row.state,
        ends_as=row.ends_as,
        client=None if client is None else Named(client.id, client.name),
        sub=row.sub,
        amount=row.amount,
        refunded=row.refunded,
        currency=row.currency,
        description=row.description,
        lines=tuple(Line(**one) for one in row.lines),
        payee=None if entity is None else entity.name,
        account=None if account is None else account.number[-4:],
        created_at=row.created_at,
        expires_at=row.expires_at,
        changed_at=row.changed_at,
        paid_at=row.paid_at,
        attempts=await _attempts(session, row.id),
        entries=await _entries(session, row.id),
        refunds=await _refunds(session, row.id),
    )


async def _attempts(session: AsyncSession, order: str) -> tuple[AttemptCard, ...]:
    question = select(OrderAttempt).where(OrderAttempt.order == order).order_by(OrderAttempt.id)
    return tuple(
        AttemptCard(one.id, one.provider, one.state, one.at, one.ended_at)
        for one in await session.exec(question)
    )


async def _entries(session: AsyncSession, order: str) -> tuple[EntryCard, ...]:
    question = select(OrderEntry).where(OrderEntry.order == order).order_by(OrderEntry.id)
    return tuple(
        EntryCard(one.id, one.kind, one.amount, one.provider, one.reference, one.at)
        for one in await session.exec(question)
    )


async def _refunds(session: AsyncSession, order: str) -> tuple[RefundCard, ...]:
    question = (
        select(OrderRefund, StaffRow.name, AppKey.name)
        .join(StaffRow, col(StaffRow.id) == col(OrderRefund.by), isouter=True)
        .join(AppKey, col(AppKey.id) == col(OrderRefund.by), isouter=True)
        .where(OrderRefund.order == order)
        .order_by(OrderRefund.id)
    )
    return tuple(
        RefundCard(
            one.id, one.amount, one.reason, one.state, one.by_kind, staff or key or "", one.at
        )
        for one, staff, key in await session.exec(question)
    )
