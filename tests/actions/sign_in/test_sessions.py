"""How does an employee log in, stay in, and leave?"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import col, select
from typing_extensions import override

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.employees.staff import change_staff
from chatserver.actions.sign_in.passwords import change_password
from chatserver.actions.sign_in.sessions import NOWHERE, Seen, Session, log_in, log_out
from chatserver.identity.passwords import Passwords, Verdict
from chatserver.identity.throttle import Throttled
from chatserver.storage.tables import Org, RefreshToken, StaffRow, StaffSession
from tests.actions.sign_in.entering import HERE, enter, is_dead
from tests.seeds import ANN, DOT, SOSNY
from tests.small import MINUTE, Small, somebody_waits

DAY = 24 * 60 * MINUTE


@pytest.mark.any_kind
async def test_the_right_password_begins_a_session(here: Small) -> None:
    session = await enter(here)

    claims = here.identity.verify_staff(session.access_token)
    assert (claims.id, claims.org) == (ANN, SOSNY)
    assert claims == session.claims
    assert session.expires_in == 15 * 60


@pytest.mark.any_kind
async def test_an_e_mail_is_read_whatever_its_case(here: Small) -> None:
    session = await log_in(here.world, here.identity, " ANN@Example.com ", "ann", address=HERE)

    assert session.claims.id == ANN


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("name", "password"), [("ann", "bob"), ("nobody", "nobody"), ("fay", "fay"), ("ann", "\0")]
)
async def test_every_reason_to_refuse_looks_the_same(here: Small, name: str, password: str) -> None:
    with pytest.raises(NotWelcome):
        await enter(here, name, password)


async def test_too_many_wrong_passwords_make_even_the_right_one_wait(here: Small) -> None:
    for _ in range(5):
        with pytest.raises(NotWelcome):
            await enter(here, "ann", "wrong")

    with pytest.raises(Throttled):
        await enter(here, "ann")


@pytest.mark.any_kind
async def test_wrong_passwords_from_elsewhere_keep_nobody_out_of_where_they_were(
    here: Small,
) -> None:
    home, elsewhere = Seen(network="192.0.2.0/24"), Seen(network="198.51.100.0/24")

    async def come(password: str, seen: Seen, address: str) -> None:
        email = "ann@example.com"
        await log_in(here.world, here.identity, email, password, address=address, seen=seen)

    await come("ann", home, HERE)
    for n in range(5):
        with pytest.raises(NotWelcome):
            await come("wrong", elsewhere, f"198.51.100.{n}")
    with pytest.raises(Throttled):
        await come("ann", elsewhere, "198.51.100.9")
    for n in range(5):
        await come("ann", home, HERE)
        with pytest.raises(NotWelcome):
            await come("wrong", home, f"192.0.2.{10 + n}")
    with pytest.raises(Throttled):
        await come("ann", home, "192.0.2.99")


@pytest.mark.any_kind
async def test_right_passwords_are_not_counted(here: Small) -> None:
    for _ in range(7):
        await enter(here)


@pytest.mark.any_kind
async def test_a_hash_of_another_cost_is_renewed_once_the_password_is_known(here: Small) -> None:
    other = Argon2Hasher(time_cost=2, memory_cost=64, parallelism=1).hash("ann")
    await set_hash(here, other)

    await enter(here)

    assert await stored_hash(here) != other
    await enter(here)


class Meanwhile(Passwords):
    """Something happens as soon as the password has been checked."""

    def __init__(self, happens: Callable[[], Awaitable[None]]) -> None:
        super().__init__(memory_kib=64, time_cost=1)
        self._happens = happens

    @override
    async def check(self, password: str, stored: str | None) -> Verdict:
        verdict = await super().check(password, stored)
        await self._happens()
        return verdict


async def test_a_password_that_was_changed_meanwhile_lets_nobody_in(here: Small) -> None:
    new, other = (
        Argon2Hasher(time_cost=2, memory_cost=64, parallelism=1).hash(word)
        for word in ("ANN", "ann")
    )
    await set_hash(here, other)
    slow = replace(here.identity, passwords=Meanwhile(partial(set_hash, here, new)))

    with pytest.raises(NotWelcome):
        await enter(replace(here, identity=slow))

    assert await stored_hash(here) == new


async def test_who_is_deactivated_meanwhile_begins_no_session(here: Small) -> None:
    async def leave() -> None:
        await change_staff(here.world, SOSNY, DOT, {"active": False}, by=ANN, expected=None)

    slow = replace(here.identity, passwords=Meanwhile(leave))

    with pytest.raises(NotWelcome):
        await enter(replace(here, identity=slow), "dot")

    async with here.world.db.session() as session:
        assert (await session.exec(select(StaffSession))).all() == []


async def set_hash(here: Small, value: str) -> None:
    async with here.world.db.transaction() as session:
        row = await session.get_one(StaffRow, ANN)
        row.password_hash = value
        session.add(row)


async def stored_hash(here: Small) -> str | None:
    async with here.world.db.session() as session:
        return (await session.get_one(StaffRow, ANN)).password_hash


@pytest.mark.any_kind
async def test_of_two_who_know_the_password_one_sets_another(here: Small) -> None:
    def change(new: str) -> asyncio.Task[Session]:
        return asyncio.create_task(
            change_password(here.world, here.identity, ANN, old="ann", new=new, seen=NOWHERE)
        )

    async with here.world.db.transaction() as session:
        await session.get_one(Org, SOSNY, with_for_update=True)
        changes = [change("quiet pines by the sea"), change("loud pines by the road")]
        await somebody_waits(here.world.db, 2)
    done = await asyncio.gather(*changes, return_exceptions=True)

    assert sorted(type(one).__name__ for one in done) == ["Conflict", "Session"]


@pytest.mark.any_kind
async def test_a_session_that_nobody_uses_ends(here: Small) -> None:
    session = await enter(here)

    here.clock.at += 30 * DAY

    assert await is_dead(here, session.refresh_token)


@pytest.mark.any_kind
async def test_who_was_deactivated_cannot_stay(here: Small) -> None:
    session = await enter(here)
    async with here.world.db.transaction() as change:
        row = await change.get_one(StaffRow, ANN)
        row.active = False
        change.add(row)

    assert await is_dead(here, session.refresh_token)


async def test_who_leaves_is_out_on_that_device_alone(here: Small) -> None:
    session, elsewhere = await enter(here), await enter(here)

    await log_out(here.world, session.refresh_token)
    await log_out(here.world, "rt_nobody's")

    assert await is_dead(here, session.refresh_token)
    assert not await is_dead(here, elsewhere.refresh_token)


async def test_no_token_is_stored_as_it_is(here: Small) -> None:
    session = await enter(here)

    async with here.world.db.session() as reading:
        rows = (
            await reading.exec(select(RefreshToken).where(col(RefreshToken.staff) == ANN))
        ).all()
    assert len(rows) == 1
    assert session.refresh_token not in str(rows)
