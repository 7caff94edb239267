"""Which objects does an employee have access to?"""

from dataclasses import dataclass

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.viewers import Viewer
from chatserver.storage.tables import ObjectRow
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class ObjectCard:
    """An object of the tree. `parent` None: a root, or the employee sees nothing above it."""

    id: str
    kind: str
    name: str
    address: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them are asked for: of a kind, below a parent, behind a path."""

    kind: str | None = None
    parent: str | None = None
    after: str | None = None
    limit: int = 200


async def visible_objects(
    world: World, viewer: Viewer, wanted: Wanted
) -> list[tuple[str, ObjectCard]]:
    """Return the objects with their paths, parents before children."""
    async with world.db.session() as session:
        roots = await _roots(session, viewer)
        question = select(ObjectRow).where(ObjectRow.org == viewer.home.org.id)
        if roots is not None:
            below = [col(ObjectRow.path).startswith(root, autoescape=True) for root in roots]
            question = question.where(or_(*below) if below else col(ObjectRow.id).is_(None))
        if wanted.kind is not None:
            question = question.where(ObjectRow.kind == wanted.kind)
        if wanted.parent is not None:
            question = question.where(ObjectRow.parent == wanted.parent)
        if wanted.after is not None:
            question = question.where(ObjectRow.path > wanted.after)
        rows = await session.exec(question.order_by(ObjectRow.path).limit(wanted.limit))
    return [(row.path, _card(row, roots)) for row in rows]


async def _roots(session: AsyncSession, viewer: Viewer) -> tuple[str, ...] | None:
    """Return the paths below which the employee sees everything, None: everything."""
    objects = viewer.staff.objects
    if objects is None:
        return None
    paths = await session.exec(
        select(ObjectRow.path).where(
            ObjectRow.org == viewer.home.org.id, col(ObjectRow.id).in_(objects)
        )
    )
    return tuple(sorted(paths))


def _card(row: ObjectRow, roots: tuple[str, ...] | None) -> ObjectCard:
    above = row.path.removesuffix(f"{row.id}/")
    seen = roots is None or above.startswith(roots)
    return ObjectCard(row.id, row.kind, row.name, row.address, row.parent if seen else None)
