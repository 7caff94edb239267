"""Which legal entities of an organisation can be paid, and on which accounts? (requirement 59)

The platform writes them, from the papers of the organisation, which only reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.organisations.orgs import held_org
from chatserver.actions.stale import check_fresh
from chatserver.actions.uses import InUse, refuse_if_used
from chatserver.core.payees import check_account, check_entity
from chatserver.core.refusals import Conflict, NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Account, LegalEntity, Miniapp, Org
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class AccountCard:
    """A settlement account that holds."""

    id: str
    bank: str
    bik: str
    number: str
    created_at: int


@dataclass(frozen=True, slots=True)
class EntityCard:
    """A legal entity with its accounts, in the order in which they were added."""

    id: str
    name: str
    inn: str
    kpp: str
    accounts: Sequence[AccountCard]
    created_at: int
    version: int


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A settlement account to be added."""

    bank: str
    bik: str
    number: str


async def legal_entities(
    world: World, org: str, *, after: str | None = None, limit: int
) -> list[EntityCard]:
    """Return an organisation's legal entities whose ids come after, by id; raises `NotFound`."""
    question = select(LegalEntity).where(LegalEntity.org == org).order_by(col(LegalEntity.id))
    if after is not None:
        question = question.where(col(LegalEntity.id) > after)
    async with world.db.session() as session:
        if await session.get(Org, org) is None:
            raise NotFound
        return await _cards(session, (await session.exec(question.limit(limit))).all())


async def legal_entity(world: World, org: str, entity: str) -> EntityCard:
    """Return a legal entity of this organisation; raises `NotFound`."""
    async with world.db.session() as session:
        [card] = await _cards(session, [await _entity(session, org, entity)])
    return card


async def add_legal_entity(world: World, org: str, wanted: Mapping[str, Any], *, by: Person) -> str:
    """Add a legal entity and return its id; raises `NotFound`, `Conflict` or `Invalid`."""
    id_ = world.new_id("ent")
    async with world.db.transaction() as session:
        await _hold(session, org)
        row = LegalEntity(id=id_, org=org, **wanted, created_at=world.now())
        await _check(session, row)
        session.add(row)
        changed = Changed(id_, after=_shown(row))
        await record(session, world, by=by, org=org, action="entity.add", changed=[changed])
    return id_


async def change_legal_entity(
    world: World,
    org: str,
    entity: str,
    wanted: Mapping[str, Any],
    *,
    by: Person,
    expected: int | None,
) -> None:
    """Change `name`, `inn` or `kpp`; raises `NotFound`, `Conflict`, `Stale` or `Invalid`."""
    async with world.db.transaction() as session:
        await _hold(session, org)
        row = await _entity(session, org, entity)
        check_fresh(row.version, expected)
        before = _shown(row)
        for name, value in wanted.items():
            setattr(row, name, value)
        with session.no_autoflush:
            await _check(session, row)
        row.version += 1
        session.add(row)
        changed = Changed(entity, before, _shown(row))
        await record(session, world, by=by, org=org, action="entity.change", changed=[changed])


async def remove_legal_entity(
    world: World, org: str, entity: str, *, by: Person, expected: int | None
) -> None:
    """Take away a legal entity without accounts that nobody is paid by; else raises `InUse`."""
    try:
        async with world.db.transaction() as session:
            await _hold(session, org)
            row = await _entity(session, org, entity)
            check_fresh(row.version, expected)
            holds = (col(Account.entity) == entity, col(Account.ended_at).is_(None))
            paid = (col(Miniapp.entity) == entity,)
            await refuse_if_used(
                session, {"accounts": (Account, holds), "miniapps": (Miniapp, paid)}
            )
            await session.exec(delete(Account).where(col(Account.entity) == entity))
            await session.delete(row)
            changed = Changed(entity, _shown(row))
            await record(session, world, by=by, org=org, action="entity.remove", changed=[changed])
    except IntegrityError:
        # Something that was paid to one of its accounts still says so.
        raise InUse(uses={}) from None


