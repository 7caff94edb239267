"""What are the columns of the table of orders called, and the words in them?"""

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("ru", "en")
COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "external_id": ("Номер заказа", "Order number"),
        "miniapp": ("Мини-приложение", "Mini-app"),
        "client": ("Клиент", "Client"),
        "description": ("За что", "What for"),
        "state": ("Состояние", "State"),
        "amount": ("Сумма", "Amount"),
        "refunded": ("Возвращено", "Given back"),
        "currency": ("Валюта", "Currency"),
        "payee": ("Получатель", "Payee"),
        "reference": ("Номер у платёжной системы", "The provider's number"),
        "created_at": ("Создан", "Made"),
        "paid_at": ("Оплачен", "Paid"),
        "id": ("Номер в системе", "Number in the system"),
    }
)
_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "orders": ("Заказы", "Orders"),
        "created": ("Ждёт оплаты", "To be paid"),
        "pending": ("Оплачивается", "Being paid"),
        "paid": ("Оплачен", "Paid"),
        "canceled": ("Отменён", "Cancelled"),
        "failed": ("Не оплачен", "Failed"),
        "expired": ("Истёк", "Expired"),
        "refund_pending": ("Возвращается", "Being refunded"),
        "refunded": ("Возвращён", "Refunded"),
        "partially_refunded": ("Возвращён частично", "Partly refunded"),
    }
)


def headings(language: str) -> list[str]:
    """Return the columns' headings, in their order."""
    return [names[LANGUAGES.index(language)] for names in COLUMNS.values()]


def word(name: str, language: str) -> str:
    """Return how a state, or the sheet itself, is called."""
    return _WORDS[name][LANGUAGES.index(language)]
