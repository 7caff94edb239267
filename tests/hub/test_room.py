"""How far have an organisation's changes been handed on, in whatever order they come?"""

import asyncio
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.chat import Chat
from chatserver.core.inbox import Filter
from chatserver.core.people import Named
from chatserver.hub.inbox import InboxWatch, OrgInbox
from chatserver.hub.member import Member
from chatserver.hub.roster import Room
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Person
from tests.hub.fake_transport import Ward

CHAT = Chat("chat_1", 1, "org_1", "cl_1", "prd_1", None, None, 0, 0)


def room(rev: int = 0) -> Room:
    async def look(*_: object) -> None:
        """No list is watched here."""

    inbox = OrgInbox(rev, every_s=1, counts_due=asyncio.Event(), look=look)
    return Room(Directory(Named("org_1", "Pines"), 1, {}, {}, {}), rev=rev, inbox=inbox)


@given(st.data())
def test_it_reaches_as_far_as_there_is_no_hole(data: st.DataObject) -> None:
    lengths = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=8))
    ends = [sum(lengths[: n + 1]) for n in range(len(lengths))]
    stretches = [(end - length, end) for end, length in zip(ends, lengths, strict=True)]
    # Hints come in any order, and twice.
    coming = data.draw(st.permutations(stretches + stretches))
    here, passed = room(), set()
    for before, after in coming:
        here.passed(before, after)
        passed |= set(range(before, after))
        reached = next(rev for rev in range(ends[-1] + 1) if rev not in passed)
        assert here.rev == reached
    assert not here.ahead


def test_who_has_read_on_needs_no_stretch_within() -> None:
    here = room()
    here.passed(4, 6)
    here.passed(8, 9)
    here.passed(0, 7)
    assert (here.rev, here.ahead) == (7, {8: 9})


def test_the_older_of_a_chat_is_told_from_the_newer_while_it_may_come() -> None:
    here = room()
    assert here.hear(replace(CHAT, rev=3))
    here.passed(2, 3)
    assert not here.hear(replace(CHAT, rev=1))
    assert here.hear(replace(CHAT, id="chat_2", rev=1))
    here.passed(0, 2)
    # Nothing up to here is news any more, whether remembered or not.
    assert not here.hear(replace(CHAT, rev=3))
    assert here.hear(replace(CHAT, rev=4))


async def test_nobody_looks_for_words_any_more_once_all_lists_are_left() -> None:
    looks, ended = asyncio.Event(), asyncio.Event()

    async def look(*_: object) -> None:
        looks.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    listed = OrgInbox(0, every_s=0, counts_due=asyncio.Event(), look=look)
    member = Member(Ward().connection, Person("staff", "st_1"), "org_1", name="Ann", staff=None)
    watch = InboxWatch(member, Filter(words=("pipe",)), "nonce")
    listed.watch(watch)
    listed.release(watch)
    listed.changed(replace(CHAT, rev=1), Directory(Named("org_1", "Pines"), 1, {}, {}, {}))
    await looks.wait()
    listed.unwatch(member)
    await ended.wait()
