"""With which keys do an organisation's own systems come, and for whom do they stand?

A key stands for what its maker could see when it was made: scopes, and objects. It goes on when
its maker is gone (X6), and says so in the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.viewers import NotWelcome, Viewer
from chatserver.actions.integrations.api_keys import SUPERAPP, note_use
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.exports import Scope, rights_of_key
from chatserver.core.mistakes import repeated
from chatserver.core.people import Named, Staff
from chatserver.core.refusals import NotFound
from chatserver.core.rights import Permission
from chatserver.identity.credentials import API_KEY, fresh_value, stored_form
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import Person
from chatserver.storage.orgs import hold_org
from chatserver.storage.tables import ApiKey, StaffRow
from chatserver.world import World

MOST = 20  # that hold, of an organisation


@dataclass(frozen=True, slots=True)
class ExportKey:
    """A key that holds. `objects` None: the whole organisation; `maker_active`: whether whoever
    made it still works here; `used_at`: about when somebody came with it last, None: nobody has.
    """

    id: str
    name: str
    scopes: Sequence[str]
    objects: Sequence[str] | None
    maker: Named | None
    maker_active: bool
    created_at: int
    used_at: int | None


@dataclass(frozen=True, slots=True)
class MadeExportKey:
    """A new key: its value is shown this once."""

    card: ExportKey
    value: str


async def make_export_key(
    world: World, viewer: Viewer, name: str, scopes: Sequence[Scope]
) -> MadeExportKey:
    """Make a key for the organisation's own systems.

    Raises `Invalid`, also for one too many, and `Forbidden` for what its maker lacks.
    """
    refuse_if_any(repeated("/scopes", scopes))
    rights = rights_of_key(scopes, by=viewer.permissions)
    value, org = fresh_value(API_KEY), viewer.home.org.id
    objects = viewer.staff.objects
    async with world.db.transaction() as session:
        # One after the other, so that nobody counts past the bound.
        await hold_org(session, org)
        holding = select(func.count()).select_from(ApiKey)
        count = await session.exec(holding.where(ApiKey.org == org, col(ApiKey.ended_at).is_(None)))
        if count.one() >= MOST:
            refuse_if_any([Mistake("", "too_many", f"an organisation has at most {MOST} keys")])
        row = ApiKey(
            id=world.new_id("key"),
            name=name,
            # What it exports, and the rights with which it does.
            scope=" ".join([*sorted(scopes), *sorted(rights)]),
            hash=stored_form(value),
            org=org,
            objects=None if objects is None else sorted(objects),
            by=viewer.id,
            created_at=world.now(),
        )
        session.add(row)
        told = {"name": name, "scopes": sorted(scopes), "objects": row.objects}
        by = Person("staff", viewer.id)
        changed = [Changed(row.id, after=told)]
        await record(session, world, by=by, org=org, action="api_key.make", changed=changed)
    return MadeExportKey(_card(row, viewer.staff.name, active=True), value)


async def export_keys(
    world: World, viewer: Viewer, *, after: str | None = None, limit: int
) -> list[ExportKey]:
    """Return the keys of the viewer's organisation that hold and whose ids come after, by id."""
    question = (
        select(ApiKey, StaffRow.name, StaffRow.active)
        .join(StaffRow, col(StaffRow.id) == col(ApiKey.by), isouter=True)
        .where(ApiKey.org == viewer.home.org.id, col(ApiKey.ended_at).is_(None))
        .order_by(col(ApiKey.id))
        .limit(limit)
    )
    if after is not None:
        question = question.where(col(ApiKey.id) > after)
    async with world.db.session() as session:
        found = (await session.exec(question)).all()
    return [_card(row, name or "", active=bool(active)) for row, name, active in found]


async def end_export_key(world: World, viewer: Viewer, key: str) -> None:
    """End a key at once; raises `NotFound`."""
    async with world.db.transaction() as session:
        row = await session.get(ApiKey, key)
        if row is None or row.org != viewer.home.org.id or row.ended_at is not None:
            raise NotFound
        row.ended_at = world.now()
        session.add(row)
        by, changed = Person("staff", viewer.id), [Changed(key, {"name": row.name})]
        await record(session, world, by=by, org=row.org, action="api_key.end", changed=changed)


async def export_key(world: World, value: str) -> ApiKey:
    """Return the key that this is the value of; raises `NotWelcome`."""
    question = select(ApiKey).where(
        ApiKey.hash == stored_form(value),
        ApiKey.scope != SUPERAPP,
        col(ApiKey.ended_at).is_(None),
    )
    async with world.db.session() as session:
        row = (await session.exec(question)).first()
    if row is None:
        raise NotWelcome
    return row


async def holder_of(world: World, directories: Directories, value: str, scope: Scope) -> Viewer:
    """Return for whom a key stands that has this scope.

    Raises `NotWelcome`, `NotFound` for a key without the scope: there is nothing for it.
    """
    row = await export_key(world, value)
    directory = await directories.fetch(row.org) if row.org else None
    if directory is None:
        raise NotWelcome
    words = row.scope.split()
    if scope not in words:
        raise NotFound
    await note_use(world, row)
    rights = frozenset(one for one in Permission if one in words)
    person = Staff(
        id=row.id,
        name=row.name,
        org=directory.org.id,
        active=True,
        department=None,
        permissions=rights,
        objects=None if row.objects is None else frozenset(row.objects),
    )
    return Viewer(row.id, rights, directory, person=person, maker=row.by)


def _card(row: ApiKey, maker: str, *, active: bool) -> ExportKey:
    known = {str(one) for one in Scope}
    return ExportKey(
        id=row.id,
        name=row.name,
        scopes=[one for one in row.scope.split() if one in known],
        objects=row.objects,
        maker=Named(row.by, maker) if row.by is not None else None,
        maker_active=active,
        created_at=row.created_at,
        used_at=row.used_at,
    )
