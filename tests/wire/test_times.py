from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chatserver.wire import milliseconds, parse_rfc3339, rfc3339

FIRST = milliseconds(datetime.min.replace(tzinfo=UTC))
LAST = milliseconds(datetime.max.replace(tzinfo=UTC))
INSTANTS = st.integers(FIRST, LAST)


@given(INSTANTS)
def test_an_instant_reads_back(ms: int) -> None:
    text = rfc3339(ms)
    assert len(text) == len("2026-01-01T12:00:00.000Z")
    assert parse_rfc3339(text) == ms
    assert datetime.fromisoformat(text) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        milliseconds=ms
    )


@given(st.lists(INSTANTS, min_size=2, max_size=2).map(sorted))
def test_later_instants_sort_later(pair: list[int]) -> None:
    assert rfc3339(pair[0]) <= rfc3339(pair[1])


def test_noon_and_what_is_around_the_epoch() -> None:
    assert rfc3339(1_767_268_800_007) == "2026-01-01T12:00:00.007Z"
    assert rfc3339(0) == "1970-01-01T00:00:00.000Z"
    assert rfc3339(-1) == "1969-12-31T23:59:59.999Z"


def test_parts_of_a_millisecond_are_dropped_and_zones_counted() -> None:
    assert milliseconds(datetime.fromisoformat("1970-01-01T03:00:00.0019+03:00")) == 1
