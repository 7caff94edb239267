"""How does an employee add to the tree of objects, move a part of it, and take from it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal
from sqlalchemy import update as change
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.reach import covers, reached_object, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.directory import INSIDE
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.uses import InUse, refuse_if_used, settings_naming, uses_of_object
from chatserver.core.refusals import Forbidden
from chatserver.core.searching import object_haystack
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import MiniappGeneration, ObjectRow
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields to be changed, by name
EVERYWHERE = "objects"  # as the missing right in a refusal


@dataclass(frozen=True, slots=True)
class Addition:
    """An object to be added below `parent`; without one it is a quarter."""

    kind: str
    name: str
    parent: str | None = None
    address: str = ""
    external_id: str | None = None


async def add_object(world: World, viewer: Viewer, new: Addition) -> str:
    """Add an object below one that the employee has access to, and return its id.

    A quarter stands in nothing, so that it takes access to the whole organisation. Raises
    `Forbidden` or `Invalid`.
    """
    org, id_ = viewer.home.org.id, world.new_id("obj")
    async with world.db.transaction() as session:
        await bump_acl(session, org)
        parent = await _parent(session, viewer, new.parent)
        taken = await _taken(session, org, new.external_id, but="")
        refuse_if_any([*_misplaced(new.kind, new.parent, parent), *taken])
        if new.parent is None and viewer.staff.objects is not None:
            raise Forbidden(permission=EVERYWHERE)
        row = {
            "id": id_,
            "org": org,
            "parent": new.parent,
            "kind": new.kind,
            "name": new.name,
            "address": new.address,
            "external_id": new.external_id,
            "search": object_haystack(new.name, new.address, new.external_id),
            "path": f"{parent.path if parent else '/'}{id_}/",
            "version": 1,
        }
        await insert_rows(session, ObjectRow, [row])
        after = {name: row[name] for name in ("kind", "name", "address", "parent", "external_id")}
        await record_by(session, world, viewer, "object.add", Changed(id_, after=after))
    return id_


async def change_object(
    world: World, viewer: Viewer, object_id: str, wanted: Wanted, *, expected: int | None
) -> None:
    """Change name, address or external id of an object, or move it with all below it.

    Raises `NotFound`, `Stale`, `Forbidden` or `Invalid`; then nothing is changed.
    """
    org = viewer.home.org.id
    async with world.db.transaction() as session:
        # It holds the organisation's row: nobody else changes the tree meanwhile.
        await bump_acl(session, org)
        row = await reached_object(session, viewer, object_id)
        check_fresh(row.version, expected)
        before = _shown(row)
        mistakes = await _taken(session, org, wanted.get("external_id"), but=row.id)
        if wanted.get("parent", row.parent) != row.parent:
            mistakes += await _move(session, viewer, row, wanted["parent"])
        refuse_if_any(mistakes)
        for name in ("name", "address", "external_id"):
            setattr(row, name, wanted.get(name, getattr(row, name)))
        row.search = object_haystack(row.name, row.address, row.external_id)
        row.version += 1
        session.add(row)
        await session.flush()
        changed = Changed(object_id, before, _shown(row))
        await record_by(session, world, viewer, "object.change", changed)


async def remove_object(
    world: World, viewer: Viewer, object_id: str, *, expected: int | None
) -> None:
    """Take away an object that nothing refers to; else raises `InUse`, which counts what does."""
    org = viewer.home.org.id
    try:
        async with world.db.transaction() as session:
            await bump_acl(session, org)
            row = await reached_object(session, viewer, object_id)
            check_fresh(row.version, expected)
            bots = await settings_naming(session, org, object_id)
            await refuse_if_used(session, uses_of_object(object_id), chatbots=bots)
            # What ended there only remembers it.
            ended = col(MiniappGeneration.place) == object_id
            await session.exec(change(MiniappGeneration).where(ended).values(place=None))
            await session.exec(delete(ObjectRow).where(col(ObjectRow.id) == object_id))
            changed = Changed(object_id, _shown(row))
            await record_by(session, world, viewer, "object.remove", changed)
    except IntegrityError:
        # Somebody referred to it between the look and the deletion.
        raise InUse(uses={}) from None


async def move_subtree(session: AsyncSession, org: str, *, old: str, new: str) -> None:
    """Rewrite the paths of everything at or below a path."""
    path = col(ObjectRow.path)
    await session.exec(
        change(ObjectRow)
        .where(col(ObjectRow.org) == org, path.startswith(old, autoescape=True))
        .values(path=literal(new) + func.substr(path, len(old) + 1))
        .execution_options(synchronize_session=False)
    )


async def _move(
    session: AsyncSession, viewer: Viewer, row: ObjectRow, to: str | None
) -> list[Mistake]:
    if to is None and viewer.staff.objects is not None:
        raise Forbidden(permission=EVERYWHERE)
    parent = await _parent(session, viewer, to)
    if parent is not None and parent.path.startswith(row.path):
        return [Mistake("/parent", "cycle", "an object does not stand in itself")]
    mistakes = list(_misplaced(row.kind, to, parent, pointer="/parent"))
    if not mistakes:
        old, new = row.path, f"{parent.path if parent else '/'}{row.id}/"
        await move_subtree(session, row.org, old=old, new=new)
        row.parent, row.path = to, new
    return mistakes


async def _parent(session: AsyncSession, viewer: Viewer, id_: str | None) -> ObjectRow | None:
    """Return the object in which another is to stand; None: there is none that they reach."""
    if id_ is None:
        return None
    row = await session.get(ObjectRow, id_)
    if row is None or row.org != viewer.home.org.id:
        return None
    return row if covers(await roots_of(session, viewer), row.path) else None


def _misplaced(
    kind: str, wanted: str | None, parent: ObjectRow | None, *, pointer: str = "/kind"
) -> Iterator[Mistake]:
    if wanted is not None and parent is None:
        yield Mistake("/parent", "unknown", "there is no such object")
    elif (parent.kind if parent else None) not in INSIDE[kind]:
        where = f"in a {parent.kind}" if parent else "at the top"
        message = f"a {kind} does not stand {where}"
        yield Mistake(pointer, "misplaced", message, rests_on=("/kind", "/parent"))


async def _taken(
    session: AsyncSession, org: str, external_id: str | None, *, but: str
) -> list[Mistake]:
    if external_id is None:
        return []
    question = select(ObjectRow.id).where(
        ObjectRow.org == org, ObjectRow.external_id == external_id, ObjectRow.id != but
    )
    if (await session.exec(question)).first() is None:
        return []
    return [Mistake("/external_id", "taken", "another object has this id")]


def _shown(row: ObjectRow) -> dict[str, object]:
    return {
        "kind": row.kind,
        "name": row.name,
        "address": row.address,
        "parent": row.parent,
        "external_id": row.external_id,
    }
