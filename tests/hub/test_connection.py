"""One socket of one device: what it is owed, and when it has to go."""

import asyncio

import pytest
from websockets.frames import Frame, Opcode

from chatserver.config import Settings
from chatserver.core.people import Side
from chatserver.hub.connection import ConnectionRules
from chatserver.hub.hub import rates_of, rules_of, transport_of
from chatserver.hub.limits import PersonRates
from chatserver.hub.outbox import OutboxLimits
from chatserver.hub.sockets import FRAMES_A_TURN
from chatserver.hub.transport import TransportSettings
from tests.hub.fake_transport import EPOCH, Ward, framed, row, short

MINUTE = 60_000


@pytest.fixture(autouse=True)
async def _in_a_loop() -> None:
    """A socket asks the running loop for the end of its turn."""


def receive(ward: Ward, *texts: bytes) -> None:
    stream = b"".join(Frame(Opcode.TEXT, text).serialize(mask=True) for text in texts)
    ward.socket.feed(stream)


def reads(ward: Ward) -> bool:
    return ward.transport.reading


# The one that keeps up.


async def test_what_one_turn_pushes_is_one_write_and_nothing_is_queued() -> None:
    ward = Ward().admit()
    for seq in range(10):
        ward.connection.event("c1", seq, framed("event", seq))
    assert ward.transport.writes == 0
    assert short(ward) == [f"event {seq}" for seq in range(10)]
    assert ward.transport.writes == 1
    assert ward.connection._backlog is None


async def test_a_turn_that_makes_very_much_is_written_in_between() -> None:
    ward = Ward().admit()
    ward.connection.answer(framed("answer", size=100_000))
    assert ward.transport.writes == 1


# Requests.


async def test_with_32_unanswered_requests_nothing_more_is_read() -> None:
    ward = Ward().admit()
    ward.on_frame_do = lambda _: ward.connection.begin()
    receive(ward, *[b"%d" % n for n in range(40)])
    assert len(ward.frames) == 32
    assert not reads(ward)
    ward.connection.finish(framed("answer"))
    assert len(ward.frames) == 33
    for _ in range(7):
        ward.connection.finish(framed("answer"))
    assert len(ward.frames) == 40
    assert not reads(ward)
    ward.connection.finish(framed("answer"))
    assert reads(ward)
    assert ward.connection.unanswered == 31


async def test_requests_answered_at_once_never_stop_the_reading() -> None:
    ward = Ward().admit()

    def answer_at_once(_: bytes) -> None:
        ward.connection.begin()
        ward.connection.finish(framed("answer"))

    ward.on_frame_do = answer_at_once
    receive(ward, *[b"%d" % n for n in range(100)])
    assert len(ward.told()) == FRAMES_A_TURN
    await asyncio.sleep(0)  # the others' turn
    assert len(ward.told()) == 100
    assert reads(ward)


async def test_a_slow_reader_is_not_asked_for_more_than_it_can_be_answered() -> None:
    ward = Ward().admit().stick()
    ward.connection.answer(framed("answer", size=1_020_000))
    assert reads(ward)
    ward.connection.begin()
    assert not reads(ward)
    receive(ward, b"not yet")
    assert ward.frames == []
    ward.transport.unstick()
    assert reads(ward)
    assert ward.frames == [b"not yet"]


# Its life.


async def test_no_hello_in_ten_seconds_closes_4400() -> None:
    ward = Ward()
    ward.pass_time(9_750)
    assert ward.codes == []
    ward.pass_time(1_500)
    assert ward.codes == [4400]


async def test_frames_are_small_before_hello_and_larger_after() -> None:
    ward = Ward()
    assert ward.socket.reader.limit == 8192
    ward.admit()
    assert ward.socket.reader.limit == 64 * 1024


async def test_a_silent_peer_is_pinged_and_ten_seconds_later_closed_4409() -> None:
    ward = Ward().admit()
    ward.pass_time(24_500)
    assert short(ward) == []
    ward.pass_time(2_000)
    assert short(ward) == ["ping 1"]
    ward.pass_time(8_000)
    assert ward.codes == []
    ward.pass_time(4_000)
    assert ward.codes == [4409]


async def test_whoever_answers_the_pings_stays_and_is_pinged_no_more_than_needed() -> None:
    ward = Ward().admit()
    answered = 0
    for _ in range(300):
        ward.pass_time(1_000)
        if len(ward.told()) > answered:
            answered += 1
            receive(ward, b'{"type":"pong"}')
    assert ward.codes == []
    assert 10 <= answered <= 12


async def test_while_we_do_not_read_silence_is_no_offence() -> None:
    ward = Ward().admit()
    for _ in range(32):
        ward.connection.begin()
    ward.pass_time(10 * MINUTE)
    assert ward.codes == []
    ward.connection.finish(framed("answer"))
    ward.pass_time(24_000)
    assert ward.codes == []


