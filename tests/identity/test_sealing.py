import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.identity.sealing import Unsealed, seal, unseal

KEY = b"k" * 32


@given(st.binary(max_size=100))
def test_the_key_opens_what_it_sealed(value: bytes) -> None:
    assert unseal(KEY, seal(KEY, value, what="x"), what="x") == value


def test_it_never_looks_the_same() -> None:
    assert seal(KEY, b"secret", what="x") != seal(KEY, b"secret", what="x")


@pytest.mark.parametrize("sealed", ["", "A", "AAAA", "%%%", "я"])
def test_nothing_else_is_opened(sealed: str) -> None:
    with pytest.raises(Unsealed):
        unseal(KEY, sealed, what="x")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unsealed):
        unseal(KEY, seal(b"z" * 32, b"secret", what="x"), what="x")


def test_a_value_is_not_taken_for_another() -> None:
    with pytest.raises(Unsealed):
        unseal(KEY, seal(KEY, b"secret", what="x"), what="y")
