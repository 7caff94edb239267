"""What are the columns of the table of chats called, and the words in them?"""

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("ru", "en")
# The order in which they stand where nobody asked for another.
COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "number": ("Номер", "Number"),
        "client": ("Клиент", "Client"),
        "phone": ("Телефон", "Phone"),
        "product": ("Продукт", "Product"),
        "place": ("Помещение", "Premises"),
        "address": ("Адрес", "Address"),
        "state": ("Состояние", "State"),
        "department": ("Подразделение", "Department"),
        "staff": ("Ответственный", "Responsible"),
        "tag": ("Тема", "Topic"),
        "platform": ("Канал коммуникации", "Channel"),
        "labels": ("Метки", "Labels"),
        "unanswered": ("Ждёт ответа", "Waits for us"),
        "score": ("Оценка", "Rating"),
        "created_at": ("Создано", "Created"),
        "updated_at": ("Обновлено", "Updated"),
        "preview": ("Последнее сообщение", "Last message"),
        "comment": ("Комментарий", "Comment"),
    }
)
_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "chats": ("Чаты", "Chats"),
        "bot": ("Чат-бот", "Bot"),
        "staff": ("В работе", "In progress"),
        "closed": ("Завершён", "Closed"),
        "ios": ("iOS", "iOS"),
        "android": ("Android", "Android"),
        "web": ("Браузер", "Browser"),
        "deleted": ("Сообщение удалено", "Message deleted"),
        "yes": ("Да", "Yes"),
        "": ("", ""),
    }
)


def column(name: str, language: str) -> str:
    """Return a column's heading."""
    return COLUMNS[name][LANGUAGES.index(language)]


def word(name: str, language: str) -> str:
    """Return how a state, a channel or the sheet itself is called."""
    return _WORDS[name][LANGUAGES.index(language)]
