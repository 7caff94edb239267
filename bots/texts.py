"""What does a chat say where nobody wrote anything into its settings? (D12)"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Texts:
    """The built-in words of one language. `basic` is the greeting where the bot is off."""

    basic: str
    greeting: str
    prompt: str
    solved: str
    no_answer: str


TEXTS: Mapping[str, Texts] = MappingProxyType(
    {
        "ru": Texts(
            basic="Здравствуйте! Напишите нам, и мы ответим.",
            greeting="Здравствуйте!",
            prompt="Выберите тему или просто напишите нам.",
            solved="Рады, что вопрос решён. Если понадобится помощь, напишите нам снова.",
            no_answer="Мы не дождались ответа и завершаем диалог. Будем рады помочь, напишите нам.",
        ),
        "en": Texts(
            basic="Hello! Write to us and we will answer.",
            greeting="Hello!",
            prompt="Choose a topic, or just write to us.",
            solved="We are glad that we could help. Write to us again any time.",
            no_answer="We had no answer, so this dialog is closed. Write to us again any time.",
        ),
    }
)


def texts_in(locale: str) -> Texts:
    """Return the built-in words of a language, Russian where there are none of it."""
    return TEXTS.get(locale, TEXTS["ru"])
