"""What does a notice say, in Russian and English?

A client reads the product's public title, never a mini-app's own name (D18). A mail holds no text
of a message: nobody can take it back out of a mailbox (D16).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from chatserver.core.notices import Occasion

TITLE = 64
TEXT = 120


@dataclass(frozen=True, slots=True)
class Said:
    """What the other side wrote last: its text, else its file's name, else its link's title."""

    text: str = ""
    file: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen shows of a notice."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a mail says of one chat: with whom it is, of what product, how much of it is unread,
    and where it opens.
    """

    client: str
    product: str
    number: int
    unread: int
    occasions: frozenset[Occasion]
    url: str


_RU = "ru"
_ASSIGNED: Mapping[str, str] = MappingProxyType(
    {"ru": "Вы назначены ответственным", "en": "You were made responsible"}
)
_NEW: Mapping[str, str] = MappingProxyType({"ru": "Новое сообщение", "en": "New message"})
_UNREAD: Mapping[str, str] = MappingProxyType({"ru": "Не прочитано", "en": "Unread"})
_MANY: Mapping[str, str] = MappingProxyType(
    {"ru": "Чаты, которые вас ждут", "en": "Chats that wait for you"}
)
_FILE: Mapping[str, str] = MappingProxyType({"ru": "Файл", "en": "File"})


def shown(
    *, title: str, said: Said, occasion: Occasion, locale: str, preview: bool, unread: int = 1
) -> Shown:
    """Return the words of a push. Without `preview` none of the message's own are among them."""
    language = _language(locale)
    words = _words(said, language) if preview else ""
    if occasion is Occasion.ASSIGNED:
        body = f"{_ASSIGNED[language]}: {words}" if words else _ASSIGNED[language]
    else:
        body = words or _NEW[language]
        if unread > 1:
            body = f"{body} ({unread})"
    return Shown(_cut(title, TITLE), body)


def subject(lines: Sequence[Line], *, locale: str) -> str:
    """Return the subject of a mail about these chats."""
    language = _language(locale)
    if len(lines) == 1:
        [line] = lines
        what = _ASSIGNED if Occasion.ASSIGNED in line.occasions else _NEW
        return f"{what[language]}: {line.client}, {line.product}"
    return f"{_MANY[language]}: {len(lines)}"


def letter(lines: Sequence[Line], *, locale: str) -> str:
    """Return the text of a mail about these chats, each with the link that opens it."""
    language = _language(locale)
    return "\n\n".join(_paragraph(line, language) for line in lines)


def _paragraph(line: Line, language: str) -> str:
    facts = [_ASSIGNED[language]] if Occasion.ASSIGNED in line.occasions else []
    if line.unread:
        facts.append(f"{_UNREAD[language]}: {line.unread}")
    head = f"№ {line.number} · {line.client} · {line.product}"
    return "\n".join([head, *facts, line.url])


def _words(said: Said, language: str) -> str:
    if said.text:
        return _cut(" ".join(said.text.split()), TEXT)
    if said.file:
        return _cut(f"{_FILE[language]}: {said.file}", TEXT)
    return _cut(said.link, TEXT)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _language(locale: str) -> str:
    return _RU if locale.lower().startswith(_RU) else "en"
