"""What is left of an organisation thirty days after it was closed? (X7, D16)

Its people are overwritten and its files removed: what came with messages, pictures, builds and
offers. What counts stays: times, reasons, sums, digests, and that something was agreed to.
"""

from sqlalchemy import or_
from sqlalchemy import update as change
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.clients.erasures import erase_person
from chatserver.actions.clients.overwriting import Erasure
from chatserver.actions.miniapps.builds import builds_of
from chatserver.actions.miniapps.offers import offer_key
from chatserver.actions.organisations.closing import KEPT_MS
from chatserver.actions.organisations.orgs import held_org
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import (
    GIVEN_UP,
    AuditRow,
    CatalogueRow,
    ChatRow,
    ClientRow,
    DeviceRow,
    EventRow,
    FileRow,
    ImportFinding,
    ImportRow,
    Licence,
    Miniapp,
    NoteRow,
    Offer,
    Org,
    PasswordLink,
    RefreshToken,
    SavedView,
    StaffNotice,
    StaffPreferences,
    StaffRow,
    StaffSession,
    StaffTotp,
    UploadRow,
    Webhook,
)
from chatserver.world import World

CLIENTS_AT_ONCE = 100
FORMER = "Former employee"


async def erase_closed(world: World) -> int:
    """Erase the organisations whose thirty days are over; return how many were gone through. What
    a crash interrupts, the next turn goes on with.
    """
    staff = select(StaffRow.id).where(StaffRow.org == Org.id, StaffRow.name != FORMER)
    unfinished = or_(col(Org.erased_at).is_(None), staff.exists())
    question = select(Org.id).where(col(Org.closed_at) <= world.now() - KEPT_MS, unfinished)
    async with world.db.session() as session:
        due = list(await session.exec(question))
    return sum([await _erase_org(world, org) for org in due])


async def _erase_org(world: World, org: str) -> int:
    if not await _begin_erasing(world, org):
        return 0
    while clients := await _clients(world, org):
        for client in clients:
            erasure = Erasure(org, client, "", world.now(), "the organisation was closed")
            await erase_person(world, erasure, SYSTEM)
    await _remove_files(world, org)
    async with world.db.transaction() as session:
        # Last: by them the next turn knows that this one came to its end.
        await _overwrite_staff(session, org)
    return 1


async def _begin_erasing(world: World, org: str) -> bool:
    """Say that it cannot be opened any more; False: it was opened meanwhile."""
    async with world.db.transaction() as session:
        row = await held_org(session, org)
        if row.closed_at is None or row.closed_at + KEPT_MS > world.now():
            return False
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


async def _clients(world: World, org: str) -> list[str]:
    question = select(ClientRow.id).where(ClientRow.org == org, col(ClientRow.erased_at).is_(None))
    async with world.db.session() as session:
        found = await session.exec(question.order_by(col(ClientRow.id)).limit(CLIENTS_AT_ONCE))
        return list(found)


async def _remove_files(world: World, org: str) -> None:
    """Remove builds and offers; files of messages, widgets and the catalogue go with the sweep."""
    async with world.db.transaction() as session:
        apps = list(await session.exec(select(Miniapp.id).where(Miniapp.org == org)))
        theirs = select(Offer.id).join(Miniapp, col(Miniapp.id) == col(Offer.app))
        offers = list(await session.exec(theirs.where(Miniapp.org == org)))
        await _give_files_up(session, org, now=world.now())
        await _forget_imports(session, org)
        # What was sent to them has gone with its age.
        await session.exec(delete(Webhook).where(col(Webhook.org) == org))
    for app in apps:
        await world.files.delete_below(builds_of(app))
    for offer in offers:
        await world.files.delete(offer_key(offer))


async def _give_files_up(session: AsyncSession, org: str, *, now: int) -> None:
    await session.exec(change(CatalogueRow).where(col(CatalogueRow.org) == org).values(image=None))
    await session.exec(
        change(FileRow)
        .where(col(FileRow.org) == org, col(FileRow.gone_at).is_(None))
        .values(name="", gone_at=now)
    )
    await session.exec(change(UploadRow).where(col(UploadRow.org) == org).values(here=GIVEN_UP))


async def _forget_imports(session: AsyncSession, org: str) -> None:
    own = select(ImportRow.id).where(ImportRow.org == org)
    await session.exec(delete(ImportFinding).where(col(ImportFinding.job).in_(own)))
    await session.exec(change(ImportRow).where(col(ImportRow.org) == org).values(name=""))


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
    await session.exec(
        change(NoteRow)
        .where(col(NoteRow.chat).in_(chats))
        .values(by_name=FORMER)
        .execution_options(synchronize_session=False)
    )
    rows = await session.exec(
        select(AuditRow).where(AuditRow.org == org, col(AuditRow.subject).in_(ids))
    )
    for row in rows:
        row.before, row.after = dict.fromkeys(row.before), dict.fromkeys(row.after)
        session.add(row)
