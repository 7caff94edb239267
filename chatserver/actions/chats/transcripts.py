"""How is a whole chat written down for somebody to keep, as text or as a page?"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from textwrap import indent
from types import MappingProxyType
from zoneinfo import ZoneInfo

from chatserver.actions.callers.seen_chats import Seen
from chatserver.actions.callers.time_zones import time_zone_of
from chatserver.core.events import Message
from chatserver.core.people import Author
from chatserver.core.transcript_words import WORDS, Said, told
from chatserver.storage import chats
from chatserver.storage import notes as notes_of
from chatserver.storage.statement import Rows
from chatserver.wire import decode_body
from chatserver.world import World

_PAGE = 500
_PEOPLE = ("client", "staff")
QUOTED = 100  # characters of what is replied to, at most

_STYLE = """
:root { color-scheme: light dark; } body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
max-width: 48rem; padding: 0 1rem; } .event { margin: .6rem 0; } .who { font-weight: 600; }
.at, .note { opacity: .65; font-size: .85em; } p { margin: .1rem 0; white-space: pre-wrap;
overflow-wrap: anywhere; } .colleagues { border: 1px dashed; border-radius: 6px;
padding: .3rem .6rem; } blockquote { border-left: 3px solid; margin: .2rem 0; opacity: .65;
padding-left: .6rem; overflow-wrap: anywhere; }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is written down. `people`: a person said it, it is not a note of the log.
    `quote`: the beginning of what it replies to, and who said that. `colleagues`: it was written
    for them alone.
    """

    at: str
    who: str
    said: Said
    people: bool
    edited: bool
    quote: str | None = None
    colleagues: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write a transcript: its beginning, each of its lines, its end."""

    media_type: str
    extension: str
    head: Callable[[tuple[str, ...], str], str]
    line: Callable[[Line, str], str]
    tail: str


async def transcript(
    world: World, seen: Seen, *, style: Style, language: str, notes: bool
) -> AsyncIterator[bytes]:
    """Yield the chat as staff see it, from its first event to its last, as UTF-8; with `notes`
    what they wrote for each other stands between what was said.

    The log is read in pieces, so that a chat of any length takes no memory.
    """
    async with world.db.session() as session:
        zone = await time_zone_of(session, seen.chat.org)
    yield style.head(_heading(seen, zone, language), language).encode()
    pieces: list[str] = []
    async for line in _told(world, seen, zone, language, notes=notes):
        pieces.append(style.line(line, language))
        if len(pieces) == _PAGE:
            yield "".join(pieces).encode()
            pieces.clear()
    yield "".join((*pieces, style.tail)).encode()


async def _told(
    world: World, seen: Seen, zone: ZoneInfo, language: str, *, notes: bool
) -> AsyncIterator[Line]:
    """Yield what was said, and between it what employees wrote for each other, where wanted."""
    asides = _asides(world, seen.chat.id, zone, language) if notes else _nothing()
    aside = await anext(asides, None)
    async for at, line in _said(world, seen, zone, language):
        while aside is not None and aside[0] < at:
            yield aside[1]
            aside = await anext(asides, None)
        yield line
    while aside is not None:
        yield aside[1]
        aside = await anext(asides, None)


async def _said(
    world: World, seen: Seen, zone: ZoneInfo, language: str
) -> AsyncIterator[tuple[int, Line]]:
    """Yield the log, and where in it each line stands."""
    seq, last = 0, seen.chat.last
    while seq < last:
        rows = await world.db.ask(chats.SINCE, seen.chat.id, seq, _PAGE)
        if not rows:
            return
        quotes = await _quotes(world, seen.chat.id, rows, language)
        for line in _lines(rows, quotes, zone, language):
            yield line
        seq = rows[-1][1]


async def _nothing() -> AsyncIterator[tuple[int, Line]]:
    return
    yield


async def _asides(
    world: World, chat: str, zone: ZoneInfo, language: str
) -> AsyncIterator[tuple[int, Line]]:
    """Yield the notes as they were written, and behind which event each stands."""
    n = 0
    while rows := await world.db.ask(notes_of.WRITTEN, chat, n, _PAGE):
        for _, n, _, after, _, by_name, _, at, text, deleted in rows:  # noqa: B007 - goes on from it
            said = WORDS[language]["note_deleted"] if deleted else text
            yield (
                after,
                Line(
                    _moment(at, zone), by_name, (said,), people=True, edited=False, colleagues=True
                ),
            )


