"""Over which time does a report go, and which days are in it?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.reports import LAST_MS, PERIOD_MS, Period
from chatserver.world import World

DEFAULT_MS = 30 * 86_400_000


def period_of(world: World, since: int | None, until: int | None) -> Period:
    """Return the period that is asked for: thirty days up to now, unless it says otherwise.

    Raises `Invalid` where it has no end behind its beginning, is longer than PERIOD_MS,
    or does not lie between the years 1970 and 2100.
    """
    end = world.now() if until is None else until
    begin = end - DEFAULT_MS if since is None else since
    refuse_if_any(_wrong(Period(begin, end)))
    return Period(begin, end)


def _wrong(period: Period) -> Iterator[Mistake]:
    if period.since >= period.until:
        yield Mistake("/until", "too_early", "must be after `since`")
    elif period.until - period.since > PERIOD_MS:
        yield Mistake("/until", "too_late", f"at most {PERIOD_MS // 86_400_000} days after `since`")
    elif period.since < 0:
        yield Mistake("/since", "too_early", "not before the year 1970")
    elif period.until > LAST_MS:
        yield Mistake("/until", "too_late", "not after the year 2100 has begun")


def days(period: Period, zone: tzinfo) -> Iterator[tuple[int, str]]:
    """Yield each day of the period, as people in that zone count them: when it begins, its date."""
    day = datetime.fromtimestamp(period.since / 1000, UTC).astimezone(zone).date()
    while (begins := _begin(day, zone)) < period.until:
        yield begins, day.isoformat()
        day += timedelta(days=1)


def _begin(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp() * 1000)
