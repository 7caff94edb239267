"""Does an employee show their second factor? (RFC 6238)"""

import logging

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.core.refusals import Refused
from chatserver.identity import Identity
from chatserver.identity.sealing import Unsealed
from chatserver.storage.tables import Org, StaffRow, StaffTotp
from chatserver.world import World

log = logging.getLogger(__name__)


class TotpRequired(Refused):
    """The password is right; a code is needed beside it."""

    code = "totp_required"
    sentence = "A code of the second factor is needed."


class TotpWrong(Refused):
    """The code is wrong, too old, or was used before."""

    code = "totp_wrong"
    sentence = "This code is wrong, or was used before."


async def needs_factor(session: AsyncSession, world: World, staff: StaffRow) -> bool:
    """Whether the employee must have a second factor: the platform's own, and those of an
    organisation whose Administrator demands it.
    """
    if staff.org is None:
        return world.settings.identity.platform_totp
    org = await session.get_one(Org, staff.org)
    return org.settings.get("require_totp") is True


async def must_enrol(session: AsyncSession, world: World, staff: StaffRow) -> bool:
    """Whether the employee needs a second factor and has none."""
    if not await needs_factor(session, world, staff):
        return False
    row = await session.get(StaffTotp, staff.id)
    return row is None or row.confirmed_at is None


async def check_factor(
    session: AsyncSession, world: World, identity: Identity, staff: StaffRow, code: str | None
) -> None:
    """Let somebody in who shows a code, where one is set up; a code counts once.

    Raises `TotpRequired`, `TotpWrong`.
    """
    row = await held_factor(session, staff.id)
    if row is None or row.confirmed_at is None:
        return
    if code is None:
        raise TotpRequired
    if not await takes_code(session, world, identity, row, code):
        raise TotpWrong


async def held_factor(session: AsyncSession, staff_id: str) -> StaffTotp | None:
    """Return the row, held until the transaction ends: a recovery code goes to one alone."""
    return await session.get(StaffTotp, staff_id, with_for_update=True)


async def takes_code(
    session: AsyncSession, world: World, identity: Identity, row: StaffTotp, code: str
) -> bool:
    """Whether the code holds, of the authenticator or one for recovery; then it is used up.

    None does where the server's own secret is not the one with which the factor was sealed.
    """
    try:
        secret = identity.totp.open(row.secret, staff=row.staff)
    except Unsealed:
        log.warning("identity.miniapp_key does not open the second factor of %s", row.staff)
        return False
    step = identity.totp.step_of(secret, code.replace(" ", ""), now=world.now())
    if step is not None:
        later = (col(StaffTotp.staff) == row.staff, col(StaffTotp.last_step) < step)
        taken = await session.exec(update(StaffTotp).where(*later).values(last_step=step))
        return taken.rowcount == 1
    used = identity.totp.recovery_hash(code)
    if used not in row.recovery:
        return False
    row.recovery = [one for one in row.recovery if one != used]
    session.add(row)
    return True
