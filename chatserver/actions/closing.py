"""What ends when an organisation is closed, and for how long can it be opened again? (11.7)

Closing takes away everything that lets anybody in, and leaves what was stored. For thirty days an
Administrator can log in to fetch it, and the platform can open the organisation again; then its
people are overwritten (D16).
"""

import json

from sqlalchemy import update as change
from sqlmodel import SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.erasures import Erasure, erase_person
from chatserver.actions.miniapps.licences import clear_licence
from chatserver.actions.orgs import held_org
from chatserver.core.refusals import Conflict
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.tables import (
    ApiKey,
    AppKey,
    AuditRow,
    ChatRow,
    ClientRow,
    DeviceRow,
    EventRow,
    Licence,
    Miniapp,
    MiniappGeneration,
    Org,
    OutboxRow,
    PasswordLink,
    RefreshToken,
    SavedView,
    StaffNotice,
    StaffPreferences,
    StaffRow,
    StaffSession,
    StaffTotp,
)
from chatserver.world import World

DAY_MS = 86_400_000
KEPT_MS = 30 * DAY_MS  # http.md: `…/reopen` (30 days)
CLIENTS_AT_ONCE = 100
FORMER = "Former employee"


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
        body = json.dumps({"org": org})
        session.add(
            OutboxRow(id=world.new_id("out"), org=org, topic="org.closed", body=body, at=now)
        )
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
        changed = Changed(org, {"closed": True}, {"closed": False})
        await record(session, world, by=by, org=org, action="org.reopen", changed=[changed])


async def erase_closed(world: World) -> int:
    """Overwrite the people of the organisations whose thirty days are over; return how many
    organisations were gone through. What a crash interrupts, the next turn goes on with.
    """
    question = select(Org.id).where(col(Org.closed_at) <= world.now() - KEPT_MS)
    async with world.db.session() as session:
        due = list(await session.exec(question))
    return sum([await _erase_org(world, org) for org in due])


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
        change(ClientRow).where(col(ClientRow.org) == org).values(tokens_from=now + 1)
    )


async def _erase_org(world: World, org: str) -> int:
    if not await _begin_erasing(world, org):
        return 0
    while clients := await _clients(world, org):
        for client in clients:
            erasure = Erasure(org, client, "", world.now(), "the organisation was closed")
            await erase_person(world, erasure, SYSTEM)
    async with world.db.transaction() as session:
        await _overwrite_staff(session, org)
    return 1


async def _begin_erasing(world: World, org: str) -> bool:
    """Say that it cannot be opened any more; False: everything is done already."""
    async with world.db.transaction() as session:
        row = await held_org(session, org)
        if row.closed_at is None or row.closed_at + KEPT_MS > world.now():
            return False  # it was opened meanwhile
        if row.erased_at is None:
            row.erased_at = world.now()
            session.add(row)
            await session.exec(
                change(Licence)
                .where(col(Licence.org) == org, col(Licence.revoked_at).is_(None))
                .values(revoked_at=row.erased_at)
            )
            changed = Changed(org, {"erased": False}, {"erased": True})
            await record(session, world, by=SYSTEM, org=org, action="org.erase", changed=[changed])
            return True
        left = select(StaffRow.id).where(StaffRow.org == org, StaffRow.name != FORMER).limit(1)
        return (await session.exec(left)).first() is not None


async def _clients(world: World, org: str) -> list[str]:
    question = select(ClientRow.id).where(ClientRow.org == org, col(ClientRow.erased_at).is_(None))
    async with world.db.session() as session:
        found = await session.exec(question.order_by(col(ClientRow.id)).limit(CLIENTS_AT_ONCE))
        return list(found)


async def _overwrite_staff(session: AsyncSession, org: str) -> None:
    ids = list(await session.exec(select(StaffRow.id).where(StaffRow.org == org)))
    await session.exec(
        change(StaffRow)
        .where(col(StaffRow.org) == org)
        .values(
            name=FORMER,
            email=StaffRow.id + "@erased.invalid",
            password_hash=None,
            active=False,
            version=StaffRow.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    for table in (
        RefreshToken,
        PasswordLink,
        StaffSession,
        StaffTotp,
        StaffNotice,
        StaffPreferences,
        SavedView,
    ):
        await session.exec(delete(table).where(col(table.staff).in_(ids)))
    await session.exec(delete(DeviceRow).where(col(DeviceRow.owner).in_(ids)))
    chats = select(ChatRow.id).where(ChatRow.org == org)
    await session.exec(
        change(EventRow)
        .where(col(EventRow.chat).in_(chats), col(EventRow.by_kind) == "staff")
        .values(by_name=FORMER)
        .execution_options(synchronize_session=False)
    )
    rows = await session.exec(
        select(AuditRow).where(AuditRow.org == org, col(AuditRow.subject).in_(ids))
    )
    for row in rows:
        row.before, row.after = dict.fromkeys(row.before), dict.fromkeys(row.after)
        session.add(row)
