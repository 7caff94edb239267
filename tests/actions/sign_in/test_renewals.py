"""How does a session go on, once and in one hand?"""

import asyncio

import pytest
from sqlmodel import col, select

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.sign_in.sessions import Session, log_out
from chatserver.identity.credentials import stored_form
from chatserver.storage.tables import AuditRow, RefreshToken, StaffSession
from tests.actions.sign_in.entering import enter, is_dead, renew
from tests.seeds import ANN
from tests.small import MINUTE, Small, somebody_waits


@pytest.mark.any_kind
async def test_a_refresh_token_gives_the_next_pair(here: Small) -> None:
    first = await enter(here)
    here.clock.at += MINUTE

    second = await renew(here, first.refresh_token)

    assert second.refresh_token != first.refresh_token
    assert second.claims.expires_at == first.claims.expires_at + MINUTE
    assert not await is_dead(here, second.refresh_token)


@pytest.mark.any_kind
async def test_a_token_that_comes_twice_ends_its_family(here: Small) -> None:
    first, elsewhere = await enter(here), await enter(here)
    second = await renew(here, first.refresh_token)

    assert await is_dead(here, first.refresh_token)
    assert await is_dead(here, second.refresh_token)
    assert not await is_dead(here, elsewhere.refresh_token)
    async with here.world.db.session() as session:
        told = (await session.exec(select(AuditRow))).all()
    assert [(row.action, row.subject) for row in told] == [("session.reused", ANN)]


async def test_of_two_who_bring_it_at_once_one_gets_through(here: Small) -> None:
    first = await enter(here)

    outcomes = await asyncio.gather(
        renew(here, first.refresh_token), renew(here, first.refresh_token), return_exceptions=True
    )

    assert sum(isinstance(outcome, Session) for outcome in outcomes) == 1
    [winner] = [outcome for outcome in outcomes if isinstance(outcome, Session)]
    assert await is_dead(here, winner.refresh_token)


async def test_a_session_that_is_ended_while_it_is_renewed_is_over(here: Small) -> None:
    begun, db = await enter(here), here.world.db
    here.clock.at += MINUTE

    async with db.transaction() as session:
        # So that both have begun before either is done.
        found = select(StaffSession).with_for_update()
        assert len((await session.exec(found)).all()) == 1
        leaving = asyncio.create_task(log_out(here.world, begun.refresh_token))
        await somebody_waits(db)
        staying = asyncio.create_task(is_dead(here, begun.refresh_token))
        await somebody_waits(db, 2)

    told = await asyncio.gather(leaving, staying, return_exceptions=True)
    assert list(told) == [None, True]
    assert await is_dead(here, begun.refresh_token)
    async with db.session() as session:
        audited = select(AuditRow.action).where(AuditRow.action == "session.reused")
        assert (await session.exec(audited)).all() == []


async def test_a_token_of_a_session_that_has_ended_gives_nothing(here: Small) -> None:
    begun = await enter(here)
    async with here.world.db.transaction() as session:
        # As where the token was made while the session ended.
        row = (await session.exec(select(StaffSession))).one()
        row.ended_at = here.world.now()
        session.add(row)

    assert await is_dead(here, begun.refresh_token)


@pytest.mark.any_kind
async def test_a_lost_answer_is_given_once_more_to_the_hand_that_asked(here: Small) -> None:
    first = await enter(here)
    lost = await renew(here, first.refresh_token, "a")

    again = await renew(here, first.refresh_token, "a")
    once_more = await renew(here, first.refresh_token, "a")

    values = {lost.refresh_token, again.refresh_token, once_more.refresh_token}
    assert len(values) == 3
    assert not await is_dead(here, once_more.refresh_token)
    assert await reuses(here) == []


@pytest.mark.any_kind
@pytest.mark.parametrize("attempt", [None, "b"])
async def test_another_hand_ends_the_family_before_the_answer_was_used(
    here: Small, attempt: str | None
) -> None:
    first = await enter(here)
    second = await renew(here, first.refresh_token, "a")

    with pytest.raises(NotWelcome):
        await renew(here, first.refresh_token, attempt)

    assert await is_dead(here, second.refresh_token)
    assert await reuses(here) == [ANN]


async def test_an_answer_that_was_used_was_not_lost(here: Small) -> None:
    first = await enter(here)
    second = await renew(here, first.refresh_token, "a")
    third = await renew(here, second.refresh_token, "a")

    with pytest.raises(NotWelcome):
        await renew(here, first.refresh_token, "a")

    assert await is_dead(here, third.refresh_token)
    assert await reuses(here) == [ANN]


@pytest.mark.any_kind
async def test_a_pair_that_was_called_lost_ends_the_family_of_whoever_brings_it(
    here: Small,
) -> None:
    first = await enter(here)
    lost = await renew(here, first.refresh_token, "a")
    again = await renew(here, first.refresh_token, "a")

    with pytest.raises(NotWelcome):
        await renew(here, lost.refresh_token, "b")

    assert await is_dead(here, again.refresh_token)
    assert await reuses(here) == [ANN]


async def test_two_attempts_of_one_hand_at_once_leave_one_pair(here: Small) -> None:
    first = await enter(here)

    pairs = await asyncio.gather(*(renew(here, first.refresh_token, "a") for _ in range(2)))

    good = select(RefreshToken.hash).where(
        col(RefreshToken.used_at).is_(None), col(RefreshToken.ended_at).is_(None)
    )
    async with here.world.db.session() as session:
        [left] = await session.exec(good)
    assert left in {stored_form(pair.refresh_token) for pair in pairs}
    assert await reuses(here) == []


async def reuses(here: Small) -> list[str]:
    """Return whose sessions ended because a token came twice."""
    asked = select(AuditRow.subject).where(AuditRow.action == "session.reused")
    async with here.world.db.session() as session:
        return [str(subject) for subject in await session.exec(asked)]
