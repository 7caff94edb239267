"""How do an organisation, its objects, departments and roles come to be?"""

import pytest
from sqlmodel import col, select

from chatserver.actions.directory import (
    NewObject,
    NewRole,
    add_departments,
    add_objects,
    add_roles,
    create_org,
)
from chatserver.actions.mistakes import Invalid
from chatserver.core.rights import Permission
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import AuditRow, Department, ObjectRow, Org, RoleRow
from tests.seeds import FAR_HOUSE, FLAT_1, HOUSE_1, QUARTER, SOSNY
from tests.small import Small


async def acl(here: Small) -> int:
    async with here.world.db.session() as session:
        return (await session.exec(select(Org.acl).where(Org.id == SOSNY))).one()


async def test_a_new_organisation_is_empty_and_audited(here: Small) -> None:
    id_ = await create_org(here.world, "Dubki", by=SYSTEM)

    async with here.world.db.session() as session:
        org = (await session.exec(select(Org).where(Org.id == id_))).one()
        audit = (await session.exec(select(AuditRow).where(AuditRow.org == id_))).one()
    assert (org.name, org.kind, org.rev, org.chats) == ("Dubki", "management", 0, 0)
    assert (audit.action, audit.actor_kind, audit.subject) == ("org.create", "system", id_)


@pytest.mark.any_kind
async def test_an_object_knows_its_way_down_from_the_root(here: Small) -> None:
    before = await acl(here)

    new = NewObject("premises", "flat 9", HOUSE_1, "house 1, flat 9")
    (flat,) = await add_objects(here.world, SOSNY, [new], by=SYSTEM)

    async with here.world.db.session() as session:
        row = (await session.exec(select(ObjectRow).where(ObjectRow.id == flat))).one()
    assert row.path == f"/{QUARTER}/{HOUSE_1}/{flat}/"
    assert row.address == "house 1, flat 9"
    assert await acl(here) == before + 1


@pytest.mark.parametrize(
    ("new", "pointer", "code"),
    [
        (NewObject("premises", "in no building", QUARTER), "/1/kind", "misplaced"),
        (NewObject("building", "in a flat", FLAT_1), "/1/kind", "misplaced"),
        (NewObject("building", "in the air"), "/1/kind", "misplaced"),
        (NewObject("quarter", "in another", QUARTER), "/1/kind", "misplaced"),
        (NewObject("castle", "of an unknown kind"), "/1/kind", "misplaced"),
        (NewObject("building", "in what is not", "obj_none"), "/1/parent", "unknown"),
        (NewObject("building", "in another's", FAR_HOUSE), "/1/parent", "unknown"),
    ],
)
async def test_a_misplaced_object_is_refused_with_all_its_company(
    here: Small, new: NewObject, pointer: str, code: str
) -> None:
    before = await acl(here)

    with pytest.raises(Invalid) as refused:
        await add_objects(
            here.world, SOSNY, [NewObject("building", "right", QUARTER), new], by=SYSTEM
        )

    assert [(one.pointer, one.code) for one in refused.value.mistakes] == [(pointer, code)]
    async with here.world.db.session() as session:
        names = set(await session.exec(select(ObjectRow.name)))
    assert names.isdisjoint({"right", new.name})
    assert await acl(here) == before


async def test_departments_and_roles_are_there_in_the_order_asked(here: Small) -> None:
    departments = await add_departments(here.world, SOSNY, ["One", "Two"], by=SYSTEM)
    roles = await add_roles(
        here.world,
        SOSNY,
        [NewRole("Looks", frozenset({Permission.CHATS_VIEW})), NewRole("All", administrator=True)],
        by=SYSTEM,
    )

    async with here.world.db.session() as session:
        names = dict((await session.exec(select(Department.id, Department.name))).all())
        rights = {
            row.id: (row.administrator, row.permissions)
            for row in await session.exec(select(RoleRow).where(col(RoleRow.id).in_(roles)))
        }
    assert [names[id_] for id_ in departments] == ["One", "Two"]
    assert [rights[id_] for id_ in roles] == [(False, ["chats.view"]), (True, [])]
