import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.wire.faults import bad_string, too_deep

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.sampled_from('ab[]{}"\\'), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('[{"k'), inner, max_size=4),
    max_leaves=30,
)


def measured(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(measured, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(measured, value), default=0)
    return 0


@given(JSON, st.integers(1, 6))
def test_depth_is_that_of_the_document(document: object, depth: int) -> None:
    data = json.dumps([document]).encode()
    assert too_deep(data, depth) == (measured([document]) > depth)


@given(st.binary(max_size=200).map(lambda junk: junk + b"[" * 3), st.integers(1, 20))
def test_depth_of_anything_can_be_asked(junk: bytes, depth: int) -> None:
    assert too_deep(junk, 10_000) is False
    assert too_deep(junk, depth) in (True, False)


@pytest.mark.parametrize("piece", [b"[", b"]", b'"', b'"\\', b"{}", b"[]", b'"[",', b"\\"])
def test_no_frame_takes_long_to_measure(piece: bytes) -> None:
    # 64 KiB of the worst: it ends, and without recursion. Time is measured in benchmarks.
    data = piece * (65536 // len(piece))
    assert too_deep(data, 16) == (piece == b"[")


def test_a_string_is_looked_for_in_keys_and_values() -> None:
    assert bad_string({"a": ["fine", {"b": "x\0"}]}) == "a[1].b"
    assert bad_string({"a": {"\udc00": 1}}) == "a.\ufffd"
    assert bad_string(["fine", {"é": "😀"}]) is None
