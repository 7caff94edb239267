"""Why did a chat go to whom it went? An explanation in sentences."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from chatserver.core.facts import Explanation, Look


def sentences(explanation: Explanation, locale: str = "ru") -> tuple[str, ...]:
    """Tell staff, in `ru` or `en`, what was looked at, in order, and what came of it."""
    say = WORDS[locale]
    told = [say["by"]] if explanation.by is not None else []
    if explanation.tag_text is not None:
        told.append(say["tag"].format(tag=explanation.tag_text))
    for look in explanation.looks:
        told.extend(_tell(look, say))
    return (*told, _outcome(explanation, say))


def told_of(looks: Sequence[Look], tag_text: str | None, locale: str = "ru") -> tuple[str, ...]:
    """Tell staff what would be looked at, where nothing is drawn."""
    say = WORDS[locale]
    told = [say["tag"].format(tag=tag_text)] if tag_text is not None else []
    for look in looks:
        told.extend(_tell(look, say))
    return tuple(told) if looks[-1].candidates else (*told, say["waits"])


# Every language has every sentence; a test holds them together.
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ru": MappingProxyType(
            {
                "by": "Назначил сотрудник.",
                "tag": "Тема: «{tag}».",
                "passed": "Правило {rule} не подошло: его объекты не включают помещение клиента.",
                "rule": "Подошло правило {rule}, подразделение «{department}».",
                "basic": "Основные настройки, подразделение «{department}».",
                "department": "Всё подразделение «{department}».",
                "last": "Прежний ответственный.",
                "named": "Названный сотрудник.",
                "no_department": "не указано",
                "candidates": "Могут ответить: {names}.",
                "nobody": "Ответить некому.",
                "left_out": "{name}: {why}.",
                "inactive": "больше не работает",
                "moved": "не состоит в этом подразделении",
                "no_permission": "нет права писать клиентам",
                "no_access": "нет доступа к помещению",
                "unanswered": "клиент не дождался ответа",
                "away": "на перерыве",
                "busier": "ведёт больше чатов",
                "drawn": "Из {count} выбран по жребию: {name}.",
                "chosen": "Ответственный: {name}.",
                "waits": "Чат ждёт, пока кто-нибудь сможет ответить.",
            }
        ),
        "en": MappingProxyType(
            {
                "by": "Assigned by an employee.",
                "tag": "Topic: “{tag}”.",
                "passed": "Rule {rule} did not match: its objects do not include the premises.",
                "rule": "Rule {rule} matched, department “{department}”.",
                "basic": "Basic settings, department “{department}”.",
                "department": "The whole department “{department}”.",
                "last": "The previous responsible employee.",
                "named": "The employee who was named.",
                "no_department": "none",
                "candidates": "Can answer: {names}.",
                "nobody": "Nobody can answer.",
                "left_out": "{name}: {why}.",
                "inactive": "no longer works here",
                "moved": "is not in this department",
                "no_permission": "may not write to clients",
                "no_access": "has no access to the premises",
                "unanswered": "the client got no answer in time",
                "away": "is away",
                "busier": "has more chats in hand",
                "drawn": "Drawn at random from {count}: {name}.",
                "chosen": "Responsible: {name}.",
                "waits": "The chat is waiting until somebody can answer.",
            }
        ),
    }
)


def _tell(look: Look, say: Mapping[str, str]) -> list[str]:
    number = None if look.rule is None else look.rule + 1
    if not look.matched:
        return [say["passed"].format(rule=number)]
    department = look.department_name or say["no_department"]
    told = [say[look.source].format(rule=number, department=department)]
    told.extend(say["left_out"].format(name=one.name, why=say[one.why]) for one in look.left_out)
    names = ", ".join(name for _, name in look.candidates)
    told.append(say["candidates"].format(names=names) if names else say["nobody"])
    return told


def _outcome(explanation: Explanation, say: Mapping[str, str]) -> str:
    if explanation.chosen is None:
        return say["waits"]
    count = len(explanation.looks[-1].candidates) if explanation.looks else 0
    # Where there is only one there is nothing to draw, whatever number came up.
    if explanation.draw is None or count == 1:
        return say["chosen"].format(name=explanation.chosen_name)
    return say["drawn"].format(count=count, name=explanation.chosen_name)
