"""What has waited for so long that somebody must be told? (D17)"""

from sqlalchemy import and_, func, update
from sqlmodel import col, select

from chatserver.actions.notifying.notices import notify_staff
from chatserver.core.staff_notices import deserted
from chatserver.ledger.directory import Directory
from chatserver.storage.tables import AssignmentRow, ChatRow, Miniapp, Org, Review
from chatserver.world import World

HOUR_MS = 3_600_000
DUE_SOON_MS = 12 * HOUR_MS
WAITING_MS = 15 * 60_000
PAGE = 100


async def tell_due_soon(world: World) -> None:
    """Tell the moderators of reviews that are due in less than twelve hours, once each."""
    now = world.now()
    question = (
        select(Review.id, Review.app, Miniapp.name, Org.name)
        .join(Miniapp, col(Miniapp.id) == col(Review.app))
        .join(Org, col(Org.id) == col(Miniapp.org))
        .where(
            col(Review.ended_at).is_(None),
            col(Review.told_at).is_(None),
            Review.due_at <= now + DUE_SOON_MS,
        )
        .order_by(col(Review.due_at))
        .limit(PAGE)
    )
    async with world.db.session() as session:
        due = (await session.exec(question)).all()
    for review, app, name, org in due:
        async with world.db.transaction() as session:
            # Of two nodes that found it the database lets one through.
            mine = (col(Review.id) == review, col(Review.told_at).is_(None))
            claimed = await session.exec(update(Review).where(*mine).values(told_at=now))
            if claimed.rowcount == 1:
                data = {"app": name, "org": org}
                await notify_staff(session, world, None, "review.due_soon", subject=app, data=data)


async def tell_waiting(world: World) -> None:
    """Tell the Administrators of chats that nobody could answer for fifteen minutes, at most once
    an hour.
    """
    now = world.now()
    # A chat that waits was given to nobody: it has waited since.
    given = and_(
        col(AssignmentRow.chat) == col(ChatRow.id),
        col(AssignmentRow.number) == col(ChatRow.assignment),
    )
    question = (
        select(ChatRow.org, func.count(), func.min(ChatRow.id))
        .join(AssignmentRow, given)
        .join(Org, col(Org.id) == col(ChatRow.org))
        .where(
            col(Org.closed_at).is_(None),
            ChatRow.state == "staff",
            col(ChatRow.staff).is_(None),
            col(ChatRow.acted),
            AssignmentRow.at <= now - WAITING_MS,
        )
        .group_by(ChatRow.org)
    )
    async with world.db.session() as session:
        found = (await session.exec(question)).all()
    for org, count, oldest in found:
        async with world.db.transaction() as session:
            await notify_staff(
                session,
                world,
                org,
                "chats.waiting",
                subject=oldest,
                data={"count": int(count)},
                once=f"chats.waiting {now // HOUR_MS}",
            )


async def tell_deserted(world: World, directory: Directory) -> None:
    """Tell the Administrators of rules whose people are gone, once for each list of names."""
    for product in directory.products.values():
        for one in deserted(product, directory.staff):
            rule = one.tag or "—"
            async with world.db.transaction() as session:
                await notify_staff(
                    session,
                    world,
                    directory.org.id,
                    "rule.empty",
                    subject=product.id,
                    data={"product": product.name, "rule": rule},
                    once=f"rule.empty {product.id} {rule} {' '.join(sorted(one.names))}"[:500],
                )
