"""What ends when an organisation is closed, and for how long can it be opened again? (X7)

Closing takes away everything that lets anybody in, and leaves what was stored. For thirty days an
Administrator can log in to fetch it, and the platform can open the organisation again; then it is
erased (org_erasures.py).
"""

from sqlalchemy import update as change
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.licences import clear_licence
from chatserver.actions.organisations.orgs import held_org
from chatserver.actions.webhooks.following import follow_again
from chatserver.core.people import tokens_after
from chatserver.core.refusals import Conflict
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import (
    ApiKey,
    AppKey,
    ClientRow,
    Licence,
    Miniapp,
    MiniappGeneration,
    RefreshToken,
    StaffRow,
    StaffSession,
)
from chatserver.world import World

DAY_MS = 86_400_000
KEPT_MS = 30 * DAY_MS  # X7


async def close_org(world: World, org: str, *, by: Person, expected: int | None = None) -> None:
    """Close an organisation: nobody comes in any more, with whatever they hold.

    Raises `NotFound`, `Stale`, and `Conflict` for one that is closed.
    """
    now = world.now()
    async with world.db.transaction() as session:
        row = await held_org(session, org, expected=expected)
        if row.closed_at is not None:
            raise Conflict(closed=True)
        await _free_licences(session, world, org, by=by)
        await _end_credentials(session, org, now=now)
        row.closed_at = now
        row.version += 1
        session.add(row)
        changed = Changed(org, {"closed": False}, {"closed": True})
        await record(session, world, by=by, org=org, action="org.close", changed=[changed])


async def reopen_org(world: World, org: str, *, by: Person, expected: int | None = None) -> None:
    """Open an organisation again within thirty days.

    People, chats, mini-apps and licences are there as they were stored. Everybody logs in anew,
    keys are made anew, and a mini-app comes back with a licence and a status. Raises `NotFound`,
    `Stale`, and `Conflict` for one that is open or erased.
    """
    async with world.db.transaction() as session:
        row = await held_org(session, org, expected=expected)
        if row.closed_at is None or row.erased_at is not None:
            raise Conflict(closed=row.closed_at is not None)
        if row.closed_at + KEPT_MS <= world.now():
            raise Conflict(closed=True)
        row.closed_at = None
        row.version += 1
        session.add(row)
        await session.flush()
        await follow_again(session, org)
        changed = Changed(org, {"closed": True}, {"closed": False})
        await record(session, world, by=by, org=org, action="org.reopen", changed=[changed])


async def _free_licences(session: AsyncSession, world: World, org: str, *, by: Person) -> None:
    question = (
        select(Miniapp.id)
        .join(Licence, col(Licence.app) == col(Miniapp.id))
        .where(Miniapp.org == org)
        .order_by(col(Miniapp.id))
    )
    for app in list(await session.exec(question)):
        await clear_licence(session, world, app, by=by)


async def _end_credentials(session: AsyncSession, org: str, *, now: int) -> None:
    staff = select(StaffRow.id).where(StaffRow.org == org)
    apps = select(Miniapp.id).where(Miniapp.org == org)
    ended: list[tuple[type[SQLModel], object]] = [
        (RefreshToken, col(RefreshToken.staff).in_(staff)),
        (StaffSession, col(StaffSession.staff).in_(staff)),
        (AppKey, col(AppKey.app).in_(apps)),
        (ApiKey, col(ApiKey.org) == org),
    ]
    for table, whose in ended:
        ended_at = table.ended_at  # type: ignore[attr-defined]
        await session.exec(
            change(table)
            .where(whose, col(ended_at).is_(None))  # type: ignore[arg-type]
            .values(ended_at=now)
            .execution_options(synchronize_session=False)
        )
    await session.exec(
        change(MiniappGeneration)
        .where(col(MiniappGeneration.app).in_(apps), col(MiniappGeneration.ended_at).is_(None))
        .values(gen=MiniappGeneration.gen + 1, ended_at=now)
        .execution_options(synchronize_session=False)
    )
    # So that no token of before lives again with the organisation.
    await session.exec(
        change(ClientRow).where(col(ClientRow.org) == org).values(tokens_from=tokens_after(now))
    )
