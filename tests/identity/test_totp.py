"""Does a code hold when RFC 6238 says so, and what is stored of a second factor?"""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.identity.sealing import Unsealed
from chatserver.identity.totp import STEP_MS, Totp

TOTP = Totp(b"k" * 32)
# Appendix B of the RFC: its secret, and the last six digits of its codes.
SECRET = base64.b32encode(b"12345678901234567890").decode()
CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("at_s", "code"), CODES)
def test_the_rfcs_own_codes_hold(at_s: int, code: str) -> None:
    assert TOTP.step_of(SECRET, code, now=at_s * 1000) == at_s // 30


@pytest.mark.parametrize(
    ("late", "holds"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_off(late: int, holds: bool) -> None:
    now = 1111111109 * 1000 + late * STEP_MS
    assert (TOTP.step_of(SECRET, "081804", now=now) is not None) == holds


@pytest.mark.parametrize("code", ["", "81804", "0818040", "08180x", "٠٨١٨٠٤", "081 804"])
def test_what_is_no_code_does_not_hold(code: str) -> None:
    assert TOTP.step_of(SECRET, code, now=1111111109 * 1000) is None


@given(st.text(st.characters(codec="utf-8"), max_size=50))
def test_a_sealed_secret_opens_for_its_owner_alone(staff: str) -> None:
    secret = TOTP.fresh_secret()
    sealed = TOTP.seal(secret, staff=staff)
    assert secret not in sealed
    assert TOTP.open(sealed, staff=staff) == secret
    for other, whose in ((TOTP, staff + "x"), (Totp(b"o" * 32), staff)):
        with pytest.raises(Unsealed):
            other.open(sealed, staff=whose)


def test_recovery_codes_differ_and_are_read_however_they_are_typed() -> None:
    codes = TOTP.fresh_recovery_codes()
    assert len({TOTP.recovery_hash(code) for code in codes}) == 10
    spelt = codes[0].upper().replace("-", "  ")
    assert TOTP.recovery_hash(spelt) == TOTP.recovery_hash(codes[0])
    assert Totp(b"o" * 32).recovery_hash(codes[0]) != TOTP.recovery_hash(codes[0])


def test_the_uri_is_what_authenticators_read() -> None:
    uri = TOTP.uri(SECRET, email="ann@example.com")
    assert uri == f"otpauth://totp/chatserver:ann%40example.com?secret={SECRET}&issuer=chatserver"
