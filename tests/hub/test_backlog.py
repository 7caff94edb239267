"""What waits for a connection: a slow reader's frames, and the changes of its list."""

import pytest

from tests.hub.fake_transport import Ward, framed, row, short


@pytest.fixture(autouse=True)
async def _in_a_loop() -> None:
    """A socket asks the running loop for the end of its turn."""


# The slow reader.


async def test_what_waits_goes_out_in_order_once_the_reader_is_back() -> None:
    ward = Ward().admit().stick()
    ward.connection.event("c1", 1, framed("event", 1))
    ward.connection.answer(framed("answer", 2))
    ward.connection.marks("c1", framed("marks", 3))
    ward.connection.typing("c1", framed("typing", 4))
    ward.connection.counts(framed("counts", 5))
    assert short(ward) == []
    ward.transport.unstick()
    assert short(ward) == ["event 1", "answer 2", "marks 3", "typing 4", "counts 5"]
    assert ward.connection._backlog is not None
    assert ward.connection._backlog.empty


async def test_256_events_that_wait_become_one_lag_a_chat_and_answers_stay() -> None:
    ward = Ward().admit().stick()
    ward.connection.answer(framed("answer", 1))
    for seq in range(1, 200):
        ward.connection.event("c1", seq, framed("event", seq))
    for seq in range(1, 200):
        ward.connection.event("c2", seq, framed("event", seq))
    ward.transport.unstick()
    assert short(ward) == ["answer 1", "lag 199", "lag 199"]
    assert [frame.get("chat") for frame in ward.told()][-2:] == ["c1", "c2"]


async def test_a_megabyte_counts_with_what_the_transport_keeps() -> None:
    ward = Ward().admit().stick()
    ward.connection.event("c1", 1, framed("event", 1, size=500_000))
    ward.transport.kept += b"x" * 600_000
    ward.connection.event("c1", 2, framed("event", 2))
    del ward.transport.kept[-600_000:]
    ward.transport.unstick()
    assert short(ward) == ["lag 2"]


async def test_events_that_wait_longer_than_ten_seconds_become_a_lag() -> None:
    ward = Ward().admit().stick()
    ward.connection.event("c1", 7, framed("event", 7))
    ward.pass_time(9_500)
    ward.transport.unstick()
    assert short(ward) == ["event 7"]
    ward.stick()
    ward.connection.event("c1", 8, framed("event", 8))
    ward.pass_time(10_500)
    ward.transport.unstick()
    assert short(ward) == ["event 7", "lag 8"]


async def test_full_for_half_a_minute_closes_4408() -> None:
    ward = Ward().admit().stick()
    for n in range(256):
        ward.connection.answer(framed("answer", n))
    ward.pass_time(29_500)
    assert ward.codes == []
    ward.pass_time(1_000)
    assert ward.codes == [4408]
    assert ward.closed_with() == [4408]
    assert ward.connection.closed


async def test_a_reader_that_comes_back_in_time_is_forgiven() -> None:
    ward = Ward().admit().stick()
    for n in range(300):
        ward.connection.answer(framed("answer", n))
    ward.pass_time(20_000)
    ward.transport.unstick()
    assert short(ward)[-1] == "answer 299"
    ward.pass_time(20_000)
    assert ward.codes == []


async def test_rows_of_a_slow_reader_are_joined_beyond_half() -> None:
    ward = Ward().admit().stick()
    for n in range(128):
        ward.connection.answer(framed("answer", n))
    for rev in range(1, 50):
        ward.connection.rows(rev, {"c1": b'{"op":"put","chat":"c1","row":{"n":%d}}' % rev})
    ward.transport.unstick()
    pushed = [frame for frame in ward.told() if frame["type"] == "inbox"]
    assert [frame["rows"][0]["row"]["n"] for frame in pushed] == [49]


async def test_what_was_thinned_makes_room_to_read_on() -> None:
    ward = Ward().admit().stick()
    ward.connection.event("c1", 1, framed("event", 1, size=1_020_000))
    ward.connection.begin()
    assert not ward.transport.reading
    ward.pass_time(10_500)
    assert ward.transport.reading


async def test_a_chat_taken_away_no_longer_comes_out() -> None:
    ward = Ward().admit().stick()
    ward.connection.event("c1", 1, framed("event", 1))
    ward.connection.event("c2", 2, framed("event", 2))
    ward.connection.typing("c1", framed("typing", 3))
    ward.connection.forget_chat("c1")
    ward.transport.unstick()
    assert short(ward) == ["event 2"]


# The list.


def changes(ward: Ward) -> list[dict[str, object]]:
    """Every change of a row that the peer was told of."""
    return [one for frame in ward.told() if frame["type"] == "inbox" for one in frame["rows"]]


async def test_the_row_of_a_chat_taken_away_no_longer_comes_out() -> None:
    ward = Ward().admit().stick()
    ward.connection.rows(1, row(1))
    ward.connection.forget_chat("c1")
    ward.transport.unstick()
    assert changes(ward) == [{"op": "remove", "chat": "c1"}]


async def test_that_a_row_has_left_the_list_is_told_though_its_chat_is_taken_away() -> None:
    ward = Ward().admit()
    ward.connection.rows(1, row(1))
    ward.connection.rows(2, {"c1": b'{"op":"remove","chat":"c1"}'})
    ward.connection.forget_chat("c1")
    ward.pass_time(1_000)
    assert changes(ward)[-1] == {"op": "remove", "chat": "c1"}


async def test_the_first_change_goes_at_once_and_then_four_a_second_the_newest_wins() -> None:
    ward = Ward().admit()
    for n in range(100):
        ward.connection.rows(n, row(n))
        ward.hand.move(10)
        ward.ticker.tick()
    ward.pass_time(250)
    pushed = [frame["rows"][0]["row"]["n"] for frame in ward.told()]
    assert pushed[0] == 0
    assert pushed[-1] == 99
    assert len(pushed) <= 5


async def test_a_new_watch_forgets_the_changes_of_the_old_one() -> None:
    ward = Ward().admit()
    ward.connection.rows(1, row(1))
    ward.connection.rows(2, row(2))
    ward.connection.forget_rows()
    ward.pass_time(1000)
    assert [frame["rev"] for frame in ward.told()] == [1]


async def test_whoever_has_no_rows_left_is_not_looked_at_any_more() -> None:
    ward = Ward().admit()
    ward.connection.rows(1, row(1))
    ward.connection.rows(2, row(2))
    assert ward.ticker._every
    ward.connection.forget_row("c1")
    ward.pass_time(1_000)
    assert ward.ticker._every == set()
    ward.connection.rows(3, row(3))
    assert [frame["rev"] for frame in ward.told()] == [1, 3]


async def test_rows_that_wait_for_a_slow_reader_go_with_their_list() -> None:
    ward = Ward().admit().stick()
    ward.connection.answer(framed("answer", 1))
    ward.connection.rows(1, row(1))
    ward.connection.forget_rows()
    ward.transport.unstick()
    assert short(ward) == ["answer 1"]
