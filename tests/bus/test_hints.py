"""What a hint is made of."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from chatserver.bus.hints import (
    SHARDS,
    Carried,
    Hint,
    Typing,
    decode_hint,
    encode_hint,
    ending,
    merged,
    shard,
)

CARRIED = st.builds(
    Carried,
    before=st.integers(0, 9),
    after=st.integers(0, 9),
    acl=st.integers(0, 9),
    changes=st.sampled_from([Raw(b"[]"), Raw(b'[["chat",[]]]')]),
)
HINTS = st.builds(
    Hint,
    org=st.just("org_a"),
    rev=st.integers(0, 9),
    acl=st.integers(0, 9),
    commits=st.lists(CARRIED, max_size=3).map(tuple),
    node=st.just("n1"),
)


@given(HINTS, st.integers(0, 100))
def test_by_its_end_a_node_knows_its_own_hint(hint: Hint, limit: int) -> None:
    data = encode_hint(hint, limit=limit)
    assert data.endswith(ending(hint.node))
    assert not data.endswith((ending("1"), ending("n"), ending("n11")))


@given(HINTS)
def test_a_hint_comes_back_as_it_went(hint: Hint) -> None:
    assert decode_hint(encode_hint(hint, limit=10_000)) == hint


def test_typing_comes_back_as_it_went() -> None:
    hint = Hint("org_a", typing=Typing("c1", "client", "cl_ann", "Анна", on=True), node="n1")
    assert decode_hint(encode_hint(hint, limit=10_000)) == hint


def test_a_hint_that_is_too_long_says_only_where_to_look() -> None:
    long = Hint("org_a", rev=5, acl=2, commits=(Carried(4, 5, 2, Raw(b'"' + b"x" * 5000 + b'"')),))
    data = encode_hint(long, limit=4096)
    assert len(data) < 100
    assert decode_hint(data) == Hint("org_a", rev=5, acl=2)


@pytest.mark.parametrize("data", [b"", b"{}", b"hello", b'{"org":1}', b'{"org":"\xff"}'])
def test_what_is_no_hint_is_none(data: bytes) -> None:
    assert decode_hint(data) is None


@pytest.mark.parametrize("depth", [10, 1_000, 100_000, 1_000_000])
def test_however_deep_a_hint_is_it_is_one_or_none(depth: int) -> None:
    # Before Python 3.14 a thousand is too deep, since then whatever the stack cannot hold.
    deep = Carried(0, 1, 1, Raw(b"[" * depth + b"]" * depth))
    hint = Hint("org_a", commits=(deep,))
    assert decode_hint(encode_hint(hint, limit=10_000_000)) in (hint, None)


@given(HINTS, HINTS)
def test_merging_forgets_nothing_whatever_the_order(one: Hint, two: Hint) -> None:
    both = merged(one, two)
    assert both.rev == max(one.rev, two.rev)
    assert both.acl == max(one.acl, two.acl)
    # What only one of them carries would look as if it were all.
    assert both.commits == (one.commits + two.commits if one.commits and two.commits else ())


def test_every_process_finds_an_organisation_on_the_same_channel() -> None:
    assert shard("org_a") == zlib.crc32(b"org_a") % 64
    assert {shard(f"org_{n}") for n in range(2000)} == set(range(SHARDS))
