"""Is it the password, and what does asking cost?"""

import asyncio

import pytest
from argon2 import extract_parameters
from pwdlib.hashers.argon2 import Argon2Hasher

from chatserver.identity.passwords import Passwords, TooBusy


def quick(**limits: int) -> Passwords:
    return Passwords(time_cost=1, memory_kib=64, **limits)


async def test_the_right_password_is_told_from_a_wrong_one() -> None:
    passwords = quick()
    stored = await passwords.hash("пароль")

    assert (await passwords.check("пароль", stored)).right
    assert not (await passwords.check("parol", stored)).right


@pytest.mark.parametrize("stored", [None, "", "not a hash"])
async def test_without_an_account_no_password_is_right(stored: str | None) -> None:
    assert not (await quick().check("nobody's", stored)).right


async def test_to_find_no_account_costs_what_a_wrong_password_costs() -> None:
    passwords = Passwords(time_cost=2, memory_kib=128)
    real = await passwords.hash("word")

    assert extract_parameters(passwords._nobody) == extract_parameters(real)
    # What it could not read would be refused at once.
    assert passwords._hash.verify("word", passwords._nobody) is False


async def test_a_hash_of_older_cost_is_renewed_at_login() -> None:
    old = Argon2Hasher(time_cost=2, memory_cost=64, parallelism=1).hash("word")

    verdict = await quick().check("word", old)

    assert verdict.right
    assert verdict.rehashed is not None
    assert (await quick().check("word", verdict.rehashed)).rehashed is None


async def test_a_queue_that_is_full_turns_people_away() -> None:
    passwords = quick(slots=1, queue=0)
    with pytest.raises(TooBusy):
        async with passwords.slot():
            pass


async def test_who_leaves_makes_room() -> None:
    passwords = quick(slots=1, queue=1)
    for _ in range(3):
        async with passwords.slot():
            pass
    async with passwords.slot(), asyncio.timeout(5):
        waiting = asyncio.ensure_future(passwords.slot().__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await passwords.slot().__aenter__()
        waiting.cancel()
        await asyncio.wait([waiting])
    async with passwords.slot():
        pass
