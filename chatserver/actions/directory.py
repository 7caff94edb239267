"""How do an organisation, its objects, departments and roles come to be?

Each action takes any number of things, stores all of them or none, writes who made them into the
audit log and, where somebody may now see or get other chats, moves the organisation's `acl`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.rights import Permission
from chatserver.core.searching import object_haystack
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import Department, ObjectRow, Org, RoleRow
from chatserver.world import World

# What an object may stand in: quarter > group > building > premises. The group may be left out.
INSIDE: Mapping[str, tuple[str | None, ...]] = MappingProxyType(
    {
        "quarter": (None,),
        "group": ("quarter",),
        "building": ("quarter", "group"),
        "premises": ("building",),
    }
)


@dataclass(frozen=True, slots=True)
class NewObject:
    """An object to be added below `parent`, which is there already."""

    kind: str
    name: str
    parent: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role with its permissions; `administrator`: all of them, and all objects."""

    name: str
    permissions: frozenset[Permission] = frozenset()
    administrator: bool = False
    notices: Mapping[str, bool] = field(default_factory=dict)


async def create_org(world: World, name: str, *, by: Person, kind: str = "management") -> str:
    """Make an organisation and return its id."""
    async with world.db.transaction() as session:
        return await put_org(session, world, name, kind, by=by)


async def put_org(session: AsyncSession, world: World, name: str, kind: str, *, by: Person) -> str:
    """Make an organisation in this transaction and return its id."""
    id_ = world.new_id("org")
    row = {"id": id_, "name": name, "kind": kind, "rev": 0, "acl": 1, "chats": 0}
    await insert_rows(session, Org, [{**row, "created_at": world.now()}])
    made = Changed(id_, after={"name": name, "kind": kind})
    await record(session, world, by=by, org=id_, action="org.create", changed=[made])
    return id_


async def add_objects(
    world: World, org: str, objects: Sequence[NewObject], *, by: Person
) -> list[str]:
    """Add objects to the tree and return their ids in the same order."""
    ids = [world.new_id("obj") for _ in objects]
    async with world.db.transaction() as session:
        parents = await _objects(session, org, {o.parent for o in objects if o.parent})
        refuse_if_any(_misplaced(objects, parents))
        rows = [
            {
                "id": id_,
                "org": org,
                "parent": o.parent,
                "kind": o.kind,
                "name": o.name,
                "address": o.address,
                "path": f"{parents[o.parent].path if o.parent else '/'}{id_}/",
                "search": object_haystack(o.name, o.address, None),
            }
            for id_, o in zip(ids, objects, strict=True)
        ]
        await insert_rows(session, ObjectRow, rows)
        made = [
            Changed(id_, after={"kind": o.kind, "name": o.name, "parent": o.parent})
            for id_, o in zip(ids, objects, strict=True)
        ]
        await record(session, world, by=by, org=org, action="object.add", changed=made)
        await bump_acl(session, org)
    return ids


async def add_departments(world: World, org: str, names: Sequence[str], *, by: Person) -> list[str]:
    """Add departments and return their ids in the same order."""
    ids = [world.new_id("dep") for _ in names]
    async with world.db.transaction() as session:
        rows = [{"id": i, "org": org, "name": n} for i, n in zip(ids, names, strict=True)]
        await insert_rows(session, Department, rows)
        made = [Changed(i, after={"name": n}) for i, n in zip(ids, names, strict=True)]
        await record(session, world, by=by, org=org, action="department.add", changed=made)
        await bump_acl(session, org)
    return ids


async def add_roles(
    world: World, org: str | None, roles: Sequence[NewRole], *, by: Person
) -> list[str]:
    """Add roles (without an organisation: of the platform) and return their ids in order."""
    async with world.db.transaction() as session:
        return await put_roles(session, world, org, roles, by=by)


async def put_roles(
    session: AsyncSession, world: World, org: str | None, roles: Sequence[NewRole], *, by: Person
) -> list[str]:
    """Add roles in this transaction and return their ids in order."""
    ids = [world.new_id("role") for _ in roles]
    rows = [
        {
            "id": id_,
            "org": org,
            "name": role.name,
            "administrator": role.administrator,
            "permissions": sorted(role.permissions),
            "notices": dict(role.notices),
        }
        for id_, role in zip(ids, roles, strict=True)
    ]
    await insert_rows(session, RoleRow, rows)
    made = [
        Changed(
            id_,
            after={
                "name": role.name,
                "permissions": sorted(role.permissions),
                "notices": dict(role.notices),
            },
        )
        for id_, role in zip(ids, roles, strict=True)
    ]
    await record(session, world, by=by, org=org, action="role.add", changed=made)
    return ids


async def _objects(session: AsyncSession, org: str, ids: set[str]) -> dict[str, ObjectRow]:
    found = await session.exec(
        select(ObjectRow).where(ObjectRow.org == org, col(ObjectRow.id).in_(ids))
    )
    return {row.id: row for row in found}


def _misplaced(objects: Sequence[NewObject], parents: Mapping[str, ObjectRow]) -> list[Mistake]:
    mistakes = []
    for index, o in enumerate(objects):
        if o.parent is not None and o.parent not in parents:
            mistakes.append(Mistake(f"/{index}/parent", "unknown", "there is no such object"))
            continue
        kind = parents[o.parent].kind if o.parent is not None else None
        if kind not in INSIDE.get(o.kind, ()):
            where = f"in a {kind}" if kind else "at the top"
            mistakes.append(
                Mistake(f"/{index}/kind", "misplaced", f"a {o.kind} does not stand {where}")
            )
    return mistakes
