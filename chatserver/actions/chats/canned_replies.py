"""Which texts do employees have ready, their own and the organisation's?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.core.canned import OWN_MAX, SHARED_MAX, check_canned
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission
from chatserver.storage.orgs import hold_org
from chatserver.storage.tables import CannedReply
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields of a reply, by name
EDITS_SHARED = Permission.DIRECTORY_EDIT


@dataclass(frozen=True, slots=True)
class CannedCard:
    """A text that is ready. `shared`: the organisation's, else the reader's own."""

    id: str
    title: str
    text: str
    shared: bool
    version: int
    updated_at: int


async def canned_replies(
    world: World, viewer: Viewer, *, after: str | None, limit: int
) -> list[CannedCard]:
    """Return what this employee has ready, their own and what is shared, by id."""
    question = select(CannedReply).where(*_visible(viewer))
    if after is not None:
        question = question.where(CannedReply.id > after)
    async with world.db.session() as session:
        rows = await session.exec(question.order_by(CannedReply.id).limit(limit))
        return [_card(row) for row in rows]


async def canned_reply(world: World, viewer: Viewer, reply_id: str) -> CannedCard:
    """Return one of them; raises `NotFound`, for another's own too."""
    async with world.db.session() as session:
        return _card(await _row(session, viewer, reply_id))


async def add_canned_reply(world: World, viewer: Viewer, wanted: Wanted, *, shared: bool) -> str:
    """Keep a text ready, and return its id; raises `Forbidden` or `Invalid`."""
    _check_may_edit(viewer, shared=shared)
    owner, id_, now = None if shared else viewer.id, world.new_id("can"), world.now()
    async with world.db.transaction() as session:
        # One after the other, so that nobody counts past the bound.
        await hold_org(session, viewer.home.org.id)
        mistakes = check_canned(wanted["title"], wanted["text"])
        refuse_if_any([*mistakes, *await _too_many(session, viewer, shared=shared)])
        row = CannedReply(
            id=id_,
            org=viewer.home.org.id,
            owner=owner,
            title=wanted["title"],
            text=wanted["text"],
            created_at=now,
            updated_at=now,
        )
        session.add(row)
        await record_by(session, world, viewer, "canned_reply.add", Changed(id_, {}, _shown(row)))
    return id_


async def change_canned_reply(
    world: World, viewer: Viewer, reply_id: str, wanted: Wanted, *, expected: int | None
) -> None:
    """Change title or text; raises `NotFound`, `Forbidden`, `Stale` or `Invalid`."""
    async with world.db.transaction() as session:
        row = await _row(session, viewer, reply_id, locked=True)
        _check_may_edit(viewer, shared=row.owner is None)
        check_fresh(row.version, expected)
        before = _shown(row)
        row.title = wanted.get("title", row.title)
        row.text = wanted.get("text", row.text)
        refuse_if_any(check_canned(row.title, row.text))
        row.version += 1
        row.updated_at = world.now()
        session.add(row)
        changed = Changed(reply_id, before, _shown(row))
        await record_by(session, world, viewer, "canned_reply.change", changed)


async def remove_canned_reply(
    world: World, viewer: Viewer, reply_id: str, *, expected: int | None
) -> None:
    """Take one away; raises `NotFound`, `Forbidden` or `Stale`."""
    async with world.db.transaction() as session:
        row = await _row(session, viewer, reply_id, locked=True)
        _check_may_edit(viewer, shared=row.owner is None)
        check_fresh(row.version, expected)
        changed = Changed(reply_id, _shown(row))
        await session.delete(row)
        await record_by(session, world, viewer, "canned_reply.remove", changed)


def _visible(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    own_or_shared = or_(col(CannedReply.owner).is_(None), col(CannedReply.owner) == viewer.id)
    return (col(CannedReply.org) == viewer.home.org.id, own_or_shared)


def _check_may_edit(viewer: Viewer, *, shared: bool) -> None:
    if shared:
        viewer.check(EDITS_SHARED)


async def _row(
    session: AsyncSession, viewer: Viewer, reply_id: str, *, locked: bool = False
) -> CannedReply:
    question = select(CannedReply).where(CannedReply.id == reply_id, *_visible(viewer))
    row = (await session.exec(question.with_for_update() if locked else question)).first()
    if row is None:
        raise NotFound
    return row


async def _too_many(session: AsyncSession, viewer: Viewer, *, shared: bool) -> list[Mistake]:
    owner, most = (None, SHARED_MAX) if shared else (viewer.id, OWN_MAX)
    there = (
        select(func.count())
        .select_from(CannedReply)
        .where(
            CannedReply.org == viewer.home.org.id,
            col(CannedReply.owner).is_not_distinct_from(owner),
        )
    )
    if (await session.exec(there)).one() < most:
        return []
    return [Mistake("", "too_many", f"there are {most} already; take one away first")]


def _card(row: CannedReply) -> CannedCard:
    return CannedCard(row.id, row.title, row.text, row.owner is None, row.version, row.updated_at)


def _shown(row: CannedReply) -> dict[str, object]:
    return {"title": row.title, "text": row.text, "shared": row.owner is None}
