"""What does a chat say where nobody wrote anything into its settings? (D12)"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Texts:
    """The built-in words of one language. `basic` is the greeting where the bot is off.

    `closed` is said outside of a department's hours; `{opens}` in it is when it works again: `at` a
    time of `today`, `tomorrow` or a date (of `days` from Monday), or `some_day`.
    """

    basic: str
    greeting: str
    prompt: str
    solved: str
    no_answer: str
    closed: str
    at: str
    today: str
    tomorrow: str
    some_day: str
    days: tuple[str, ...]


TEXTS: Mapping[str, Texts] = MappingProxyType(
    {
        "ru": Texts(
            basic="Здравствуйте! Напишите нам, и мы ответим.",
            greeting="Здравствуйте!",
            prompt="Выберите тему или просто напишите нам.",
            solved="Рады, что вопрос решён. Если понадобится помощь, напишите нам снова.",
            no_answer="Мы не дождались ответа и завершаем диалог. Будем рады помочь, напишите нам.",
            closed="Сейчас мы не работаем. Ответим, когда откроемся: {opens}.",
            at="{day} в {time}",
            today="сегодня",
            tomorrow="завтра",
            some_day="позже",
            days=(
                "в понедельник, {date},",
                "во вторник, {date},",
                "в среду, {date},",
                "в четверг, {date},",
                "в пятницу, {date},",
                "в субботу, {date},",
                "в воскресенье, {date},",
            ),
        ),
        "en": Texts(
            basic="Hello! Write to us and we will answer.",
            greeting="Hello!",
            prompt="Choose a topic, or just write to us.",
            solved="We are glad that we could help. Write to us again any time.",
            no_answer="We had no answer, so this dialog is closed. Write to us again any time.",
            closed="We are closed now. We will answer when we open: {opens}.",
            at="{day} at {time}",
            today="today",
            tomorrow="tomorrow",
            some_day="later",
            days=(
                "on Monday, {date},",
                "on Tuesday, {date},",
                "on Wednesday, {date},",
                "on Thursday, {date},",
                "on Friday, {date},",
                "on Saturday, {date},",
                "on Sunday, {date},",
            ),
        ),
    }
)


def texts_in(locale: str) -> Texts:
    """Return the built-in words of a language, Russian where there are none of it."""
    return TEXTS.get(locale, TEXTS["ru"])
