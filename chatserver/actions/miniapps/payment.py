"""Who is paid when a client pays in a mini-app? (requirement 59)"""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, Values, record
from chatserver.actions.miniapps.moves import hold, touch
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.notifying.notices import notify_staff
from chatserver.core.miniapps import check_not_in_review
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Account, LegalEntity, StaffRow
from chatserver.world import World


async def set_payee(
    world: World,
    org: str,
    app_id: str,
    *,
    entity: str | None,
    account: str | None,
    by: str,
    expected: int | None = None,
) -> None:
    """Say who is paid: a legal entity of the organisation and an account that belongs to it.

    Both None: nobody, and payments are refused. All Administrators are told of a change, for it
    moves money; who is paid already is no change. Raises `NotFound`, `Stale`, `Invalid` or
    `ReviewOpen`.
    """
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id, expected=expected)
        check_not_in_review(held.app.status)
        refuse_if_any(await _payee_mistakes(session, org, entity, account))
        before: Values = {"legal_entity": held.row.entity, "account": held.row.account}
        if (entity, account) == (held.row.entity, held.row.account):
            return
        held.row.entity, held.row.account = entity, account
        touch(world, held.row)
        session.add(held.row)
        changed = Changed(app_id, before, {"legal_entity": entity, "account": account})
        await record(
            session,
            world,
            by=Person("staff", by),
            org=org,
            action="miniapp.payment",
            changed=[changed],
        )
        data = {
            "app": held.row.name,
            "payee": await _named(session, entity, account),
            "person": (await session.get_one(StaffRow, by)).name,
        }
        await notify_staff(session, world, org, "miniapp.payee", subject=app_id, data=data)


async def _named(session: AsyncSession, entity: str | None, account: str | None) -> str:
    """Return the payee's name and the end of the account's number; a dash for nobody."""
    if entity is None or account is None:
        return "—"
    payee = await session.get_one(LegalEntity, entity)
    return f"{payee.name} (…{(await session.get_one(Account, account)).number[-4:]})"


async def _payee_mistakes(
    session: AsyncSession, org: str, entity: str | None, account: str | None
) -> list[Mistake]:
    if entity is None and account is None:
        return []
    found = await session.get(LegalEntity, entity) if entity else None
    if found is None or found.org != org:
        return [Mistake("/legal_entity", "unknown", "there is no such legal entity")]
    owned = (
        await session.exec(
            select(Account.id).where(
                Account.entity == entity, Account.id == account, col(Account.ended_at).is_(None)
            )
        )
    ).first()
    if owned is None:
        return [Mistake("/account", "unknown", "the legal entity has no such account")]
    return []
