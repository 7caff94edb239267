"""What does a transcript say for each event, in Russian and English?"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from chatserver.core.events import (
    Assigned,
    AutoReply,
    DialogClosed,
    DialogOpened,
    DialogRated,
    Event,
    Greeting,
    Message,
    Prompt,
    TagPicked,
)

Said = tuple[str, ...]  # paragraphs; none: the event says nothing of its own

# Every language has every word; a test holds them together.
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ru": MappingProxyType(
            {
                "chat": "Чат № {number}",
                "client": "Клиент: {name}, {phone}",
                "product": "Продукт: {name}",
                "place": "Адрес: {name}",
                "zone": "Время: {zone}",
                "opened": "Диалог {dialog} начат",
                "closed": "Диалог {dialog} завершён: {reason}",
                "solved": "вопрос решён",
                "no_answer": "клиент не ответил",
                "timeout": "время ожидания вышло",
                "rated": "Оценка диалога {dialog}: {score} из 5",
                "tag": "Выбрана тема: {text}",
                "assigned": "Ответственный: {staff}, подразделение «{department}»",
                "waits": "Ожидает ответственного в подразделении «{department}»",
                "file": "Файл: {name}",
                "link": "Переход: {title}",
                "edited": "изменено",
                "deleted": "Сообщение удалено",
                "note": "заметка для сотрудников",
                "note_deleted": "Заметка удалена",
                "topics": "Темы: {texts}",
                "bot": "Бот",
                "system": "Система",
            }
        ),
        "en": MappingProxyType(
            {
                "chat": "Chat no. {number}",
                "client": "Client: {name}, {phone}",
                "product": "Product: {name}",
                "place": "Address: {name}",
                "zone": "Time: {zone}",
                "opened": "Dialog {dialog} began",
                "closed": "Dialog {dialog} ended: {reason}",
                "solved": "question solved",
                "no_answer": "the client did not answer",
                "timeout": "the time to answer ran out",
                "rated": "Dialog {dialog} rated: {score} out of 5",
                "tag": "Topic chosen: {text}",
                "assigned": "Responsible: {staff}, department “{department}”",
                "waits": "Waits for somebody of the department “{department}”",
                "file": "File: {name}",
                "link": "Link: {title}",
                "edited": "edited",
                "deleted": "Message deleted",
                "note": "note for employees",
                "note_deleted": "Note deleted",
                "topics": "Topics: {texts}",
                "bot": "Bot",
                "system": "System",
            }
        ),
    }
)


def told(event: Event, language: str) -> Said:
    """Return what the event says; `edited` and `deleted` say nothing, their message does."""
    tell = _TOLD.get(type(event))
    return () if tell is None else tell(event, WORDS[language])


def _message(message: Message, say: Mapping[str, str]) -> Said:
    if message.deleted:
        return (say["deleted"],)
    parts = []
    if message.text is not None:
        parts.append(message.text)
    if message.file is not None:
        parts.append(say["file"].format(name=message.file.name))
    if message.link is not None:
        parts.append(say["link"].format(title=message.link.title or message.link.to))
    return tuple(parts)


def _prompt(prompt: Prompt, say: Mapping[str, str]) -> Said:
    texts = "; ".join(tag.text for tag in prompt.tags)
    return (prompt.text, say["topics"].format(texts=texts))


def _assigned(assigned: Assigned, say: Mapping[str, str]) -> Said:
    department = assigned.department.name if assigned.department is not None else "-"
    if assigned.staff is None:
        return (say["waits"].format(department=department),)
    return (say["assigned"].format(staff=assigned.staff.name, department=department),)


def _closed(closed: DialogClosed, say: Mapping[str, str]) -> Said:
    ended = say["closed"].format(dialog=closed.dialog, reason=say[closed.reason])
    return (closed.text, ended) if closed.text else (ended,)


def _rated(rated: DialogRated, say: Mapping[str, str]) -> Said:
    line = say["rated"].format(dialog=rated.dialog, score=rated.score)
    return (line, rated.comment) if rated.comment else (line,)


def _greeting(greeting: Greeting, say: Mapping[str, str]) -> Said:
    if greeting.deleted:
        return (say["deleted"],)
    return (greeting.title, greeting.text) if greeting.title else (greeting.text,)


_TOLD: Mapping[type[Event], Callable[[Any, Mapping[str, str]], Said]] = MappingProxyType(
    {
        Message: _message,
        Greeting: _greeting,
        Prompt: _prompt,
        Assigned: _assigned,
        DialogClosed: _closed,
        DialogRated: _rated,
        AutoReply: lambda event, say: (say["deleted"] if event.deleted else event.text,),
        TagPicked: lambda event, say: (say["tag"].format(text=event.text),),
        DialogOpened: lambda event, say: (say["opened"].format(dialog=event.dialog),),
    }
)
