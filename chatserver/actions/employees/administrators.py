"""How do an organisation and the platform get the first of their people?"""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions import naming
from chatserver.actions.callers.languages import ADMINISTRATOR_ROLE
from chatserver.actions.directory import NewRole, put_org, put_roles
from chatserver.actions.employees.people import NewStaff, put_staff
from chatserver.core.rights import PLATFORM, granted
from chatserver.identity import Passwords
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import RoleRow
from chatserver.world import World

PLATFORM_ROLE = "Platform"


async def create_admin(
    world: World, passwords: Passwords, org: str, *, email: str, name: str, password: str
) -> str:
    """Add an Administrator of the organisation with this name or id, and return their id.

    One that is not there is made along with them, or neither of them is. Raises `Invalid`, and
    `NotFound` where several have the name.
    """
    home = await naming.organisation(world, org)
    hashed = await passwords.hash(password)
    async with world.db.transaction() as session:
        if home is None:
            home = await put_org(session, world, org, "management", by=SYSTEM)
        await bump_acl(session, home)
        role = await _administrator_role(session, world, home)
        new = NewStaff(email=email, name=name, role=role, objects=None, password_hash=hashed)
        [made] = await put_staff(session, world, home, [new], by=SYSTEM)
    return made


async def create_platform_admin(
    world: World, passwords: Passwords, *, email: str, name: str, password: str
) -> str:
    """Add an account of the platform that may do everything there, and return its id.

    Raises `Invalid`.
    """
    hashed = await passwords.hash(password)
    async with world.db.transaction() as session:
        role = await _platform_role(session, world)
        new = NewStaff(email=email, name=name, role=role, objects=None, password_hash=hashed)
        [made] = await put_staff(session, world, None, [new], by=SYSTEM)
    return made


async def _platform_role(session: AsyncSession, world: World) -> str:
    question = select(RoleRow).where(col(RoleRow.org).is_(None)).order_by(col(RoleRow.id))
    roles = (await session.exec(question)).all()
    found = next((one.id for one in roles if granted(one.permissions) >= PLATFORM), None)
    if found is not None:
        return found
    role = NewRole(name=PLATFORM_ROLE, permissions=PLATFORM)
    [made] = await put_roles(session, world, None, [role], by=SYSTEM)
    return made


async def _administrator_role(session: AsyncSession, world: World, org: str) -> str:
    question = select(RoleRow.id).where(col(RoleRow.org) == org, col(RoleRow.administrator))
    found = (await session.exec(question)).first()
    if found is not None:
        return found
    role = NewRole(name=ADMINISTRATOR_ROLE, administrator=True)
    [made] = await put_roles(session, world, org, [role], by=SYSTEM)
    return made
