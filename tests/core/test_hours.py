"""When does a department work, and when the next time?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.hours import (
    LOOK_DAYS,
    WEEK,
    Closed,
    Hours,
    Spans,
    check_hours,
    closed_at,
    minutes,
    open_between,
    open_ms,
    read_hours,
    worked_since,
    worked_until,
)

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_SIX: Spans = ((9 * 60, 18 * 60),)
OFFICE = Hours((*(NINE_TO_SIX,) * 5, (), ()), {date(2026, 1, 1): ()}, zone=MOSCOW)
MINUTE_MS = 60_000


def ms(written: str, zone: ZoneInfo = MOSCOW) -> int:
    return int(datetime.fromisoformat(written).replace(tzinfo=zone).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "since", "until"),
    [
        ("2025-12-31 08:59", "2025-12-30 18:00", "2025-12-31 09:00"),
        ("2025-12-31 09:00", None, None),
        ("2025-12-31 17:59", None, None),
        ("2025-12-31 18:00", "2025-12-31 18:00", "2026-01-02 09:00"),
        ("2026-01-01 12:00", "2025-12-31 18:00", "2026-01-02 09:00"),  # a holiday
        ("2026-01-04 12:00", "2026-01-02 18:00", "2026-01-05 09:00"),  # a Sunday
    ],
)
def test_it_is_told_since_when_and_until_when_they_are_closed(
    now: str, since: str | None, until: str | None
) -> None:
    closed = closed_at(OFFICE, ms(now))
    if since is None or until is None:
        assert closed is None
    else:
        assert closed == Closed(ms(since), ms(until))


def test_a_night_that_goes_on_past_midnight_is_one() -> None:
    night = Hours((((0, 6 * 60), (22 * 60, 24 * 60)),) * 7, zone=MOSCOW)
    for now in ("2026-03-03 22:00", "2026-03-03 23:59", "2026-03-04 00:00", "2026-03-04 05:59"):
        assert closed_at(night, ms(now)) is None
    assert closed_at(night, ms("2026-03-04 06:00")) == Closed(
        ms("2026-03-04 06:00"), ms("2026-03-04 22:00")
    )


def test_what_lies_farther_than_a_year_is_not_in_sight() -> None:
    once = Hours(((),) * 7, {date(2026, 1, 1): NINE_TO_SIX}, zone=MOSCOW)
    assert closed_at(once, ms("2024-01-01 00:00")) == Closed(None, None)
    assert closed_at(once, ms("2028-01-01 00:00")) == Closed(None, None)
    before = closed_at(once, ms("2025-12-31 00:00"))
    assert before == Closed(None, ms("2026-01-01 09:00"))


def test_hours_follow_the_clocks_on_the_wall() -> None:
    # On 2026-03-29 clocks in Berlin are put forward at 2, on 2026-10-25 back at 3.
    early = Hours((((3 * 60, 4 * 60),),) * 7, zone=BERLIN)
    assert closed_at(early, ms("2026-03-29 03:00", BERLIN)) is None
    assert closed_at(early, ms("2026-10-25 03:00", BERLIN)) is None
    day = Hours((((0, 24 * 60),),) * 7, zone=BERLIN)
    for hour in range(25):
        at = ms("2026-10-25 00:00", BERLIN) + hour * 60 * MINUTE_MS
        assert closed_at(day, at) is None


times = st.integers(0, 1440)


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    points = sorted(draw(st.lists(times, max_size=6, unique=True)))
    return tuple(zip(points[::2], points[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Hours:
    week = tuple(draw(st.lists(spans(), min_size=7, max_size=7)))
    days = draw(st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 1, 21)), spans(), max_size=4))
    return Hours(week, days, zone=UTC)


def is_open(hours: Hours, at: datetime) -> bool:
    """As a person would say who looks at the clock and at the plan on the door."""
    minute = at.hour * 60 + at.minute
    return any(begin <= minute < end for begin, end in hours.on(at.date()))


@pytest.mark.slow
@given(calendars(), st.integers(0, 21 * 1440))
def test_it_is_as_a_walk_minute_by_minute_tells(hours: Hours, minute: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    closed = closed_at(hours, int(now.timestamp() * 1000))
    if is_open(hours, now):
        assert closed is None
        return
    assert closed is not None
    if closed.until is not None:
        opening = datetime.fromtimestamp(closed.until / 1000, UTC)
        assert is_open(hours, opening)
        assert not any(is_open(hours, one) for one in walk(now, opening))
    if closed.since is not None:
        closing = datetime.fromtimestamp(closed.since / 1000, UTC)
        assert is_open(hours, closing - timedelta(minutes=1))
        assert not any(is_open(hours, one) for one in walk(closing, now))
    if closed.until is None or closed.since is None:
        assert not all(hours.week)


@pytest.mark.slow
@given(calendars(), st.sampled_from([UTC, BERLIN]), st.integers(0, 300), st.integers(0, 180))
def test_it_is_known_for_how_long_they_work(
    hours: Hours, zone: tzinfo, begin: int, minutes: int
) -> None:
    # At three clocks in Berlin are put back; a span begins when they first show its time.
    since = ms("2026-10-25 00:00", BERLIN) + begin * MINUTE_MS
    here = replace(hours, days={}, zone=zone)
    moments = range(since, since + minutes * MINUTE_MS, MINUTE_MS)

    assert open_ms(None, since, since + minutes * MINUTE_MS) == minutes * MINUTE_MS
    assert open_ms(here, since, since + minutes * MINUTE_MS) == MINUTE_MS * sum(
        closed_at(here, one) is None for one in moments
    )


@pytest.mark.slow
@given(calendars(), st.integers(0, 21 * 1440), st.integers(1, 3000))
def test_it_is_known_since_when_they_have_worked_so_long(
    hours: Hours, minute: int, minutes: int
) -> None:
    now = ms("2026-01-01 00:00", ZoneInfo("UTC")) + minute * MINUTE_MS
    since = worked_since(hours, now, minutes * MINUTE_MS)
    if closed_at(hours, now) is not None:
        assert since is None
    elif since is None:
        assert not any(hours.week)
    else:
        assert open_ms(hours, since, now) == minutes * MINUTE_MS
        assert closed_at(hours, since) is None
        # And the other way round: there and back again.
        until = worked_until(hours, since, minutes * MINUTE_MS)
        assert until is not None
        assert open_ms(hours, since, until) == minutes * MINUTE_MS
        assert until <= now


def test_what_lies_in_an_hour_that_is_left_out_counts_once() -> None:
    # On 2026-03-29 clocks in Berlin are put forward from 2 to 3.
    both = Hours((((2 * 60, 2 * 60 + 30), (3 * 60, 4 * 60)),) * 7, zone=BERLIN)
    night = ms("2026-03-29 00:00", BERLIN), ms("2026-03-29 12:00", BERLIN)
    assert list(open_between(both, *night)) == [
        (ms("2026-03-29 03:00", BERLIN), ms("2026-03-29 03:30", BERLIN)),
        (ms("2026-03-29 03:30", BERLIN), ms("2026-03-29 04:00", BERLIN)),
    ]
    assert open_ms(both, night[1], night[0]) == 0


def walk(first: datetime, until: datetime) -> Iterator[datetime]:
    """Go minute by minute, for two days at most: longer closures are the same all along."""
    at = first
    while at < min(until, first + timedelta(days=2)):
        yield at
        at += timedelta(minutes=1)


def test_hours_are_read_as_they_were_written() -> None:
    nine = {"from": "09:00", "until": "18:00"}
    document: dict[str, Any] = {
        "week": {day: [nine] if day not in ("sat", "sun") else [] for day in WEEK},
        "days": [{"date": "2026-01-01", "open": []}],
        "words": "Back {opens}.",
    }
    assert list(check_hours(document)) == []
    assert read_hours(document, MOSCOW) == Hours(OFFICE.week, OFFICE.days, "Back {opens}.", MOSCOW)
    assert read_hours(None, MOSCOW) is None


def test_every_mistake_is_told_at_its_place() -> None:
    def span(begin: str, until: str) -> dict[str, str]:
        return {"from": begin, "until": until}

    document: dict[str, Any] = {
        "week": {
            "mon": [span("10:00", "10:00")],
            "tue": [span("09:00", "13:00"), span("12:59", "18:00")],
        },
        "days": [
            {"date": "2026-01-01", "open": []},
            {"date": "2026-01-01", "open": [span("18:00", "09:00")]},
        ],
    }
    assert [(one.pointer, one.code) for one in check_hours(document)] == [
        ("/week/mon/0/until", "out_of_range"),
        ("/week/tue/1/from", "out_of_range"),
        ("/days/1/open/0/until", "out_of_range"),
        ("/days/1/date", "duplicate"),
    ]
    assert [(one.pointer, one.code) for one in check_hours({"week": {}})] == [("/week", "required")]


@pytest.mark.parametrize("written", ["24:01", "9:00", "09:60", "0900", "", "25:00", "09:00 "])
def test_what_is_no_time_of_a_day(written: str) -> None:
    with pytest.raises(ValueError, match=written or "^$"):
        minutes(written)
    assert LOOK_DAYS > 366