async def add_account(world: World, org: str, entity: str, new: NewAccount, *, by: Person) -> str:
    """Add an account to a legal entity and return its id; one that had ended holds again.

    Raises `NotFound`, `Conflict` or `Invalid`.
    """
    async with world.db.transaction() as session:
        await _hold(session, org)
        row = await _entity(session, org, entity)
        mistakes = list(check_account(bik=new.bik, number=new.number))
        account = await _known(session, entity, new)
        if account is not None and account.ended_at is None:
            taken = "the legal entity has this account"
            mistakes.append(Mistake("/number", "taken", taken, rests_on=("/bik",)))
        refuse_if_any(mistakes)
        if account is None:
            id_, now = world.new_id("acc"), world.now()
            account = Account(
                id=id_, entity=entity, bik=new.bik, number=new.number, bank="", created_at=now
            )
        account.bank = new.bank
        account.ended_at = None
        row.version += 1
        session.add_all([row, account])
        changed = Changed(account.id, after={"entity": entity, **_requisites(account)})
        await record(session, world, by=by, org=org, action="account.add", changed=[changed])
    return account.id


async def end_account(world: World, org: str, entity: str, account: str, *, by: Person) -> None:
    """End an account that no mini-app is paid on; else raises `InUse`. Raises `NotFound`."""
    async with world.db.transaction() as session:
        await _hold(session, org)
        row = await _entity(session, org, entity)
        found = await session.get(Account, account)
        if found is None or found.entity != entity or found.ended_at is not None:
            raise NotFound
        await refuse_if_used(session, {"miniapps": (Miniapp, (col(Miniapp.account) == account,))})
        found.ended_at = world.now()
        row.version += 1
        session.add_all([row, found])
        changed = Changed(account, {"entity": entity, **_requisites(found)})
        await record(session, world, by=by, org=org, action="account.end", changed=[changed])


async def _hold(session: AsyncSession, org: str) -> None:
    """Be alone with the organisation, as whoever says who is paid is."""
    if (await held_org(session, org)).closed_at is not None:
        raise Conflict(closed=True)


async def _entity(session: AsyncSession, org: str, entity: str) -> LegalEntity:
    row = await session.get(LegalEntity, entity)
    if row is None or row.org != org:
        raise NotFound
    return row


async def _check(session: AsyncSession, row: LegalEntity) -> None:
    mistakes = list(check_entity(inn=row.inn, kpp=row.kpp))
    same = select(LegalEntity.id).where(
        LegalEntity.org == row.org,
        LegalEntity.inn == row.inn,
        LegalEntity.kpp == row.kpp,
        LegalEntity.id != row.id,
    )
    if (await session.exec(same)).first() is not None:
        taken = "the organisation has this legal entity"
        mistakes.append(Mistake("/inn", "taken", taken, rests_on=("/kpp",)))
    refuse_if_any(mistakes)


async def _known(session: AsyncSession, entity: str, new: NewAccount) -> Account | None:
    question = select(Account).where(
        Account.entity == entity, Account.number == new.number, Account.bik == new.bik
    )
    return (await session.exec(question)).first()


async def _cards(session: AsyncSession, rows: Sequence[LegalEntity]) -> list[EntityCard]:
    question = (
        select(Account)
        .where(col(Account.entity).in_([row.id for row in rows]), col(Account.ended_at).is_(None))
        .order_by(col(Account.id))
    )
    accounts: dict[str, list[AccountCard]] = {}
    for one in await session.exec(question):
        card = AccountCard(one.id, one.bank, one.bik, one.number, one.created_at)
        accounts.setdefault(one.entity, []).append(card)
    return [
        EntityCard(
            row.id,
            row.name,
            row.inn,
            row.kpp,
            accounts.get(row.id, []),
            row.created_at,
            row.version,
        )
        for row in rows
    ]


def _shown(row: LegalEntity) -> Mapping[str, object]:
    return {"name": row.name, "inn": row.inn, "kpp": row.kpp}


def _requisites(row: Account) -> Mapping[str, object]:
    return {"bank": row.bank, "bik": row.bik, "number": row.number}
