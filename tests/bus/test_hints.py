"""What a hint is made of."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.bus.hints import (
    SHARDS,
    Hint,
    Moved,
    Typing,
    decode_hint,
    encode_hint,
    merged,
    shard,
)

MOVED = st.builds(Moved, chat=st.sampled_from(["c1", "c2", "c3"]), seq=st.integers(0, 9))
HINTS = st.builds(
    Hint,
    org=st.just("org_a"),
    rev=st.integers(0, 9),
    acl=st.integers(0, 9),
    chats=st.lists(MOVED, unique_by=lambda moved: moved.chat).map(tuple),
    node=st.just("n1"),
)


@given(HINTS)
def test_a_hint_comes_back_as_it_went(hint: Hint) -> None:
    assert decode_hint(encode_hint(hint, limit=10_000)) == hint


def test_typing_comes_back_as_it_went() -> None:
    hint = Hint("org_a", typing=Typing("c1", "client", "cl_ann", "Анна", on=True), node="n1")
    assert decode_hint(encode_hint(hint, limit=10_000)) == hint


def test_a_hint_that_is_too_long_leaves_out_which_chats() -> None:
    long = Hint("org_a", rev=5, chats=tuple(Moved(f"chat_{n}", n) for n in range(500)))
    data = encode_hint(long, limit=4096)
    assert len(data) < 100
    assert decode_hint(data) == Hint("org_a", rev=5)


@pytest.mark.parametrize("data", [b"", b"{}", b"hello", b'{"org":1}', b'{"org":"\xff"}'])
def test_what_is_no_hint_is_none(data: bytes) -> None:
    assert decode_hint(data) is None


@given(HINTS, HINTS)
def test_merging_forgets_nothing_whatever_the_order(one: Hint, two: Hint) -> None:
    both = merged(one, two)
    assert both.rev == max(one.rev, two.rev)
    assert both.acl == max(one.acl, two.acl)
    seqs: dict[str, int] = {}
    for moved in one.chats + two.chats:
        seqs[moved.chat] = max(moved.seq, seqs.get(moved.chat, 0))
    assert {moved.chat: moved.seq for moved in both.chats} == seqs


def test_every_process_finds_an_organisation_on_the_same_channel() -> None:
    assert shard("org_a") == zlib.crc32(b"org_a") % 64
    assert {shard(f"org_{n}") for n in range(2000)} == set(range(SHARDS))