def _heading(seen: Seen, zone: ZoneInfo, language: str) -> tuple[str, ...]:
    chat, directory, say = seen.chat, seen.directory, WORDS[language]
    client = directory.clients[chat.client]
    place = directory.places.get(chat.place) if chat.place is not None else None
    lines = [
        say["chat"].format(number=chat.number),
        say["client"].format(name=client.name, phone=client.phone),
        say["product"].format(name=directory.products[chat.product].name),
    ]
    if place is not None:
        lines.append(say["place"].format(name=place.whole_address))
    return (*lines, say["zone"].format(zone=zone.key))


async def _quotes(world: World, chat: str, rows: Rows, language: str) -> Mapping[int, str]:
    """Return how each message begins to which one of these replies, by its seq."""
    events = (decode_body(kind, body.encode()) for _, _, kind, *_, body in rows)
    replies = {one.reply for one in events if isinstance(one, Message) and one.reply is not None}
    if not replies:
        return {}
    quotes = {}
    for _, seq, kind, by_kind, author, by_name, _, body, *_ in await world.db.ask(
        chats.EVENTS_AT, [(chat, seq) for seq in sorted(replies)]
    ):
        said = " ".join(told(decode_body(kind, body.encode()), language))
        whole = f"{_who(Author(by_kind, author, by_name), language)}: {' '.join(said.split())}"
        quotes[seq] = whole if len(whole) <= QUOTED else f"{whole[:QUOTED]}…"
    return quotes


def _lines(
    rows: Rows, quotes: Mapping[int, str], zone: ZoneInfo, language: str
) -> Iterator[tuple[int, Line]]:
    for _, seq, kind, by_kind, author, by_name, _, at, body in rows:
        event = decode_body(kind, body.encode())
        said = told(event, language)
        if said:
            message = event if isinstance(event, Message) else None
            line = Line(
                _moment(at, zone),
                _who(Author(by_kind, author, by_name), language),
                said,
                people=by_kind in _PEOPLE,
                edited=message is not None and message.edited is not None,
                quote=quotes.get(message.reply or 0) if message is not None else None,
            )
            yield seq, line


def _moment(at: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(zone):%d.%m.%Y %H:%M}"


def _who(by: Author, language: str) -> str:
    return by.name or WORDS[language].get(by.kind, by.kind)


def _text_head(heading: tuple[str, ...], _: str) -> str:
    return "\n".join(heading) + "\n"


def _text_line(line: Line, language: str) -> str:
    edited = f" ({WORDS[language]['edited']})" if line.edited else ""
    if line.colleagues:
        edited = f" ({WORDS[language]['note']})"
    # What was said stands further right, so that no line of it can pass for another event.
    quote = () if line.quote is None else (f"> {line.quote}",)
    said = indent("\n".join((*quote, *line.said)), "    ", lambda _: True)
    return f"\n[{line.at}] {line.who}{edited}:\n{said}\n"


def _html_head(heading: tuple[str, ...], language: str) -> str:
    first, *others = (escape(line) for line in heading)
    notes = "".join(f'<p class="note">{line}</p>' for line in others)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{first}</title><style>{_STYLE}</style></head><body><h1>{first}</h1>{notes}\n"
    )


def _html_line(line: Line, language: str) -> str:
    edited = f" · {escape(WORDS[language]['edited'])}" if line.edited else ""
    if line.colleagues:
        edited = f" · {escape(WORDS[language]['note'])}"
    quote = "" if line.quote is None else f"<blockquote>{escape(line.quote)}</blockquote>"
    said = quote + "".join(f"<p>{escape(part)}</p>" for part in line.said)
    kind = " colleagues" if line.colleagues else "" if line.people else " note"
    return (
        f'<div class="event{kind}"><span class="who">{escape(line.who)}</span> '
        f'<span class="at">{line.at}{edited}</span>{said}</div>\n'
    )


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "text": Style("text/plain; charset=utf-8", "txt", _text_head, _text_line, ""),
        "html": Style(
            "text/html; charset=utf-8", "html", _html_head, _html_line, "</body></html>\n"
        ),
    }
)