async def test_a_token_is_announced_a_minute_ahead_and_ends_4401() -> None:
    ward = Ward().admit(expires_in=5 * MINUTE)
    for _ in range(24):
        ward.pass_time(10_000)
        receive(ward, b"here")
    assert "auth.expiring " not in short(ward)
    ward.pass_time(2_000)
    assert [f for f in ward.told() if f["type"] == "auth.expiring"] == [
        {"type": "auth.expiring", "expires_at": "2023-11-14T22:18:20.000Z"}
    ]
    for _ in range(6):
        receive(ward, b"here")
        ward.pass_time(10_000)
    assert ward.codes == [4401]


async def test_a_token_that_ends_soon_is_announced_after_the_welcome() -> None:
    ward = Ward()
    ward.knock(expires_in=MINUTE // 2)
    ward.pass_time(2_000)
    assert short(ward) == []
    ward.connection.welcome(framed("welcome"))
    ward.pass_time(2_000)
    assert [frame["type"] for frame in ward.told()] == ["welcome", "auth.expiring"]


async def test_a_fresh_token_prolongs_the_connection() -> None:
    ward = Ward().admit(expires_in=2 * MINUTE)
    ward.connection.renew(EPOCH + 20 * MINUTE)
    for _ in range(18 * 6):
        ward.pass_time(10_000)
        receive(ward, b"here")
    assert ward.codes == []


# Its conduct.


async def test_the_twentieth_bad_frame_closes_4400() -> None:
    ward = Ward().admit()
    for _ in range(19):
        ward.connection.blame()
    assert ward.codes == []
    ward.connection.answer(framed("error"))
    ward.connection.blame()
    assert ward.codes == [4400]
    assert short(ward) == ["error 0"]


async def test_ignoring_fifty_refusals_closes_4429() -> None:
    ward = Ward().admit()
    assert [ward.connection.allow() for _ in range(40)] == [0] * 40
    for _ in range(50):
        assert ward.connection.allow() == 50
    assert ward.codes == []
    ward.connection.allow()
    assert ward.codes == [4429]


async def test_whoever_waits_as_told_is_never_closed() -> None:
    ward = Ward().admit()
    for _ in range(500):
        ward.hand.move(ward.connection.allow(send=True))
    assert ward.codes == []


# The end.


async def test_the_end_is_told_once_whoever_makes_it() -> None:
    ward = Ward().admit()
    ward.connection.bye(1012, "restart", 500)
    ward.connection.close(1012, "restart")
    ward.connection.close(1011)
    ward.socket.lost()
    assert ward.codes == [1012]
    assert ward.told() == [{"type": "bye", "code": 1012, "why": "restart", "after_ms": 500}]
    other = Ward().admit()
    other.socket.finish(1001)
    other.socket.lost()
    assert other.codes == [1001]


async def test_after_the_end_nothing_is_kept_and_nothing_ticks() -> None:
    ward = Ward().admit().stick()
    ward.connection.event("c1", 1, framed("event"))
    ward.connection.close(1000)
    for late in (ward.connection.answer, ward.connection.counts):
        late(framed("late"))
    ward.connection.typing("c1", framed("late"))
    ward.connection.event("c1", 2, framed("event"))
    ward.connection.rows(1, row(1))
    ward.connection.begin()
    ward.connection.finish(framed("late"))
    ward.connection.renew(EPOCH)
    ward.pass_time(MINUTE)
    assert ward.codes == [1000]
    assert ward.connection._backlog is None
    assert ward.ticker._buckets == {}
    assert ward.ticker._every == set()


async def test_what_waits_for_a_connection_that_is_lost_goes_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ward = Ward().admit()
    ward.connection.answer(framed("answer"))
    ward.socket.lost()
    ward.tick.flush()
    assert (caplog.records, ward.tick.writes) == ([], 0)


async def test_limits_are_what_the_rules_say() -> None:
    rules = ConnectionRules(unanswered=2, outbox=OutboxLimits(frames=2))
    ward = Ward(rules).admit().stick()
    ward.connection.event("c1", 1, framed("event"))
    ward.connection.event("c1", 2, framed("event"))
    ward.transport.unstick()
    assert short(ward) == ["lag 2"]
    ward.connection.begin()
    ward.connection.begin()
    assert not reads(ward)


def test_what_is_tested_here_is_what_a_server_does_by_default() -> None:
    """The figures of this page are those of config.toml."""
    settings = Settings().hub
    assert rules_of(settings) == ConnectionRules()
    assert transport_of(settings) == TransportSettings()
    assert rates_of(settings)[Side.CLIENT] == PersonRates()
