"""Which roles are there, in an organisation or of the platform, and how do they change? (D14)

A viewer works on the roles of where they belong: an employee on those of their organisation, an
account of the platform on the platform's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.directory import NewRole, put_roles
from chatserver.actions.mistakes import Mistake, pointing, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.uses import InUse, refuse_if_used
from chatserver.core.mistakes import repeated
from chatserver.core.notices import SWITCHES
from chatserver.core.refusals import Conflict, NotFound
from chatserver.core.rights import ORGANISATION, PLATFORM, Permission, granted
from chatserver.core.searching import fold
from chatserver.core.staffing import check_grants
from chatserver.ledger.outcome import Person
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import RoleRow, StaffRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class RoleCard:
    """A role: its permissions as they were chosen (those that they bring are not among them), the
    switches of notices, and how many people have it.
    """

    id: str
    name: str
    administrator: bool
    permissions: Sequence[str]
    notices: Mapping[str, bool]
    people: int
    version: int


async def role_cards(
    world: World, viewer: Viewer, *, after: str | None = None, limit: int
) -> list[RoleCard]:
    """Return the roles whose ids come after, by id: in the order of their making."""
    question = select(RoleRow).where(_of(viewer)).order_by(col(RoleRow.id)).limit(limit)
    if after is not None:
        question = question.where(col(RoleRow.id) > after)
    async with world.db.session() as session:
        return await _cards(session, (await session.exec(question)).all())


async def role_card(world: World, viewer: Viewer, role: str) -> RoleCard:
    """Return a role; raises `NotFound`."""
    async with world.db.session() as session:
        [card] = await _cards(session, [await _role(session, viewer, role)])
    return card


async def add_role(
    world: World,
    viewer: Viewer,
    *,
    name: str,
    permissions: Sequence[str],
    notices: Mapping[str, bool],
) -> str:
    """Add a role and return its id; raises `Invalid`, and `Forbidden` for what its maker lacks."""
    wanted = frozenset(Permission(one) for one in permissions)
    async with world.db.transaction() as session:
        await hold_home(session, viewer)
        await _check(session, viewer, name, permissions, but="")
        check_grants(granted(wanted), by=viewer.permissions)
        new = NewRole(name=name, permissions=wanted, notices=_switches(notices))
        by = Person("staff", viewer.id)
        with pointing("/0", to=""):
            [id_] = await put_roles(session, world, viewer.org, [new], by=by)
    return id_


async def change_role(
    world: World, viewer: Viewer, role: str, wanted: Mapping[str, Any], *, expected: int | None
) -> None:
    """Change `name`, `permissions` or `notices` (the switches that are named) of a role.

    Raises `NotFound`, `Stale`, `Invalid`, `Forbidden` for what its changer lacks, and `Conflict`
    for the built-in Administrator.
    """
    async with world.db.transaction() as session:
        await hold_home(session, viewer)
        row = await _role(session, viewer, role)
        check_fresh(row.version, expected)
        if row.administrator:
            raise Conflict(built_in=True)
        before = _shown(row)
        name = wanted.get("name", row.name)
        had = granted(row.permissions)
        named = wanted.get("permissions", row.permissions)
        permissions = frozenset(Permission(one) for one in named)
        await _check(session, viewer, name, named, but=role)
        check_grants(granted(permissions) - had, by=viewer.permissions)
        await _check_somebody_rules(session, viewer, row, permissions)
        row.name = name
        row.permissions = sorted(permissions)
        row.notices = {**row.notices, **_switches(wanted.get("notices", {}))}
        row.version += 1
        session.add(row)
        changed = Changed(role, before, _shown(row))
        await record_by(session, world, viewer, "role.change", changed)


async def remove_role(world: World, viewer: Viewer, role: str, *, expected: int | None) -> None:
    """Take away a role that nobody has; else raises `InUse`. The Administrator is a `Conflict`."""
    try:
        async with world.db.transaction() as session:
            await hold_home(session, viewer)
            row = await _role(session, viewer, role)
            check_fresh(row.version, expected)
            if row.administrator:
                raise Conflict(built_in=True)
            has = (col(StaffRow.role) == role,)
            await refuse_if_used(session, {"staff": (StaffRow, has)})
            await session.delete(row)
            await record_by(session, world, viewer, "role.remove", Changed(role, _shown(row)))
    except IntegrityError:
        # Somebody was given it between the look and the deletion.
        raise InUse(uses={}) from None


def _of(viewer: Viewer) -> Any:  # noqa: ANN401 - a condition of the database's
    return col(RoleRow.org).is_(None) if viewer.org is None else col(RoleRow.org) == viewer.org


async def hold_home(session: AsyncSession, viewer: Viewer) -> None:
    """Be alone with the roles and people of where the viewer belongs."""
    if viewer.org is not None:
        await bump_acl(session, viewer.org)
        return
    platforms = select(RoleRow.id).where(col(RoleRow.org).is_(None)).order_by(col(RoleRow.id))
    await session.exec(platforms.with_for_update())


async def _role(session: AsyncSession, viewer: Viewer, role: str) -> RoleRow:
    row = await session.get(RoleRow, role)
    if row is None or row.org != viewer.org:
        raise NotFound
    return row


async def _check(
    session: AsyncSession,
    viewer: Viewer,
    name: str,
    permissions: Sequence[str],
    *,
    but: str,
) -> None:
    possible = PLATFORM if viewer.org is None else ORGANISATION
    mistakes = [
        Mistake(f"/permissions/{n}", "unknown", f"{one} is no permission of such a role")
        for n, one in enumerate(permissions)
        if one not in possible
    ]
    mistakes += repeated("/permissions", permissions)
    names = select(RoleRow.name).where(_of(viewer), RoleRow.id != but)
    if fold(name) in {fold(one) for one in await session.exec(names)}:
        mistakes.append(Mistake("/name", "taken", "another role has this name"))
    refuse_if_any(mistakes)


async def _check_somebody_rules(
    session: AsyncSession, viewer: Viewer, row: RoleRow, after: frozenset[Permission]
) -> None:
    """The platform, which has no Administrator, keeps somebody who can make accounts."""
    keeps = Permission.PLATFORM_STAFF
    if viewer.org is not None or keeps not in row.permissions or keeps in after:
        return
    if not await others_who_make_accounts(session, but_role=row.id):
        raise Conflict(permission=str(keeps))


async def others_who_make_accounts(
    session: AsyncSession, *, but_role: str = "", but_staff: str = ""
) -> bool:
    """Whether somebody else of the platform, with another role, can make accounts."""
    question = (
        select(RoleRow.permissions)
        .join(StaffRow, col(StaffRow.role) == col(RoleRow.id))
        .where(
            col(StaffRow.org).is_(None),
            col(StaffRow.active),
            StaffRow.id != but_staff,
            RoleRow.id != but_role,
        )
    )
    found = await session.exec(question)
    return any(Permission.PLATFORM_STAFF in permissions for permissions in found)


async def _cards(session: AsyncSession, rows: Sequence[RoleRow]) -> list[RoleCard]:
    question = (
        select(StaffRow.role, func.count())
        .where(col(StaffRow.role).in_([row.id for row in rows]))
        .group_by(col(StaffRow.role))
    )
    people = dict((await session.exec(question)).all())
    return [
        RoleCard(
            id=row.id,
            name=row.name,
            administrator=row.administrator,
            permissions=sorted(ORGANISATION if row.administrator else row.permissions),
            notices=_switches(row.notices, every=True),
            people=people.get(row.id, 0),
            version=row.version,
        )
        for row in rows
    ]


def _switches(notices: Mapping[str, bool], *, every: bool = False) -> Mapping[str, bool]:
    return {name: notices.get(name, False) for name in SWITCHES if every or name in notices}


def _shown(row: RoleRow) -> Mapping[str, object]:
    return {
        "name": row.name,
        "permissions": list(row.permissions),
        "notices": dict(_switches(row.notices, every=True)),
    }
