"""Who can be paid, and on which account? The check digits of Russian requisites.

Taxpayers' numbers (INN): order of the tax service MMV-7-6/435, keys of accounts: the Bank of
Russia's rules 515 of 1997. A typing slip is found before money goes astray.
"""

import re
from collections.abc import Iterator, Sequence

from chatserver.core.mistakes import Mistake

_WEIGHTS_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_WEIGHTS_11 = (7, *_WEIGHTS_10)
_WEIGHTS_12 = (3, *_WEIGHTS_11)
_KEY = (7, 1, 3)
_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_BIK = re.compile(r"0[0-9]{8}")
_ACCOUNT = re.compile(r"[0-9]{20}")
# Ends of BIKs of the Bank of Russia's own offices, where the key is counted another way.
_OFFICES = ("000", "001", "002")


def check_entity(*, inn: str, kpp: str) -> Iterator[Mistake]:
    """Yield what is wrong with a legal entity's numbers.

    An organisation's INN has ten digits and a KPP goes with it; an entrepreneur's has twelve and
    there is no KPP.
    """
    if not _is_inn(inn):
        yield Mistake("/inn", "malformed", "ten or twelve digits whose check digits are right")
    elif len(inn) == 12 and kpp:
        yield Mistake("/kpp", "unwanted", "an entrepreneur has no KPP", ("/inn",))
    elif len(inn) == 10 and not kpp:
        yield Mistake("/kpp", "required", "an organisation has a KPP", ("/inn",))
    if kpp and not _KPP.fullmatch(kpp):
        yield Mistake("/kpp", "malformed", "nine characters: the fifth and sixth may be letters")


def check_account(*, bik: str, number: str) -> Iterator[Mistake]:
    """Yield what is wrong with a settlement account and the BIK of its bank."""
    if not _BIK.fullmatch(bik):
        yield Mistake("/bik", "malformed", "nine digits, the first of them 0")
    if not _ACCOUNT.fullmatch(number):
        yield Mistake("/number", "malformed", "twenty digits")
    elif _BIK.fullmatch(bik) and not _key_fits(bik, number):
        yield Mistake("/number", "malformed", "the check digit does not fit this bank", ("/bik",))


def _is_inn(inn: str) -> bool:
    if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", inn):
        return False
    digits = [int(digit) for digit in inn]
    if len(digits) == 10:
        return digits[9] == _check_digit(digits, _WEIGHTS_10)
    return digits[10:] == [_check_digit(digits, _WEIGHTS_11), _check_digit(digits, _WEIGHTS_12)]


def _check_digit(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=False)) % 11 % 10


def _key_fits(bik: str, number: str) -> bool:
    bank = f"0{bik[4:6]}" if bik.endswith(_OFFICES) else bik[-3:]
    digits = [int(digit) for digit in bank + number]
    return sum(digit * _KEY[place % 3] for place, digit in enumerate(digits)) % 10 == 0
