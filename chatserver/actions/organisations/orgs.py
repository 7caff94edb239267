"""Which organisations does the platform serve, and how do they come and change?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.settings import TITLE
from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.languages import ADMINISTRATOR_ROLE
from chatserver.actions.directory import NewRole, put_org, put_roles
from chatserver.actions.employees.invites import invite_staff
from chatserver.actions.employees.people import NewStaff, put_staff
from chatserver.actions.mistakes import pointing
from chatserver.actions.stale import check_fresh
from chatserver.core.refusals import Conflict, NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import Org, ProductRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class OrgCard:
    """An organisation as the platform sees it."""

    id: str
    name: str
    kind: str
    created_at: int
    closed_at: int | None
    erased_at: int | None
    version: int


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """Who sets a new organisation up."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class NewOrg:
    """An organisation to be made, with whoever sets it up."""

    name: str
    kind: str
    administrator: FirstAdministrator


@dataclass(frozen=True, slots=True)
class Made:
    """A new organisation and its first Administrator."""

    org: str
    administrator: str


async def org_cards(
    world: World, *, kind: str | None = None, after: str | None = None, limit: int
) -> list[OrgCard]:
    """Return the organisations whose ids come after, by id: in the order of their making."""
    question = select(Org).order_by(col(Org.id)).limit(limit)
    if kind is not None:
        question = question.where(Org.kind == kind)
    if after is not None:
        question = question.where(col(Org.id) > after)
    async with world.db.session() as session:
        return [_card(row) for row in await session.exec(question)]


async def org_card(world: World, org: str) -> OrgCard:
    """Return an organisation's card; raises `NotFound`."""
    async with world.db.session() as session:
        row = await session.get(Org, org)
    if row is None:
        raise NotFound
    return _card(row)


async def add_org(world: World, new: NewOrg, *, by: Person) -> Made:
    """Make an organisation with the built-in role and its first Administrator, all or nothing.

    The Administrator has no password yet: an invitation leads them to one. Raises `Invalid`.
    """
    role = NewRole(name=ADMINISTRATOR_ROLE, administrator=True)
    first = new.administrator
    async with world.db.transaction() as session:
        org = await put_org(session, world, new.name, new.kind, by=by)
        [role_id] = await put_roles(session, world, org, [role], by=by)
        staff = NewStaff(email=first.email, name=first.name, role=role_id, objects=None)
        with pointing("/0", to="/administrator"):
            [administrator] = await put_staff(session, world, org, [staff], by=by)
        await invite_staff(session, world, administrator)
    return Made(org, administrator)


async def change_org(
    world: World, org: str, wanted: Mapping[str, Any], *, by: Person, expected: int | None
) -> None:
    """Change an organisation's `name` or `kind`; raises `NotFound`, `Stale`, and `Conflict` for
    one that is closed. What carried the old name before clients carries the new one (D18).
    """
    async with world.db.transaction() as session:
        row = await held_org(session, org, expected=expected)
        if row.closed_at is not None:
            raise Conflict(closed=True)
        before = {"name": row.name, "kind": row.kind}
        for name, value in wanted.items():
            setattr(row, name, value)
        await _name_products(session, org, before["name"], row.name)
        row.version += 1
        session.add(row)
        changed = Changed(org, before, {"name": row.name, "kind": row.kind})
        await record(session, world, by=by, org=org, action="org.change", changed=[changed])


async def _name_products(session: AsyncSession, org: str, before: str, now: str) -> None:
    if now == before:
        return
    await session.exec(
        update(ProductRow)
        .where(col(ProductRow.org) == org, col(ProductRow.title) == before[:TITLE])
        .values(title=now[:TITLE], version=ProductRow.version + 1)
    )


async def held_org(session: AsyncSession, org: str, *, expected: int | None = None) -> Org:
    """Take hold of an organisation, whose `acl` moves; raises `NotFound` or `Stale`."""
    await bump_acl(session, org)
    row = await session.get(Org, org)
    if row is None:
        raise NotFound
    check_fresh(row.version, expected)
    return row


def _card(row: Org) -> OrgCard:
    return OrgCard(
        row.id, row.name, row.kind, row.created_at, row.closed_at, row.erased_at, row.version
    )
