"""What may a mini-app read of a client, and what does it get in a test? (O13, D3)"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Value = str | dict[str, str] | None

# A field of `me`, and the scope that opens it.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "name": "profile.name",
        "phone": "profile.phone",
        "email": "profile.email",
        "photo": "profile.photo",
        "birth": "profile.birth",
        "place": "place.read",
        "role": "role.read",
    }
)

_FIRST = ("Анна", "Иван", "Мария", "Пётр", "Ольга", "Сергей", "Елена", "Дмитрий")
_LAST = ("Иваненко", "Петренко", "Сидоренко", "Кузьменко", "Павленко", "Тимошенко")


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields that are answered, and those for which the client gave no leave."""

    granted: tuple[str, ...]
    denied: tuple[str, ...]


def split(fields: Iterable[str], granted: Collection[str]) -> Asked:
    """Return which of the fields may be read with these scopes, in the order asked."""
    wanted = list(dict.fromkeys(fields))
    return Asked(
        tuple(name for name in wanted if FIELDS[name] in granted),
        tuple(name for name in wanted if FIELDS[name] not in granted),
    )


def made_up(sub: str, place: str) -> Mapping[str, Value]:
    """Return a profile of the right form that is nobody's, the same each time for one `sub`.

    The phone is of a range that no operator gives out.
    """
    number = int.from_bytes(hashlib.sha256(sub.encode()).digest()[:8], "big")
    first, last = _FIRST[number % len(_FIRST)], _LAST[number // 8 % len(_LAST)]
    flat = number // 64 % 200 + 1
    return {
        "name": f"{first} {last}",
        "phone": f"+7000{number % 10_000_000:07d}",
        "email": f"test{number % 10_000}@example.com",
        "photo": None,
        "birth": f"{1950 + number // 512 % 55}-{number // 4096 % 12 + 1:02d}-15",
        "place": {"id": place, "name": f"кв. {flat}", "address": f"Тестовая ул., 1, кв. {flat}"},
        "role": "resident",
    }
