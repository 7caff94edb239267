"""How do licences come to an organisation, and how do they end? (requirements 61–65)"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.moves import hold, move, tell_partner
from chatserver.actions.miniapps.reviews import end_open_review
from chatserver.core.miniapps import Act, Actor
from chatserver.core.refusals import NotFound, Refused
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import Licence, Miniapp, Org
from chatserver.world import World

# The last number that was given out, over the whole platform.
_COUNTER = "licences"


class LicenceInUse(Refused):
    """Another mini-app has it, or somebody took it a moment ago. Nothing was made."""

    code = "licence_in_use"
    sentence = "This licence serves another mini-app."


@dataclass(frozen=True, slots=True)
class LicenceCard:
    """A licence, and which mini-app it serves."""

    id: str
    number: int
    app: str | None
    app_name: str | None
    granted_at: int

    @property
    def name(self) -> str:
        """What it is called."""
        return licence_name(self.number)


def licence_name(number: int) -> str:
    """Return what a licence is called: they differ by their number."""
    return f"dmapp{number}"


async def grant_licences(world: World, org: str, count: int, *, by: Person) -> list[LicenceCard]:
    """Give an organisation the next `count` licences; raises `NotFound`."""
    now = world.now()
    async with world.db.transaction() as session:
        known = await session.get(Org, org)
        if known is None or known.closed_at is not None:
            raise NotFound
        last = await _take_numbers(session, count)
        cards = [
            LicenceCard(world.new_id("lic"), number, None, None, now)
            for number in range(last - count + 1, last + 1)
        ]
        rows = [
            {
                "id": card.id,
                "org": org,
                "number": card.number,
                "app": None,
                "granted_at": now,
                "revoked_at": None,
            }
            for card in cards
        ]
        await insert_rows(session, Licence, rows)
        made = [Changed(card.id, after={"name": card.name}) for card in cards]
        await record(session, world, by=by, org=org, action="licence.grant", changed=made)
    return cards


async def _take_numbers(session: AsyncSession, count: int) -> int:
    """Count up in this transaction: who comes second waits for it, and no number is left out."""
    connection = await session.connection()
    await connection.execute(
        text("INSERT INTO meta (name, value) VALUES (:name, '0') ON CONFLICT DO NOTHING"),
        {"name": _COUNTER},
    )
    counted = await connection.execute(
        text(
            "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + :count AS TEXT)"
            " WHERE name = :name RETURNING value"
        ),
        {"name": _COUNTER, "count": count},
    )
    return int(counted.scalar_one())


async def licences(
    world: World, org: str, *, free: bool, after: int, limit: int
) -> list[LicenceCard]:
    """Return the licences that hold with greater numbers than `after`, in their order.

    `free`: only those that serve no mini-app.
    """
    question = (
        select(Licence, Miniapp.name)
        .join(Miniapp, col(Miniapp.id) == col(Licence.app), isouter=True)
        .where(Licence.org == org, Licence.number > after, col(Licence.revoked_at).is_(None))
        .order_by(col(Licence.number))
        .limit(limit)
    )
    if free:
        question = question.where(col(Licence.app).is_(None))
    async with world.db.session() as session:
        found: Sequence[tuple[Licence, str | None]] = (await session.exec(question)).all()
    return [LicenceCard(row.id, row.number, row.app, name, row.granted_at) for row, name in found]


async def revoke_licence(world: World, org: str, licence_id: str, *, by: Person) -> None:
    """Take a licence back; its mini-app is inactive with it (requirement 65). Raises `NotFound`."""
    async with world.db.transaction() as session:
        licence = await session.get(Licence, licence_id)
        if licence is None or licence.org != org or licence.revoked_at is not None:
            raise NotFound
        if licence.app is not None:
            held = await hold(session, org, licence.app)
            await session.refresh(licence)
            if licence.app == held.row.id:
                await clear_licence(session, world, held.row.id, by=by)
                await tell_partner(session, world, held, "licence.cleared")
        licence.app = None
        licence.revoked_at = world.now()
        session.add(licence)
        changed = Changed(licence.id, {"name": licence_name(licence.number)})
        await record(session, world, by=by, org=org, action="licence.revoke", changed=[changed])


async def clear_licence(session: AsyncSession, world: World, app_id: str, *, by: Person) -> None:
    """Take the licence off a mini-app that is held: inactive at once, an open review is over."""
    held = await hold(session, None, app_id)
    if held.licence is None:
        return
    await end_open_review(session, world, held, outcome="withdrawn", by=by)
    held.licence.app = None
    session.add(held.licence)
    await session.flush()
    await move(session, world, held, Act.CLEAR_LICENCE, Actor.SYSTEM, by=by)


async def attach_licence(
    session: AsyncSession, org: str, app_id: str, licence_id: str, *, pointer: str = "/licence"
) -> None:
    """Let a free licence serve this mini-app, in place of the one before; raises `LicenceInUse`,
    and `NotFound` for what is not the organisation's.
    """
    licence = await session.get(Licence, licence_id)
    if licence is None or licence.org != org or licence.revoked_at is not None:
        raise NotFound
    await session.refresh(licence)
    if licence.app == app_id:
        return
    if licence.app is not None:
        raise LicenceInUse(pointer=pointer)
    before = (await session.exec(select(Licence).where(Licence.app == app_id))).first()
    if before is not None:
        before.app = None
        session.add(before)
        await session.flush()
    licence.app = app_id
    session.add(licence)
    await session.flush()
