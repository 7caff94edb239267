"""How does what can be attached to a message come, change and go?"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.attachments.catalogue_cards import FIELDS, items_of, row_of, shown
from chatserver.actions.attachments.uploads.unused import claim_picture
from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.uses import refuse_if_used
from chatserver.core.links import CATEGORY_OF, SCREEN, SCREENS
from chatserver.core.searching import fold
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import hold_org
from chatserver.storage.tables import (
    CatalogueObject,
    CatalogueProduct,
    CatalogueRow,
    ObjectRow,
    ProductRow,
)
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields of a thing, by name


async def add_item(world: World, viewer: Viewer, wanted: Wanted) -> str:
    """Add a thing, and return its id; raises `Invalid` with every mistake."""
    org, id_ = viewer.home.org.id, world.new_id("cat")
    async with world.db.transaction() as session:
        # Of two things that want the same screen or outside id one is looked at after the other.
        await hold_org(session, org)
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
        after = await items_of(session, [row])
        await record_by(session, world, viewer, "catalogue.add", Changed(id_, {}, shown(after[0])))
    return id_


async def change_item(
    world: World, viewer: Viewer, item_id: str, wanted: Wanted, *, expected: int | None
) -> None:
    """Change what is named of a thing; raises `NotFound`, `Stale` or `Invalid`."""
    async with world.db.transaction() as session:
        await hold_org(session, viewer.home.org.id)
        row = await row_of(session, viewer, item_id, held=True)
        check_fresh(row.version, expected)
        refuse_if_any(await _mistakes(session, row, wanted))
        [before] = await items_of(session, [row])
        _set(row, wanted)
        row.version += 1
        session.add(row)
        await session.flush()
        await _place(session, row, wanted)
        [after] = await items_of(session, [row])
        changed = Changed(item_id, shown(before), shown(after))
        await record_by(session, world, viewer, "catalogue.change", changed)


async def remove_item(world: World, viewer: Viewer, item_id: str, *, expected: int | None) -> None:
    """Take a thing away; messages that lead to it stay, and say so when they are opened.

    A category that still has things raises `InUse`.
    """
    async with world.db.transaction() as session:
        row = await row_of(session, viewer, item_id, held=True)
        check_fresh(row.version, expected)
        inside = (col(CatalogueRow.category) == item_id,)
        await refuse_if_used(session, {"catalogue": (CatalogueRow, inside)})
        [before] = await items_of(session, [row])
        for table in (CatalogueObject, CatalogueProduct):
            await session.exec(delete(table).where(col(table.item) == item_id))
        await session.delete(row)
        changed = Changed(item_id, shown(before))
        await record_by(session, world, viewer, "catalogue.remove", changed)


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
    for name in FIELDS:
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
