"""How are a name, a phone and a number found by a few typed characters?

`haystack` is stored beside each client and `Needle` is looked for in it, in SQL and in memory
alike: whoever writes a client writes its haystack. So it is with objects and their words.
"""

import unicodedata
from dataclasses import dataclass

# What people put between the digits of a phone, and before the number of a chat.
_DECORATION = frozenset(" +-()№#.")
_RUSSIAN_PHONE = 11
NUMBERS_MAX = 5_000


def fold(text: str) -> str:
    """Return the text without what people do not type alike: case, ё, width, spare spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(plain.split())


def haystack(name: str, phone: str) -> str:
    """Return what a client is found by: the folded name and the phone's digits."""
    return f"{fold(name)} {_digits(phone)}"


def object_haystack(name: str, address: str, external_id: str | None) -> str:
    """Return what an object is found by."""
    return fold(f"{name} {address} {external_id or ''}")


def words(typed: str) -> list[str]:
    """Return the words that all have to stand in what is found, in any order."""
    return sorted(set(fold(typed).split()))


@dataclass(frozen=True, slots=True)
class Needle:
    """What was typed: a part of a haystack, or of a chat's number."""

    texts: tuple[str, ...]
    numbers: tuple[str, ...]

    def hits(self, *, stack: str, number: int) -> bool:
        """Whether it is a part of this client's haystack or of this chat's number."""
        if any(text in stack for text in self.texts):
            return True
        return any(digits in str(number) for digits in self.numbers)


def needle(typed: str) -> Needle | None:
    """Return what to look for, or None when nothing visible was typed.

    Digits with a phone's decoration are looked for as digits, and the trunk prefix 8 of a whole
    Russian number means 7, since that is how the same phone is spoken.
    """
    text = fold(typed)
    if not text:
        return None
    digits = _digits(typed)
    if not digits or not _DECORATION.issuperset(c for c in typed if c not in digits):
        return Needle((text,), ())
    if len(digits) == _RUSSIAN_PHONE and digits[0] == "8":
        return Needle((digits, "7" + digits[1:]), (digits,))
    return Needle((digits,), (digits,))


def numbers_with(digits: str, *, upto: int) -> list[int] | None:
    """Return the numbers from 1 to `upto` in whose digits these stand together, unordered.

    None when they may be more than NUMBERS_MAX: then it is quicker to look at each number.
    """
    spare = len(str(upto)) - len(digits)
    if spare < 0:
        return []
    if (spare + 1) * 10**spare > NUMBERS_MAX:
        return None
    value, width = int(digits), 10 ** len(digits)
    found: set[int] = set()
    for behind in range(spare + 1):
        tail = 10**behind
        for before in range(10 ** (spare - behind)):
            if before or digits[0] != "0":
                first = (before * width + value) * tail
                found.update(range(first, min(first + tail, upto + 1)))
    return list(found)


def _digits(text: str) -> str:
    return "".join(c for c in text if "0" <= c <= "9")
