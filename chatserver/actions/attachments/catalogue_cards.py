"""What of the superapp can be attached to a message, as employees see it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.callers.viewers import Viewer
from chatserver.core.refusals import NotFound
from chatserver.core.searching import fold
from chatserver.storage.matching import holds
from chatserver.storage.tables import CatalogueObject, CatalogueProduct, CatalogueRow
from chatserver.world import World

FIELDS = ("title", "text", "image", "category", "external_id", "published")


@dataclass(frozen=True, slots=True)
class Item:
    """A thing of the catalogue. `objects`, `products` None: for all of them."""

    id: str
    kind: str
    screen: str | None
    category: str | None
    title: str
    text: str
    image: str | None
    external_id: str | None
    published: bool
    objects: tuple[str, ...] | None
    products: tuple[str, ...] | None
    version: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of them are asked for."""

    kind: str | None = None
    q: str = ""
    after: str | None = None
    limit: int = 200


async def catalogue(world: World, viewer: Viewer, asked: Asked) -> list[Item]:
    """Return the organisation's things by id."""
    question = select(CatalogueRow).where(CatalogueRow.org == viewer.home.org.id)
    if asked.kind is not None:
        question = question.where(CatalogueRow.kind == asked.kind)
    if asked.after is not None:
        question = question.where(CatalogueRow.id > asked.after)
    if asked.q.strip():
        search = holds(col(CatalogueRow.search), fold(asked.q))
        question = question.where(or_(search, CatalogueRow.external_id == asked.q.strip()))
    async with world.db.session() as session:
        rows = (await session.exec(question.order_by(CatalogueRow.id).limit(asked.limit))).all()
        return await items_of(session, rows)


async def catalogue_item(world: World, viewer: Viewer, item_id: str) -> Item:
    """Return one of them; raises `NotFound`."""
    async with world.db.session() as session:
        row = await row_of(session, viewer, item_id)
        [item] = await items_of(session, [row])
    return item


async def row_of(
    session: AsyncSession, viewer: Viewer, item_id: str, *, held: bool = False
) -> CatalogueRow:
    """Return a thing of the viewer's organisation, `held` until the transaction ends; raises
    `NotFound`.
    """
    row = await session.get(CatalogueRow, item_id, with_for_update=held)
    if row is None or row.org != viewer.home.org.id:
        raise NotFound
    return row


async def items_of(session: AsyncSession, rows: Sequence[CatalogueRow]) -> list[Item]:
    """Return these things with what they are for."""
    ids = [row.id for row in rows]
    objects: dict[str, list[str]] = {}
    products: dict[str, list[str]] = {}
    for item, one in await session.exec(
        select(CatalogueObject.item, CatalogueObject.object)
        .where(col(CatalogueObject.item).in_(ids))
        .order_by(CatalogueObject.object)
    ):
        objects.setdefault(item, []).append(one)
    for item, one in await session.exec(
        select(CatalogueProduct.item, CatalogueProduct.product)
        .where(col(CatalogueProduct.item).in_(ids))
        .order_by(CatalogueProduct.product)
    ):
        products.setdefault(item, []).append(one)
    return [
        Item(
            id=row.id,
            kind=row.kind,
            screen=row.screen,
            category=row.category,
            title=row.title,
            text=row.text,
            image=row.image,
            external_id=row.external_id,
            published=row.published,
            objects=None if row.all_objects else tuple(objects.get(row.id, ())),
            products=None if row.all_products else tuple(products.get(row.id, ())),
            version=row.version,
        )
        for row in rows
    ]


def shown(item: Item) -> dict[str, object]:
    """Return what the audit log says of a thing."""
    return {
        "kind": item.kind,
        "screen": item.screen,
        **{name: getattr(item, name) for name in FIELDS},
        "objects": None if item.objects is None else list(item.objects),
        "products": None if item.products is None else list(item.products),
    }
