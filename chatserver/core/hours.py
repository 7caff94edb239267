"""When does a department work, and when the next time? (decision 0124)

Times of a day are minutes from its midnight, 0 to 1440, by the clocks of the organisation's time
zone. Where those are put forward, what lies in the hour that is left out lies right after it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Final

from chatserver.core.mistakes import Mistake

WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPANS: Final = 6  # of a day
DAYS: Final = 200  # with hours of their own
WORDS: Final = 255  # characters of what a client is told
LOOK_DAYS: Final = 370  # so far it is looked for when a department opens, or closed

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")

Span = tuple[int, int]
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """When a department works: on each weekday from Monday, or on a date as `days` says.

    Spans are in their order and have nothing in common. `words` are what a client is told who
    writes at another time; "": the built-in ones.
    """

    week: tuple[Spans, ...]
    days: Mapping[date, Spans] = field(default_factory=dict)
    words: str = ""
    zone: tzinfo = UTC

    def on(self, day: date) -> Spans:
        """Return when they work on a day; nothing: they do not."""
        return self.days[day] if day in self.days else self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class Closed:
    """That nobody works, since when and until when, in milliseconds; None: it is not in sight."""

    since: int | None
    until: int | None


def closed_at(hours: Hours, at: int) -> Closed | None:
    """Return since when and until when a department is closed; None: it is open at `at` (ms)."""
    today = datetime.fromtimestamp(at / 1000, hours.zone).date()
    if any(begin <= at < end for begin, end in _on(hours, today)):
        return None
    until = (begin for begin, _ in _after(hours, today) if begin > at)
    since = (end for _, end in _before(hours, today) if end <= at)
    return Closed(next(since, None), next(until, None))


def open_between(hours: Hours, begin: int, end: int) -> Iterator[Span]:
    """Yield when they work between two moments, in milliseconds and in order, each time once."""
    day, last = (datetime.fromtimestamp(at / 1000, hours.zone).date() for at in (begin, end))
    reached = begin
    while day <= last:
        # Where the clocks are put forward, spans may come to lie upon one another.
        for opens, closes in sorted(_on(hours, day)):
            since, until = max(opens, reached), min(closes, end)
            if since < until:
                yield since, until
                reached = until
        day += timedelta(days=1)


def open_ms(hours: Hours | None, begin: int, end: int) -> int:
    """Return for how long they work between two moments, in milliseconds; None: always."""
    if hours is None:
        return max(0, end - begin)
    return sum(until - since for since, until in open_between(hours, begin, end))


def worked_since(hours: Hours, now: int, worked_ms: int) -> int | None:
    """Return since when they have worked so long; None: they are closed, or it is not in sight."""
    left = worked_ms
    if closed_at(hours, now) is None:
        today = datetime.fromtimestamp(now / 1000, hours.zone).date()
        for begin, end in _before(hours, today):
            length = max(0, min(end, now) - begin)
            if length >= left:
                return min(end, now) - left
            left -= length
    return None


def worked_until(hours: Hours | None, at: int, worked_ms: int) -> int | None:
    """Return when they have worked so long after a moment; None: it is not in sight."""
    if hours is None:
        return at + worked_ms
    left = worked_ms
    today = datetime.fromtimestamp(at / 1000, hours.zone).date()
    for begin, end in _after(hours, today):
        length = max(0, end - max(begin, at))
        if length >= left:
            return max(begin, at) + left
        left -= length
    return None


def _after(hours: Hours, today: date) -> Iterator[Span]:
    for ahead in range(LOOK_DAYS):
        yield from _on(hours, today + timedelta(days=ahead))


def _before(hours: Hours, today: date) -> Iterator[Span]:
    for back in range(LOOK_DAYS):
        yield from reversed(_on(hours, today - timedelta(days=back)))


def _on(hours: Hours, day: date) -> Sequence[Span]:
    """Return when they work on a day, in milliseconds."""
    midnight = datetime.combine(day, time())
    return [
        (_ms(midnight, begin, hours.zone), _ms(midnight, end, hours.zone))
        for begin, end in hours.on(day)
    ]


def _ms(midnight: datetime, minutes: int, zone: tzinfo) -> int:
    on_the_wall = midnight + timedelta(minutes=minutes)
    return int(on_the_wall.replace(tzinfo=zone).timestamp() * 1000)


def read_hours(document: Mapping[str, Any] | None, zone: tzinfo) -> Hours | None:
    """Return the hours of a stored document, whose mistakes `check_hours` found; None: always."""
    if document is None:
        return None
    week = document.get("week", {})
    return Hours(
        week=tuple(_spans(week.get(day, ())) for day in WEEK),
        days={
            date.fromisoformat(one["date"]): _spans(one["open"]) for one in document.get("days", ())
        },
        words=document.get("words", ""),
        zone=zone,
    )


def check_hours(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what is wrong with hours whose form is right (each time `hh:mm`).

    Codes: out_of_range, duplicate, required.
    """
    week = document.get("week", {})
    for day in WEEK:
        yield from _wrong(week.get(day, ()), f"/week/{day}")
    if not any(week.values()):
        yield Mistake("/week", "required", "there is no time at which they work")
    seen = set()
    for index, one in enumerate(document.get("days", ())):
        yield from _wrong(one["open"], f"/days/{index}/open")
        if one["date"] in seen:
            yield Mistake(f"/days/{index}/date", "duplicate", "this date stands above already")
        seen.add(one["date"])


def _wrong(spans: Iterable[Mapping[str, str]], pointer: str) -> Iterator[Mistake]:
    read = _spans(spans)
    for index, (begin, end) in enumerate(read):
        if end <= begin:
            where = f"{pointer}/{index}/until"
            yield Mistake(where, "out_of_range", "must be later than the beginning")
    for index, ((_, end), (begin, _)) in enumerate(pairwise(read), start=1):
        if begin < end:
            where = f"{pointer}/{index}/from"
            yield Mistake(where, "out_of_range", "must not be before the end of what stands above")


def _spans(written: Iterable[Mapping[str, str]]) -> Spans:
    return tuple((minutes(one["from"]), minutes(one["until"])) for one in written)


def minutes(written: str) -> int:
    """Return the minutes of a time of day, `00:00` to `24:00`; raises `ValueError`."""
    if _TIME.fullmatch(written) is None:
        raise ValueError(written)
    return int(written[:2]) * 60 + int(written[3:])
