"""How are employees told of what concerns them, in the console and by mail? (D17)

A notice is written in the transaction of what it tells of, a row for each who is told, and so is
its mail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.languages import language_of
from chatserver.actions.notifying.mails import send_mail
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission, granted
from chatserver.core.staff_notices import KINDS, Audience, Data, place_of, told
from chatserver.notify import Mail
from chatserver.storage.tables import RoleRow, StaffNotice, StaffRow
from chatserver.world import World

MOST = 500  # people who are told of one thing
_NEEDED: Mapping[Audience, Permission] = {
    Audience.PARTNER: Permission.MINIAPPS_EDIT,
    Audience.MODERATORS: Permission.PLATFORM_MODERATION,
    Audience.INTEGRATORS: Permission.INTEGRATION_EDIT,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as its reader sees it. `subject` is the id of what it is about."""

    id: str
    kind: str
    subject: str
    data: Data
    at: int
    read_at: int | None


async def notify_staff(
    session: AsyncSession,
    world: World,
    org: str | None,
    kind: str,
    *,
    subject: str,
    data: Mapping[str, str | int],
    sender: str | None = None,
    once: str | None = None,
) -> None:
    """Tell those of D17, in this transaction. `org` is whose it is, None for the moderators'.

    `sender` is told as well, if they still work here. With `once` nobody is told twice.
    """
    for person in await _people(session, org, KINDS[kind].audience, sender):
        row = {
            "id": world.new_id("ntc"),
            "staff": person.id,
            "kind": kind,
            "subject": subject,
            "data": dict(data),
            "once": once,
            "at": world.now(),
        }
        if await _written(session, world, row):
            title, text = told(kind, await language_of(session, person), data)
            link = f"{world.settings.server.address}/console/{place_of(kind, subject)}"
            mail = Mail(person.email, title, f"{text}\n\n{link}\n")
            await send_mail(session, world, mail, org=org)


async def notices(
    world: World, staff_id: str, *, after: str | None, limit: int, unread: bool = False
) -> list[Notice]:
    """Return an employee's notices, the newest first, those before `after`."""
    question = select(StaffNotice).where(StaffNotice.staff == staff_id)
    if after is not None:
        question = question.where(StaffNotice.id < after)
    if unread:
        question = question.where(col(StaffNotice.read_at).is_(None))
    async with world.db.session() as session:
        rows = await session.exec(question.order_by(col(StaffNotice.id).desc()).limit(limit))
        return [_shown(row) for row in rows]


async def unread_notices(world: World, staff_id: str) -> int:
    """Return how many an employee has not read."""
    question = (
        select(func.count())
        .select_from(StaffNotice)
        .where(StaffNotice.staff == staff_id, col(StaffNotice.read_at).is_(None))
    )
    async with world.db.session() as session:
        return (await session.exec(question)).one()


async def read_notice(world: World, staff_id: str, notice_id: str) -> None:
    """Note that it was read; once is enough. Raises `NotFound`."""
    async with world.db.transaction() as session:
        row = await session.get(StaffNotice, notice_id)
        if row is None or row.staff != staff_id:
            raise NotFound
        await _read(session, world, col(StaffNotice.id) == notice_id)


async def read_notices(world: World, staff_id: str, *, to: str | None = None) -> None:
    """Note that all were read, or all up to this one."""
    which = [col(StaffNotice.staff) == staff_id]
    if to is not None:
        which.append(col(StaffNotice.id) <= to)
    async with world.db.transaction() as session:
        await _read(session, world, *which)


async def _read(session: AsyncSession, world: World, *which: ColumnElement[bool]) -> None:
    unread = (*which, col(StaffNotice.read_at).is_(None))
    await session.exec(update(StaffNotice).where(*unread).values(read_at=world.now()))


async def _written(session: AsyncSession, world: World, row: Mapping[str, object]) -> bool:
    """Store it, and return whether it is news to this person."""
    insert = (postgresql if world.db.dialect == "postgresql" else sqlite).insert(StaffNotice)
    stored = insert.values(row).on_conflict_do_nothing().returning(col(StaffNotice.id))
    connection = await session.connection()
    return (await connection.execute(stored)).first() is not None


async def _people(
    session: AsyncSession, org: str | None, audience: Audience, sender: str | None
) -> Sequence[StaffRow]:
    home = None if audience is Audience.MODERATORS else org
    roles = [
        role.id
        for role in await session.exec(select(RoleRow).where(_of(RoleRow, home)))
        if role.administrator or _needed(audience) & granted(role.permissions)
    ]
    which: ColumnElement[bool] = col(StaffRow.role).in_(roles)
    if sender is not None:
        which |= col(StaffRow.id) == sender
    question = select(StaffRow).where(_of(StaffRow, home), col(StaffRow.active), which)
    return (await session.exec(question.order_by(col(StaffRow.id)).limit(MOST))).all()


def _needed(audience: Audience) -> frozenset[Permission]:
    permission = _NEEDED.get(audience)
    return frozenset() if permission is None else frozenset({permission})


def _of(table: type[RoleRow | StaffRow], org: str | None) -> ColumnElement[bool]:
    return col(table.org).is_(None) if org is None else col(table.org) == org


def _shown(row: StaffNotice) -> Notice:
    return Notice(row.id, row.kind, row.subject, row.data, row.at, row.read_at)
