"""Does a commit arrive on another node as it was, or not at all?"""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from chatserver.bus.hints import Carried, Hint, decode_hint, encode_hint
from chatserver.core.chat import Chat
from chatserver.core.events import TagOffer
from chatserver.core.people import Client, Named, Place
from chatserver.hub.carrying import carried, unpacked
from chatserver.ledger.directory import Directory
from chatserver.ledger.outcome import Change, Commit, Logged

CID = Client("cl_1", "Cid", "org_1", "", (), 0, erased=False, tester=False)
PLACE = Place("obj_1", "12", "Lane 1", frozenset({"obj_1"}))
DIRECTORY = Directory(
    Named("org_1", "Pines"), 3, {}, {}, {}, clients={CID.id: CID}, places={PLACE.id: PLACE}
)
CHAT = Chat("chat_1", 1, "org_1", CID.id, "prd_1", None, None, 0, 0)
CHATS = st.builds(
    replace,
    st.just(CHAT),
    place=st.sampled_from([None, PLACE.id]),
    tag=st.none() | st.builds(TagOffer, st.text(max_size=5), st.text(max_size=5)),
    state=st.sampled_from(list(type(CHAT.state))),
    preview=st.text(max_size=20),
    last=st.integers(0, 2**53),
    expires_at=st.none() | st.integers(0, 2**53),
)
LOGGED = st.builds(
    Logged,
    st.integers(1, 9),
    st.just("message"),
    st.sampled_from([b"{}", b'{"text":"\\"\xd1\x8f"}']),
)
CHANGES = st.builds(
    lambda chat, events: Change(CHAT, chat, tuple(events), DIRECTORY),
    CHATS,
    st.lists(LOGGED, max_size=3),
)


def over_the_wire(commit: Commit) -> Carried:
    [(org, carrying)] = carried(commit)
    hint = decode_hint(encode_hint(Hint(org, commits=(carrying,)), limit=10**6))
    assert hint is not None
    return hint.commits[0]


@pytest.mark.slow
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_a_commit_arrives_as_it_was(changes: list[Change]) -> None:
    arrived = over_the_wire(Commit(tuple(changes), {"org_1": (4, 7)}))
    assert (arrived.before, arrived.after, arrived.acl) == (4, 7, 3)
    # How the chats were before is nobody's concern elsewhere.
    assert unpacked(arrived, DIRECTORY) == [replace(change, before=None) for change in changes]


def test_organisations_go_apart() -> None:
    other = replace(DIRECTORY, org=Named("org_2", "Oaks"), acl=8)
    changes = (
        Change(None, CHAT, (), DIRECTORY),
        Change(None, replace(CHAT, id="chat_2", org="org_2"), (), other),
    )
    both = dict(carried(Commit(changes, {"org_1": (0, 1), "org_2": (5, 6)})))
    assert {org: (one.before, one.after, one.acl) for org, one in both.items()} == {
        "org_1": (0, 1, 3),
        "org_2": (5, 6, 8),
    }
    found = unpacked(both["org_2"], other)
    assert found is not None
    assert [change.chat.id for change in found] == ["chat_2"]


def test_what_this_node_cannot_judge_is_to_be_read() -> None:
    def arrives(directory: Directory, **fields: Any) -> bool:
        commit = Commit((Change(None, replace(CHAT, **fields), (), DIRECTORY),), {"org_1": (0, 1)})
        return unpacked(over_the_wire(commit), directory) is not None

    assert arrives(DIRECTORY, place=PLACE.id)
    assert arrives(replace(DIRECTORY, acl=4))
    assert not arrives(replace(DIRECTORY, acl=2))
    assert not arrives(replace(DIRECTORY, clients={}))
    assert not arrives(replace(DIRECTORY, places={}), place=PLACE.id)


@pytest.mark.parametrize("depth", [10, 1_000, 100_000, 1_000_000])
def test_an_event_deeper_than_this_node_reads_is_to_be_read(depth: int) -> None:
    deep = Logged(1, "message", b"[" * depth + b"]" * depth)
    change = Change(None, CHAT, (deep,), DIRECTORY)
    [(_, carrying)] = carried(Commit((change,), {"org_1": (0, 1)}))
    assert unpacked(carrying, DIRECTORY) in ([change], None)


def test_what_another_version_says_is_to_be_read() -> None:
    fewer = Raw(b'[[["chat_1",1,"org_1"],[]]]')
    assert unpacked(Carried(0, 1, 3, fewer), DIRECTORY) is None
