"""Whom does somebody at the server's own shell mean?"""

from collections.abc import Sequence

from sqlmodel import col, select

from chatserver.actions.clients.phones import e164
from chatserver.core.refusals import NotFound
from chatserver.storage.tables import ClientRow, Org, StaffRow
from chatserver.world import World


async def organisation(world: World, name: str) -> str | None:
    """Return the organisation of that name or id, None when there is none."""
    question = select(Org.id).where((Org.id == name) | (Org.name == name))
    async with world.db.session() as session:
        found = (await session.exec(question)).all()
    return _only(found) if found else None


async def client(world: World, who: str) -> str:
    """Return the client with this id or phone. Raises `NotFound` when it is not exactly one."""
    phone = e164(who) or who
    question = select(ClientRow.id).where((ClientRow.id == who) | (ClientRow.phone == phone))
    async with world.db.session() as session:
        return _only((await session.exec(question)).all())


async def employee(world: World, email: str) -> str:
    """Return the employee with this e-mail. Raises `NotFound`."""
    question = select(StaffRow.id).where(col(StaffRow.email) == email.strip().lower())
    async with world.db.session() as session:
        return _only((await session.exec(question)).all())


def _only(found: Sequence[str]) -> str:
    if len(found) != 1:
        raise NotFound
    return found[0]
