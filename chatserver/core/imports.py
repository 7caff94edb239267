"""Which columns does a table for an import have, and what can be wrong with a line of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from chatserver.core.searching import fold
from chatserver.core.texts import has_visible

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 200_000
NAME, ADDRESS, EXTERNAL_ID = 200, 300, 100
MOST_PREMISES = 50

# A column by what its first line may say, folded.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "objects": {
            "external_id": ("external_id", "id", "внешний id", "идентификатор", "код"),
            "kind": ("kind", "type", "вид", "тип"),
            "name": ("name", "название", "наименование"),
            "parent": ("parent", "parent_id", "родитель", "входит в"),
            "address": ("address", "адрес"),
        },
        "clients": {
            "external_id": ("external_id", "id", "внешний id", "идентификатор", "код"),
            "name": ("name", "фио", "имя", "клиент"),
            "phone": ("phone", "телефон"),
            "premises": ("premises", "помещения", "помещение"),
            "tester": ("tester", "тестировщик"),
            "email": ("email", "e-mail", "почта", "электронная почта"),
            "birth": ("birth", "birthday", "дата рождения"),
        },
    }
)
REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"objects": ("external_id", "kind", "name"), "clients": ("external_id", "name", "phone")}
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "quarter": "quarter",
        "квартал": "quarter",
        "group": "group",
        "группа": "group",
        "группа проектов": "group",
        "building": "building",
        "здание": "building",
        "дом": "building",
        "premises": "premises",
        "помещение": "premises",
        "квартира": "premises",
    }
)
_YES = frozenset({"1", "yes", "true", "да", "y", "+"})
_NO = frozenset({"", "0", "no", "false", "нет", "n", "-"})

# What may be wrong, in English and Russian.
MESSAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "not_a_table": (
            "This is neither a CSV nor an XLSX table.",
            "Это не таблица CSV и не таблица XLSX.",
        ),
        "encoding": (
            "The text is neither UTF-8 nor Windows-1251.",
            "Текст не в кодировке UTF-8 и не в Windows-1251.",
        ),
        "archive_invalid": (
            "The XLSX file is not as a table program writes it.",
            "Файл XLSX устроен не так, как его пишут табличные программы.",
        ),
        "empty": ("There is no line in it.", "В таблице нет ни одной строки."),
        "too_many_lines": (
            f"At most {MOST_LINES} lines are taken.",
            f"Принимается не больше {MOST_LINES} строк.",
        ),
        "missing_column": ("This column is missing.", "Нет такого столбца."),
        "unknown_column": ("There is no such column.", "Такой столбец не предусмотрен."),
        "repeated_column": ("This column stands there twice.", "Столбец указан дважды."),
        "required": ("It must not be empty.", "Значение не может быть пустым."),
        "too_long": ("It is too long.", "Значение слишком длинное."),
        "too_many": ("There are too many of them.", "Значений слишком много."),
        "characters": (
            "It holds characters that cannot be stored.",
            "Значение содержит недопустимые символы.",
        ),
        "duplicate": (
            "Another line of the table has it already.",
            "Такое значение уже есть в другой строке таблицы.",
        ),
        "not_a_phone": ("This is no phone number.", "Это не номер телефона."),
        "phone_taken": (
            "The phone belongs to another client.",
            "Телефон принадлежит другому клиенту.",
        ),
        "not_an_email": ("This is no e-mail address.", "Это не адрес электронной почты."),
        "not_a_birth": (
            "Write a day from 1900-01-01 to today, such as 1990-05-17.",
            "Укажите день с 01.01.1900 по сегодня, например 17.05.1990.",
        ),
        "not_yes_or_no": ("Write yes or no.", "Укажите «да» или «нет»."),
        "unknown_kind": (
            "An object is a quarter, group, building or premises.",
            "Объект — это квартал, группа, здание или помещение.",
        ),
        "other_kind": (
            "The object is of another kind already.",
            "Объект уже заведён с другим видом.",
        ),
        "unknown_parent": ("There is no such object.", "Такого объекта нет."),
        "unknown_premises": ("There are no such premises.", "Такого помещения нет."),
        "misplaced": (
            "An object of this kind does not stand there.",
            "Объект этого вида не может там находиться.",
        ),
        "outside": (
            "It is outside the objects that you have access to.",
            "Это вне объектов, к которым у вас есть доступ.",
        ),
        "erased": ("This client has been erased.", "Этот клиент удалён."),
        "busy": (
            "The directory kept changing meanwhile; try again.",
            "Справочник всё время менялся. Повторите импорт.",
        ),
        "broken": (
            "The server failed at it; try again.",
            "На сервере произошла ошибка. Повторите импорт.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: in which line (0: with the whole), in which column, and with which value."""

    line: int
    column: str
    code: str
    value: str = ""


def message(code: str, language: str) -> str:
    """Return what is wrong as a sentence for people."""
    english, russian = MESSAGES[code]
    return russian if language == "ru" else english


def read_heading(kind: str, cells: Sequence[str]) -> tuple[dict[str, int], list[Finding]]:
    """Return at which position each column stands, and what is wrong with the first line."""
    names = {alias: name for name, known in COLUMNS[kind].items() for alias in known}
    found: dict[str, int] = {}
    findings = []
    for position, cell in enumerate(cells):
        name = names.get(fold(cell))
        if name is None:
            if cell.strip():
                findings.append(Finding(1, cell.strip()[:EXTERNAL_ID], "unknown_column"))
        elif name in found:
            findings.append(Finding(1, name, "repeated_column"))
        else:
            found[name] = position
    missing = (name for name in REQUIRED[kind] if name not in found)
    return found, [*findings, *(Finding(1, name, "missing_column") for name in missing)]


def text_code(value: str, *, most: int, required: bool) -> str | None:
    """Return what is wrong with a text, or None."""
    if required and not (value and has_visible(value)):
        return "required"
    if len(value) > most:
        return "too_long"
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return "characters"
    return None


def yes_or_no(value: str) -> bool | None:
    """Return what a cell says, None when it says neither."""
    plain = fold(value)
    if plain in _YES:
        return True
    return False if plain in _NO else None


def several(value: str) -> list[str]:
    """Return the values of a cell that may hold several, none twice, in their order."""
    for mark in ("|", ",", ";"):
        value = value.replace(mark, "\n")
    return list(dict.fromkeys(part.strip() for part in value.split("\n") if part.strip()))
