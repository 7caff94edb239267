"""Which objects does an employee have access to?"""

from dataclasses import dataclass

from sqlmodel import col, select

from chatserver.actions.callers.reach import Roots, below, covers, reached_object, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.core.searching import words
from chatserver.storage.matching import holds
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
    external_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them are asked for: of a kind, below a parent, with all words of `q`, behind a
    path.
    """

    kind: str | None = None
    parent: str | None = None
    q: str = ""
    after: str | None = None
    limit: int = 200


async def visible_objects(
    world: World, viewer: Viewer, wanted: Wanted
) -> list[tuple[str, ObjectCard]]:
    """Return the objects with their paths, parents before children."""
    async with world.db.session() as session:
        roots = await roots_of(session, viewer)
        question = select(ObjectRow).where(ObjectRow.org == viewer.home.org.id, below(roots))
        if wanted.kind is not None:
            question = question.where(ObjectRow.kind == wanted.kind)
        if wanted.parent is not None:
            question = question.where(ObjectRow.parent == wanted.parent)
        for word in words(wanted.q):
            question = question.where(holds(col(ObjectRow.search), word))
        if wanted.after is not None:
            question = question.where(ObjectRow.path > wanted.after)
        rows = await session.exec(question.order_by(ObjectRow.path).limit(wanted.limit))
    return [(row.path, _card(row, roots)) for row in rows]


async def object_card(world: World, viewer: Viewer, object_id: str) -> ObjectCard:
    """Return an object that the employee has access to; raises `NotFound`."""
    async with world.db.session() as session:
        row = await reached_object(session, viewer, object_id)
        return _card(row, await roots_of(session, viewer))


def _card(row: ObjectRow, roots: Roots) -> ObjectCard:
    seen = covers(roots, row.path.removesuffix(f"{row.id}/"))
    return ObjectCard(
        id=row.id,
        kind=row.kind,
        name=row.name,
        address=row.address,
        parent=row.parent if seen else None,
        external_id=row.external_id,
        version=row.version,
    )
