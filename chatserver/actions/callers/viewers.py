"""Which employee is at the door, and what may they do at this moment?"""

from dataclasses import dataclass

from sqlmodel import col, select

from chatserver.core.people import Staff
from chatserver.core.refusals import Forbidden, NotFound, Refused
from chatserver.core.rights import Permission, granted
from chatserver.core.staffing import ADMINISTRATOR
from chatserver.identity import Claims
from chatserver.ledger.directory import Directories, Directory
from chatserver.storage.tables import RoleRow, StaffRow, StaffSession
from chatserver.world import World


class NotWelcome(Refused):
    """The credential was good once; its owner is gone, or may not come in any more."""

    code = "unauthorized"
    sentence = "The credentials are missing, wrong or no longer valid."


@dataclass(frozen=True, slots=True)
class Viewer:
    """An employee with the rights that they have now; the platform's own belong to no
    organisation, and have no directory.
    """

    id: str
    permissions: frozenset[Permission]
    directory: Directory | None
    session: str | None = None
    enrols: bool = False
    person: Staff | None = None  # whoever is not among the organisation's employees: a key
    maker: str | None = None  # of a key: the employee who made it

    @property
    def home(self) -> Directory:
        """The employee's organisation; the platform's staff see nothing that is in one."""
        if self.directory is None:
            raise NotFound
        return self.directory

    @property
    def org(self) -> str | None:
        """The id of the employee's organisation, None: the platform's own."""
        return None if self.directory is None else self.directory.org.id

    @property
    def staff(self) -> Staff:
        """The employee as the rules see one."""
        return self.person or self.home.staff[self.id]

    @property
    def closed(self) -> bool:
        """Whether the employee's organisation is closed: they may fetch what is theirs."""
        return self.directory is not None and self.directory.closed_at is not None

    def check(self, *permissions: Permission) -> None:
        """Refuse when none of these permissions is there; the refusal names the first."""
        if permissions and self.permissions.isdisjoint(permissions):
            raise Forbidden(permission=permissions[0])

    def check_administrator(self) -> None:
        """Refuse everybody but an Administrator of an organisation."""
        if self.directory is None or not self.staff.administrator:
            raise Forbidden(permission=ADMINISTRATOR)


async def viewer_of(world: World, directories: Directories, claims: Claims) -> Viewer:
    """Return whose claims these are, with the rights of now; raises `NotWelcome`.

    Of a closed organisation an Administrator is let in who has logged in since (X7).
    """
    if claims.org is None:
        return await _of_platform(world, claims)
    directory = await directories.fetch(claims.org, closed=True)
    staff = directory.staff.get(claims.id) if directory is not None else None
    if directory is None or staff is None or not staff.active:
        raise NotWelcome
    if claims.session in directory.ended:
        raise NotWelcome
    closed_at = directory.closed_at
    if closed_at is not None and not (staff.administrator and claims.issued_at >= closed_at):
        raise NotWelcome
    return Viewer(staff.id, staff.permissions, directory, claims.session, claims.enrols)


async def _of_platform(world: World, claims: Claims) -> Viewer:
    question = (
        select(RoleRow)
        .join(StaffRow, col(StaffRow.role) == col(RoleRow.id))
        .where(StaffRow.id == claims.id, col(StaffRow.org).is_(None), col(StaffRow.active))
    )
    async with world.db.session() as session:
        role = (await session.exec(question)).first()
        own = await session.get(StaffSession, claims.session) if claims.session else None
    if role is None or (own is not None and own.ended_at is not None):
        raise NotWelcome
    return Viewer(claims.id, granted(role.permissions), None, claims.session, claims.enrols)
