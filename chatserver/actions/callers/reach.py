"""Which part of the tree does an employee reach, as a condition of a question to the database?"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, func, or_, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.refusals import NotFound
from chatserver.storage.matching import begins
from chatserver.storage.tables import ClientPlace, ClientRow, ObjectRow

FEW = 2_000

Roots = tuple[str, ...] | None  # paths below which everything is reached; None: everything


async def roots_of(session: AsyncSession, viewer: Viewer) -> Roots:
    """Return the paths below which the employee reaches everything, None: everything."""
    objects = viewer.staff.objects
    if objects is None:
        return None
    return await paths_of(session, viewer.home.org.id, objects)


async def paths_of(session: AsyncSession, org: str, objects: Collection[str]) -> tuple[str, ...]:
    """Return the paths of those of the objects that are this organisation's."""
    found = await session.exec(
        select(ObjectRow.path).where(ObjectRow.org == org, col(ObjectRow.id).in_(sorted(objects)))
    )
    return tuple(sorted(found))


def below(roots: Roots) -> ColumnElement[bool]:
    """Return the condition that an object lies at or below one of these paths."""
    if roots is None:
        return true()
    parts = [begins(col(ObjectRow.path), root) for root in roots]
    return or_(*parts) if parts else false()


def covers(roots: Roots, path: str) -> bool:
    """Whether a path lies at or below one of these."""
    return roots is None or path.startswith(roots)


async def lives_below(session: AsyncSession, org: str, roots: Roots) -> ColumnElement[bool]:
    """Return the condition of a place below one of these paths.

    Of few objects all residents are looked up at once; of many nearly every client is one, and
    asking each costs less.
    """
    here = (ObjectRow.org == org, below(roots))
    some = select(ObjectRow.id).where(*here).limit(FEW + 1).subquery()
    count = (await session.exec(select(func.count()).select_from(some))).one()
    living = (
        select(ClientPlace.client)
        .join(ObjectRow, col(ObjectRow.id) == col(ClientPlace.place))
        .where(*here)
    )
    if count <= FEW:
        return col(ClientRow.id).in_(living)
    return living.where(col(ClientPlace.client) == col(ClientRow.id)).exists()


async def reached_object(session: AsyncSession, viewer: Viewer, object_id: str) -> ObjectRow:
    """Return an object that the employee reaches; raises `NotFound`."""
    row = await session.get(ObjectRow, object_id)
    if row is None or row.org != viewer.home.org.id:
        raise NotFound
    if not covers(await roots_of(session, viewer), row.path):
        raise NotFound
    return row


async def check_premises(
    session: AsyncSession, viewer: Viewer, client_id: str, premises: str
) -> None:
    """Refuse premises that are not the client's, or not within the employee's reach.

    Raises `NotFound` for a client out of reach, `Invalid` for other premises. They stay the
    client's until the transaction ends.
    """
    refuse_if_any(await premises_mistakes(session, viewer, client_id, premises))


async def premises_mistakes(
    session: AsyncSession, viewer: Viewer, client_id: str, premises: str
) -> list[Mistake]:
    """Return whether premises are other than the client's within the employee's reach.

    A client is visible to whoever reaches one of their places, and so are those places alone
    (D15): raises `NotFound` for a client out of reach.
    """
    roots = await roots_of(session, viewer)
    # The client before what is theirs, as by whoever erases them.
    own = select(ClientRow.id).where(ClientRow.id == client_id)
    await session.exec(own.with_for_update(read=True, key_share=True))
    question = (
        select(ObjectRow.id, ObjectRow.path)
        .join(ClientPlace, col(ClientPlace.place) == col(ObjectRow.id))
        .join(ClientRow, col(ClientRow.id) == col(ClientPlace.client))
        .where(ClientRow.id == client_id, ClientRow.org == viewer.home.org.id)
    )
    held = await session.exec(question.with_for_update(read=True, of=ClientPlace))
    reached = {id_ for id_, path in held if covers(roots, path)}
    if not reached:
        raise NotFound
    if premises in reached:
        return []
    unknown = "these are not the client's premises"
    return [Mistake("/premises_id", "unknown", unknown, rests_on=("/client_id",))]
