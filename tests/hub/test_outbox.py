"""What waits for a slow reader."""

import msgspec
import pytest

from chatserver.hub.frames import text_frame
from chatserver.hub.outbox import Outbox, OutboxLimits, Waiting, What
from tests.hub.sent_frames import sent_frames

LIMITS = OutboxLimits(frames=8, size=1000, lag_after_ms=10_000, close_after_ms=30_000)


def frame(what: What, chat: str = "", seq: int = 0, at: int = 0, size: int = 10) -> Waiting:
    payload = f"{what.value} {chat} {seq}".ljust(size).encode()
    return Waiting(what, chat, seq, payload, at)


def filled(*frames: Waiting, limits: OutboxLimits = LIMITS) -> Outbox:
    outbox = Outbox(limits)
    for waiting in frames:
        outbox.put(waiting, outside=0)
    return outbox


def taken(outbox: Outbox) -> list[str]:
    """Everything in the queue, in short."""
    texts = []
    while (framed := outbox.take()) is not None:
        if framed[:1] == b"\x81":
            lag = msgspec.json.decode(next(sent_frames(framed))[1])
            texts.append(f"lag {lag['chat']} {lag['last']}")
        else:
            texts.append(framed.decode().strip())
    return texts


def test_what_is_not_too_much_comes_out_as_it_went_in() -> None:
    outbox = filled(frame(What.EVENT, "c1", 1), frame(What.ANSWER), frame(What.EVENT, "c1", 2))
    assert taken(outbox) == ["event c1 1", "answer  0", "event c1 2"]
    assert (len(outbox), outbox.size) == (0, 0)


def test_a_chats_events_become_one_lag_that_names_the_last() -> None:
    outbox = filled(
        frame(What.EVENT, "c1", 4),
        frame(What.ANSWER),
        frame(What.EVENT, "c2", 9),
        frame(What.EVENT, "c1", 5),
        frame(What.MARKS, "c1"),
        frame(What.TYPING, "c1"),
    )
    outbox.thin()
    assert taken(outbox) == ["lag c1 5", "answer  0", "lag c2 9"]


def test_events_after_the_lag_join_it_while_it_waits() -> None:
    outbox = filled(frame(What.EVENT, "c1", 4))
    outbox.thin()
    for seq in (5, 6):
        outbox.put(frame(What.EVENT, "c1", seq), outside=0)
    assert taken(outbox) == ["lag c1 6"]
    outbox.put(frame(What.EVENT, "c1", 7), outside=0)
    assert taken(outbox) == ["event c1 7"]


def test_states_keep_their_newest() -> None:
    outbox = filled(
        frame(What.MARKS, "c1", 1),
        frame(What.COUNTS, seq=1),
        frame(What.MARKS, "c2", 1),
        frame(What.MARKS, "c1", 2),
        frame(What.COUNTS, seq=2),
    )
    outbox.thin()
    assert taken(outbox) == ["marks c2 1", "marks c1 2", "counts  2"]


def test_what_must_not_be_lost_is_never_given_up() -> None:
    kept = [frame(what) for what in (What.ANSWER, What.CONTROL)] * 30
    outbox = filled(*kept)
    outbox.thin()
    assert len(outbox) == 60


@pytest.mark.parametrize(
    ("queued", "outside", "stays"), [(3, 0, True), (4, 0, False), (0, 500, False)]
)
def test_typing_is_dropped_from_half_on(queued: int, outside: int, stays: bool) -> None:
    outbox = filled(*[frame(What.EVENT, "c1", seq) for seq in range(queued)])
    outbox.put(frame(What.TYPING), outside=outside)
    assert len(outbox) == queued + stays


def test_full_is_by_count_by_bytes_or_by_age() -> None:
    assert not filled(*[frame(What.ANSWER)] * 7).is_full(0, 0)
    assert filled(*[frame(What.ANSWER)] * 8).is_full(0, 0)
    assert filled(frame(What.ANSWER, size=600)).is_full(400, 0)
    assert not filled(frame(What.ANSWER, size=600)).is_full(399, 0)
    assert not filled(frame(What.ANSWER)).is_full(0, 10_000)
    assert filled(frame(What.ANSWER)).is_full(0, 10_001)


def test_a_lag_keeps_the_age_of_what_it_replaced() -> None:
    outbox = filled(frame(What.EVENT, "c1", 1, at=5))
    assert outbox.relieve(0, 10_006)
    assert outbox.is_full(0, 10_006)


def test_full_for_half_a_minute_is_given_up_and_a_break_starts_anew() -> None:
    outbox = filled(*[frame(What.ANSWER)] * 8)
    assert outbox.relieve(0, 1000)
    assert outbox.relieve(0, 30_999)
    assert not outbox.relieve(0, 31_000)
    outbox = filled(*[frame(What.ANSWER, at=20_000)] * 8)
    assert outbox.relieve(0, 1000)
    outbox.take()
    assert outbox.relieve(0, 20_000)
    outbox.put(frame(What.ANSWER, at=30_000), outside=0)
    assert outbox.relieve(0, 30_000)
    assert outbox.relieve(0, 59_999)
    assert not outbox.relieve(0, 60_000)


def test_nothing_of_a_forgotten_chat_comes_out() -> None:
    outbox = filled(frame(What.EVENT, "c1", 1), frame(What.EVENT, "c2", 1))
    outbox.thin()
    outbox.forget("c1")
    outbox.put(frame(What.EVENT, "c1", 8), outside=0)
    assert taken(outbox) == ["lag c2 1", "event c1 8"]


def test_room_counts_what_waits_outside() -> None:
    outbox = filled(frame(What.ANSWER, size=500))
    assert outbox.has_room(100, frames=1, size=400)
    assert not outbox.has_room(101, frames=1, size=400)
    assert not outbox.has_room(0, frames=8, size=0)


def test_the_lag_that_is_sent_is_no_larger_than_was_counted() -> None:
    outbox = filled(frame(What.EVENT, "c" * 40, 2**53 - 1))
    outbox.thin()
    counted = outbox.size
    sent = outbox.take()
    assert sent is not None
    assert len(sent) <= counted
    assert sent[:1] == text_frame(b"")[:1]
