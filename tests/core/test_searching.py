"""How are a name, a phone and a number found?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.searching import fold, haystack, needle, numbers_with

STACK = haystack("Ёлкина  Анна", "+79161234567")


def test_case_yo_and_spare_spaces_do_not_matter() -> None:
    assert fold(" Ёлкина\u00a0 АННА ") == "елкина анна"


@pytest.mark.parametrize(
    "typed", ["ЕЛК", "ёлкина анна", "916", "+7 (916) 123-45-67", "8 916 123 45 67", "№ 42", "042"]
)
def test_a_part_of_the_name_the_phone_or_the_number_is_found(typed: str) -> None:
    looked_for = needle(typed)
    assert looked_for is not None
    assert looked_for.hits(stack=STACK, number=10421)


@pytest.mark.parametrize("typed", ["анна ёлкина", "917", "8 917 123 45 67", "№ 43", "кв. 42"])
def test_what_is_no_part_of_them_is_not_found(typed: str) -> None:
    looked_for = needle(typed)
    assert looked_for is not None
    assert not looked_for.hits(stack=STACK, number=10421)


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0"])
def test_nothing_visible_looks_for_nothing(typed: str) -> None:
    assert needle(typed) is None


@given(digits=st.text("0123456789", min_size=1, max_size=8), upto=st.integers(1, 20_000))
def test_numbers_with_digits_are_those_in_which_they_stand(digits: str, upto: int) -> None:
    found = numbers_with(digits, upto=upto)
    expected = [number for number in range(1, upto + 1) if digits in str(number)]
    if found is None:
        assert len(digits) < len(str(upto)) - 2
    else:
        assert sorted(found) == expected


def test_too_many_numbers_are_not_listed() -> None:
    assert numbers_with("7", upto=1_000_000) is None
    assert len(numbers_with("1234", upto=1_000_000) or ()) == 298 + 1 + 1
