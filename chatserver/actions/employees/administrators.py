"""How do an organisation and the platform get the first of their people?"""

from sqlmodel import col, select

from chatserver.actions.directory import NewRole, add_roles
from chatserver.actions.employees.people import NewStaff, add_staff
from chatserver.core.refusals import NotFound
from chatserver.core.rights import PLATFORM, granted
from chatserver.identity import Passwords
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import Org, RoleRow
from chatserver.world import World

PLATFORM_ROLE = "Platform"


async def create_admin(
    world: World, passwords: Passwords, org: str, *, email: str, name: str, password: str
) -> str:
    """Add an Administrator and return their id. Raises `NotFound` or `Invalid`."""
    hashed = await passwords.hash(password)
    role = await _administrator_role(world, org)
    new = NewStaff(email=email, name=name, role=role, objects=None, password_hash=hashed)
    [made] = await add_staff(world, org, [new], by=SYSTEM)
    return made


async def create_platform_admin(
    world: World, passwords: Passwords, *, email: str, name: str, password: str
) -> str:
    """Add an account of the platform that may do everything there, and return its id.

    Raises `Invalid`.
    """
    hashed = await passwords.hash(password)
    role = await _platform_role(world)
    new = NewStaff(email=email, name=name, role=role, objects=None, password_hash=hashed)
    [made] = await add_staff(world, None, [new], by=SYSTEM)
    return made


async def _platform_role(world: World) -> str:
    question = select(RoleRow).where(col(RoleRow.org).is_(None)).order_by(col(RoleRow.id))
    async with world.db.session() as session:
        roles = (await session.exec(question)).all()
    found = next((one.id for one in roles if granted(one.permissions) >= PLATFORM), None)
    if found is not None:
        return found
    role = NewRole(name=PLATFORM_ROLE, permissions=PLATFORM)
    [made] = await add_roles(world, None, [role], by=SYSTEM)
    return made


async def _administrator_role(world: World, org: str) -> str:
    question = select(RoleRow.id).where(col(RoleRow.org) == org, col(RoleRow.administrator))
    async with world.db.session() as session:
        if await session.get(Org, org) is None:
            raise NotFound
        found = (await session.exec(question)).first()
    if found is not None:
        return found
    role = NewRole(name="Administrator", administrator=True)
    [made] = await add_roles(world, org, [role], by=SYSTEM)
    return made
