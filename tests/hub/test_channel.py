"""Does each watcher of a chat get each event once, in order, whoever hands it in?"""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.bus.hints import Typing
from chatserver.core.chat import Chat
from chatserver.core.people import Staff
from chatserver.hub.channel import UNREAD, Channel
from chatserver.hub.frames import text_frame
from chatserver.hub.keystrokes import show
from chatserver.hub.member import Member
from chatserver.hub.roster import Roster
from chatserver.ledger.outcome import Logged, Person
from tests.hub.fake_transport import Ward

STAFF = Staff("st_1", "Ann", "org_1", True, None, frozenset(), None)
CHAT = Chat("chat_1", 1, "org_1", "cl_1", "prd_1", None, None, 0, 0)


@pytest.fixture(autouse=True)
async def _in_a_loop() -> None:
    """A socket asks the running loop for the end of its turn."""


def events(*seqs: int) -> list[Logged]:
    return [Logged(n, "message", b'{"type":"event","seq":%d}' % n) for n in seqs]


def at(last: int, *, rev: int | None = None, **fields: Any) -> Chat:
    return replace(CHAT, last=last, rev=last if rev is None else rev, **fields)


def watcher(channel: Channel, person: str = "cl_1") -> Ward:
    ward = Ward().admit()
    kind, staff = ("client", None) if person.startswith("cl_") else ("staff", STAFF)
    member = Member(ward.connection, Person(kind, person), "org_1", name="Ann", staff=staff)
    channel.add(member)
    return ward


def opened(last: int) -> Channel:
    channel = Channel("chat_1")
    channel.arrive()
    channel.open(at(last))
    return channel


def pushed(ward: Ward) -> list[int]:
    return [frame["seq"] for frame in ward.told() if frame["type"] == "event"]


async def test_a_repeat_is_dropped_and_a_hole_waits_for_whoever_fills_it() -> None:
    channel = opened(3)
    ward = watcher(channel)
    channel.hear(at(4))
    channel.take(events(2, 3, 4))
    channel.hear(at(7))
    channel.take(events(6, 7))
    assert channel.behind
    channel.take(events(5, 6))
    channel.take(events(4, 5, 6, 7))
    assert pushed(ward) == [4, 5, 6, 7]
    assert not channel.behind


async def test_what_comes_while_the_first_reads_follows_its_page() -> None:
    channel = Channel("chat_1")
    channel.arrive()
    channel.hear(at(5))
    channel.take(events(4, 5))
    assert channel.sent == UNREAD
    channel.open(at(4, rev=4))
    assert channel.sent == 5
    assert [event.seq for event in channel.held] == [5]
    channel.settle()
    assert channel.held == []


async def test_a_hole_before_the_first_page_is_not_forgotten() -> None:
    channel = Channel("chat_1")
    channel.arrive()
    channel.hear(at(9))
    channel.take(events(9))
    channel.open(at(4))
    assert channel.sent == 4
    assert channel.behind


async def test_an_older_state_does_not_replace_a_newer() -> None:
    channel = opened(5)
    assert channel.hear(at(6))
    assert not channel.hear(at(5))
    assert channel.chat == at(6)


async def test_where_no_employee_watches_nothing_is_read_of_notes() -> None:
    channel = opened(3)
    watcher(channel)
    channel.hear(at(3, rev=4, notes=1))
    assert (channel.noted, channel.behind) == (1, False)
    # Who comes later is told of those by the chat, and of what follows by a push.
    watcher(channel, "st_1")
    channel.hear(at(3, rev=5, notes=2))
    assert (channel.noted, channel.lacks_notes, channel.lacks_events) == (1, True, False)


async def test_marks_come_once_after_the_events_that_moved_them() -> None:
    channel = opened(1)
    client, staff = watcher(channel), watcher(channel, "st_1")
    channel.hear(at(2, n_client=1))
    channel.take()
    assert client.told() == staff.told() == []
    channel.take(events(2))
    channel.take(events(2))
    assert [frame["type"] for frame in client.told()] == ["event", "marks"]
    assert [frame["type"] for frame in staff.told()] == ["event", "marks"]


async def test_each_side_is_told_its_own_unread() -> None:
    channel = opened(1)
    client, ward = watcher(channel), watcher(channel, "st_1")
    channel.hear(at(1, rev=2, n_client=3, n_staff=2, staff_read=1, staff_read_n=1))
    channel.take()
    [mine], [theirs] = client.told(), ward.told()
    assert (mine["unread"], theirs["unread"]) == (2, 2)
    assert (mine["staff"], theirs["staff"]) == (1, 1)
    channel.hear(at(1, rev=3, n_client=3, n_staff=2, staff_read=1, staff_read_n=3))
    channel.take()
    assert client.told()[-1]["unread"] == 2
    assert ward.told()[-1]["unread"] == 0


async def test_who_was_removed_is_told_nothing() -> None:
    channel = opened(1)
    ward = watcher(channel)
    [member] = channel.watchers
    channel.settle()
    channel.remove(member)
    channel.take(events(2))
    assert pushed(ward) == []
    assert channel.idle


async def test_whoever_is_cut_while_somebody_types_keeps_it_from_nobody() -> None:
    channel, roster = opened(1), Roster()
    roster.channels[channel.id] = channel
    slow, quick = watcher(channel, "st_1"), watcher(channel, "st_2")
    member, _ = channel.watchers
    roster.watch(member, channel)
    slow.on_close_do = lambda _: roster.leave(member)
    slow.stick()
    for _ in range(256):
        slow.connection.answer(text_frame(b"{}"))
    slow.ticker.now += 30_000
    show(roster, Typing("chat_1", "client", "cl_1", "Cid", on=True))
    assert slow.codes == [4408]
    assert [frame["type"] for frame in quick.told()] == ["typing"]


@pytest.mark.slow
@given(
    heard=st.lists(
        st.tuples(st.integers(1, 12), st.integers(1, 4)).map(lambda x: range(x[0], sum(x))),
        max_size=30,
    )
)
async def test_whatever_is_handed_in_a_watcher_gets_a_run_without_holes_or_repeats(
    heard: list[range],
) -> None:
    channel = opened(0)
    ward = watcher(channel)
    for piece in heard:
        channel.take(events(*piece))
    got = pushed(ward)
    assert got == list(range(1, channel.sent + 1))
    covered = {seq for piece in heard for seq in piece}
    if 1 in covered:
        assert got


async def test_a_reader_that_does_not_keep_up_gets_the_same_frames_when_it_can() -> None:
    channel = opened(1)
    slow, quick = watcher(channel), watcher(channel)
    slow.stick()
    channel.hear(at(4, n_client=1))
    channel.take(events(2, 3, 4))
    assert pushed(quick) == [2, 3, 4]
    assert pushed(slow) == []
    slow.transport.unstick()
    assert [frame["type"] for frame in slow.told()] == [
        "filler",
        "event",
        "event",
        "event",
        "marks",
    ]
