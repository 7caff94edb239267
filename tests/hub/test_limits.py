"""Buckets keep what their refusals promise."""

from hypothesis import given
from hypothesis import strategies as st

from chatserver.config import Settings
from chatserver.core.people import Side
from chatserver.hub.hub import rates_of
from chatserver.hub.limits import Allowance, Allowances, Bucket, PersonRates, Rate, Strikes


def test_a_rested_bucket_gives_its_burst_and_then_names_the_wait() -> None:
    bucket = Bucket(Rate(20, 40))
    assert [bucket.take(1000) for _ in range(40)] == [0] * 40
    assert bucket.take(1000) == 50


def test_the_wait_that_was_named_is_enough_and_a_moment_less_is_not() -> None:
    bucket = Bucket(Rate(5, 10))
    for _ in range(10):
        bucket.take(0)
    wait = bucket.take(0)
    assert wait == 200
    assert bucket.take(wait - 1) == 1
    assert bucket.take(wait) == 0


@given(
    st.floats(0.5, 500),
    st.integers(1, 100),
    st.lists(st.integers(0, 2000), min_size=1, max_size=200),
)
def test_never_more_than_burst_and_rate_and_the_promise_always_holds(
    per_s: float, burst: int, gaps: list[int]
) -> None:
    bucket = Bucket(Rate(per_s, burst))
    now = 0
    for taken, gap in enumerate(gaps, 1):
        now += gap
        wait = bucket.take(now)
        if wait:
            now += wait
            assert bucket.take(now) == 0
        # A microsecond of rounding in the gap between two tokens.
        assert taken <= burst + now * per_s / 1000 * 1.001 + 1


def test_a_send_needs_both_and_its_refusal_costs_neither() -> None:
    allowance = Allowance(PersonRates(requests=Rate(20, 40), sends=Rate(5, 10)))
    assert [allowance.take(0, send=True) for _ in range(10)] == [0] * 10
    assert [allowance.take(0, send=True) for _ in range(5)] == [200] * 5
    assert [allowance.take(0) for _ in range(30)] == [0] * 30
    assert allowance.take(0) == 50


def test_staff_may_send_faster_than_clients() -> None:
    rates = rates_of(Settings().hub)
    staff, client = Allowance(rates[Side.STAFF]), Allowance(rates[Side.CLIENT])
    assert [bool(staff.take(0, send=True)) for _ in range(41)].index(True) == 40
    assert [bool(client.take(0, send=True)) for _ in range(41)].index(True) == 10


def test_an_allowance_outlives_the_connection_until_it_is_full_again() -> None:
    people = Allowances()
    ann = people.of("cl_ann", PersonRates())
    for _ in range(10):
        ann.take(0, send=True)
    people.forget_rested(1999)
    assert people.of("cl_ann", PersonRates()) is ann
    people.forget_rested(2000)
    assert len(people) == 0


def test_strikes_count_within_a_window_that_slides() -> None:
    strikes = Strikes(3, window_ms=1000)
    assert [strikes.strike(at) for at in (0, 500, 1000)] == [False, False, False]
    assert strikes.strike(1400)
    assert not strikes.strike(2100)
