"""What happens when an employee is changed?"""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import col, select

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.employees.staff import change_staff
from chatserver.actions.mistakes import Invalid
from chatserver.actions.sign_in.renewals import refresh_session
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.actions.stale import Stale
from chatserver.core.refusals import Forbidden, NotFound, Refused
from chatserver.core.staffing import LastAdministrator
from chatserver.storage.tables import AuditRow, Org, StaffObject, StaffRow
from tests.seeds import (
    ADMINISTRATOR,
    ANN,
    ANSWERS,
    APART,
    BOB,
    DESK,
    DOT,
    EVE,
    FAR_ADMINISTRATOR,
    FAR_DESK,
    FAR_HOUSE,
    HOUSE_1,
    HOUSE_2,
    KEEPER,
    LOOKS,
    QUARTER,
    REPAIRS,
    SOSNY,
    ZOE,
)
from tests.small import Small


async def change(
    here: Small,
    staff: str,
    wanted: Mapping[str, Any],
    *,
    by: str = ANN,
    expected: int | None = None,
) -> None:
    await change_staff(here.world, SOSNY, staff, wanted, by=by, expected=expected)


async def stored(here: Small, staff: str) -> tuple[StaffRow, set[str]]:
    async with here.world.db.session() as session:
        objects = await session.exec(
            select(StaffObject.object).where(col(StaffObject.staff) == staff)
        )
        return await session.get_one(StaffRow, staff), set(objects)


async def everything(here: Small) -> list[object]:
    async with here.world.db.session() as session:
        people = await session.exec(select(StaffRow).order_by(StaffRow.id))
        reach = await session.exec(
            select(StaffObject).order_by(StaffObject.staff, StaffObject.object)
        )
        audit = await session.exec(select(AuditRow))
        orgs = await session.exec(select(Org).order_by(Org.id))
        return [row.model_dump() for rows in (people, reach, audit, orgs) for row in rows]


async def test_every_field_is_changed_and_audited_and_the_organisation_told(here: Small) -> None:
    wanted = {"role": LOOKS, "department": DESK, "objects": [HOUSE_2, APART]}

    await change(here, DOT, wanted, expected=1)

    row, objects = await stored(here, DOT)
    assert (row.role, row.department, row.all_objects, row.version) == (LOOKS, DESK, False, 2)
    assert objects == {HOUSE_2, APART}
    async with here.world.db.session() as session:
        [told] = (await session.exec(select(AuditRow))).all()
        assert (await session.get_one(Org, SOSNY)).acl == 2
    assert (told.org, told.actor, told.action, told.subject) == (SOSNY, ANN, "staff.change", DOT)
    assert told.before["role"] == ANSWERS
    stays = {"active": True, "name": "Dot", "email": "d***@example.com"}
    assert told.after == {**stays, **wanted, "objects": sorted([HOUSE_2, APART])}


@pytest.mark.any_kind
async def test_only_what_was_named_is_changed(here: Small) -> None:
    await change(here, DOT, {"department": None})

    row, objects = await stored(here, DOT)
    assert (row.role, row.department, row.active, objects) == (ANSWERS, None, True, {HOUSE_1})


async def test_objects_can_be_all(here: Small) -> None:
    await change(here, DOT, {"objects": None})

    row, objects = await stored(here, DOT)
    assert (row.all_objects, objects) == (True, set())


@pytest.mark.any_kind
async def test_who_is_deactivated_is_out_everywhere(here: Small) -> None:
    session = await begin_session(here.world, here.identity, DOT)

    await change(here, DOT, {"active": False})

    with pytest.raises(NotWelcome):
        await refresh_session(here.world, here.identity, session.refresh_token)
    await change(here, DOT, {"active": True})
    with pytest.raises(NotWelcome):
        await refresh_session(here.world, here.identity, session.refresh_token)


async def test_objects_beyond_the_makers_sight_are_not_touched(here: Small) -> None:
    await change(here, DOT, {"objects": [HOUSE_1, APART]})

    await change(here, DOT, {"objects": [HOUSE_2]}, by=BOB)

    assert (await stored(here, DOT))[1] == {HOUSE_2, APART}


@pytest.mark.any_kind
async def test_a_former_administrator_has_what_they_had_been_given(here: Small) -> None:
    await change(here, DOT, {"role": ADMINISTRATOR})
    await change(here, DOT, {"role": ANSWERS})

    row, objects = await stored(here, DOT)
    assert (row.all_objects, objects) == (False, {HOUSE_1})


REFUSED: list[tuple[str, Mapping[str, Any], str, type[Refused]]] = [
    (DOT, {"role": LOOKS}, DOT, Forbidden),
    (EVE, {"active": False}, EVE, Forbidden),
    (DOT, {"role": LOOKS}, BOB, Forbidden),
    (DOT, {"objects": [APART]}, BOB, Forbidden),
    (DOT, {"objects": None}, BOB, Forbidden),
    (DOT, {"role": ADMINISTRATOR}, BOB, Forbidden),
    (ANN, {"department": REPAIRS}, BOB, Forbidden),
    (ANN, {"active": False}, ANN, LastAdministrator),
    (ANN, {"role": KEEPER}, ANN, LastAdministrator),
    (ZOE, {"active": False}, ANN, NotFound),
    ("st_none", {"active": False}, ANN, NotFound),
    (DOT, {"role": FAR_ADMINISTRATOR}, ANN, Invalid),
]


@pytest.mark.parametrize(("staff", "wanted", "by", "refusal"), REFUSED)
async def test_what_is_refused_changes_nothing(
    here: Small, staff: str, wanted: Mapping[str, Any], by: str, refusal: type[Refused]
) -> None:
    before = await everything(here)

    with pytest.raises(refusal):
        await change(here, staff, wanted, by=by)
    assert await everything(here) == before


async def test_every_unknown_thing_is_named_at_once(here: Small) -> None:
    with pytest.raises(Invalid) as refused:
        await change(
            here,
            DOT,
            {"role": "x", "department": FAR_DESK, "objects": [QUARTER, FAR_HOUSE, "obj_none"]},
        )

    assert {mistake.pointer for mistake in refused.value.mistakes} == {
        "/role",
        "/department",
        "/objects/1",
        "/objects/2",
    }


@pytest.mark.any_kind
async def test_a_change_to_what_is_no_longer_so_is_stale(here: Small) -> None:
    await change(here, DOT, {"department": DESK}, expected=1)

    with pytest.raises(Stale):
        await change(here, DOT, {"department": None}, expected=1)
    assert (await stored(here, DOT))[0].department == DESK


@pytest.mark.any_kind
async def test_of_the_last_two_administrators_one_stays(here: Small) -> None:
    await change(here, DOT, {"role": ADMINISTRATOR})

    outcomes = await asyncio.gather(
        change(here, ANN, {"active": False}, by=DOT),
        change(here, DOT, {"active": False}, by=ANN),
        return_exceptions=True,
    )

    assert sum(outcome is None for outcome in outcomes) == 1
    active = [(await stored(here, one))[0].active for one in (ANN, DOT)]
    assert sorted(active) == [False, True]
