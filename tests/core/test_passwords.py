"""Which passwords may be set?"""

import pytest

from chatserver.core.passwords import password_mistakes
from chatserver.identity.common_passwords import common_passwords

EMAIL = "marina.orlova@example.com"


def wrong(password: str, email: str = EMAIL) -> str | None:
    found = password_mistakes(password, email=email, common=common_passwords())
    return found[0].code if found else None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "too_short"),
        ("nine char", "too_short"),
        ("ten chars!", None),
        ("семь зелёных чайников", None),
        ("abcd" * 50, None),
        ("abcd" * 50 + "e", "too_long"),
        ("1234567890", "too_common"),
        ("QwertyUiop", "too_common"),
        ("qwertyuiop!!", "too_common"),
        ("йцукенгшщз", "too_common"),
        ("aaaaaaaaaaaa", "too_common"),
        ("ababababab", "too_common"),
        ("Marina.Orlova1", "too_personal"),
        (EMAIL.upper(), "too_personal"),
    ],
)
def test_length_commonness_and_the_address_decide(password: str, code: str | None) -> None:
    assert wrong(password) == code


def test_a_short_name_in_the_address_says_nothing() -> None:
    assert wrong("banal subject", "anal@example.com") is None


def test_the_list_holds_what_would_pass_by_length() -> None:
    words = common_passwords()
    assert len(words) > 2_000
    assert all(len(one) >= 10 and one == one.casefold() for one in words)
