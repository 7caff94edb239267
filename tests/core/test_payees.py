"""Which legal entities and accounts have the right check digits?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.payees import check_account, check_entity

# Well-known ones, as their owners publish them: two banks; a made-up entrepreneur and account.
SBERBANK, GAZPROM = ("7707083893", "773601001"), ("7736050003", "781401001")
ENTREPRENEUR = "500100732259"
ACCOUNT, BIK = "40702810000000002851", "044030653"


def entity(inn: str, kpp: str) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in check_entity(inn=inn, kpp=kpp)]


def account(bik: str, number: str) -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in check_account(bik=bik, number=number)]


@pytest.mark.parametrize(("inn", "kpp"), [SBERBANK, GAZPROM, (ENTREPRENEUR, "")])
def test_those_that_are_there_are_right(inn: str, kpp: str) -> None:
    assert entity(inn, kpp) == []


@given(place=st.integers(0, 9), by=st.integers(1, 9))
def test_a_slip_in_one_digit_of_an_organisations_number_is_seen(place: int, by: int) -> None:
    digits = [int(one) for one in SBERBANK[0]]
    digits[place] = (digits[place] + by) % 10
    slipped = "".join(map(str, digits))
    # The rest of 10 is written as 0, so that a few slips hide behind it: none in these places.
    if place == 9 or _rest(digits) != _rest([int(one) for one in SBERBANK[0]]):
        assert entity(slipped, SBERBANK[1]) == [("/inn", "malformed")]


def _rest(digits: list[int]) -> int:
    return sum(d * w for d, w in zip(digits, (2, 4, 10, 3, 5, 9, 4, 6, 8), strict=False)) % 11 % 10


@pytest.mark.parametrize("place", range(12))
def test_a_slip_in_an_entrepreneurs_number_is_seen(place: int) -> None:
    digit = (int(ENTREPRENEUR[place]) + 1) % 10
    slipped = f"{ENTREPRENEUR[:place]}{digit}{ENTREPRENEUR[place + 1 :]}"
    assert entity(slipped, "") == [("/inn", "malformed")]


@pytest.mark.parametrize(
    ("inn", "kpp", "wrong"),
    [
        (SBERBANK[0], "", [("/kpp", "required")]),
        (ENTREPRENEUR, SBERBANK[1], [("/kpp", "unwanted")]),
        (SBERBANK[0], "77360100", [("/kpp", "malformed")]),
        (SBERBANK[0], "7736AB001", []),
        (SBERBANK[0], "7736ab001", [("/kpp", "malformed")]),
        ("77070838٩3", "1", [("/inn", "malformed"), ("/kpp", "malformed")]),
        ("", "", [("/inn", "malformed")]),
    ],
)
def test_every_mistake_of_an_entity_is_told(
    inn: str, kpp: str, wrong: list[tuple[str, str]]
) -> None:
    assert entity(inn, kpp) == wrong


def key(bik: str, number: str) -> str:
    """Return the account with the one ninth digit that fits."""
    fitting = [
        made for digit in range(10) if not account(bik, made := f"{number[:8]}{digit}{number[9:]}")
    ]
    [only] = fitting
    return only


@given(
    number=st.text("0123456789", min_size=20, max_size=20),
    bik=st.from_regex(r"\A04[0-9]{7}\Z", fullmatch=True),
)
def test_of_ten_check_digits_one_fits(number: str, bik: str) -> None:
    assert account(bik, key(bik, number)) == []


# Correspondent accounts of four banks in the Bank of Russia's offices, as it publishes them.
@pytest.mark.parametrize(
    ("bik", "number"),
    [
        ("044525000", "30101810400000000225"),
        ("044525000", "30101810145250000974"),
        ("044030000", "30101810500000000653"),
        ("044525000", "30101810200000000593"),
    ],
)
def test_accounts_that_banks_publish_are_right(bik: str, number: str) -> None:
    assert account(bik, number) == []


@given(place=st.integers(0, 19), by=st.integers(1, 9))
def test_a_slip_in_one_digit_of_an_account_is_seen(place: int, by: int) -> None:
    good = key(BIK, ACCOUNT)
    digit = (int(good[place]) + by) % 10
    slipped = f"{good[:place]}{digit}{good[place + 1 :]}"
    assert account(BIK, slipped) == [("/number", "malformed")]


def test_an_account_in_an_office_of_the_central_bank_has_a_key_of_its_own() -> None:
    number = "40101810800000010041"
    assert account("044525000", key("044525000", number)) == []
    assert key("044525000", number) != key("044525225", number)


@pytest.mark.parametrize(
    ("bik", "number", "wrong"),
    [
        ("144030653", ACCOUNT, [("/bik", "malformed")]),
        ("04403065", "4070281090", [("/bik", "malformed"), ("/number", "malformed")]),
        (BIK, "4070281090000000285A", [("/number", "malformed")]),
        (BIK, "", [("/number", "malformed")]),
    ],
)
def test_every_mistake_of_an_account_is_told(
    bik: str, number: str, wrong: list[tuple[str, str]]
) -> None:
    assert account(bik, number) == wrong
