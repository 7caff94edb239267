"""What can somebody at the server's own shell do without a door?"""

from collections.abc import Sequence

from sqlmodel import col, select

from chatserver.actions.directory import NewRole, add_roles, create_org
from chatserver.actions.people import NewStaff, add_staff, e164
from chatserver.identity.keys import token_keys
from chatserver.identity.passwords import Passwords
from chatserver.identity.tokens import Kind, Tokens
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import ClientRow, Org, RoleRow, StaffRow
from chatserver.world import World

ADMINISTRATOR = "Administrator"


class NotThere(Exception):
    """Nobody by that name, or more than one."""


async def create_admin(world: World, *, org: str, email: str, name: str, password: str) -> str:
    """Add an administrator to the organisation of that name, which is made where there is none."""
    org_id = await _org(world, org) or await create_org(world, org, by=SYSTEM)
    role = await _administrators(world, org_id)
    if role is None:
        (role,) = await add_roles(
            world, org_id, [NewRole(ADMINISTRATOR, administrator=True)], by=SYSTEM
        )
    hashed = await Passwords().hash(password)
    newcomer = NewStaff(email=email, name=name, role=role, objects=None, password_hash=hashed)
    (staff,) = await add_staff(world, org_id, [newcomer], by=SYSTEM)
    return staff


async def client_token(world: World, who: str) -> str:
    """Return a token for the client with this id or phone."""
    async with world.db.session() as session:
        asked = select(ClientRow.id, ClientRow.org).where(
            (ClientRow.id == who) | (ClientRow.phone == (e164(who) or who))
        )
        id_, org = _only((await session.exec(asked)).all(), who)
    minutes = world.settings.identity.client_token_minutes
    return _token(world, Kind.CLIENT, id_, org=org, minutes=minutes)


async def staff_token(world: World, email: str) -> str:
    """Return an access token for the employee with this e-mail."""
    async with world.db.session() as session:
        asked = select(StaffRow.id, StaffRow.org).where(
            StaffRow.email == email.lower(), col(StaffRow.active)
        )
        id_, org = _only((await session.exec(asked)).all(), email)
    minutes = world.settings.identity.staff_token_minutes
    return _token(world, Kind.STAFF, id_, org=org, minutes=minutes)


def _token(world: World, kind: Kind, id_: str, *, org: str | None, minutes: int) -> str:
    tokens = Tokens(token_keys(world.settings), world.now)
    return tokens.issue(kind, id_, org=org, lifetime_s=minutes * 60).token


def _only(found: Sequence[tuple[str, str | None]], who: str) -> tuple[str, str | None]:
    if len(found) != 1:
        raise NotThere(f"{who}: {'more than one' if found else 'nobody'} in this database")
    return found[0]


async def _org(world: World, name: str) -> str | None:
    async with world.db.session() as session:
        return (await session.exec(select(Org.id).where(Org.name == name))).first()


async def _administrators(world: World, org: str) -> str | None:
    async with world.db.session() as session:
        asked = select(RoleRow.id).where(RoleRow.org == org, col(RoleRow.administrator))
        return (await session.exec(asked)).first()
