"""Is what was to be told told, at least once, whatever fails?"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from sqlmodel import col, select

from chatserver.actions.notifying.mails import MAIL, mail_handler, send_mail
from chatserver.actions.notifying.outbox import (
    ATTEMPTS,
    LEASE_MS,
    LONGEST_PAUSE_MS,
    Courier,
    Postponed,
    pause_ms,
    tell,
    withdraw,
)
from chatserver.actions.notifying.outbox_figures import Figures
from chatserver.notify import Mail, Undelivered, open_mailer
from chatserver.storage import outbox
from chatserver.storage.database import Database
from chatserver.storage.outbox import Taken
from chatserver.storage.tables import OutboxRow
from chatserver.world import World
from tests.seeds import SOSNY
from tests.services.mailbox import mailbox, words
from tests.small import Small, small

HELLO = Mail("ann@example.com", "Hello", "Hello, Ann")


@dataclass
class Ear:
    """Hears what is told, after it has failed as often as it is to."""

    failures: list[Exception] = field(default_factory=list)
    heard: list[object] = field(default_factory=list)

    async def __call__(self, taken: Taken) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.heard.append(taken.body["say"])


async def said(world: World, *words: str, **how: object) -> None:
    async with world.db.transaction() as session:
        for word in words:
            await tell(session, world, "word", {"say": word}, **how)  # type: ignore[arg-type]


async def rows(world: World) -> Sequence[OutboxRow]:
    async with world.db.session() as session:
        return (await session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))).all()


async def test_what_is_written_is_told_once_and_not_kept(database: Database) -> None:
    here, ear = await small(database), Ear()
    await said(here.world, "one", "two", org=SOSNY)
    courier = Courier(here.world, {"word": ear})

    assert await courier.deliver() == 2
    assert await courier.deliver() == 0

    assert sorted(map(str, ear.heard)) == ["one", "two"]
    assert {(row.body, row.failure, row.attempts) for row in await rows(here.world)} == {
        ("{}", None, 1)
    }


@pytest.mark.any_kind
async def test_more_than_a_node_has_in_hand_are_told_in_one_turn(database: Database) -> None:
    here, ear = await small(database), Ear()
    await said(here.world, *(str(n) for n in range(45)))

    assert await Courier(here.world, {"word": ear}).deliver() == 45
    assert len(ear.heard) == 45


@pytest.mark.any_kind
async def test_what_was_not_committed_is_not_told(database: Database) -> None:
    here, ear = await small(database), Ear()

    async def fail() -> None:
        async with here.world.db.transaction() as session:
            await tell(session, here.world, "word", {"say": "x"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await Courier(here.world, {"word": ear}).deliver()
    assert ear.heard == []


async def test_a_topic_that_nobody_handles_waits(database: Database) -> None:
    here = await small(database)
    await said(here.world, "one")
    assert await Courier(here.world, {"other": Ear()}).deliver() == 0
    assert await Courier(here.world, {}).deliver() == 0
    assert [row.attempts for row in await rows(here.world)] == [0]


@pytest.mark.any_kind
@pytest.mark.parametrize("failure", [Undelivered("busy"), OSError(), TimeoutError()])
async def test_what_fails_is_told_later(database: Database, failure: Exception) -> None:
    here, ear = await small(database), Ear([failure])
    await said(here.world, "one")
    courier = Courier(here.world, {"word": ear})

    await courier.deliver()
    assert await courier.deliver() == 0
    here.clock.at += 5_000
    assert await courier.deliver() == 1

    assert ear.heard == ["one"]


@pytest.mark.any_kind
async def test_the_other_side_may_name_the_pause(database: Database) -> None:
    here, ear = await small(database), Ear([Undelivered("slow", after_ms=90_000)])
    await said(here.world, "one")
    courier = Courier(here.world, {"word": ear})

    await courier.deliver()
    here.clock.at += 89_999
    assert await courier.deliver() == 0
    here.clock.at += 1
    assert await courier.deliver() == 1


@pytest.mark.any_kind
async def test_what_cannot_be_told_is_given_up(database: Database) -> None:
    here, ear = await small(database), Ear([Undelivered("no such person", for_good=True)])
    await said(here.world, "one")

    await Courier(here.world, {"word": ear}).deliver()

    [row] = await rows(here.world)
    assert (row.done_at, row.failure, row.body) == (here.clock.at, "no such person", "{}")


@pytest.mark.any_kind
async def test_it_is_not_tried_for_ever(database: Database) -> None:
    here = await small(database)
    ear = Ear([Undelivered("busy") for _ in range(ATTEMPTS)])
    await said(here.world, "one")
    courier = Courier(here.world, {"word": ear})

    for _ in range(ATTEMPTS + 1):
        await courier.deliver()
        here.clock.at += LONGEST_PAUSE_MS

    [row] = await rows(here.world)
    assert (row.attempts, row.failure, ear.heard) == (ATTEMPTS, "busy", [])


async def test_what_a_dead_node_had_in_hand_is_told_by_another(database: Database) -> None:
    here, ear = await small(database), Ear()
    await said(here.world, "one")
    [lost] = await _taken(here)

    assert await Courier(here.world, {"word": ear}).deliver() == 0
    here.clock.at += LEASE_MS
    assert await Courier(here.world, {"word": ear}).deliver() == 1
    await outbox.settle(database, lost, now=0, failure="late")

    [row] = await rows(here.world)
    assert (row.done_at, row.failure, ear.heard) == (here.clock.at, None, ["one"])


async def test_two_nodes_share_what_waits(database: Database) -> None:
    here = await small(database)
    await said(here.world, *(str(n) for n in range(60)))
    ears = [Ear() for _ in range(4)]

    await asyncio.gather(*(Courier(here.world, {"word": ear}).deliver() for ear in ears))

    heard = [str(word) for ear in ears for word in ear.heard]
    assert sorted(heard) == sorted(str(n) for n in range(60))


async def test_one_key_is_told_once_with_the_newest_words(database: Database) -> None:
    here, ear = await small(database), Ear()
    await said(here.world, "old", collapse="chat_1", after_ms=1_000)
    await said(here.world, "new", collapse="chat_1", after_ms=60_000)
    await said(here.world, "other", collapse="chat_2")
    courier = Courier(here.world, {"word": ear})

    await courier.deliver()
    here.clock.at += 1_000
    await courier.deliver()

    assert ear.heard == ["other", "new"]


@pytest.mark.any_kind
async def test_what_is_being_told_is_not_changed_under_the_tellers_hands(
    database: Database,
) -> None:
    here, ear = await small(database), Ear()
    await said(here.world, "first", collapse="chat_1")
    [first] = await _taken(here)
    await said(here.world, "second", collapse="chat_1")
    await outbox.settle(database, first, now=here.clock.at)

    await Courier(here.world, {"word": ear}).deliver()

    assert ear.heard == ["second"]


async def test_what_nobody_needs_any_more_is_withdrawn(database: Database) -> None:
    here, ear = await small(database), Ear()
    await said(here.world, "read", collapse="chat_1")
    await said(here.world, "unread", collapse="chat_2")

    async with database.transaction() as session:
        await withdraw(session, here.world, "word", "chat_1")
    await Courier(here.world, {"word": ear}).deliver()

    assert ear.heard == ["unread"]


@pytest.mark.any_kind
async def test_mails_go_through_the_outbox_to_a_mail_server(database: Database) -> None:
    here = await small(database)
    async with mailbox() as box:
        box.refusals.append("451 4.3.0 later")
        world = replace(here.world, mailer=open_mailer(box.settings))
        async with database.transaction() as session:
            await send_mail(session, world, HELLO, org=SOSNY)
        courier = Courier(world, {MAIL: mail_handler(world)})
        await courier.deliver()
        assert box.mails == []
        here.clock.at += 5_000
        await courier.deliver()

    [row] = await rows(world)
    [mail] = box.mails
    assert mail["message-id"] == f"<{row.id}@example.com>"
    assert (words(mail), json.loads(row.body)) == ("Hello, Ann", {})


async def test_without_a_mail_server_nothing_piles_up(database: Database) -> None:
    here = await small(database)
    async with database.transaction() as session:
        await send_mail(session, here.world, HELLO)
    assert await rows(here.world) == []


@pytest.mark.any_kind
async def test_what_is_postponed_is_looked_at_again_as_if_for_the_first_time(
    database: Database,
) -> None:
    here, ear = await small(database), Ear([Postponed(1_000)])
    await said(here.world, "old", collapse="chat_1")
    courier = Courier(here.world, {"word": ear})

    assert await courier.deliver() == 1
    await said(here.world, "new", collapse="chat_1")
    assert await courier.deliver() == 0
    here.clock.at += 1_000
    assert await courier.deliver() == 1

    assert ear.heard == ["new"]


async def test_an_operator_sees_what_waits_and_how_telling_goes(database: Database) -> None:
    here, registry = await small(database), CollectorRegistry()
    figures = Figures(registry)
    failures = [Undelivered("busy"), Undelivered("no", for_good=True), Postponed(1)]
    await said(here.world, "one", "two", "three", "four")
    courier = Courier(here.world, {"word": Ear(list(failures))}, figures.count)

    async def sample(name: str, **labels: str) -> float | None:
        await figures.measure(here.world, frozenset({"word", "other"}))
        return registry.get_sample_value(name, labels)

    here.clock.at += 2_000
    assert await sample("chatserver_outbox_waiting", topic="word") == 4
    assert await sample("chatserver_outbox_oldest_seconds", topic="word") == 2
    assert await sample("chatserver_outbox_waiting", topic="other") == 0
    await courier.deliver()
    assert await sample("chatserver_outbox_waiting", topic="word") == 2
    for outcome in ("failed", "given_up", "postponed", "told"):
        assert await sample("chatserver_outbox_tried_total", topic="word", outcome=outcome) == 1


@given(st.integers(1, ATTEMPTS), st.floats(0, 1), st.none() | st.integers(0, 10**9))
def test_a_pause_grows_and_stays_within_an_hour(
    attempt: int, chance: float, wanted: int | None
) -> None:
    pause = pause_ms(attempt, chance, wanted)
    assert 2_500 <= pause <= LONGEST_PAUSE_MS
    assert pause >= min(wanted or 0, LONGEST_PAUSE_MS)
    assert pause_ms(attempt + 1, chance, wanted) >= pause


async def _taken(here: Small) -> list[Taken]:
    return await outbox.take(here.world.db, ["word"], now=here.clock.at, lease_ms=LEASE_MS, limit=1)
