"""Appointments are kept, never early, and nobody is blamed for our own absence."""

import pytest

from chatserver.hub.ticker import Ticker
from tests.hub.fake_transport import Hand


class Sleeper:
    def __init__(self, ticker: Ticker) -> None:
        self.ticker = ticker
        self.wake_s = 0
        self.woken: list[int] = []
        self.ticks = 0
        self.fails = False

    def on_wake(self) -> None:
        self.woken.append(self.ticker.now)
        if self.fails:
            raise LookupError("planted")

    def on_tick(self) -> None:
        self.ticks += 1


def step(ticker: Ticker, hand: Hand, ms: int, by: int = 250) -> None:
    for _ in range(ms // by):
        hand.move(by)
        ticker.tick()


def made() -> tuple[Hand, Ticker, Sleeper]:
    hand = Hand()
    ticker = Ticker(steady=hand.steady, wall=hand.wall)
    return hand, ticker, Sleeper(ticker)


@pytest.mark.parametrize("delay", [0, 1, 249, 999, 1000, 1001, 25_000])
def test_an_appointment_is_kept_within_a_step_and_a_second_and_never_early(delay: int) -> None:
    hand, ticker, ann = made()
    when = ticker.now + delay
    ticker.wake(ann, when)
    step(ticker, hand, 40_000)
    (woken,) = ann.woken
    assert when <= woken <= when + 1250


def test_a_new_appointment_replaces_the_old_one() -> None:
    hand, ticker, ann = made()
    ticker.wake(ann, 3000)
    ticker.wake(ann, 9000)
    step(ticker, hand, 8000)
    assert ann.woken == []
    ticker.wake(ann, 9000)
    step(ticker, hand, 12_000)
    assert len(ann.woken) == 1


def test_the_forgotten_are_not_woken_and_leave_nothing_behind() -> None:
    hand, ticker, ann = made()
    ticker.wake(ann, 3000)
    ticker.each(ann)
    ticker.forget(ann)
    step(ticker, hand, 5000)
    assert (ann.woken, ann.ticks) == ([], 0)
    assert ticker._buckets == {}


def test_each_step_is_heard_by_those_who_asked_until_they_rest() -> None:
    hand, ticker, ann = made()
    ticker.each(ann)
    step(ticker, hand, 1000)
    ticker.rest(ann)
    step(ticker, hand, 1000)
    assert ann.ticks == 4


def test_while_the_process_was_away_no_time_passed_for_its_peers() -> None:
    hand, ticker, ann = made()
    ticker.wake(ann, 10_000)
    hand.move(60_000)
    ticker.tick()
    assert ann.woken == []
    assert ticker.now == 1001


def test_a_failure_of_one_does_not_cost_the_others_their_turn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hand, ticker, ann = made()
    bob = Sleeper(ticker)
    ann.fails = bob.fails = True
    for sleeper in (ann, bob):
        ticker.wake(sleeper, 500)
    step(ticker, hand, 2000)
    assert len(ann.woken) == len(bob.woken) == 1
    assert "planted" in caplog.text


async def test_it_steps_by_itself_when_run() -> None:
    import asyncio

    hand, ticker, ann = made()
    stepped = asyncio.Event()
    ann.on_tick = stepped.set  # type: ignore[method-assign]
    ticker.each(ann)
    running = asyncio.create_task(ticker.run())
    async with asyncio.timeout(5):
        await stepped.wait()
    running.cancel()
    assert hand.steady_ms > 0
