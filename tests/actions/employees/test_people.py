"""How do employees and clients come to be?"""

import pytest
from sqlmodel import col, select

from chatserver.actions.clients.phones import e164
from chatserver.actions.employees.people import NewClient, NewStaff, add_clients, add_staff
from chatserver.actions.mistakes import Invalid
from chatserver.ledger.directory import Directories
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage.tables import AuditRow, ClientRow, StaffRow
from tests.seeds import ANSWERS, CID, DESK, FAR_FLAT, FLAT_1, FLAT_2, HOUSE_1, QUARTER, SOSNY
from tests.small import Small


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+7 (916) 000-00-05", "+79160000005"),
        ("8 916 000 00 05", "+79160000005"),
        ("+7916 000-00-05", "+79160000005"),
        ("+44 20 7946 0958", "+442079460958"),
        ("12", None),
        ("my phone", None),
        ("", None),
    ],
)
def test_a_phone_has_one_form(typed: str, stored: str | None) -> None:
    assert e164(typed) == stored


async def test_a_client_is_known_with_its_premises_in_their_order(here: Small) -> None:
    new = NewClient(
        "Лёва Ёлкин",
        "8 (916) 111-22-33",
        (FLAT_2, FLAT_1),
        external_id="e1",
        email="lev@example.com",
        birth="1990-05-17",
    )
    (id_,) = await add_clients(here.world, SOSNY, [new], by=SYSTEM)

    directory = await Directories(here.world.db).fetch(SOSNY, clients=[id_])
    assert directory is not None
    client = directory.clients[id_]
    assert (client.phone, client.places) == ("+79161112233", (FLAT_2, FLAT_1))
    async with here.world.db.session() as session:
        row = (await session.exec(select(ClientRow).where(ClientRow.id == id_))).one()
        audit = (await session.exec(select(AuditRow).where(AuditRow.subject == id_))).one()
    assert row.search == "лева елкин 79161112233"
    assert (row.email, row.birth) == ("lev@example.com", "1990-05-17")
    assert audit.after == {
        "name": "Лёва Ёлкин",
        "phone": "+7********33",
        "email": "l***@example.com",
        "birth": "1990-**-**",
    }


async def test_every_mistake_of_a_list_of_clients_is_told_and_nothing_stored(here: Small) -> None:
    async with here.world.db.session() as session:
        taken = (await session.exec(select(ClientRow.phone).where(ClientRow.id == CID))).one()

    with pytest.raises(Invalid) as refused:
        await add_clients(
            here.world,
            SOSNY,
            [
                NewClient("right", "+79161110000"),
                NewClient("taken", taken),
                NewClient("twice", "89161110000"),
                NewClient("none", "phone"),
                NewClient("foreign", "+79161110001", (FAR_FLAT,)),
                NewClient("no flat", "+79161110002", (HOUSE_1,)),
            ],
            by=SYSTEM,
        )

    found = {(one.pointer, one.code) for one in refused.value.mistakes}
    assert found == {
        ("/1/phone", "taken"),
        ("/2/phone", "taken"),
        ("/3/phone", "malformed"),
        ("/places", "unknown"),
    }
    async with here.world.db.session() as session:
        assert (await session.exec(select(ClientRow).where(ClientRow.name == "right"))).all() == []


async def test_an_employee_reaches_what_was_given(here: Small) -> None:
    ids = await add_staff(
        here.world,
        SOSNY,
        [
            NewStaff("Gus@Example.com", "Gus", ANSWERS, DESK, (QUARTER, HOUSE_1, QUARTER)),
            NewStaff("hal@example.com", "Hal", ANSWERS, DESK, None),
            NewStaff("ida@example.com", "Ida", ANSWERS),
        ],
        by=SYSTEM,
    )

    directory = await Directories(here.world.db).fetch(SOSNY)
    assert directory is not None
    reach = [directory.staff[id_].objects for id_ in ids]
    assert reach == [frozenset({QUARTER, HOUSE_1}), None, frozenset()]
    async with here.world.db.session() as session:
        emails = set(await session.exec(select(StaffRow.email).where(col(StaffRow.id).in_(ids))))
    assert "gus@example.com" in emails


async def test_a_taken_or_impossible_employee_is_refused(here: Small) -> None:
    with pytest.raises(Invalid) as refused:
        await add_staff(
            here.world,
            SOSNY,
            [
                NewStaff("ANN@example.com", "Ann again", ANSWERS),
                NewStaff("no mail", "Jim", "role_none", "dep_none", ("obj_none",)),
            ],
            by=SYSTEM,
        )

    assert {(one.pointer, one.code) for one in refused.value.mistakes} == {
        ("/0/email", "taken"),
        ("/1/email", "malformed"),
        ("/role", "unknown"),
        ("/department", "unknown"),
        ("/objects", "unknown"),
    }
