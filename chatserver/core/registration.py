"""What must a mini-app's card say? (requirements 46–53)"""

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from chatserver.core.mistakes import Mistake

NAME = (5, 128)
DESCRIPTION = (5, 500)
# Letters of any script, digits, hyphens and spaces: full stops and commas are not among them.
_HYPHENS = frozenset("-\u2010\u2011")

CATEGORIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "lifestyle": ("Образ жизни", "Lifestyle"),
        "food": ("Еда и напитки", "Food and drinks"),
        "entertainment": ("Развлечения", "Entertainment"),
        "business": ("Бизнес", "Business"),
        "communication": ("Общение", "Communication"),
        "travel": ("Путешествия", "Travel"),
        "transport": ("Транспорт", "Transport"),
        "real_estate": ("Недвижимость", "Real estate"),
        "education": ("Образование", "Education"),
        "events": ("Мероприятия", "Events"),
        "tools": ("Инструменты", "Tools"),
        "payments": ("Оплата услуг", "Payment for services"),
        "social": ("Социальные", "Social"),
        "games": ("Игры", "Games"),
        "other": ("Другое", "Other"),
    }
)


def card_mistakes(card: Mapping[str, str]) -> Iterable[Mistake]:
    """Yield every mistake of `name`, `category` and `description`, as far as they are given."""
    for field, (least, most) in (("name", NAME), ("description", DESCRIPTION)):
        if field in card:
            yield from _text_mistakes(field, card[field].strip(), least, most)
    if card.get("category", "other") not in CATEGORIES:
        yield Mistake("/category", "unknown", "there is no such category")


def _text_mistakes(field: str, text: str, least: int, most: int) -> Iterable[Mistake]:
    if not least <= len(text) <= most:
        yield Mistake(f"/{field}", "length", f"has {least} to {most} characters")
    strange = sorted({sign for sign in text if not _allowed(sign)})
    if strange:
        shown = " ".join(strange[:10])
        rule = "only letters, digits, hyphens and spaces may stand here"
        yield Mistake(f"/{field}", "characters", f"{rule}; not {shown}" if shown.strip() else rule)


def _allowed(sign: str) -> bool:
    # A letter may come with its accents as signs of their own.
    kind = unicodedata.category(sign)
    return sign == " " or sign in _HYPHENS or kind[0] == "L" or kind in ("Nd", "Mn", "Mc")
