"""What happens to a mini-app's pushes that are under way when something ends, or one is opened?

In the transaction of what it follows from, as with tokens (generations.py).
"""

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.happenings import tell_endpoints
from chatserver.core.pushes import State
from chatserver.storage.tables import OutboxRow, PushReceipt, PushTotal
from chatserver.world import World

TOPIC = "miniapp.push"


async def drop_pushes(
    session: AsyncSession, world: World, *, app: str | None = None, client: str | None = None
) -> None:
    """Let what a mini-app has pushed, to a client or to all, be told no more; its words go at once.

    What a push service has taken already it may still show.
    """
    assert app is not None or client is not None
    theirs: list[ColumnElement[bool]] = []
    if app is not None:
        theirs.append(col(PushReceipt.app) == app)
    if client is not None:
        theirs.append(col(PushReceipt.client) == client)
    rows = select(PushReceipt.row).where(*theirs)
    waiting = (
        col(OutboxRow.topic) == TOPIC,
        col(OutboxRow.done_at).is_(None),
        col(OutboxRow.id).in_(rows),
    )
    unsynchronised = {"synchronize_session": False}
    await session.exec(
        update(OutboxRow)
        .where(*waiting)
        .values(done_at=world.now(), failure="withdrawn", body="{}")
        .execution_options(**unsynchronised)
    )
    await session.exec(
        update(PushReceipt)
        .where(*theirs, col(PushReceipt.state) == State.WAITING)
        .values(state=State.DROPPED, changed_at=world.now())
        .execution_options(**unsynchronised)
    )


async def note_opened(
    session: AsyncSession, world: World, *, org: str, push: str, app: str, client: str
) -> None:
    """Keep when a client first opened this push; of one that is forgotten, or was never theirs,
    nothing is kept.
    """
    theirs = (
        col(PushReceipt.push) == push,
        col(PushReceipt.client) == client,
        col(PushReceipt.app) == app,
        col(PushReceipt.opened_at).is_(None),
    )
    noted = await session.exec(update(PushReceipt).where(*theirs).values(opened_at=world.now()))
    if noted.rowcount > 0:
        await count_push(session, push, opened=1)
        told = {"mini_app": app, "client": client, "notification": push}
        await tell_endpoints(session, world, org, [("notification.opened", told)])


async def count_push(session: AsyncSession, push: str, *, sent: int = 0, opened: int = 0) -> None:
    """Add to what stays of a push when its receipts have gone; the caller holds a receipt."""
    values = {"sent": PushTotal.sent + sent, "opened": PushTotal.opened + opened}
    await session.exec(update(PushTotal).where(col(PushTotal.push) == push).values(**values))
