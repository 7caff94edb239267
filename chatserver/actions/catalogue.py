"""What of the superapp can be attached to a message: how does it come, change and go?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.uploads.unused import claim_picture
from chatserver.actions.uses import refuse_if_used
from chatserver.actions.viewers import Viewer
from chatserver.core.links import CATEGORY_OF, SCREEN, SCREENS
from chatserver.core.refusals import NotFound
from chatserver.core.searching import fold
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.matching import holds
from chatserver.storage.tables import (
    CatalogueObject,
    CatalogueProduct,
    CatalogueRow,
    ObjectRow,
    Org,
    ProductRow,
)
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields of a thing, by name
_FIELDS = ("title", "text", "image", "category", "external_id", "published")


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
        return await _items(session, rows)


async def catalogue_item(world: World, viewer: Viewer, item_id: str) -> Item:
    """Return one of them; raises `NotFound`."""
    async with world.db.session() as session:
        row = await _row(session, viewer, item_id)
        [item] = await _items(session, [row])
    return item


async def add_item(world: World, viewer: Viewer, wanted: Wanted) -> str:
    """Add a thing, and return its id; raises `Invalid` with every mistake."""
    org, id_ = viewer.home.org.id, world.new_id("cat")
    async with world.db.transaction() as session:
        await _hold(session, viewer)
        row = CatalogueRow(
            id=id_,
            org=org,
            kind=wanted["kind"],
            screen=wanted.get("screen"),
            title=wanted["title"],
            created_at=world.now(),
        )
        mistakes = [*_kind_mistakes(row), *await _screen_taken(session, row)]
        refuse_if_any([*mistakes, *await _mistakes(session, row, wanted)])
        _set(row, wanted)
        session.add(row)
        await session.flush()
        await _place(session, row, wanted)
        after = await _items(session, [row])
        await _record(session, world, viewer, "catalogue.add", Changed(id_, {}, _shown(after[0])))
    return id_


async def change_item(
    world: World, viewer: Viewer, item_id: str, wanted: Wanted, *, expected: int | None
) -> None:
    """Change what is named of a thing; raises `NotFound`, `Stale` or `Invalid`."""
    async with world.db.transaction() as session:
        await _hold(session, viewer)
        row = await _row(session, viewer, item_id, held=True)
        check_fresh(row.version, expected)
        refuse_if_any(await _mistakes(session, row, wanted))
        [before] = await _items(session, [row])
        _set(row, wanted)
        row.version += 1
        session.add(row)
        await session.flush()
        await _place(session, row, wanted)
        [after] = await _items(session, [row])
        changed = Changed(item_id, _shown(before), _shown(after))
        await _record(session, world, viewer, "catalogue.change", changed)


async def remove_item(world: World, viewer: Viewer, item_id: str, *, expected: int | None) -> None:
    """Take a thing away; messages that lead to it stay, and say so when they are opened.

    A category that still has things raises `InUse`.
    """
    async with world.db.transaction() as session:
        row = await _row(session, viewer, item_id, held=True)
        check_fresh(row.version, expected)
        inside = (col(CatalogueRow.category) == item_id,)
        await refuse_if_used(session, {"catalogue": (CatalogueRow, inside)})
        [before] = await _items(session, [row])
        for table in (CatalogueObject, CatalogueProduct):
            await session.exec(delete(table).where(col(table.item) == item_id))
        await session.delete(row)
        changed = Changed(item_id, _shown(before))
        await _record(session, world, viewer, "catalogue.remove", changed)


async def _hold(session: AsyncSession, viewer: Viewer) -> None:
    """Take turns: two things that want the same screen or outside id are looked at one by one."""
    await session.get_one(Org, viewer.home.org.id, with_for_update={"key_share": True})


async def _row(
    session: AsyncSession, viewer: Viewer, item_id: str, *, held: bool = False
) -> CatalogueRow:
    row = await session.get(CatalogueRow, item_id, with_for_update=held)
    if row is None or row.org != viewer.home.org.id:
        raise NotFound
    return row


def _kind_mistakes(row: CatalogueRow) -> list[Mistake]:
    if row.kind == SCREEN and row.screen not in SCREENS:
        return [Mistake("/screen", "unknown", "there is no such screen", rests_on=("/kind",))]
    if row.kind != SCREEN and row.screen is not None:
        only = "only a screen of the superapp has it"
        return [Mistake("/screen", "unexpected", only, rests_on=("/kind",))]
    return []


async def _screen_taken(session: AsyncSession, row: CatalogueRow) -> list[Mistake]:
    if row.screen is None:
        return []
    question = select(CatalogueRow.id).where(
        CatalogueRow.org == row.org, CatalogueRow.screen == row.screen
    )
    if (await session.exec(question)).first() is None:
        return []
    return [Mistake("/screen", "taken", "the screen is in the catalogue already")]


async def _mistakes(session: AsyncSession, row: CatalogueRow, wanted: Wanted) -> list[Mistake]:
    mistakes: list[Mistake] = []
    category, image = wanted.get("category"), wanted.get("image")
    if category is not None:
        found = await session.get(CatalogueRow, category)
        fits = found is not None and found.org == row.org
        if not (fits and found is not None and found.kind == CATEGORY_OF.get(row.kind)):
            message = "there is no such category for it"
            mistakes.append(Mistake("/category", "unknown", message, rests_on=("/kind",)))
    mistakes += await claim_picture(session, row.org, image, ["catalogue"], pointer="/image")
    external = wanted.get("external_id")
    if external is not None:
        taken = select(CatalogueRow.id).where(
            CatalogueRow.org == row.org,
            CatalogueRow.external_id == external,
            CatalogueRow.id != row.id,
        )
        if (await session.exec(taken)).first() is not None:
            mistakes.append(Mistake("/external_id", "taken", "another thing has this id"))
    for name, table in (("objects", ObjectRow), ("products", ProductRow)):
        mistakes += await _unknown(session, row.org, name, table, wanted.get(name) or ())
    return mistakes


async def _unknown(
    session: AsyncSession,
    org: str,
    name: str,
    table: type[ObjectRow] | type[ProductRow],
    ids: Collection[str],
) -> list[Mistake]:
    found = await session.exec(
        select(table.id).where(col(table.org) == org, col(table.id).in_(ids))
    )
    known = set(found)
    return [
        Mistake(f"/{name}/{index}", "unknown", "there is no such thing here")
        for index, one in enumerate(ids)
        if one not in known
    ]


def _set(row: CatalogueRow, wanted: Wanted) -> None:
    for name in _FIELDS:
        setattr(row, name, wanted.get(name, getattr(row, name)))
    row.search = fold(row.title)
    row.all_objects = wanted.get("objects", None if row.all_objects else ()) is None
    row.all_products = wanted.get("products", None if row.all_products else ()) is None


async def _place(session: AsyncSession, row: CatalogueRow, wanted: Wanted) -> None:
    tables: tuple[tuple[str, type[SQLModel], Any, str], ...] = (
        ("objects", CatalogueObject, CatalogueObject.item, "object"),
        ("products", CatalogueProduct, CatalogueProduct.item, "product"),
    )
    for name, table, item, column in tables:
        if name in wanted:
            await session.exec(delete(table).where(col(item) == row.id))
            ids = dict.fromkeys(wanted[name] or ())
            await insert_rows(session, table, [{"item": row.id, column: one} for one in ids])


async def _items(session: AsyncSession, rows: Sequence[CatalogueRow]) -> list[Item]:
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


async def _record(
    session: AsyncSession, world: World, viewer: Viewer, action: str, changed: Changed
) -> None:
    by, org = Person("staff", viewer.id), viewer.home.org.id
    await record(session, world, by=by, org=org, action=action, changed=[changed])


def _shown(item: Item) -> dict[str, object]:
    return {
        "kind": item.kind,
        "screen": item.screen,
        **{name: getattr(item, name) for name in _FIELDS},
        "objects": None if item.objects is None else list(item.objects),
        "products": None if item.products is None else list(item.products),
    }
